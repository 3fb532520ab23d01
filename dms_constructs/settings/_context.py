"""What surprises in a task: by its migration type, its engines, and the tables that it moves."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TypeGuard

from dms_constructs.catalog.data_types import lob_unit
from dms_constructs.catalog.source_table import named_keyless
from dms_constructs.engines import EngineName, known
from dms_constructs.errors import Finding
from dms_constructs.migration_type import MigrationType
from dms_constructs.settings._document import Values
from dms_constructs.settings._findings import sources_of
from dms_constructs.settings._keys import Key, key, keys, rule_source
from dms_constructs.settings._rules import is_known_number

if TYPE_CHECKING:
    from dms_constructs.catalog import SourceColumn, SourceTable
    from dms_constructs.mappings.evaluator.mapped_table import MappedTable
    from dms_constructs.mappings.rules.rule import Rule
    from dms_constructs.mappings.rules.table_settings import TableSettings

__all__ = ["findings_for", "findings_of_rules", "findings_of_tables"]

_BATCH = "TargetMetadata.BatchApplyEnabled"
_LIMIT = "TargetMetadata.LobMaxSize"
_SHOWN = 3
_KIB = 1024


def findings_for(
    values: Values,
    own: frozenset[str],
    migration_type: MigrationType,
    source_engine: EngineName | None,
    target_engine: EngineName | None,
) -> Iterator[Finding]:
    """Yield what surprises in a task of this type between these engines, but for what the library itself chose."""
    by_type, by_engine = _idle(migration_type, source_engine, target_engine)
    idle = [name for name in values if name in by_type and name not in own and not key(name).is_default(values[name])]
    if idle:
        yield Finding(
            "settings.noEffectForMigrationType",
            f"this has no effect on a task of type {migration_type.value}: {', '.join(idle)}. Settle it by leaving it "
            "out",
            sources_of(idle),
            tuple(idle),
        )
    idle = [name for name in values if name in by_engine and not key(name).is_default(values[name])]
    if idle:
        engines = f"{_shown(source_engine)} to {_shown(target_engine)}"
        yield Finding(
            "settings.noEffectForEngine",
            f"AWS documents this for other engines than {engines}: {', '.join(idle)}. Settle it by leaving it out",
            sources_of(idle),
            tuple(idle),
        )
    schema = "TargetMetadata.TargetSchema"
    if target_engine is not None and known(target_engine.record.target_schema) is False and values.get(schema):
        yield Finding(
            "settings.targetSchemaOfMySql",
            "AWS says to leave target_schema out for a MySQL target. Settle it with a rule that renames the schema",
            rule_source("target-schema-mysql"),
            (schema,),
        )


@functools.lru_cache(maxsize=128)
def _idle(
    migration_type: MigrationType, source_engine: EngineName | None, target_engine: EngineName | None
) -> tuple[frozenset[str], frozenset[str]]:
    """Return the keys that do nothing in a task of this type, and those that do nothing between these engines."""
    every = keys().values()
    return (
        frozenset(of.name for of in every if not _applies_to(of, migration_type)),
        frozenset(
            of.name for of in every if not (_names(of.sources, source_engine) and _names(of.targets, target_engine))
        ),
    )


def _applies_to(of: Key, migration_type: MigrationType) -> bool:
    if of.modes == "full load":
        return migration_type.has_full_load
    if of.modes == "cdc":
        return migration_type.has_cdc
    return of.modes == "all" or migration_type.value in of.modes.split(", ")


def _names(engines: tuple[str, ...], engine: EngineName | None) -> bool:
    """Whether the engine is among those named, or might be."""
    return not engines or engine is None or engine.record.is_named(engines) is not False


def _shown(engine: EngineName | None) -> str:
    return engine.value if engine else "any engine"


def findings_of_rules(values: Values, migration_type: MigrationType, rules: Iterable[Rule]) -> Iterator[Finding]:
    """Yield what surprises about the rules of the mappings that a task has."""
    whole = [f"{rule.schema}.{rule.table}" for rule in rules if _moves_lobs_whole(rule)]
    if whole and values.get(_BATCH) is True and migration_type.has_cdc:
        yield Finding(
            "settings.tableLobsInBatches",
            f"batch apply works with limited LOBs only, and TableSettings moves them whole for {_few(whole)}. Settle "
            "it with LobMode.LIMITED, or with a task of their own",
            rule_source("batch-lob"),
            (_BATCH,),
        )


def _moves_lobs_whole(rule: Rule) -> TypeGuard[TableSettings]:
    lobs = getattr(rule, "lobs", None)  # only the settings of tables have any
    return lobs is not None and lobs.mode is not None and bool(lobs.mode.value == "unlimited")


def findings_of_tables(
    values: Values, migration_type: MigrationType, tables: Iterable[MappedTable], source_engine: EngineName | None
) -> Iterator[Finding]:
    """Yield what surprises about the tables that a task moves."""
    tables = tuple(tables)
    keyless = [table.source for table in tables if table.source.columns and not table.source.has_primary_or_unique_key]
    if keyless and values.get("ValidationSettings.EnableValidation") is True:
        names = ("ValidationSettings.EnableValidation",)
        yield Finding(
            "settings.validationWithoutKey",
            f"DMS compares no rows of tables without a primary key or unique index: {_list(keyless)}. Settle it by "
            "giving them one, or with a task of their own",
            key(names[0]).source,
            names,
        )
    batches = values.get(_BATCH) is True and migration_type.has_cdc
    if keyless and batches:
        yield Finding(
            "settings.batchApplyWithoutKey",
            f"batch apply needs a primary key or unique index, which these lack: {_list(keyless)}. Settle it by giving "
            "them one, or with a task of their own",
            key(_BATCH).source,
            (_BATCH,),
        )
    yield from _lob_findings(values, tables, source_engine)


def _table_lob_mode(table: MappedTable) -> str | None:
    """Return how a rule of the mappings moves the LOBs of this table, or None where the task settings say."""
    lobs = table.settings.lobs if table.settings is not None else None
    if lobs is None:
        return None
    mode = lobs.mode.value if lobs.mode is not None else "limited"
    return mode if mode != "none" else None


def _lob_findings(values: Values, tables: Iterable[MappedTable], source_engine: EngineName | None) -> Iterator[Finding]:
    columns = [
        (table, column)
        for table in tables
        if any(column.is_lob for column in table.source.columns) and _table_lob_mode(table) is None
        for column in _kept_lobs(table)
    ]
    if values.get("TargetMetadata.SupportLobs") is False:
        if columns:
            yield Finding(
                "settings.lobColumnsLeftOut",
                f"NoLobs leaves out {_columns(columns)}. Settle it with lobs=LimitedLobs(max_size_kb=...)",
                key("TargetMetadata.SupportLobs").source,
                ("TargetMetadata.SupportLobs",),
            )
        return
    if values.get("TargetMetadata.FullLobMode") is True:
        return
    limit = values.get(_LIMIT, key(_LIMIT).default)
    if not is_known_number(limit):
        return
    sizes = [
        # As DMS counts them: of PostgreSQL's text, two bytes for one.
        (table, column, column.max_bytes * lob_unit(source_engine, column.dms_type))
        for table, column in columns
        if column.max_bytes is not None
    ]
    long = [each for each in sizes if each[2] > limit * _KIB]
    if long:
        longest = max(-(-size // _KIB) for _, _, size in long)
        yield Finding(
            "settings.lobsCutOff",
            f"LOBs are cut off at {limit} KB, and the longest of {_columns(each[:2] for each in long)} has {longest} "
            f"KB. Settle it with lobs=LimitedLobs(max_size_kb={longest}), or with InlineLobs or FullLobs",
            key(_LIMIT).source,
            (_LIMIT,),
        )


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
