"""Checks that settings, rules and endpoints decide."""

from __future__ import annotations

import re
from collections.abc import Callable

from dms_constructs.catalog.table_type import TableType
from dms_constructs.endpoint_facts import EndpointFacts
from dms_constructs.mappings.rules.masking import MaskDigits, Masking, MaskWithHash, RandomizeDigits
from dms_constructs.mappings.rules.selection import Exclude, Selection
from dms_constructs.mappings.rules.words import few, shown
from dms_constructs.premigration_checks.evidence import Evidence
from dms_constructs.premigration_checks.verdict import PASSED, Said, flaw, lacking
from dms_constructs.settings._keys import key

__all__ = ["DECIDERS", "declared"]

_SUB_TASKS = "FullLoadSettings.MaxFullLoadSubTasks"
_ROLE = re.compile(r"session_replication_role\s*(?:=|to)\s*'?\"?replica\b", re.IGNORECASE)


def declared(endpoint: EndpointFacts, name: str) -> str:
    """Return what an endpoint says of a setting, also as an extra connection attribute; empty where it says nothing."""
    extra = {key.lower(): value for key, value in (endpoint.extra_connection_attributes or {}).items()}
    said = endpoint.setting(name)
    return str(said if said is not None else extra.get(name.lower(), ""))


def _validation_of(kind: type[Masking]) -> Callable[[Evidence], Said]:
    def decide(evidence: Evidence) -> Said:
        masks = [shown(rule) for rule in evidence.rules or () if isinstance(rule, kind)]
        return flaw(
            f"validation is on, and DMS does not validate masked columns: {few(masks)}",
            "turn validation off, or move the masked tables in a task of their own without it",
        )

    return decide


def _replication_role(evidence: Evidence) -> Said:
    if _ROLE.search(declared(evidence.plan.target, "AfterConnectScript")):
        return PASSED
    if evidence.targets is not None and all(target.foreign_keys == () for _, target in evidence.pairs()):
        return PASSED
    return flaw(
        "the sessions of DMS check the foreign keys of the target, and tables are loaded in any order, unless the "
        "target's parameters have session_replication_role=replica",
        "give the target after_connect_script=\"SET session_replication_role='replica'\"",
    )


def _sub_tasks(evidence: Evidence) -> Said:
    values = evidence.values or {}
    default = int(key(_SUB_TASKS).default)
    most = values.get(_SUB_TASKS, default)
    count = len(evidence.tables)
    if not isinstance(most, int) or most > default or count <= most:
        return PASSED
    return flaw(
        f"{count} tables are loaded {most} at a time",
        "raise max_full_load_sub_tasks in full_load=dms.FullLoad(...) where instance and databases can take more",
    )


def _views(evidence: Evidence) -> Said:
    if evidence.plan.evaluation is not None:
        views = [str(table.source) for table in evidence.tables if table.source.table_type is TableType.VIEW]
        return _selected_views(views) if views else PASSED
    rules = [rule for rule in evidence.rules or () if isinstance(rule, Selection) and not isinstance(rule, Exclude)]
    if views := [shown(rule) for rule in rules if rule.table_type is TableType.VIEW]:
        return _selected_views(views)
    return lacking("source_catalog") if any(rule.table_type is TableType.ALL for rule in rules) else PASSED


def _selected_views(views: list[str]) -> Said:
    return flaw(
        f"views are selected: {few(views)}", "leave them out: select tables only, table_type=dms.TableType.TABLE"
    )


DECIDERS: dict[str, Callable[[Evidence], Said]] = {
    "replication-role": _replication_role,
    "sub-tasks": _sub_tasks,
    "validation-of-hashed": _validation_of(MaskWithHash),
    "validation-of-masked": _validation_of(MaskDigits),
    "validation-of-randomized": _validation_of(RandomizeDigits),
    "views": _views,
}
