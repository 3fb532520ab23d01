"""Findings of a task: by its migration type, its engines, and the tables that it moves."""

from __future__ import annotations

import functools
from collections.abc import Container, Iterable, Iterator
from typing import TYPE_CHECKING, TypeGuard

from dms_constructs import facts
from dms_constructs._checks import is_a
from dms_constructs.catalog.source_table import named_keyless
from dms_constructs.engines import EngineName, known
from dms_constructs.errors import Finding
from dms_constructs.migration_type import MigrationType
from dms_constructs.settings._document import Values
from dms_constructs.settings._findings import sources_of
from dms_constructs.settings._keys import key, keys, rule_source
from dms_constructs.settings._lob_findings import few, lob_findings
from dms_constructs.settings._meaning import needed_by
from dms_constructs.settings._targets import findings_for_target, takes_batches, takes_full_lobs

if TYPE_CHECKING:
    from dms_constructs.catalog import Catalog, SourceTable
    from dms_constructs.mappings.evaluator.mapped_table import MappedTable
    from dms_constructs.mappings.rules.rule import Rule
    from dms_constructs.mappings.rules.table_settings import TableSettings
    from dms_constructs.mappings.table_mappings import TableMappings

__all__ = ["findings_for", "findings_of_rules", "findings_of_tables", "moved"]

_VALIDATION = "ValidationSettings.EnableValidation"
_BATCH = "TargetMetadata.BatchApplyEnabled"
_PREPARED = "FullLoadSettings.TargetTablePrepMode"
_LIMITED_TABLE_LOBS = "lobs=dms.TableLobs(dms.LobMode.LIMITED, bulk_max_size_kb=192)"


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
    idle = [
        name
        for name in values
        if name in by_engine and not key(name).is_default(values[name]) and not _is_said_off(values, name)
    ]
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


def _is_said_off(values: Values, name: str) -> bool:
    """Whether the settings switch off what the key is a part of: such parts are kept for later."""
    return any(of.key in values and not of.holds(values[of.key]) for of in needed_by(name))


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
    from dms_constructs.mappings.table_mappings import TableMappings  # noqa: PLC0415

    is_a("DMS-S005", "table_mappings", table_mappings, TableMappings, "dms.TableMappings(dms.Include('shop'))")
    is_a("DMS-S005", "catalog", catalog, Catalog, "dms.Catalog.from_json(text)")
    tables = table_mappings.evaluate(catalog, target_schema=target_schema).selected if catalog is not None else ()
    return table_mappings.rules, tables


def findings_of_rules(
    values: Values, migration_type: MigrationType, rules: Iterable[Rule], target_engine: EngineName | None
) -> Iterator[Finding]:
    """Yield the findings about the rules of the mappings that a task has."""
    # Imported here, because settings alone need none of it and it takes long.
    from dms_constructs.mappings.rules.masking import Masking  # noqa: PLC0415

    rules = tuple(rules)
    masks = [repr(rule) for rule in rules if isinstance(rule, Masking)]
    if masks and values.get(_VALIDATION) is True:
        yield Finding(
            "settings.validationOfMasks",
            f"DMS does not validate columns that are masked, which these rules do: {few(masks)}",
            facts.source_tables()["masks_not_validated"]["source"],
            (_VALIDATION,),
            fix="move the tables with masks in a separate task without validation, or leave validation out",
        )
    whole = [f"{rule.schema}.{rule.table}" for rule in rules if _moves_lobs_whole(rule)]
    if whole and target_engine is not None and not takes_full_lobs(target_engine):
        yield Finding(
            "settings.tableLobsNotForTarget",
            f"DMS writes LOBs into {target_engine.record.display} up to a limit only, but TableSettings moves them "
            f"whole for {few(whole)}",
            rule_source("full-lob-target"),
            fix=f"write {_LIMITED_TABLE_LOBS} there with three times the length of the longest LOB in KB",
        )
    elif whole and _applies_batches(values, migration_type, target_engine):
        yield Finding(
            "settings.tableLobsInBatches",
            f"batch apply works with limited LOBs only, but TableSettings moves LOBs whole for {few(whole)}",
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
    *,
    unseen: Container[str],
) -> Iterator[Finding]:
    """Yield the findings about the tables that a task moves; of those in `unseen` not all is known."""
    tables = tuple(tables)
    if not tables:
        return
    without = [table for table in tables if table.source.columns and not table.source.has_primary_or_unique_key]
    without = [table for table in without if str(table.source) not in unseen]
    keyless = [table.source for table in without]
    if keyless and values.get(_VALIDATION) is True:
        yield Finding(
            "settings.validationWithoutKey",
            "DMS does not compare rows of tables without a primary key or unique index, and on the source these have "
            f"none: {_list(keyless)}",
            key(_VALIDATION).source,
            (_VALIDATION,),
            fix="give them a primary key on the source, or move them in a separate task without validation",
        )
    keyless = [table.source for table in without if table.key_rule is None]
    if keyless and _applies_batches(values, migration_type, target_engine):
        yield Finding(
            "settings.batchApplyWithoutKey",
            "batch apply needs a primary key or unique index, which these tables don't have on the source: "
            f"{_list(keyless)}",
            key(_BATCH).source,
            (_BATCH,),
            fix="give them a primary key on the source, or move them in a separate task without batch_apply",
        )
    yield from _partition_findings(values, migration_type, tables)
    yield from lob_findings(values, tables, source_engine, target_engine)


def _partition_findings(
    values: Values, migration_type: MigrationType, tables: Iterable[MappedTable]
) -> Iterator[Finding]:
    if values.get(_PREPARED) != "DROP_AND_CREATE" or not migration_type.has_full_load:
        return
    found = [str(table.source) for table in tables if table.source.partitioned and table.source.partition_of is None]
    if found:
        yield Finding(
            "settings.partitionsDropped",
            f"DMS drops target tables and makes them without partitions, which these have on the source: {few(found)}",
            key(_PREPARED).source,
            (_PREPARED,),
            fix="make the tables on the target yourself, and write full_load=dms.FullLoad(target_table_prep_mode="
            "dms.TargetTablePrepMode.TRUNCATE_BEFORE_LOAD)",
        )


def _list(tables: list[SourceTable]) -> str:
    return few([named_keyless(table) for table in tables])
