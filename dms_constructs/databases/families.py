"""The families that RDS names its parameter groups by: an engine and a major version."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import Any

from dms_constructs import facts
from dms_constructs.engines import EngineName
from dms_constructs.errors import ConfigurationError, did_you_mean, shown

__all__ = ["Family", "family_of", "major_of", "rds_engine"]

_FAMILY = re.compile(r"(aurora-postgresql|aurora-mysql|postgres|mysql|mariadb)(\d+(?:\.\d+)?)", re.ASCII)
_LAST_IN_TWO_PARTS = 10


@dataclass(frozen=True, slots=True)
class Family:
    """
    An engine of RDS and a major version of it, for example `aurora-postgresql17`.

    Attributes:
        rds_engine: RDS's name of the engine: `aurora-postgresql`, `aurora-mysql`, `postgres`, `mysql` or `mariadb`.
        major: The major version: `17`, `8.0`, `10.11`.
    """

    rds_engine: str
    major: str

    @classmethod
    def read(cls, name: str) -> Family:
        """
        Read a family by the name that RDS gives it.

        Args:
            name: The name: `aurora-postgresql17`, `aurora-mysql8.0`, `postgres17`, `mysql8.4`, `mariadb10.11`.

        Raises:
            ConfigurationError: `DMS-F001`, for what is not the name of a family of these engines.
        """
        match = _FAMILY.fullmatch(name) if isinstance(name, str) else None
        if match is None:
            raise ConfigurationError(
                "DMS-F001",
                f"the family must be one of RDS's for PostgreSQL, MySQL or MariaDB, got {shown(name)}"
                f"{did_you_mean(name, _known())}; write for example {_EXAMPLE!r}",
                given=name,
            )
        return cls(match[1], match[2])

    @property
    def name(self) -> str:
        """RDS's name of it."""
        return f"{self.rds_engine}{self.major}"

    @property
    def engine_name(self) -> EngineName:
        """The engine, as DMS names it."""
        return EngineName(self.record["engine_name"])

    @property
    def is_aurora(self) -> bool:
        """Whether it is of Aurora, whose parameters have two levels."""
        return bool(self.record["aurora"])

    @property
    def is_postgresql(self) -> bool:
        """Whether the server is PostgreSQL."""
        return bool(self.record["server"] == "postgresql")

    @property
    def record(self) -> dict[str, Any]:
        """What is known of the engine."""
        found: dict[str, Any] = facts.databases()["engines"][self.rds_engine]
        return found

    def __str__(self) -> str:
        return self.name


_EXAMPLE = "aurora-postgresql17"


@functools.cache
def _known() -> tuple[str, ...]:
    engines = facts.databases()["engines"]
    return tuple(f"{engine}{major}" for engine, record in engines.items() for major in record["families"])


def rds_engine(engine_name: EngineName) -> str | None:
    """Return RDS's name of an engine that DMS names; None for one that RDS doesn't run, or not as a server of SQL."""
    engines = facts.databases()["engines"]
    return next((name for name, record in engines.items() if record["engine_name"] == engine_name.value), None)


def major_of(rds_engine: str, version: str) -> str | None:
    """
    Return the major version that a version belongs to; None for what is not a version.

    Args:
        rds_engine: RDS's name of the engine.
        version: The version, in full or as far as the major one: `17.7`, `8.0.mysql_aurora.3.10.3`, `8.4.9`, `10.11`.
    """
    numbers = re.match(r"(\d+)(?:\.(\d+))?", version, re.ASCII)
    if numbers is None:
        return None
    first, second = numbers[1], numbers[2]
    if facts.databases()["engines"][rds_engine]["server"] == "postgresql" and int(first) >= _LAST_IN_TWO_PARTS:
        return first
    return f"{first}.{second}" if second is not None else None


def family_of(rds_engine: str, version: str) -> Family | None:
    """
    Return the family of an engine's version; None where either is not known.

    Args:
        rds_engine: RDS's name of the engine, for example of `CfnDBCluster.engine`.
        version: Its version, in full or as far as the major one.
    """
    if rds_engine not in facts.databases()["engines"]:
        return None
    major = major_of(rds_engine, version)
    return None if major is None else Family(rds_engine, major)
