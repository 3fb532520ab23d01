"""What some targets can't take: it is found where the engine of a task's target is known."""

from __future__ import annotations

import functools
from collections.abc import Iterator

from dms_constructs import facts
from dms_constructs.engines import EngineName
from dms_constructs.errors import Finding
from dms_constructs.migration_type import MigrationType
from dms_constructs.settings._document import Values
from dms_constructs.settings._keys import Key, key, keys, rule_source
from dms_constructs.settings._rules import is_known_number

__all__ = ["findings_for_target", "takes_batches", "takes_full_lobs"]

_BATCH = "TargetMetadata.BatchApplyEnabled"
_FULL = "TargetMetadata.FullLobMode"


@functools.cache
def _refused_by(rule: str) -> tuple[str, ...]:
    """Return the engines, as AWS's guide names them, for which the rule holds."""
    return tuple(next(each["refused_by"] for each in facts.task_settings()["cross_rules"] if each["id"] == rule))


def _takes(rule: str, target_engine: EngineName | None) -> bool:
    return target_engine is None or target_engine.record.is_named(_refused_by(rule)) is not True


def takes_batches(target_engine: EngineName | None) -> bool:
    """Whether changes can be applied in batches there, as far as known."""
    return _takes("batch-target", target_engine)


def takes_full_lobs(target_engine: EngineName | None) -> bool:
    """Whether LOBs can arrive there whatever their length, as far as known."""
    return _takes("full-lob-target", target_engine)


def findings_for_target(
    values: Values, migration_type: MigrationType, target_engine: EngineName | None
) -> Iterator[Finding]:
    """Yield what the settings say that the target can't take."""
    if target_engine is None:
        return
    display = target_engine.record.display
    if values.get(_BATCH) is True and migration_type.has_cdc and not takes_batches(target_engine):
        yield Finding(
            "settings.batchApplyNotForTarget",
            f"DMS might lose data with batch apply into {display}",
            rule_source("batch-target"),
            (_BATCH,),
            fix="remove batch_apply",
        )
    yield from _beyond(values, migration_type, target_engine)
    has_lobs = values.get("TargetMetadata.SupportLobs") is not False
    if values.get(_FULL) is True and has_lobs and not takes_full_lobs(target_engine):
        limit = 2 * int(key("TargetMetadata.LobMaxSize").default)
        yield Finding(
            "settings.fullLobsNotForTarget",
            f"DMS writes LOBs into {display} up to a limit only, but this mode is for any length",
            rule_source("full-lob-target"),
            (_FULL,),
            fix=f"write lobs=dms.LimitedLobs(max_size_kb={limit}) with the length of your longest LOB in KB",
        )


@functools.cache
def _ranges() -> tuple[tuple[Key, str, int, int], ...]:
    """Return each key that has a range of its own for a target, that target, and the least and largest number."""
    return tuple(
        (of, target, of.low if least is None else least, of.high if most is None else most)
        for of in keys().values()
        for target, least, most in of.of_targets
    )


def _beyond(values: Values, migration_type: MigrationType, target_engine: EngineName) -> Iterator[Finding]:
    for of, target, least, most in _ranges():
        value = values.get(of.name)
        if (
            not is_known_number(value)
            or least <= value <= most
            or of.is_default(value)
            or migration_type not in of.migration_types
            or target_engine.record.is_named([target]) is not True
        ):
            continue
        nearest = most if value > most else least
        yield Finding(
            "settings.beyondRangeOfTarget",
            f"{of.name} is {value}, and {target_engine.record.display} takes "
            + (f"{least} to {most}" if least > of.low else f"{most} at most"),
            of.source,
            (of.name,),
            fix=f"set {of.name} to {nearest}",
        )
