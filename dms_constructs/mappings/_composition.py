"""Adds mappings together, and takes them apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from dms_constructs.catalog import Catalog, SourceTable
from dms_constructs.catalog.table_type import TableType
from dms_constructs.errors import ConfigurationError
from dms_constructs.mappings._patterns import ANY, is_exact, like, overlap
from dms_constructs.mappings._structure import cross_findings
from dms_constructs.mappings.mapped_table import MappedTable
from dms_constructs.mappings.raw import RawRule
from dms_constructs.mappings.rule import Rule
from dms_constructs.mappings.selection import Exclude, Explicit, Include, Selection
from dms_constructs.mappings.transformation import Transformation

if TYPE_CHECKING:
    from dms_constructs.mappings.table_mappings import TableMappings

__all__ = ["add", "split_by_schema", "split_by_table"]

_CONTRADICTIONS = {"mappings.excludedEntirely", "mappings.ruleNeverApplies"}


def add(left: TableMappings, right: TableMappings) -> TableMappings:
    """Return the mapping that has the rules of both, those that both have once, or raise where they disagree."""
    bare = {rule.with_id(None, None) for rule in left.rules}
    rules = (*left.rules, *(rule for rule in right.rules if rule.with_id(None, None) not in bare))
    _check_same_tables(left, right)
    try:
        both = type(left)(*rules)
    except ConfigurationError as error:
        raise _disagreement(error.message) from None
    # What either part contradicts by itself was said when it was made.
    before = set(_contradictions(left)) | set(_contradictions(right))
    for message in _contradictions(both):
        if message not in before:
            raise _disagreement(message)
    return both


def _contradictions(mappings: TableMappings) -> Iterator[str]:
    rules = (rule for _, rule in mappings.numbered())
    return (finding.message for finding in cross_findings(rules, strict=False) if finding.id in _CONTRADICTIONS)


def _check_same_tables(left: TableMappings, right: TableMappings) -> None:
    # What both have is no disagreement, even when one of them selects a table twice.
    mine, yours = ({rule.with_id(None, None) for rule in part.rules if _names_one(rule)} for part in (left, right))
    known = {_place(rule): rule for rule in mine - yours}
    for rule in sorted(yours - mine, key=repr):
        other = known.get(_place(rule))
        if other is not None:
            raise _disagreement(f"{other!r} and {rule!r} select the same table in different ways; keep one")


def _names_one(rule: Rule) -> bool:
    return isinstance(rule, Selection) and not isinstance(rule, Exclude) and ANY not in rule.schema + rule.table


def _disagreement(message: str) -> ConfigurationError:
    return ConfigurationError("DMS-M054", f"the two mappings disagree: {message}")


def split_by_schema(mappings: TableMappings, catalog: Catalog | None) -> dict[str, TableMappings]:
    """Return a mapping for each schema, which together do what the whole does."""
    _check_selections(mappings)
    rules = _with_ids(mappings)
    selected = [table for table in mappings.evaluate(catalog).tables if table.is_selected] if catalog else []
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
        parts[schema] = _mapping(mappings, kept)
    return parts


def _check_selections(mappings: TableMappings) -> None:
    for rule in mappings.rules:
        if isinstance(rule, RawRule) and rule.rule_type == "selection":
            raise ConfigurationError(
                "DMS-M055", f"{rule!r} selects in a way that is not known here, so that it can't be split", given=rule
            )


def _with_ids(mappings: TableMappings) -> list[Rule]:
    """Return the rules in the order of their ids, which are fixed when any rule has one of its own."""
    numbered = mappings.numbered()
    if all(rule.rule_id is None for _, rule in numbered):
        return [rule for _, rule in numbered]
    return [rule.with_id(rule_id, rule.rule_name) for rule_id, rule in numbered]


def _mapping(whole: TableMappings, rules: Iterable[Rule]) -> TableMappings:
    """Return a mapping of rules, of which some may have become the same."""
    unique: dict[Rule, Rule] = {}
    for rule in rules:
        unique.setdefault(rule.with_id(None, None), rule)
    return type(whole)._lenient(unique.values())  # noqa: SLF001  # of the same package


def _schemas(rules: Iterable[Rule]) -> list[str]:
    names: dict[str, Rule] = {}
    for rule in rules:
        if isinstance(rule, Selection) and not isinstance(rule, Exclude):
            if ANY in rule.schema and not isinstance(rule, Explicit):
                raise ConfigurationError(
                    "DMS-M055",
                    f"{rule!r} has a pattern for schemas, so that nobody knows which there are; give the catalog",
                    given=rule.schema,
                )
            names.setdefault(rule.schema, rule)
    for name, rule in names.items():
        for other in names:
            if other != name and not isinstance(rule, Explicit) and like(other, name):
                raise ConfigurationError(
                    "DMS-M055", f"{rule!r} selects tables of schema {other} too, because of '_'; give the catalog"
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


def _place(rule: Rule) -> tuple[str, str]:
    """Return the patterns for schema and table that a rule has; `%` where it has none."""
    if isinstance(rule, Transformation):
        names = rule.names()
        return names[0], names[1] if len(names) > 1 else ANY
    if isinstance(rule, RawRule):
        locator = rule.body().get("object-locator")
        known: Mapping[str, object] = locator if isinstance(locator, dict) else {}
        return str(known.get("schema-name", ANY)), str(known.get("table-name", ANY))
    return getattr(rule, "schema", ANY), getattr(rule, "table", ANY)


def _may_be_about(rule: Rule, schema: str, table: str = ANY) -> bool:
    pattern, tables = _place(rule)
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
            "DMS-M055", f"table {source} has {ANY!r} in its name, and DMS has no rule that names it alone", given=source
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
    mappings: TableMappings, tables: Iterable[tuple[str, str]], catalog: Catalog | None
) -> tuple[dict[str, TableMappings], TableMappings | None]:
    """Return a mapping for each of some tables, and one for the rest, which together do what the whole does."""
    _check_selections(mappings)
    rules = _with_ids(mappings)
    others = [rule for rule in rules if not isinstance(rule, Selection)]
    wanted = dict.fromkeys(_pairs(tables))
    parts = {}
    for schema, name in wanted:
        table = _selected(mappings, schema, name, catalog)
        about = [rule for rule in others if like(schema, _place(rule)[0]) and _is_about(rule, name)]
        parts[f"{schema}.{name}"] = _mapping(mappings, [_naming_one(table), *about])
    return parts, _rest(mappings, rules, wanted, catalog)


def _pairs(tables: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    pairs = tuple(tables) if isinstance(tables, Iterable) and not isinstance(tables, str) else (tables,)
    for pair in pairs:
        if not isinstance(pair, tuple | list) or len(pair) != 2 or not all(isinstance(name, str) for name in pair):
            raise ConfigurationError(
                "DMS-M055", f'tables must be pairs of schema and name such as ("shop", "orders"), got {pair!r}'
            )
        yield pair[0], pair[1]


def _is_about(rule: Rule, table: str) -> bool:
    return like(table, _place(rule)[1])


def _selected(mappings: TableMappings, schema: str, name: str, catalog: Catalog | None) -> MappedTable:
    if catalog is not None:
        known = [table for table in catalog.tables if (table.schema, table.name) == (schema, name)]
    else:
        known = [SourceTable(schema, name, table_type=kind) for kind in (TableType.TABLE, TableType.VIEW)]
    for table in known:
        (mapped,) = mappings.evaluate(Catalog(table)).tables
        if mapped.is_selected:
            return mapped
    reason = f": {mapped.because}" if known else ": the catalog has no such table"
    raise ConfigurationError(
        "DMS-M055",
        f"table {schema}.{name} is not selected, so that it can't be split off{reason}",
        given=(schema, name),
    )


def _rest(
    mappings: TableMappings, rules: Iterable[Rule], wanted: Iterable[tuple[str, str]], catalog: Catalog | None
) -> TableMappings | None:
    taken = set(wanted)
    excludes: list[Rule] = [Exclude(*table, table_type=TableType.ALL) for table in taken]
    if catalog is not None:
        left = [
            table
            for table in mappings.evaluate(catalog).tables
            if table.is_selected and (table.source.schema, table.source.name) not in taken
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
            return _mapping(mappings, [*map(_naming_one, left), *others])
    kept = [rule for rule in rules if not (_names_one(rule) and _place(rule) in taken)]
    includes = [rule for rule in kept if isinstance(rule, Selection) and not isinstance(rule, Exclude)]
    if not includes:
        return None
    needed = [
        rule
        for rule in sorted(excludes, key=repr)
        if any(overlap(_place(rule)[0], one.schema) and overlap(_place(rule)[1], one.table) for one in includes)
    ]
    return _mapping(mappings, [*kept, *needed])
