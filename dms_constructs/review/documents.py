"""What changes in the two documents of a task: its table mappings and its settings."""

from __future__ import annotations

import json
from typing import Any

from dms_constructs.errors import ConfigurationError
from dms_constructs.mappings.comparison import Comparison
from dms_constructs.mappings.table_mappings import TableMappings
from dms_constructs.review.context import Context
from dms_constructs.review.entry import Entry, Severity
from dms_constructs.review.gate import GateChange
from dms_constructs.review.mapping_changes import Documents, of_comparison, of_lists, of_rules
from dms_constructs.review.setting_changes import of_settings
from dms_constructs.review.task_resources import TaskResource

__all__ = ["of_documents"]


def of_documents(
    name: str, old: TaskResource, new: TaskResource, gate: GateChange | None, context: Context
) -> Documents:
    """
    Say what changes in the documents of a task.

    Args:
        name: What the task is called.
        old: The task before.
        new: The task after.
        gate: What the life cycle says of it, if that watches it on both sides.
        context: What else is known; remarks go there.
    """
    found = Documents()
    for what, before, after, of in (
        ("table mappings", old.mappings_document, new.mappings_document, _mappings),
        ("task settings", old.settings_document, new.settings_document, _settings),
    ):
        differs = _differ(before, after)
        try:
            changed = of(old, new, gate, context, differs=differs)
        except ConfigurationError as error:
            changed = Documents((Entry(Severity.NOTE, f"the {what} can't be compared: {error}"),), at_rest=differs)
        if differs and not changed.entries:
            words = f"{name}: the {what} say the same in other words, and CloudFormation sends them to DMS"
            context.remarks.append(words)
        found += changed
    return found


def _mappings(
    old: TaskResource, new: TaskResource, gate: GateChange | None, context: Context, *, differs: bool
) -> Documents:
    known = context.known
    if not differs and known.catalog is None:
        return Documents()
    before, after = old.mappings(), new.mappings()
    if before is None or after is None:
        return _not_known("table mappings") if differs else Documents()
    found = Documents()
    if known.catalog is not None:
        was, becomes = (each.evaluate(known.catalog, known.target_schema) for each in (old, new))
        if was is not None and becomes is not None:
            found = of_comparison(Comparison(was, becomes), loads=new.loads)
    elif gate is not None and (tables := gate.tables) is not None:
        found = of_lists(tables, loads=new.loads)
    else:
        return _at_rest(of_rules(before, after, loads=new.loads))
    return found if found.entries else _at_rest(_without_tables(before, after))


def _differ(before: Any, after: Any) -> bool:
    """Whether CloudFormation sends another document; one that is an object here and text there is the same."""
    if isinstance(before, str) and isinstance(after, str):
        return before != after
    return bool(_parsed(before) != _parsed(after))


def _parsed(document: Any) -> Any:
    try:
        return json.loads(document) if isinstance(document, str) else document
    except ValueError:
        return document


def _without_tables(before: TableMappings, after: TableMappings) -> Documents:
    """Say which rules come and go though nothing changes for any table that is known."""
    return of_rules(before, after, loads=False)


def _at_rest(found: Documents) -> Documents:
    return found._replace(at_rest=bool(found.entries))


def _settings(
    old: TaskResource, new: TaskResource, _gate: GateChange | None, _context: Context, *, differs: bool
) -> Documents:
    if not differs:
        return Documents()
    before, after = old.settings(), new.settings()
    if before is None or after is None:
        return _not_known("task settings")
    return of_settings(before, after, loads=new.loads, is_serverless=new.is_serverless)


def _not_known(what: str) -> Documents:
    words = f"the {what} change, and one side leaves them to DMS or has them at deployment only"
    return Documents((Entry(Severity.NOTE, words),), at_rest=True)
