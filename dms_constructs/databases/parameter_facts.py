"""What is known of one parameter in one family of parameter groups."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Any

from dms_constructs import facts
from dms_constructs.databases.families import Family

__all__ = [
    "ParameterFact",
    "ParameterKind",
    "ParameterLevel",
    "is_sure_of_groups",
    "is_there",
    "missing",
    "parameter",
    "record_of",
]


class ParameterLevel(enum.Enum):
    """Which kind of parameter group a parameter is set in."""

    CLUSTER = "cluster"
    """`AWS::RDS::DBClusterParameterGroup`: for all instances of a cluster of Aurora, or of a Multi-AZ cluster."""
    INSTANCE = "instance"
    """`AWS::RDS::DBParameterGroup`: for one instance; in Aurora it has only what may differ between instances."""


class ParameterKind(enum.Enum):
    """What a parameter's value is."""

    BOOLEAN = "boolean"
    INTEGER = "integer"
    REAL = "real"
    ENUMERATION = "enumeration"
    LIST = "list"
    STRING = "string"


@dataclass(frozen=True, slots=True)
class ParameterFact:
    """
    What is known of a parameter in the groups of one family.

    Attributes:
        name: Its name.
        levels: The groups that it can be set in. What an instance's group of Aurora has can be set in the cluster's
            too, for all instances.
        modifiable: Whether it can be set at all; None if it couldn't, and AWS may have changed that.
        static: Whether it takes effect only when the database is rebooted; None where that is not known.
        default: What the default group of the family says; None where it says nothing, or that is not known.
        kind: What its value is; None where that is not known.
        unit: What a number counts, for example `ms` or `8kB`.
        minimum: The least number.
        maximum: The greatest number.
        values: The values of an enumeration.
        at_creation: Whether it can be set only for a cluster that is not there yet.
        source: Where that is from.
        verified: Whether it is sure for this family, so a mistake about it is an error, and not only a warning.
        as_of: The day on which it was so.
    """

    name: str
    levels: tuple[ParameterLevel, ...]
    modifiable: bool | None
    static: bool | None
    default: str | None
    kind: ParameterKind | None
    unit: str
    minimum: float | None
    maximum: float | None
    values: tuple[str, ...]
    at_creation: bool
    source: str
    verified: bool
    as_of: str


_BOTH = (ParameterLevel.CLUSTER, ParameterLevel.INSTANCE)
_NOT_IN_THE_GUIDE = ("aurora-mysql5.7", "aurora-mysql8.4")


def is_sure_of_groups(family: Family) -> bool:
    """Whether the facts about Aurora's own parameter groups are sure for a family: they are older than some."""
    return family.name not in _NOT_IN_THE_GUIDE


def record_of(family: Family, name: str) -> dict[str, Any] | None:
    """Return what the facts say of a parameter of the family's server, whether its groups have it or not."""
    found: dict[str, Any] | None = facts.database_parameters(family.record["server"])["parameters"].get(name)
    return found


def parameter(family: Family | str, name: str) -> ParameterFact | None:
    """
    Return what is known of a parameter in the groups of a family; None for one that they are not known to have.

    Args:
        family: The family, or RDS's name of it, for example `aurora-postgresql17`.
        name: The parameter's name.

    Raises:
        ConfigurationError: `DMS-F001`, for what is not the name of a family.
    """
    family = Family.read(family) if isinstance(family, str) else family
    record = record_of(family, name)
    if record is None or missing(family, name) is not None or not is_there(family, record):
        return None
    aurora: dict[str, Any] = record.get("aurora", {}) if family.is_aurora else {}
    own: dict[str, Any] = aurora if family.is_aurora else record.get("rds", {})
    kind = record.get("kinds", {}).get(family.major, record.get("kind"))
    apply = own.get("apply", record.get("apply"))
    sources = facts.database_parameters(family.record["server"])["sources"]
    source = sources["aurora" if aurora else "rds" if record.get("rds") else record["source"]]
    as_written = {**record, **own}
    return ParameterFact(
        name=name,
        levels=(ParameterLevel.CLUSTER,) if aurora.get("level") == "cluster" else _BOTH,
        modifiable=False if apply == "preset" else own.get("modifiable", True),
        static=None if apply is None else apply != "dynamic",
        default=own.get("default"),
        kind=None if kind is None else ParameterKind(kind),
        unit=record.get("unit", ""),
        minimum=as_written.get("minimum"),
        maximum=as_written.get("maximum"),
        values=tuple(as_written.get("values", ())) if kind == record.get("kind") else (),
        at_creation=bool(own.get("at_creation")),
        source=source["source"],
        verified=bool(source["verified"]) and is_sure_of_groups(family),
        as_of=source["as_of"],
    )


def missing(family: Family, name: str) -> dict[str, Any] | None:
    """Return what is known of a name that people write for an engine whose groups don't have it; None of others."""
    found: dict[str, Any] | None = facts.databases()["not_there"].get(name)
    if found is None or not found["verified"]:
        return None
    return found if found["engines"] is None or family.rds_engine in found["engines"] else None


def is_there(family: Family, record: dict[str, Any]) -> bool:
    """Whether the groups of a family have a parameter, for all that is known."""
    if not family.is_postgresql:
        return _is_in_mysql(family, record)
    if record.get("only") == "aurora" and not family.is_aurora:
        return False
    major = int(family.major.partition(".")[0])
    return bool(record.get("since", 0) <= major <= record.get("until", major))


def _is_in_mysql(family: Family, record: dict[str, Any]) -> bool:
    """Whether the groups of a family of MySQL, MariaDB or Aurora MySQL have a parameter."""
    if family.rds_engine == "mariadb":
        return "mariadb" in record["engines"]
    aurora: dict[str, Any] = record.get("aurora", {})
    ended = record.get("until") or (aurora.get("removed") if family.is_aurora else None)
    if ended and family.major != _BEFORE_8:
        return False
    if not family.is_aurora:
        return "mysql" in record["engines"]
    return bool(aurora.get("applies", "mysql" in record["engines"] or "aurora" in record))


_BEFORE_8 = "5.7"
