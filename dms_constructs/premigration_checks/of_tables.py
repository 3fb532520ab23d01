"""Checks about tables and their keys, as a catalog of the source has them."""

from __future__ import annotations

from collections.abc import Callable

from dms_constructs import facts
from dms_constructs.catalog import ReplicaIdentity, SourceTable
from dms_constructs.catalog.source_table import named_keyless
from dms_constructs.catalog.table_type import TableType
from dms_constructs.endpoint_facts import decodes_with_test_decoding, findings_of_identity
from dms_constructs.mappings.evaluator.mapped_table import MappedTable
from dms_constructs.mappings.rules.words import few
from dms_constructs.premigration_checks.evidence import Evidence
from dms_constructs.premigration_checks.verdict import PASSED, PremigrationVerdict, Said, flaw, lacking

__all__ = ["DECIDERS", "DOUBTS", "is_view", "unless_unread"]

_KEY = "give them a primary key on the source, or move them in a separate task without batch_apply"


def _selection(evidence: Evidence) -> Said:
    told = evidence.told("selection")
    if not evidence.tables:
        if not evidence.all_is_seen:
            return lacking("rights")
        if evidence.more_may_be_selected:
            return lacking("table_mappings")
        return told or flaw("no table of the catalog is selected", "correct the names in the selection rules")
    return told._replace(verdict=PremigrationVerdict.WARNING) if told else PASSED


def _changes_without_key(evidence: Evidence) -> Said:
    keyless = [named_keyless(table.source) for table in evidence.tables if evidence.keyless(table)]
    if not keyless:
        return PASSED
    return flaw(
        f"the changes of tables without a key are slow to apply, and can be lost: {few(keyless)}",
        "give them a primary key on the source, or move them in a task with a full load alone",
    )


def _composite_key(evidence: Evidence) -> Said:
    composite = [str(table.source) for table in evidence.tables if len(table.source.primary_key) > 1]
    if not composite:
        return PASSED
    return flaw(f"their primary keys have several columns: {few(composite)}", "try one of them before you rely on it")


def _many_tables(evidence: Evidence) -> Said:
    most = facts.premigration()["limits"]["many_tables"]["value"]
    if len(evidence.tables) <= most:
        return PASSED
    return flaw(
        f"the task moves {len(evidence.tables):,} tables, and AWS advises at most {most:,}",
        "move some of them in another task: table_mappings.split_by_schema()",
    )


def _similar_names(evidence: Evidence) -> Said:
    seen: dict[tuple[str, str], str] = {}
    alike: list[str] = []
    for table in evidence.tables:
        name = table.source.schema, table.source.name.lower()
        other = seen.setdefault(name, table.source.name)
        if other != table.source.name:
            alike.append(f"{table.source.schema}.{other} and {table.source}")
    if not alike:
        return PASSED
    return flaw(
        f"names that differ in letter case only: {few(alike)}",
        "rename one of each on the source, or move it in a task of its own",
    )


def _partitions_lost(evidence: Evidence) -> Said:
    if told := evidence.told("partitions-lost"):
        return told
    return unless_unread(
        evidence,
        lambda table: table.partitioned,
        "DMS might drop these and make them without partitions, which they have on the source: {}",
        "make the tables on the target yourself, and write full_load=dms.FullLoad(target_table_prep_mode="
        "dms.TargetTablePrepMode.TRUNCATE_BEFORE_LOAD)",
    )


def _partition_ddl(evidence: Evidence) -> Said:
    said = unless_unread(
        evidence,
        lambda table: table.partitioned,
        "when partitions of these are added or dropped, DMS suspends them: {}",
        "give the source extra_connection_attributes={'skipTableSuspensionForPartitionDdl': 'true'}",
    )
    if said.verdict is not None:
        return said
    source = evidence.plan.source
    if source.extra_connection_attributes is None:
        return lacking("source_endpoint")
    return PASSED if str(source.setting("skipTableSuspensionForPartitionDdl")).lower() == "true" else said


def _secondary_constraints(evidence: Evidence) -> Said:
    return unless_unread(
        evidence,
        _has_secondary,
        "DMS makes tables with their primary keys alone, and these have more: {}",
        "make foreign keys, unique keys and indexes on the target before the cutover",
    )


def _has_secondary(table: SourceTable) -> bool | None:
    if table.unique_keys or table.foreign_keys or table.secondary_indexes:
        return True
    return None if table.foreign_keys is None or table.secondary_indexes is None else False


def unless_unread(
    evidence: Evidence,
    test: Callable[[SourceTable], bool | None],
    found: str,
    fix: str,
    *,
    needs: str = "newer_catalog",
) -> Said:
    """Say which tables have something; if none has, and of some it is not known, what would tell."""
    answers = [(table.source, test(table.source)) for table in evidence.tables if not is_view(table)]
    have = [str(table) for table, answer in answers if answer]
    if have:
        return flaw(found.format(few(have)), fix)
    return lacking(needs) if any(answer is None for _, answer in answers) else PASSED


def is_view(table: MappedTable) -> bool:
    """Whether what moves is a view, which has neither keys nor storage."""
    return table.source.table_type is TableType.VIEW


def _materialized_views(evidence: Evidence) -> Said:
    catalog, evaluation = evidence.plan.source_catalog, evidence.plan.evaluation
    tables = catalog.tables if catalog is not None else ()
    views = [table for table in tables if table.materialized]
    found = [str(table) for table in views if evaluation is not None and evaluation.would_select(table)]
    if found:
        return flaw(
            f"these stay on the source, and no rule selects them: {few(found)}",
            "make them on the target after the load, and refresh them there",
        )
    # A catalog that knows of no kind of its tables left materialized views out.
    return PASSED if any(table.materialized is not None for table in tables) else lacking("newer_catalog")


def _pglogical_identity(evidence: Evidence) -> Said:
    tables = [table.source for table in evidence.tables if not is_view(table)]
    full = [str(table) for table in tables if table.replica_identity is ReplicaIdentity.FULL]
    for finding in findings_of_identity(evidence.plan.source, full):
        return flaw(finding.message, finding.fix)
    if decodes_with_test_decoding(evidence.plan.source):
        return PASSED
    if not full:
        unread = any(table.replica_identity is None for table in tables)
        return lacking("newer_catalog") if unread else PASSED
    # Where nothing is said, DMS takes pglogical if the server has it.
    return lacking("live_server" if evidence.plan.source.settings is not None else "source_endpoint")


def _keyless_postgresql(evidence: Evidence) -> Said:
    said = evidence.told("keyless-postgresql")
    if said is None:
        return PASSED
    # With replica identity full, the changes of tables without a key are replicated.
    tables = [table.source for table in evidence.tables if not is_view(table)]
    lose = [table for table in tables if table.columns and _loses_changes(table)]
    return said if lose else lacking("newer_catalog")


def _loses_changes(table: SourceTable) -> bool:
    """Whether PostgreSQL is known to log nothing to find a changed row by."""
    identity = table.replica_identity
    return identity is ReplicaIdentity.NOTHING or (identity is ReplicaIdentity.DEFAULT and not table.key_for_changes)


DECIDERS: dict[str, Callable[[Evidence], Said]] = {
    "changes-without-key": _changes_without_key,
    "composite-key-for-opensearch": _composite_key,
    "keyless-postgresql": _keyless_postgresql,
    "many-tables": _many_tables,
    "materialized-views": _materialized_views,
    "partition-ddl": _partition_ddl,
    "partitions-lost": _partitions_lost,
    "pglogical-identity": _pglogical_identity,
    "secondary-constraints": _secondary_constraints,
    "selection": _selection,
    "similar-names": _similar_names,
}


def _unread(test: Callable[[SourceTable], object]) -> Callable[[Evidence], Said]:
    def doubt(evidence: Evidence) -> Said:
        unread = any(test(table.source) is None for table in evidence.tables if not is_view(table))
        return lacking("newer_catalog") if unread else PASSED

    return doubt


DOUBTS: dict[str, Callable[[Evidence], Said]] = {
    "cascades": _unread(lambda table: table.foreign_keys),
    "storage-engine": _unread(lambda table: table.storage_engine),
}
