"""Adds mappings together, and takes them apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from dms_constructs.catalog import Catalog, SourceTable
from dms_constructs.catalog.table_type import TableType
from dms_constructs.errors import ConfigurationError
from dms_constructs.mappings.checks.structure import cross_findings
from dms_constructs.mappings.evaluator.compiled import Compiled
from dms_constructs.mappings.evaluator.mapped_table import MappedTable, map_tables
from dms_constructs.mappings.rules.include import Include
from dms_constructs.mappings.rules.patterns import ANY, is_exact, like, overlap
from dms_constructs.mappings.rules.raw import RawRule
from dms_constructs.mappings.rules.rule import Rule
from dms_constructs.mappings.rules.selection import Exclude, Explicit, Selection
from dms_constructs.mappings.rules.words import shown

__all__ = ["check_agreement", "disagreement", "split_by_schema", "split_by_table", "together"]

Ranked = Sequence[tuple[str, Rule]]
"""Rules with their ids, in the order in which DMS ranks them."""

_CONTRADICTIONS = {"mappings.excludedEntirely", "mappings.ruleNeverApplies"}


def together(left: Sequence[Rule], right: Sequence[Rule]) -> tuple[Rule, ...]:
    """Return the rules of two mappings, those that both have once, or raise where both select one table."""
    bare = {rule.with_id(None, None) for rule in left}
    _check_same_tables(left, right)
    return (*left, *(rule for rule in right if rule.with_id(None, None) not in bare))


def check_agreement(left: Ranked, right: Ranked, both: Ranked) -> None:
    """Raise where the rules of two mappings contradict one another."""
    # What either part contradicts by itself was said when it was made.
    before = set(_contradictions(left)) | set(_contradictions(right))
    for message in _contradictions(both):
        if message not in before:
            raise disagreement(message)


def _contradictions(ranked: Ranked) -> Iterator[str]:
    rules = [rule for _, rule in ranked]
    return (str(finding) for finding in cross_findings(rules, strict=False) if finding.id in _CONTRADICTIONS)


def _check_same_tables(left: Iterable[Rule], right: Iterable[Rule]) -> None:
    # What both have is not a disagreement, even when one of them selects a table twice.
    mine, yours = ({rule.with_id(None, None) for rule in part if _names_one(rule)} for part in (left, right))
    known = {rule.place(): rule for rule in mine - yours}
    for rule in sorted(yours - mine, key=repr):
        other = known.get(rule.place())
        if other is not None:
            raise disagreement(f"{shown(other)} and {shown(rule)} select the same table in different ways; keep one")


def _names_one(rule: Rule) -> bool:
    return isinstance(rule, Selection) and not isinstance(rule, Exclude) and ANY not in rule.schema + rule.table


def disagreement(message: str) -> ConfigurationError:
    """Return the error that says that two mappings disagree."""
    return ConfigurationError("DMS-M054", f"the two mappings disagree: {message}")


def split_by_schema(ranked: Ranked, catalog: Catalog | None) -> dict[str, list[Rule]]:
    """Return the rules for each schema, which together do what the whole does."""
    _check_selections(ranked)
    rules = _with_ids(ranked)
    selected = _selected(ranked, catalog.tables) if catalog else []
    names = dict.fromkeys(table.source.schema for table in selected) if catalog else _schemas(rules)
    parts = {}
    for schema in names:
        kept: list[Rule] = []
        for rule in rules:
            if isinstance(rule, Selection) and not isinstance(rule, Exclude):
                if like(schema, rule.schema) if not isinstance(rule, Explicit) else schema == rule.schema:
                    kept.append(_in_schema(rule, schema))
            elif _may_be_about(rule, schema):
                kept.append(rule)
        if catalog and _catches_others(schema, catalog):
            kept = [*_exact(selected, schema), *(rule for rule in kept if not isinstance(rule, Selection))]
        parts[schema] = _unique(kept)
    return parts


def _selected(ranked: Ranked, tables: Iterable[SourceTable]) -> list[MappedTable]:
    return [table for table in map_tables(Compiled(ranked), tables) if table.is_selected]


def _check_selections(ranked: Ranked) -> None:
    for _, rule in ranked:
        if isinstance(rule, RawRule) and rule.rule_type == "selection":
            raise ConfigurationError(
                "DMS-M055", f"{shown(rule)} selects in a way that is not known here, so it can't be split", given=rule
            )


def _with_ids(ranked: Ranked) -> list[Rule]:
    """Return the rules in the order of their ids, which are fixed when any rule has one of its own."""
    if all(rule.rule_id is None for _, rule in ranked):
        return [rule for _, rule in ranked]
    return [rule.with_id(rule_id, rule.rule_name) for rule_id, rule in ranked]


def _unique(rules: Iterable[Rule]) -> list[Rule]:
    """Return rules, of which some may have become the same, once each."""
    unique: dict[Rule, Rule] = {}
    for rule in rules:
        unique.setdefault(rule.with_id(None, None), rule)
    return list(unique.values())


def _schemas(rules: Iterable[Rule]) -> list[str]:
    names: dict[str, Rule] = {}
    for rule in rules:
        if isinstance(rule, Selection) and not isinstance(rule, Exclude):
            if ANY in rule.schema and not isinstance(rule, Explicit):
                raise ConfigurationError(
                    "DMS-M055",
                    f"{shown(rule)} has a pattern for schemas, so which there are is not known; give the "
                    "catalog: split_by_schema(catalog)",
                    given=rule.schema,
                )
            names.setdefault(rule.schema, rule)
    for name, rule in names.items():
        for other in names:
            if other != name and not isinstance(rule, Explicit) and like(other, name):
                raise ConfigurationError(
                    "DMS-M055",
                    f"{shown(rule)} selects tables of schema {other} too, because of '_'; give the catalog: "
                    "split_by_schema(catalog)",
                )
    return list(names)


def _in_schema(rule: Selection, schema: str) -> Selection:
    if rule.schema == schema or not isinstance(rule, Include):
        return rule
    return Include(
        schema,
        rule.table,
        table_type=rule.table_type,
        load_order=rule.load_order,
        filters=rule.filters,
        rule_id=rule.rule_id,
        rule_name=rule.rule_name,
    )


def _may_be_about(rule: Rule, schema: str, table: str = ANY) -> bool:
    pattern, tables = rule.place()
    return like(schema, pattern) and overlap(table, tables)


def _catches_others(schema: str, catalog: Catalog) -> bool:
    """Whether the name of a schema, read as a pattern, matches another schema too."""
    return not is_exact(schema) and any(
        table.schema != schema and like(table.schema, schema) for table in catalog.tables
    )


def _exact(selected: Iterable[MappedTable], schema: str) -> Iterator[Rule]:
    for table in selected:
        if table.source.schema == schema:
            yield _naming_one(table)


def _naming_one(table: MappedTable) -> Rule:
    """Return the rule that selects one table as it is selected now."""
    source = table.source
    if ANY in source.schema + source.name:
        raise ConfigurationError(
            "DMS-M055",
            f"table {source} has {ANY!r} in its name, and DMS has no rule that names it alone",
            given=source,
        )
    if table.filters:  # which only an include can have
        return Include(
            source.schema,
            source.name,
            table_type=source.table_type,
            load_order=table.load_order,
            filters=table.filters,
        )
    return Explicit(source.schema, source.name, table_type=source.table_type, load_order=table.load_order)


def split_by_table(
    ranked: Ranked, tables: Iterable[tuple[str, str]], catalog: Catalog | None
) -> tuple[dict[str, list[Rule]], list[Rule] | None]:
    """Return the rules for each of some tables, and those for the rest, which together do what the whole does."""
    _check_selections(ranked)
    rules = _with_ids(ranked)
    others = [rule for rule in rules if not isinstance(rule, Selection)]
    wanted = dict.fromkeys(_pairs(tables))
    parts = {}
    for schema, name in wanted:
        table = _selected_one(ranked, schema, name, catalog)
        about = [rule for rule in others if like(schema, rule.place()[0]) and _is_about(rule, name)]
        parts[f"{schema}.{name}"] = _unique([_naming_one(table), *about])
    return parts, _rest(ranked, rules, wanted, catalog)


def _pairs(tables: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    pairs = tuple(tables) if isinstance(tables, Iterable) and not isinstance(tables, str) else (tables,)
    for pair in pairs:
        if not isinstance(pair, tuple | list) or len(pair) != 2 or not all(isinstance(name, str) for name in pair):
            raise ConfigurationError(
                "DMS-M055", f'tables must be pairs of schema and name such as ("shop", "orders"), got {shown(pair)}'
            )
        yield pair[0], pair[1]


def _is_about(rule: Rule, table: str) -> bool:
    return like(table, rule.place()[1])


def _selected_one(ranked: Ranked, schema: str, name: str, catalog: Catalog | None) -> MappedTable:
    if catalog is not None:
        known = [table for table in catalog.tables if (table.schema, table.name) == (schema, name)]
    else:
        known = [SourceTable(schema, name, table_type=kind) for kind in (TableType.TABLE, TableType.VIEW)]
    for table in known:
        (mapped,) = map_tables(Compiled(ranked), [table])
        if mapped.is_selected:
            return mapped
    reason = f": {mapped.because}" if known else ": the catalog has no such table"
    raise ConfigurationError(
        "DMS-M055",
        f"table {schema}.{name} is not selected, so it can't be split off{reason}",
        given=(schema, name),
    )


def _rest(
    ranked: Ranked, rules: Iterable[Rule], wanted: Iterable[tuple[str, str]], catalog: Catalog | None
) -> list[Rule] | None:
    taken = set(wanted)
    excludes: list[Rule] = [Exclude(*table, table_type=TableType.ALL) for table in taken]
    if catalog is not None:
        left = [
            table
            for table in _selected(ranked, catalog.tables)
            if (table.source.schema, table.source.name) not in taken
        ]
        if not left:
            return None
        # DMS has no exact exclude: where one would take out more, what is left is named table by table.
        if any(
            like(table.source.schema, schema) and like(table.source.name, name)
            for table in left
            for schema, name in taken
            if not is_exact(schema + name)
        ):
            others = [rule for rule in rules if not isinstance(rule, Selection)]
            return _unique([*map(_naming_one, left), *others])
    kept = [rule for rule in rules if not (_names_one(rule) and rule.place() in taken)]
    includes = [rule for rule in kept if isinstance(rule, Selection) and not isinstance(rule, Exclude)]
    if not includes:
        return None
    needed = [
        rule
        for rule in sorted(excludes, key=repr)
        if any(overlap(rule.place()[0], one.schema) and overlap(rule.place()[1], one.table) for one in includes)
    ]
    return _unique([*kept, *needed])
