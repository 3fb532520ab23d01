"""Replication instance classes: the sizes a replication instance comes in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dms_constructs import facts
from dms_constructs._checks import skipped, taken_as_is
from dms_constructs._code import call
from dms_constructs.errors import ConfigurationError, Finding, did_you_mean, unchecked

__all__ = ["InstanceClass"]

_SHAPE = re.compile(r"dms\.([a-z]\d[a-z]*)\.(\w+)")
_SIZES = re.compile(r"(?:micro|small|medium|large|xlarge|\d+xlarge)")


class _Known:
    """A class of the facts, made when it is first asked for, so importing this module does not read a file."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, instance: object, owner: type[InstanceClass]) -> InstanceClass:
        return owner.of(self._name)


@dataclass(frozen=True, slots=True, repr=False)
class InstanceClass:
    """
    How much processor and memory a replication instance has.

    The constants are the classes this version of the library knows; `of` takes any. T3 is for trials, C for
    heterogeneous full loads, R for ongoing replication and large objects.

    Source: the DMS User Guide, page CHAP_ReplicationInstance.Types. The
    DescribeOrderableReplicationInstances operation lists what a region offers.
    """

    name: str

    T3_MICRO = _Known("dms.t3.micro")
    T3_SMALL = _Known("dms.t3.small")
    T3_MEDIUM = _Known("dms.t3.medium")
    T3_LARGE = _Known("dms.t3.large")
    C5_LARGE = _Known("dms.c5.large")
    C5_XLARGE = _Known("dms.c5.xlarge")
    C5_2XLARGE = _Known("dms.c5.2xlarge")
    C5_4XLARGE = _Known("dms.c5.4xlarge")
    C5_9XLARGE = _Known("dms.c5.9xlarge")
    C5_12XLARGE = _Known("dms.c5.12xlarge")
    C5_18XLARGE = _Known("dms.c5.18xlarge")
    C5_24XLARGE = _Known("dms.c5.24xlarge")
    C6I_LARGE = _Known("dms.c6i.large")
    C6I_XLARGE = _Known("dms.c6i.xlarge")
    C6I_2XLARGE = _Known("dms.c6i.2xlarge")
    C6I_4XLARGE = _Known("dms.c6i.4xlarge")
    C6I_8XLARGE = _Known("dms.c6i.8xlarge")
    C6I_12XLARGE = _Known("dms.c6i.12xlarge")
    C6I_16XLARGE = _Known("dms.c6i.16xlarge")
    C6I_24XLARGE = _Known("dms.c6i.24xlarge")
    C6I_32XLARGE = _Known("dms.c6i.32xlarge")
    C7I_LARGE = _Known("dms.c7i.large")
    C7I_XLARGE = _Known("dms.c7i.xlarge")
    C7I_2XLARGE = _Known("dms.c7i.2xlarge")
    C7I_4XLARGE = _Known("dms.c7i.4xlarge")
    C7I_8XLARGE = _Known("dms.c7i.8xlarge")
    C7I_12XLARGE = _Known("dms.c7i.12xlarge")
    C7I_16XLARGE = _Known("dms.c7i.16xlarge")
    C7I_24XLARGE = _Known("dms.c7i.24xlarge")
    C7I_48XLARGE = _Known("dms.c7i.48xlarge")
    R5_LARGE = _Known("dms.r5.large")
    R5_XLARGE = _Known("dms.r5.xlarge")
    R5_2XLARGE = _Known("dms.r5.2xlarge")
    R5_4XLARGE = _Known("dms.r5.4xlarge")
    R5_8XLARGE = _Known("dms.r5.8xlarge")
    R5_12XLARGE = _Known("dms.r5.12xlarge")
    R5_16XLARGE = _Known("dms.r5.16xlarge")
    R5_24XLARGE = _Known("dms.r5.24xlarge")
    R6I_LARGE = _Known("dms.r6i.large")
    R6I_XLARGE = _Known("dms.r6i.xlarge")
    R6I_2XLARGE = _Known("dms.r6i.2xlarge")
    R6I_4XLARGE = _Known("dms.r6i.4xlarge")
    R6I_8XLARGE = _Known("dms.r6i.8xlarge")
    R6I_12XLARGE = _Known("dms.r6i.12xlarge")
    R6I_16XLARGE = _Known("dms.r6i.16xlarge")
    R6I_24XLARGE = _Known("dms.r6i.24xlarge")
    R6I_32XLARGE = _Known("dms.r6i.32xlarge")
    R7I_LARGE = _Known("dms.r7i.large")
    R7I_XLARGE = _Known("dms.r7i.xlarge")
    R7I_2XLARGE = _Known("dms.r7i.2xlarge")
    R7I_4XLARGE = _Known("dms.r7i.4xlarge")
    R7I_8XLARGE = _Known("dms.r7i.8xlarge")
    R7I_12XLARGE = _Known("dms.r7i.12xlarge")
    R7I_16XLARGE = _Known("dms.r7i.16xlarge")
    R7I_24XLARGE = _Known("dms.r7i.24xlarge")
    R7I_48XLARGE = _Known("dms.r7i.48xlarge")

    def __post_init__(self) -> None:
        if taken_as_is(self.name):
            return
        known = facts.instances()["classes"]
        match = _SHAPE.fullmatch(self.name) if isinstance(self.name, str) else None
        if match is None or not _SIZES.fullmatch(match[2]):
            raise ConfigurationError(
                "DMS-I001",
                f"instance class must look like 'dms.r6i.large', got {self.name!r}{did_you_mean(self.name, known)}",
                given=self.name,
            )
        if known.get(self.name, {}).get("status") == "retired":
            raise ConfigurationError(
                "DMS-I002",
                f"instance class {self.name!r} is retired: DMS no longer offers the {match[1]} family; "
                f"choose one of {', '.join(sorted(_current_families()))}{_instead(match[1], match[2])}",
                given=self.name,
            )

    @classmethod
    def of(cls, name: str) -> InstanceClass:
        """
        Name a class as DMS does, for example `dms.r6i.large`.

        A class of a family newer than this library is taken as it is, and the instance that uses it warns.

        Raises:
            ConfigurationError: `DMS-I001` when there is no such class, `DMS-I002` when it is retired.
        """
        return cls(name)

    @classmethod
    def known(cls) -> Iterator[InstanceClass]:
        """Every class that DMS offers, as far as this version of the library knows."""
        return (cls(name) for name, c in facts.instances()["classes"].items() if c["status"] == "current")

    @property
    def vcpu(self) -> int | None:
        """Virtual processors, or None when the class is not in the facts."""
        value: int | None = self._facts.get("vcpu")
        return value

    @property
    def memory_gib(self) -> float | None:
        """Memory in GiB, or None when the class is not in the facts."""
        value: float | None = self._facts.get("memory_gib")
        return value

    @property
    def is_burstable(self) -> bool:
        """Whether the class is of a T family, which bills surplus credits under steady load."""
        return self._facts.get("kind") == "burstable"

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The warnings about it."""
        if skipped(self.name) or self._facts.get("verified"):
            return ()
        hint = did_you_mean(self.name, facts.instances()["classes"])
        return (
            Finding(
                "instance.unknownClass",
                f"this version of dms-constructs can't confirm instance class {self.name}{hint}",
                fix="check it with 'aws dms describe-orderable-replication-instances', then write "
                f"{call('dms.InstanceClass.of', unchecked(self.name))}",
            ),
        )

    @property
    def _facts(self) -> dict[str, Any]:
        found: dict[str, Any] = facts.instances()["classes"].get(self.name, {})
        return found

    def __str__(self) -> str:
        return self.name

    def __repr__(self) -> str:
        return call("dms.InstanceClass.of", self.name)


def _instead(family: str, size: str) -> str:
    """Say which class of the same kind and size there is."""
    known = facts.instances()["classes"]
    alike = [each for each in sorted(_current_families()) if each[0] == family[0] and f"dms.{each}.{size}" in known]
    return f"; write {call('dms.InstanceClass.of', f'dms.{alike[-1]}.{size}')}" if alike else ""


def _current_families() -> set[str]:
    return {c["family"] for c in facts.instances()["classes"].values() if c["status"] == "current"}
