"""How large a database is: what percentages of its memory and its connections are of."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dms_constructs import facts
from dms_constructs._checks import in_range, is_a, number_taken_as_is, skipped
from dms_constructs.engines import EngineName
from dms_constructs.errors import ConfigurationError, is_unresolved, shown

__all__ = ["DatabaseSize", "said_of_connections"]

_GIB = 2**30
_CLASS = re.compile(r"db\.(?P<family>[a-z]+)(?P<generation>\d)[a-z]*\.(?P<size>[a-z0-9]+)")
_SIZE = re.compile(r"(?P<times>\d*)xlarge")
_FIFTH = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseSize:
    """
    How large a database is, as far as alarms need it.

    Alarms read it from a database that is made in the app. Give it for one that was imported: then there are alarms on
    its memory and its connections, too.

    Args:
        instance_class: The class of the writer, or of the instance: `db.r6g.large`. Default: not known, or serverless.
        min_acu: The smallest capacity of a serverless cluster, in ACU; 0 pauses it. Default: not known.
        max_acu: The largest capacity of a serverless cluster, in ACU. Default: not known, or not serverless.
        memory_gib: The memory of the writer, or of the instance. Default: that of the class or the largest capacity.
        max_connections: How many connections the database takes. Default: what AWS's formula gives for its memory.
        readers: How many instances of the cluster only read; of an RDS instance, 1 where it is a read replica. Default:
            not known, so it may have some.
        has_own_formula: Whether its parameters set `max_connections` to something that is not a number. Default: no.

    Raises:
        ConfigurationError: `DMS-O015` for a class that isn't one, for a class with capacities, and for impossible
            numbers.
    """

    instance_class: str | None = None
    min_acu: float | None = None
    max_acu: float | None = None
    memory_gib: float | None = None
    max_connections: int | None = None
    readers: int | None = None
    has_own_formula: bool = False

    def __post_init__(self) -> None:
        _check_class(self.instance_class)
        for name in ("min_acu", "max_acu", "memory_gib"):
            _check_number(name, getattr(self, name))
        in_range("DMS-O015", "DatabaseSize.max_connections", self.max_connections, 1, None, unit="connections")
        in_range("DMS-O015", "DatabaseSize.readers", self.readers, 0, None, unit="readers")
        is_a("DMS-O015", "DatabaseSize.has_own_formula", self.has_own_formula, bool, "has_own_formula=True")
        least, most = self.min_acu, self.max_acu
        if least is not None and most is not None and not any(map(number_taken_as_is, (least, most))) and least > most:
            raise ConfigurationError(
                "DMS-O015",
                f"DatabaseSize.min_acu must be max_acu, {most:g}, at most, got {least:g}; write "
                f"dms.DatabaseSize(min_acu={most:g}, max_acu={least:g}) if they are swapped",
                given=least,
            )
        if self.instance_class is not None and self.max_acu is not None:
            raise ConfigurationError(
                "DMS-O015",
                f"DatabaseSize must have an instance_class or max_acu, got both: {shown(self.instance_class)} and "
                f"{self.max_acu:g}; write dms.DatabaseSize(max_acu={self.max_acu:g}) where the writer is serverless",
                given=self.instance_class,
            )

    @property
    def is_serverless(self) -> bool | None:
        """Whether the writer is serverless; None where that is not known."""
        if self.max_acu is not None:
            return True
        return False if self.instance_class is not None else None

    @property
    def pauses(self) -> bool:
        """Whether it may pause, and be silent then."""
        return self.min_acu == 0

    @property
    def memory(self) -> float | None:
        """Its memory in GiB; that of the largest capacity where it is serverless. None where that is not known."""
        if self.memory_gib is not None:
            return self.memory_gib if not is_unresolved(self.memory_gib) else None
        known = facts.database_monitoring()["memory"]
        if self.max_acu is not None and not number_taken_as_is(self.max_acu):
            return float(self.max_acu * known["gib_per_acu"]["value"])
        found = _CLASS.fullmatch(self.instance_class or "")
        if found is None:
            return None
        family, generation, size = found["family"], int(found["generation"]), found["size"]
        if family == "t":
            burstable: Mapping[str, float] = known["burstable_gib"]["value"]
            return burstable.get(size)
        per_vcpu: float | None = known["gib_per_vcpu"]["value"].get(family)
        vcpus = _vcpus(size)
        if per_vcpu is None or vcpus is None or (generation < _FIFTH and family != "x"):
            return None
        return per_vcpu * vcpus

    def connections(self, engine: EngineName) -> int | None:
        """Return how many connections it takes: as given, or as AWS's formula says; None where that is not known."""
        memory = self.memory
        if self.max_connections is not None:
            return self.max_connections if not is_unresolved(self.max_connections) else None
        if self.has_own_formula or memory is None:
            return None
        known = facts.database_monitoring()["max_connections"].get(engine.value)
        if known is None:
            return None
        if "by_memory_gib" in known:
            return _between({float(gib): count for gib, count in known["by_memory_gib"].items()}, memory)
        share: float = facts.database_monitoring()["share_of_memory"]["value"]
        at_most: int = known["at_most"]
        if self.min_acu is not None and 0 <= self.min_acu <= _SMALL_ACU:  # a token is a negative number
            at_most = known.get("at_most_of_small_minimum", at_most)
        return min(int(memory * _GIB * share / known["divisor"]), at_most)


_SMALL_ACU = 0.5


def said_of_connections(value: object) -> dict[str, Any]:
    """Return what a `DatabaseSize` takes of the parameter `max_connections`: a number, a formula, or nothing."""
    if value is None:
        return {}
    text = str(value)
    is_number = text.isascii() and text.isdecimal()
    return {"max_connections": int(text)} if is_number else {"has_own_formula": True}


def _vcpus(size: str) -> int | None:
    if size == "large":
        return 2
    found = _SIZE.fullmatch(size)
    return 4 * int(found["times"] or 1) if found is not None else None


def _between(rows: Mapping[float, int], memory: float) -> int:
    """Return what a table has for the memory; between two of its rows, what lies between them."""
    known = sorted(rows)
    if memory <= known[0]:
        return rows[known[0]]
    for low, high in itertools.pairwise(known):
        if memory <= high:
            part = (memory - low) / (high - low)
            return int(rows[low] + part * (rows[high] - rows[low]))
    return rows[known[-1]]


def _check_class(given: str | None) -> None:
    if skipped(given) or (isinstance(given, str) and given.startswith("db.")):
        return
    write = f"; write instance_class='db.{given}'" if isinstance(given, str) and _CLASS.fullmatch(f"db.{given}") else ""
    raise ConfigurationError(
        "DMS-O015",
        f"DatabaseSize.instance_class must be a class of RDS, such as 'db.r6g.large', got {shown(given)}{write}",
        given=given,
    )


def _check_number(name: str, given: float | None) -> None:
    if given is None or number_taken_as_is(given):
        return
    least, unit = _LEAST[name]
    if isinstance(given, bool) or not isinstance(given, int | float) or not least <= given < float("inf"):
        raise ConfigurationError(
            "DMS-O015",
            f"DatabaseSize.{name} must be a number of {unit}, {least:g} or more, got {shown(given)}",
            given=given,
        )


_LEAST = {"min_acu": (0, "ACU"), "max_acu": (0.5, "ACU"), "memory_gib": (0.5, "GiB")}
