"""What two endpoints of database servers can't do together, or not with the task between them."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from typing import Any

from dms_constructs import facts
from dms_constructs._checks import skipped
from dms_constructs.endpoint_facts import EndpointFacts
from dms_constructs.engines import EngineName
from dms_constructs.errors import ConfigurationError, Finding
from dms_constructs.task_checks.parts import TaskParts

__all__ = ["check_lobs", "check_pair", "findings_of_servers"]


def check_pair(source: EndpointFacts, target: EndpointFacts) -> None:
    """
    Raise for a target that DMS does not write from this source.

    Args:
        source: What is known of the source.
        target: What is known of the target.

    Raises:
        ConfigurationError: `DMS-Q003`.
    """
    if source.engine_name is None or target.engine_name is None:
        return
    fact = facts.engines()["written_from"].get(target.engine_name.value)
    if fact is None or source.engine_name.value in fact["value"]:
        return
    allowed = " and ".join(EngineName(each).record.short_name for each in fact["value"])
    raise ConfigurationError(
        "DMS-Q003",
        f"target is {target.engine_name.record.short_name}, into which DMS writes from {allowed} only, and source is "
        f"{source.engine_name.record.short_name}; take a target of another engine, such as dms.PostgreSqlTarget",
        source=fact["source"],
    )


def check_lobs(task: TaskParts) -> None:
    """
    Raise for full LOB mode into a target that does not have it.

    Raises:
        ConfigurationError: `DMS-Q004`.
    """
    engine = task.target.engine_name
    fact = facts.engines()["no_full_lobs"].get(engine.value) if engine is not None else None
    if fact is None or engine is None or (task.values or {}).get("TargetMetadata.FullLobMode") is not True:
        return
    raise ConfigurationError(
        "DMS-Q004",
        f"task_settings: TargetMetadata.FullLobMode is True, and into {engine.record.short_name} DMS "
        "replicates no large objects in full; write lobs=dms.LimitedLobs(max_size_kb=64), with the size of your "
        "largest",
        source=fact["source"],
    )


def findings_of_servers(task: TaskParts) -> Iterator[Finding]:
    """Yield the settings of a source that do nothing with this target, or for what the task moves."""
    source, target = task.source, task.target
    if source.engine_name is None:
        return
    for name, fact in _settings_of(source.engine_name).items():
        if str(source.setting(name)).lower() != "true" or skipped(source.setting(name)):
            continue
        only_to = fact.get("only_to")
        if only_to is not None and target.engine_name is not None and target.engine_name.value != only_to:
            yield Finding(
                "task.settingForOtherTarget",
                f"{name} of the source has no effect: it is for targets of {EngineName(only_to).record.short_name}, "
                f"and this one is {target.engine_name.record.short_name}",
                fact["source"],
                fix=f"remove {name} from the source",
            )
        if "full_load_only" in fact and task.has_cdc:
            yield Finding(
                "task.settingForFullLoad",
                f"{name} of the source is for full loads, and this task replicates changes, which it does not get "
                "that way",
                fact["full_load_only"],
                fix=f"remove {name} from the source, or write migration_type=dms.MigrationType.FULL_LOAD",
            )


@functools.cache
def _settings_of(engine: EngineName) -> Mapping[str, Any]:
    """Return the settings of an engine's sources that are not for every target or every task."""
    known = facts.endpoint_settings(engine.record.api_settings_block)
    found = {**known["members"], **known["extra_connection_attributes"]}
    return {name: fact for name, fact in found.items() if "only_to" in fact or "full_load_only" in fact}
