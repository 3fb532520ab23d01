"""Checks that settings, rules and endpoints decide."""

from __future__ import annotations

from collections.abc import Callable

from dms_constructs.catalog.table_type import TableType
from dms_constructs.mappings.rules.selection import Exclude, Selection
from dms_constructs.mappings.rules.words import few, shown
from dms_constructs.premigration_checks.columns import Trait
from dms_constructs.premigration_checks.conditions import moves_whole
from dms_constructs.premigration_checks.evidence import Evidence
from dms_constructs.premigration_checks.of_target import lobs_that_move_whole
from dms_constructs.premigration_checks.verdict import PASSED, Said, flaw, lacking
from dms_constructs.settings._keys import key
from dms_constructs.target_checks import checks_foreign_keys

__all__ = ["DECIDERS"]

_SUB_TASKS = "FullLoadSettings.MaxFullLoadSubTasks"


def _batch_apply_lobs(evidence: Evidence) -> Said:
    told = evidence.told("batch-apply-lobs")
    whole = moves_whole(evidence.values or {})
    # Settings and rules that would move large objects whole do no harm where there are none.
    if evidence.plan.evaluation is not None and _all_types_are_known(evidence) and not lobs_that_move_whole(evidence):
        return PASSED
    if told is not None:
        return told
    if not whole:
        return PASSED if evidence.rules is not None else lacking("table_mappings")
    return flaw(
        "batch apply works with limited large objects only, and the settings move them whole",
        "write lobs=dms.LimitedLobs(max_size_kb=64) with the length of your longest LOB in KB, or remove batch_apply",
    )


def _all_types_are_known(evidence: Evidence) -> bool:
    known = not evidence.columns(Trait.NOT_KNOWN) and evidence.all_have_columns
    return known and evidence.all_is_seen and not evidence.more_may_be_selected


def _replication_role(evidence: Evidence) -> Said:
    if not checks_foreign_keys(evidence.plan.target):
        return PASSED
    if told := evidence.told("replication-role"):
        return told
    if evidence.pairs is not None and all(pair.there.foreign_keys == () for pair in evidence.pairs):
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
    "batch-apply-lobs": _batch_apply_lobs,
    "replication-role": _replication_role,
    "sub-tasks": _sub_tasks,
    "views": _views,
}
