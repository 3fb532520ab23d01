"""
What a mapping does, decided by trying every rule on every table and column: slow, and too simple to be wrong.

The reference for the evaluator of the library, which knows the same by looking things up.
"""

import functools
import re
from typing import Any, NamedTuple

from dms_constructs.catalog import Catalog, SourceColumn, SourceTable

Body = dict[str, Any]


class NaiveColumn(NamedTuple):
    source: str | None
    name: str
    data_type: str


class NaiveTable(NamedTuple):
    selected: bool
    rule_id: str | None
    target_schema: str
    target_name: str
    columns: tuple[NaiveColumn, ...]
    load_order: str | None
    filters: list[Body]
    parallel_load: Body | None


@functools.cache  # so that a race against it is about the number of comparisons
def expression(pattern: str) -> re.Pattern[str]:
    return re.compile("".join({"%": ".*", "_": "."}.get(letter) or re.escape(letter) for letter in pattern), re.DOTALL)


def like(name: str, pattern: str) -> bool:
    return expression(pattern).fullmatch(name) is not None


def renamed(rule: Body, name: str) -> str:
    value, old = str(rule.get("value", "")), str(rule.get("old-value", ""))
    by_action = {
        "rename": value,
        "convert-lowercase": name.lower(),
        "convert-uppercase": name.upper(),
        "add-prefix": value + name,
        "add-suffix": name + value,
        "remove-prefix": name.removeprefix(value),
        "remove-suffix": name.removesuffix(value),
        "replace-prefix": value + name[len(old) :] if name.startswith(old) else name,
        "replace-suffix": name[: len(name) - len(old)] + value if name.endswith(old) else name,
    }
    return by_action[rule["rule-action"]]


NAMING = {"rename", "convert-lowercase", "convert-uppercase"} | {
    f"{verb}-{affix}" for verb in ("add", "remove", "replace") for affix in ("prefix", "suffix")
}


class NaiveEvaluator:
    """Evaluates a document, rule by rule."""

    def __init__(self, document: Body, target_schema: str | None = None) -> None:
        self.rules = sorted(document["rules"], key=lambda rule: int(rule["rule-id"]))
        self.target_schema = target_schema

    def evaluate(self, catalog: Catalog) -> list[NaiveTable]:
        return [self.table(table) for table in catalog.tables]

    def names_only(self, catalog: Catalog) -> list[tuple[bool, str, str]]:
        """Only selection and target names, for a fair race against the same."""
        return [
            (self._selected(table)[0], self._schema(table.schema), self._named("table", [table.schema, table.name]))
            for table in catalog.tables
        ]

    def table(self, table: SourceTable) -> NaiveTable:
        selected, rule = self._selected(table)
        settings = [
            r
            for r in self.rules
            if r["rule-type"] == "table-settings"
            and (r["object-locator"]["schema-name"], r["object-locator"]["table-name"]) == (table.schema, table.name)
        ]
        return NaiveTable(
            selected,
            rule["rule-id"] if rule else None,
            self._schema(table.schema),
            self._named("table", [table.schema, table.name]) if rule else table.name,
            self._columns(table),
            rule.get("load-order") if rule else None,
            rule.get("filters", []) if rule else [],
            settings[0].get("parallel-load") if settings else None,
        )

    def _selected(self, table: SourceTable) -> tuple[bool, Body | None]:
        matching = [rule for rule in self.rules if rule["rule-type"] == "selection" and self._selects(rule, table)]
        includes = [rule for rule in matching if rule["rule-action"] != "exclude"]
        return bool(includes) and len(includes) == len(matching), includes[0] if includes else None

    def _selects(self, rule: Body, table: SourceTable) -> bool:
        locator = rule["object-locator"]
        if locator.get("table-type", "table") not in {table.table_type.value, "all"}:
            return False
        if rule["rule-action"] == "explicit":
            return (locator["schema-name"], locator["table-name"]) == (table.schema, table.name)
        return like(table.schema, locator["schema-name"]) and like(table.name, locator["table-name"])

    def _transformations(self, target: str, names: list[str], dms_type: str | None = None) -> list[Body]:
        keys = ["schema-name", "table-name", "column-name"][: len(names)]
        return [
            rule
            for rule in self.rules
            if rule["rule-type"] == "transformation"
            and rule["rule-target"] == target
            and all(key in rule["object-locator"] for key in keys)
            and all(like(name, rule["object-locator"][key]) for name, key in zip(names, keys, strict=True))
            and rule["object-locator"].get("data-type") in {None, dms_type}
        ]

    def _named(self, target: str, names: list[str]) -> str:
        naming = [rule for rule in self._transformations(target, names) if rule["rule-action"] in NAMING]
        return renamed(naming[0], names[-1]) if naming else names[-1]

    def _schema(self, schema: str) -> str:
        naming = self._transformations("schema", [schema])
        return renamed(naming[0], schema) if naming else self.target_schema or schema

    def _columns(self, table: SourceTable) -> tuple[NaiveColumn, ...]:
        kept = [column for column in (self._column(table, c) for c in table.columns) if column is not None]
        on_table = self._transformations("column", [table.schema, table.name])
        added = [rule for rule in on_table if rule["rule-action"] == "add-column"]
        return (*kept, *(NaiveColumn(None, rule["value"], shown(rule["data-type"])) for rule in added))

    def _column(self, table: SourceTable, column: SourceColumn) -> NaiveColumn | None:
        rules = self._transformations("column", [table.schema, table.name, column.name], column.dms_type)
        by_action: dict[str, Body] = {}
        for rule in rules:
            by_action.setdefault("naming" if rule["rule-action"] in NAMING else rule["rule-action"], rule)
        keeping = any(
            rule["rule-action"] == "include-column"
            for rule in self.rules
            if rule["rule-type"] == "transformation"
            and like(table.schema, rule["object-locator"]["schema-name"])
            and like(table.name, rule["object-locator"].get("table-name", "%"))
        )
        if "remove-column" in by_action or (keeping and "include-column" not in by_action):
            return None
        name = renamed(by_action["naming"], column.name) if "naming" in by_action else column.name
        retyped = by_action.get("change-data-type")
        return NaiveColumn(column.name, name, shown(retyped["data-type"]) if retyped else column.data_type)


def shown(data_type: Body) -> str:
    sizes = [str(data_type[key]) for key in ("length", "precision", "scale") if key in data_type]
    return f"{data_type['type']}({','.join(sizes)})" if sizes else str(data_type["type"])
