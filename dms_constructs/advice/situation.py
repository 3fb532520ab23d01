"""What is known about a migration, and what follows from it."""

from __future__ import annotations

import dataclasses
import enum
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dms_constructs import facts
from dms_constructs._code import as_code
from dms_constructs.engines import EngineName
from dms_constructs.errors import ConfigurationError, did_you_mean, is_unresolved

__all__ = ["DatabasePlace", "MigrationPurpose", "Situation", "derived"]

_GB_PER_GIB = 1.073741824
_MB_PER_GB = 1000
_MINUTES_PER_HOUR = 60
_SECONDS_PER_HOUR = 3600


class MigrationPurpose(enum.Enum):
    """What a migration is for."""

    MOVE = "move"
    """Applications go over to the target, which takes an outage of seconds at least."""
    COPY_FOR_TESTS = "copy-for-tests"
    """A copy of one moment; applications stay where they are."""
    ANALYTICS = "analytics"
    """Rows to query elsewhere; applications stay where they are."""


class DatabasePlace(enum.Enum):
    """Where a database runs."""

    RDS = "rds"
    """On Amazon RDS or Aurora."""
    AWS = "aws"
    """Elsewhere on AWS: on EC2, in a container, or as another service."""
    OUTSIDE = "outside"
    """Outside AWS: on premises or with another provider."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """
    The facts that `advise` was given; it has what each means.

    Raises:
        ConfigurationError: `DMS-W001` to `DMS-W006`, as `advise`.
    """

    source_engine: str
    target_engine: str
    purpose: MigrationPurpose | None = MigrationPurpose.MOVE
    size_gib: float | None = None
    peak_mb_per_second: float | None = None
    busiest_table_mb_per_second: float | None = None
    outage_minutes: int | None = None
    same_account: bool | None = None
    same_region: bool | None = None
    source_place: DatabasePlace | None = None
    target_place: DatabasePlace | None = None
    subset: bool | None = False
    transform: bool | None = False
    validate: bool | None = False
    keep_in_step: bool | None = False
    two_way: bool | None = False
    event_stream: bool | None = False
    kafka_in_use: bool | None = None
    tables_without_keys: bool | None = None
    uneven_load: bool | None = None
    custom_start_point: bool | None = False
    views: bool | None = False
    assumptions: Mapping[str, float] | None = field(default=None, hash=False)

    def __post_init__(self) -> None:
        for name in ("source_engine", "target_engine"):
            object.__setattr__(self, name, _engine(name, getattr(self, name)))
        for name in ("size_gib", "peak_mb_per_second", "busiest_table_mb_per_second", "outage_minutes"):
            object.__setattr__(self, name, _number(name, getattr(self, name), whole=name == "outage_minutes"))
        object.__setattr__(self, "assumptions", _assumptions(self.assumptions))
        _enum("purpose", self.purpose, MigrationPurpose)
        for name in _FLAGS:
            _flag(name, getattr(self, name))
        for side in ("source", "target"):
            name = f"{side}_place"
            _enum(name, getattr(self, name), DatabasePlace)
            engine: str = getattr(self, f"{side}_engine")
            object.__setattr__(self, name, _place(name, engine, getattr(self, name)))
        peak, busiest = self.peak_mb_per_second, self.busiest_table_mb_per_second
        if peak is not None and busiest is not None and busiest > peak:
            raise ConfigurationError(
                "DMS-W005",
                f"busiest_table_mb_per_second must not be above peak_mb_per_second, which counts all tables, got "
                f"{busiest:g} and {peak:g}; write peak_mb_per_second={busiest:g} or more",
                given=busiest,
            )

    def to_dict(self) -> dict[str, Any]:
        """Return the facts as JSON-compatible data; null is not known."""
        pairs = ((each.name, getattr(self, each.name)) for each in dataclasses.fields(self))
        return {name: _json(value) for name, value in pairs}


def _json(value: Any) -> Any:
    if isinstance(value, enum.Enum):
        return value.value
    return dict(value) if isinstance(value, Mapping) else value


_FLAGS = (
    "same_account",
    "same_region",
    "subset",
    "transform",
    "validate",
    "keep_in_step",
    "two_way",
    "event_stream",
    "kafka_in_use",
    "tables_without_keys",
    "uneven_load",
    "custom_start_point",
    "views",
)


def _engine(name: str, given: object) -> str:
    known = facts.tools()["engines"]
    engine = given.value if isinstance(given, EngineName) else given
    if isinstance(engine, str) and engine in known:
        return engine
    lowered = engine.lower() if isinstance(engine, str) else engine
    alias = facts.tools()["aliases"].get(lowered) if isinstance(lowered, str) else None
    hint = f" (did you mean {alias!r}?)" if alias is not None else did_you_mean(lowered, known)
    shown = repr(engine) if isinstance(engine, str) else type(engine).__name__
    raise ConfigurationError(
        "DMS-W001",
        f"{name} must be an EngineName or the name that DMS has for an engine, one of {', '.join(known)}, got "
        f"{shown}{hint}",
        given=given,
    )


def _number(name: str, value: float | None, *, whole: bool = False, above: bool = False) -> float | None:
    if value is None or (isinstance(value, int | float) and is_unresolved(value)):
        return None  # what is known only at deployment is not known here
    kind = "a whole number" if whole else "a number"
    allowed = f"{kind} {'above 0' if above else 'of 0 or more'}, or None when it is not known"
    if isinstance(value, bool) or not isinstance(value, int if whole else int | float):
        shown = f" {value!r}" if isinstance(value, str | int | float) else ""
        raise ConfigurationError(
            "DMS-W002",
            f"{name} must be {allowed}, got {type(value).__name__}{shown}{_meant_number(value, whole=whole)}",
            given=value,
        )
    if not math.isfinite(value) or value < 0 or (above and value == 0):
        raise ConfigurationError("DMS-W002", f"{name} must be {allowed}, got {value!r}", given=value)
    return value


def _meant_number(value: object, *, whole: bool) -> str:
    """Return what to write for a number in another form."""
    try:
        number = float(value) if isinstance(value, str | float) else math.nan
    except ValueError:
        return ""
    return f"; write {number:g}" if math.isfinite(number) and (number.is_integer() or not whole) else ""


def _assumptions(given: Mapping[str, float] | None) -> Mapping[str, float]:
    """Return every number that is assumed: those given, and this library's for the rest."""
    if given is not None and not isinstance(given, Mapping):
        raise ConfigurationError(
            "DMS-W003",
            f"assumptions must be a dict of numbers, such as {{'dump_gib_per_hour': 250}}, got {type(given).__name__}",
            given=given,
        )
    thresholds = facts.tools()["thresholds"]
    assumed: dict[str, float] = {name: item["value"] for name, item in thresholds.items() if item["source"] == "ours"}
    for name, value in (given or {}).items():
        if name not in assumed:
            raise ConfigurationError(
                "DMS-W006",
                f"an assumption must be one of {', '.join(assumed)}, got {name!r}{did_you_mean(name, assumed)}",
                given=name,
            )
        number = _number(name, value, above=True)
        if number is not None:
            assumed[name] = number
    return assumed


def _flag(name: str, value: object) -> None:
    if value is not None and not isinstance(value, bool):
        raise ConfigurationError(
            "DMS-W003",
            f"{name} must be True, False, or None when it is not known, got {type(value).__name__}; "
            f"write {name}=True or {name}=False",
            given=value,
        )


def _enum(name: str, value: object, kind: type[enum.Enum]) -> None:
    if value is not None and not isinstance(value, kind):
        members = {member.value: as_code(member) for member in kind}
        meant = members.get(value.lower().replace("_", "-")) if isinstance(value, str) else None
        raise ConfigurationError(
            "DMS-W003",
            f"{name} must be one of {', '.join(members.values())}, or None when it is not known, got "
            f"{type(value).__name__}{f'; write {meant}' if meant else ''}",
            given=value,
        )


def _place(name: str, engine: str, given: DatabasePlace | None) -> DatabasePlace | None:
    record = facts.tools()["engines"][engine]
    if record["place"] is None:
        return given
    certain = DatabasePlace(record["place"])
    if given is not None and given is not certain:
        raise ConfigurationError(
            "DMS-W004",
            f"{name} must be dms.DatabasePlace.{certain.name} or left out, because {record['display']} runs there, "
            f"got dms.DatabasePlace.{given.name}; leave it out",
            given=given,
        )
    return certain


def derived(situation: Situation) -> dict[str, Any]:
    """Return the facts, and what follows from them, by the names that `facts/tools.json` uses; None is not known."""
    data = facts.tools()
    numbers = {name: record["value"] for name, record in data["thresholds"].items()}
    values = {**numbers, **(situation.assumptions or {}), **situation.to_dict()}
    source, target = (data["engines"][values[f"{side}_engine"]] for side in ("source", "target"))
    values |= {
        "source_name": source["display"],
        "target_name": target["display"],
        "source_family": source["family"],
        "target_family": target["family"],
        "same_family": source["family"] == target["family"],
        "same_engine": situation.source_engine == situation.target_engine,
        "dms_source": source["dms_source"],
        "dms_target": target["dms_target"],
        "serverless_source": source["serverless_source"],
        "serverless_target": target["serverless_target"],
    }
    for side in ("source", "target"):
        place = values[f"{side}_place"]
        on_rds = None if place is None else place == DatabasePlace.RDS.value
        values[f"{side}_on_rds"] = on_rds
        values[f"{side}_managed"] = True if values[f"{side}_engine"] == "docdb" else on_rds
    values["touches_aws"] = _or(*(_on_aws(values[f"{side}_place"]) for side in ("source", "target")))
    values["stream_gb_per_hour"] = values["stream_mb_per_second"] * _SECONDS_PER_HOUR / _MB_PER_GB
    return values | _of_the_copy(situation, values)


def _on_aws(place: str | None) -> bool | None:
    return None if place is None else place != DatabasePlace.OUTSIDE.value


def _of_the_copy(situation: Situation, numbers: Mapping[str, Any]) -> dict[str, Any]:
    """Return how long a copy takes while nobody writes, and whether the outage is long enough."""
    size, outage = situation.size_gib, situation.outage_minutes
    usual_rate = numbers["dump_gib_per_hour"]
    # A speed that was measured is never above the fastest there is.
    rates = (usual_rate, max(usual_rate, numbers["fastest_copy_gib_per_hour"]))
    usual, best = (None if size is None else size / rate * _MINUTES_PER_HOUR for rate in rates)
    # Only a move makes applications wait for the copy; a copy of one moment needs no outage.
    cut_over = None if situation.purpose is None else situation.purpose is MigrationPurpose.MOVE
    fits = False if outage == 0 else None if usual is None or outage is None else usual <= outage
    too_short = True if outage == 0 else None if best is None or outage is None else best > outage
    too_short = _and(cut_over, too_short)
    return {
        "size_gb": None if size is None else size * _GB_PER_GIB,
        "cut_over": cut_over,
        "fastest_copy_gib_per_hour": rates[1],
        "usual_minutes": None if usual is None else _duration(usual),
        "best_minutes": None if best is None else _duration(best),
        "outage_fits_dump": _or(None if cut_over is None else not cut_over, fits),
        "outage_too_short": too_short,
        "follows_changes": _or(situation.keep_in_step, too_short),
    }


def _or(*values: bool | None) -> bool | None:
    if any(values):
        return True
    return None if None in values else False


def _and(*values: bool | None) -> bool | None:
    if False in values:
        return False
    return None if None in values else True


def _duration(minutes: float) -> str:
    if minutes < 2 * _MINUTES_PER_HOUR:
        return f"{max(1, math.ceil(minutes))} minutes"
    return f"{math.ceil(minutes / _MINUTES_PER_HOUR)} hours"
