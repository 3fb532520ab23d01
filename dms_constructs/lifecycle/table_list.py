"""What a task moves, as a list that outlives the deployment: the next one is compared with it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from dms_constructs.lifecycle.fingerprints import TOKEN, canonical, digest
from dms_constructs.mappings.evaluator.mapped_columns import MappedColumn
from dms_constructs.mappings.evaluator.mapped_table import MappedTable
from dms_constructs.mappings.rules.masking import Masking
from dms_constructs.mappings.rules.rule import Rule
from dms_constructs.task_plan import TaskPlan

__all__ = ["rule_list", "table_list"]

FORMAT = 1


def table_list(plan: TaskPlan) -> dict[str, Any]:
    """
    Return what a plan moves: with a catalog each table with its target and a digest, or else the rules.

    The digest of a table is over whatever makes a loaded table wrong when it changes: columns, types, masks, keys,
    filters, modes of large objects. Ids and names of rules have no part in it.
    """
    if plan.evaluation is not None:
        tables = sorted(
            [str(table.source), table.target, _digest(_content(table))] for table in plan.evaluation.selected
        )
        return {"Format": FORMAT, "Tables": tables}
    rules = plan.table_mappings.to_dict()["rules"] if plan.table_mappings is not None else ()
    return rule_list(rules)


def rule_list(rules: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the list of rules where no catalog tells the tables."""
    return {"Format": FORMAT, "Rules": [_bare(rule) for rule in rules]}


def _bare(rule: Mapping[str, Any]) -> str:
    """Return a rule of a document without its id and name, which say nothing about what it does."""
    kept = {name: value for name, value in rule.items() if name not in {"rule-id", "rule-name"}}
    return json.dumps(kept, sort_keys=True, separators=(",", ":"))


def _digest(content: Mapping[str, Any]) -> str:
    """Return the digest of a content; what is known at deployment only stands behind it: its name may change."""
    tokens = TOKEN.findall(canonical(content))
    if not tokens:
        return digest(content)
    return " ".join([digest(TOKEN.sub("", canonical(content))), *tokens])


def _content(table: MappedTable) -> dict[str, Any]:
    """Return what is loaded for a table, besides where to."""
    computed = None in {table.target_schema, table.target_name}
    naming = [rule for rule in (table.schema_rule, table.table_rule) if rule is not None] if computed else []
    lobs = table.settings.lobs if table.settings is not None else None
    return {
        "columns": [_column(column) for column in table.columns],
        "filters": [each.body() for each in table.filters],
        "key": [_bodies([table.key_rule] if table.key_rule is not None else []), list(table.primary_key)],
        "lobs": lobs.body() if lobs is not None else None,
        "naming": _bodies(naming),
        "object": _bodies([table.object_mapping] if table.object_mapping is not None else []),
        "rules": _bodies(table.column_rules()) if not table.source.columns else [],
    }


def _column(column: MappedColumn) -> list[Any]:
    """Return what a column holds; the rules count where they compute its name or what is in it."""
    source = column.source.name if column.source is not None else None
    computed = column.name is None or source is None
    rules = column.rules if computed else [rule for rule in column.rules if isinstance(rule, Masking)]
    return [source, column.name, column.data_type, _bodies(rules)]


def _bodies(rules: Iterable[Rule]) -> list[dict[str, Any]]:
    return [rule.body() for rule in rules]
