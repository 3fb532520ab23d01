"""Findings of a task: by its migration type, its engines, and the tables that it moves."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TypeGuard

from dms_constructs._checks import is_a
from dms_constructs.catalog.data_types import lob_unit
from dms_constructs.catalog.source_table import named_keyless
from dms_constructs.engines import EngineName, known
from dms_constructs.errors import Finding
from dms_constructs.migration_type import MigrationType
from dms_constructs.settings._document import Values
from dms_constructs.settings._findings import sources_of
from dms_constructs.settings._keys import key, keys, rule_source
from dms_constructs.settings._rules import is_known_number
from dms_constructs.settings._targets import findings_for_target, takes_batches, takes_full_lobs

if TYPE_CHECKING:
    from dms_constructs.catalog import Catalog, SourceColumn, SourceTable
    from dms_constructs.mappings import TableMappings
    from dms_constructs.mappings.evaluator.mapped_table import MappedTable
    from dms_constructs.mappings.rules.rule import Rule
    from dms_constructs.mappings.rules.table_settings import TableSettings

__all__ = ["findings_for", "findings_of_rules", "findings_of_tables", "moved"]

_BATCH = "TargetMetadata.BatchApplyEnabled"
_LIMIT = "TargetMetadata.LobMaxSize"
_LIMITED_TABLE_LOBS = "lobs=dms.TableLobs(dms.LobMode.LIMITED, bulk_max_size_kb=192)"
_SHOWN = 3
_KIB = 1024


def findings_for(
    values: Values,
    own: frozenset[str],
    migration_type: MigrationType,
    source_engine: EngineName | None,
    target_engine: EngineName | None,
) -> Iterator[Finding]:
    """Yield the findings of a task of this type between these engines, except about what the library itself chose."""
    by_type, by_engine = _idle(migration_type, source_engine, target_engine)
    idle = [
        name
        for name in values
        if name in by_type
        and name not in own
        and not key(name).is_default(values[name])
        # Most settings say that target tables are left alone, whatever the task.
        and values[name] != "DO_NOTHING"
    ]
    if idle:
        yield Finding(
            "settings.noEffectForMigrationType",
            f"this has no effect on a task of type {migration_type.value}: {', '.join(idle)}",
            sources_of(idle),
            tuple(idle),
            fix="remove it",
        )
    idle = [name for name in values if name in by_engine and not key(name).is_default(values[name])]
    if idle:
        engines = f"{_shown(source_engine)} to {_shown(target_engine)}"
        yield Finding(
            "settings.noEffectForEngine",
            f"AWS documents this only for engines other than {engines}: {', '.join(idle)}",
            sources_of(idle),
            tuple(idle),
            fix="remove it",
        )
    schema = "TargetMetadata.TargetSchema"
    if target_engine is not None and known(target_engine.record.target_schema) is False and values.get(schema):
        yield Finding(
            "settings.targetSchemaOfMySql",
            "AWS says to leave target_schema out for MySQL targets",
            rule_source("target-schema-mysql"),
            (schema,),
            fix="remove target_schema, and rename the schema in the table mappings, for example with "
            f"dms.RenameSchema('shop', to={values[schema]!r})",
        )
    yield from findings_for_target(values, migration_type, target_engine)


@functools.lru_cache(maxsize=128)
def _idle(
    migration_type: MigrationType, source_engine: EngineName | None, target_engine: EngineName | None
) -> tuple[frozenset[str], frozenset[str]]:
    """Return the keys that do nothing in a task of this type, and those that do nothing between these engines."""
    every = keys().values()
    return (
        frozenset(of.name for of in every if migration_type not in of.migration_types),
        frozenset(
            of.name for of in every if not (_names(of.sources, source_engine) and _names(of.targets, target_engine))
        ),
    )


def _names(engines: tuple[str, ...], engine: EngineName | None) -> bool:
    """Whether the engine is among those named, or might be."""
    return not engines or engine is None or engine.record.is_named(engines) is not False


def _shown(engine: EngineName | None) -> str:
    return engine.value if engine else "any engine"


def moved(
    table_mappings: TableMappings, catalog: Catalog | None, target_schema: str | None
) -> tuple[tuple[Rule, ...], tuple[MappedTable, ...]]:
    """Return the rules of the mappings of a task, and the tables that they select where the source is known."""
    # Imported here, because few need it and it takes long.
    from dms_constructs.catalog import Catalog  # noqa: PLC0415
    from dms_constructs.mappings import TableMappings  # noqa: PLC0415

    is_a("DMS-S005", "table_mappings", table_mappings, TableMappings, "dms.TableMappings(dms.Include('shop'))")
    is_a("DMS-S005", "catalog", catalog, Catalog, "dms.Catalog.from_json(text)")
    tables = table_mappings.evaluate(catalog, target_schema=target_schema).selected if catalog is not None else ()
    return table_mappings.rules, tables


def findings_of_rules(
    values: Values, migration_type: MigrationType, rules: Iterable[Rule], target_engine: EngineName | None
) -> Iterator[Finding]:
    """Yield the findings about the rules of the mappings that a task has."""
    whole = [f"{rule.schema}.{rule.table}" for rule in rules if _moves_lobs_whole(rule)]
    if whole and target_engine is not None and not takes_full_lobs(target_engine):
        yield Finding(
            "settings.tableLobsNotForTarget",
            f"DMS writes LOBs into {target_engine.record.display} up to a limit only, but TableSettings moves them "
            f"whole for {_few(whole)}",
            rule_source("full-lob-target"),
            fix=f"write {_LIMITED_TABLE_LOBS} there with three times the length of the longest LOB in KB",
        )
    elif whole and _applies_batches(values, migration_type, target_engine):
        yield Finding(
            "settings.tableLobsInBatches",
            f"batch apply works with limited LOBs only, but TableSettings moves LOBs whole for {_few(whole)}",
            rule_source("batch-lob"),
            (_BATCH,),
            fix=f"write {_LIMITED_TABLE_LOBS} there with three times the length of the longest LOB in KB, or move "
            "these tables in a separate task without batch_apply",
        )


def _applies_batches(values: Values, migration_type: MigrationType, target_engine: EngineName | None) -> bool:
    return values.get(_BATCH) is True and migration_type.has_cdc and takes_batches(target_engine)


def _moves_lobs_whole(rule: Rule) -> TypeGuard[TableSettings]:
    lobs = getattr(rule, "lobs", None)  # only the settings of tables have any
    return lobs is not None and lobs.mode is not None and bool(lobs.mode.value == "unlimited")


def findings_of_tables(
    values: Values,
    migration_type: MigrationType,
    tables: Iterable[MappedTable],
    source_engine: EngineName | None,
    target_engine: EngineName | None,
) -> Iterator[Finding]:
    """Yield the findings about the tables that a task moves."""
    tables = tuple(tables)
    if not tables:
        return
    keyless = [table.source for table in tables if table.source.columns and not table.source.has_primary_or_unique_key]
    if keyless and values.get("ValidationSettings.EnableValidation") is True:
        names = ("ValidationSettings.EnableValidation",)
        yield Finding(
            "settings.validationWithoutKey",
            "DMS does not compare rows of tables without a primary key or unique index, and on the source these have "
            f"none: {_list(keyless)}",
            key(names[0]).source,
            names,
            fix="give them a primary key on the source, or move them in a separate task without validation",
        )
    if keyless and _applies_batches(values, migration_type, target_engine):
        yield Finding(
            "settings.batchApplyWithoutKey",
            "batch apply needs a primary key or unique index, which these tables don't have on the source: "
            f"{_list(keyless)}",
            key(_BATCH).source,
            (_BATCH,),
            fix="give them a primary key on the source, or move them in a separate task without batch_apply",
        )
    yield from _lob_findings(values, tables, source_engine, target_engine)


def _lob_findings(
    values: Values,
    tables: Iterable[MappedTable],
    source_engine: EngineName | None,
    target_engine: EngineName | None,
) -> Iterator[Finding]:
    columns = [
        (table, column)
        for table in tables
        if any(column.is_lob for column in table.source.columns) and table.lob_mode is None
        for column in _kept_lobs(table)
    ]
    if values.get("TargetMetadata.SupportLobs") is False:
        if columns:
            limited = f"lobs=dms.LimitedLobs(max_size_kb={_longest_kb(columns, source_engine)})"
            yield Finding(
                "settings.lobColumnsLeftOut",
                f"NoLobs leaves out {_columns(columns)}",
                key("TargetMetadata.SupportLobs").source,
                ("TargetMetadata.SupportLobs",),
                fix=f"write {limited}{_unless_measured(columns)}, or leave the columns out on purpose with "
                "RemoveColumns",
            )
        return
    if values.get("TargetMetadata.FullLobMode") is True:
        return
    limit = values.get(_LIMIT, key(_LIMIT).default)
    if not is_known_number(limit):
        return
    long = [each for each in columns if _bytes(each[1], source_engine) > limit * _KIB]
    if long:
        longest, most = _longest_kb(long, source_engine), key(_LIMIT).maximum
        published = "" if _LIMIT in values else " by the default that AWS publishes, as no limit is set"
        ways = [f"write lobs=dms.LimitedLobs(max_size_kb={longest})"] if most is None or longest <= most else []
        if takes_full_lobs(target_engine):
            ways.append(f"{'' if ways else 'write '}lobs=dms.FullLobs() for any length")
        yield Finding(
            "settings.lobsCutOff",
            f"LOBs are cut off at {limit} KB{published}, but the longest in {_columns(long)} is {longest} KB long",
            key(_LIMIT).source,
            (_LIMIT,),
            fix=", or ".join(ways) or "leave the columns out with RemoveColumns, as no limit is high enough for them",
        )


def _bytes(column: SourceColumn, source_engine: EngineName | None) -> int:
    """Return the length of its longest LOB as DMS counts it: of PostgreSQL's text, two bytes for one."""
    return (column.max_bytes or 0) * lob_unit(source_engine, column.dms_type)


def _longest_kb(columns: Iterable[tuple[MappedTable, SourceColumn]], source_engine: EngineName | None) -> int:
    """Return the length of the longest LOB in KB, rounded up; where nothing is measured, twice DMS's own limit."""
    longest = max(_bytes(column, source_engine) for _, column in columns)
    return -(-longest // _KIB) or 2 * int(key(_LIMIT).default)


def _unless_measured(columns: Iterable[tuple[MappedTable, SourceColumn]]) -> str:
    measured = all(column.max_bytes is not None for _, column in columns)
    return "" if measured else " with the length of your longest LOB in KB"


def _kept_lobs(table: MappedTable) -> Iterator[SourceColumn]:
    dropped = {column.name for column, _ in table.dropped_columns}
    return (column for column in table.source.columns if column.is_lob and column.name not in dropped)


def _list(tables: list[SourceTable]) -> str:
    return _few([named_keyless(table) for table in tables])


def _columns(columns: Iterable[tuple[MappedTable, SourceColumn]]) -> str:
    return _few([f"{table.source}.{column.name}" for table, column in columns])


def _few(names: list[str]) -> str:
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
