"""Loading tables that a change gained, while the rest of the task goes on."""

from __future__ import annotations

import time
from typing import Any

import halt
import kinds
from request import Request
from signals import Wait
from tasks import RELOAD

_LONGEST_SECONDS = 60
_LOADED = {"Full load", "Table completed", "Table is being reloaded"}


def load_gained(request: Request, arn: str, plan: dict[str, Any]) -> None:
    """
    Load the tables of a plan; all of the task again where DMS doesn't list them after a minute.

    Raises:
        Wait: While there is more to do.
    """
    tables: list[str] = plan.get("Tables") or []
    if not tables:
        return
    kind = kinds.kind_of(arn)
    states = kind.table_states(request.dms, arn)
    if all(table in states for table in tables):
        _load(request, arn, plan, [table for table in tables if states[table] not in _LOADED])
        return
    if time.time() - plan.setdefault("TablesAwaited", time.time()) < _LONGEST_SECONDS:
        raise Wait("tables", f"until DMS lists {', '.join(each for each in tables if each not in states)}")
    # It was allowed to load; a task that never lists its new tables would silently lack them.
    halt.at_rest(request, [arn], marks={arn: request.stack_id})
    plan.update(Tables=[], How=RELOAD, Started=False, Looks=0, Marked=True)
    raise Wait("start", "to load everything again: DMS doesn't list the new tables")


def _load(request: Request, arn: str, plan: dict[str, Any], tables: list[str]) -> None:
    if not tables:
        plan["Tables"] = []
        raise Wait("run", "to see it run on")
    names = [dict(zip(("SchemaName", "TableName"), each.split(".", 1), strict=True)) for each in tables]
    try:
        # DMS loads tables of a running task only, so this is the second look at it, too.
        kinds.kind_of(arn).reload_tables(request.dms, arn, names)
    except request.dms.exceptions.InvalidResourceStateFault as error:
        plan["Looks"] = 0
        raise Wait("tables", f"DMS doesn't load tables now: {error}") from error
    plan["Tables"] = []
