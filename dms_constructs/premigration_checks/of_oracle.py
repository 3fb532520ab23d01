"""Checks about settings, names and numbers of Oracle as a source."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from dms_constructs import facts
from dms_constructs.mappings.evaluator.mapped_table import MappedTable
from dms_constructs.mappings.rules.words import few
from dms_constructs.premigration_checks.columns import Trait, moved_columns
from dms_constructs.premigration_checks.evidence import Evidence
from dms_constructs.premigration_checks.of_columns import few_of
from dms_constructs.premigration_checks.readers import is_said
from dms_constructs.premigration_checks.verdict import PASSED, Said, flaw, lacking

__all__ = ["DECIDERS"]


def _logged_keys(evidence: Evidence) -> Said:
    said = is_said(evidence.plan.source, "AddSupplementalLogging")
    if said is None:
        # The guide says both that DMS adds it by default and that the default is off.
        return lacking("live_server")
    if said:
        return PASSED
    return flaw(
        "DMS is told to add no supplemental logging, so each table needs it from you",
        "give the source add_supplemental_logging=True, or run `alter table ... add supplemental log data (primary "
        "key) columns` for each table",
    )


def _collations(evidence: Evidence) -> Said:
    if (evidence.values or {}).get("ValidationSettings.HandleCollationDiff") is True:
        return PASSED
    return flaw(
        "Oracle and PostgreSQL sort text in other ways, so validation can report rows that are equal",
        "write validation=dms.Validation(handle_collation_diff=True)",
    )


def _open_transactions(evidence: Evidence) -> Said:
    said = str(evidence.plan.source.setting("OpenTransactionWindow") or "0").strip()
    if said.isdecimal() and int(said) > 0:
        return PASSED
    return flaw(
        "changes of transactions that were open at the start can be missing",
        "give the source extra_connection_attributes={'openTransactionWindow': '15'}, with the minutes of your longest "
        "transactions",
    )


def _partition_operations(evidence: Evidence) -> Said:
    if is_said(evidence.plan.source, "EnableHomogenousPartitionOps"):
        return PASSED
    is_all_known = evidence.plan.evaluation is not None and not evidence.more_may_be_selected and evidence.all_is_seen
    if is_all_known and all(table.source.partitioned is False for table in evidence.tables):
        return PASSED
    return flaw(
        "what adding, dropping and truncating partitions changes is not replicated",
        "give the source extra_connection_attributes={'enableHomogenousPartitionOps': 'true'}",
    )


def _numbers(evidence: Evidence) -> Said:
    found = evidence.columns(Trait.NUMBER_WITHOUT_SCALE)
    if not found:
        return lacking("types") if evidence.columns(Trait.NO_WORD) else PASSED
    source = evidence.plan.source
    if source.setting("NumberDatatypeScale") is not None:
        return PASSED
    if source.settings is None:
        return lacking("source_endpoint")
    return flaw(
        f"DMS rounds NUMBER without a scale to 10 digits after the point: {few_of(found)}",
        "give the source number_datatype_scale=..., from 0 to 38, -1 for FLOAT or -2 for text",
    )


def _batch_columns(evidence: Evidence) -> Said:
    most = facts.premigration()["limits"]["batch_columns"]["value"]
    wide = [f"{table.source} ({count})" for table in evidence.tables if (count := _batch_count(evidence, table)) > most]
    if not wide:
        return PASSED
    return flaw(
        f"changes are applied one by one with more than {most} columns, counted twice and with the key: {few(wide)}",
        "move these tables in a separate task without batch_apply",
    )


def _batch_count(evidence: Evidence, table: MappedTable) -> int:
    key = evidence.there.get(table, table.source).primary_key
    return 2 * len(list(moved_columns(table))) + len(key)


def _names(table: MappedTable) -> Iterator[str]:
    yield table.source.schema
    yield table.source.name


def _apostrophes(evidence: Evidence) -> Said:
    found = [str(table.source) for table in evidence.tables if any("'" in name for name in _names(table))]
    if not found:
        return PASSED
    return flaw(
        f"DMS does not replicate these, because of the apostrophe: {few(found)}",
        "rename them on the source, or select a view of theirs in a task with a full load alone",
    )


def _long_names(evidence: Evidence) -> Said:
    most: int = facts.premigration()["limits"]["oracle_name_bytes"]["value"]

    def is_long(name: str) -> bool:
        return len(name.encode()) > most

    found = [str(table.source) for table in evidence.tables if any(map(is_long, _names(table)))]
    found += [
        f"{table.source}.{column.name}"
        for table in evidence.tables
        for column in moved_columns(table)
        if is_long(column.name)
    ]
    if not found:
        return PASSED
    return flaw(
        f"names have more than {most} bytes, which DMS does not support: {few(found)}",
        "rename them on the source, or leave them out of the task",
    )


DECIDERS: dict[str, Callable[[Evidence], Said]] = {
    "apostrophes": _apostrophes,
    "batch-apply-columns": _batch_columns,
    "collations": _collations,
    "logged-keys": _logged_keys,
    "long-names": _long_names,
    "numbers-without-scale": _numbers,
    "open-transactions": _open_transactions,
    "partition-operations": _partition_operations,
}
