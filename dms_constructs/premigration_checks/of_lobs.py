"""Checks about large objects, and types that move as such, of Oracle, SQL Server and Db2."""

from __future__ import annotations

from collections.abc import Callable

from dms_constructs import facts
from dms_constructs.databases.server_facts import version_numbers
from dms_constructs.mappings.rules.table_settings import LobMode
from dms_constructs.premigration_checks.columns import Moved, Trait
from dms_constructs.premigration_checks.evidence import Evidence
from dms_constructs.premigration_checks.of_columns import few_of, is_limited, left_out, typed, unless_untyped
from dms_constructs.premigration_checks.of_target import moves_whole_of
from dms_constructs.premigration_checks.of_traits import unless_traits_are_unread
from dms_constructs.premigration_checks.readers import is_said
from dms_constructs.premigration_checks.verdict import PASSED, Said, flaw, lacking

__all__ = ["DECIDERS"]

_LIMIT_THEM = (
    "write lobs=dms.LimitedLobs(max_size_kb=...) with the length of the longest in KB, or limit them in their tables "
    "alone: dms.TableSettings(..., lobs=dms.TableLobs(dms.LobMode.LIMITED, bulk_max_size_kb=...))"
)
_WHOLE = (
    "write lobs=dms.FullLobs(), or move them whole in their tables alone: dms.TableSettings(..., "
    "lobs=dms.TableLobs(dms.LobMode.UNLIMITED))"
)


def _unless_without_word(evidence: Evidence, test: Callable[[Moved], bool] = lambda _: True) -> Said:
    """Say that nothing is found, unless the source's word for a type is not known, which might be it."""
    return lacking("types") if any(map(test, evidence.columns(Trait.NO_WORD))) else PASSED


def _not_whole(reason: str, *traits: Trait) -> Callable[[Evidence], Said]:
    """Look for columns of types that must not move whole."""

    def decide(evidence: Evidence) -> Said:
        found = [each for trait in traits for each in evidence.columns(trait) if moves_whole_of(evidence, each)]
        if not found:
            return _unless_without_word(evidence, lambda each: moves_whole_of(evidence, each))
        return flaw(f"{reason}: {typed(found)}", _LIMIT_THEM)

    return decide


def _is_inline(evidence: Evidence, moved: Moved) -> bool:
    """Whether large objects up to a length come with their rows, though they move whole."""
    settings = moved.table.settings
    if moved.table.lob_mode is LobMode.UNLIMITED and settings is not None and settings.lobs is not None:
        return bool(settings.lobs.bulk_max_size_kb)
    return bool((evidence.values or {}).get("TargetMetadata.InlineLobMaxSize"))


def _geometry(evidence: Evidence) -> Said:
    def is_wrong(moved: Moved) -> bool:
        return moves_whole_of(evidence, moved) and not _is_inline(evidence, moved)

    found = [each for each in evidence.columns(Trait.SPATIAL) if is_wrong(each)]
    if not found:
        return _unless_without_word(evidence, is_wrong)
    return flaw(
        f"these don't move in full LOB mode: {typed(found)}",
        f"{_LIMIT_THEM}; or write lobs=dms.InlineLobs(inline_max_size_kb=...), which takes them with their rows",
    )


def _must_be_whole(evidence: Evidence, moved: Moved) -> bool:
    """Whether a large object moves, and not whole: it may be left out on purpose."""
    left = moved.table.lob_mode is None and (evidence.values or {}).get("TargetMetadata.SupportLobs") is False
    return not left and not moves_whole_of(evidence, moved)


def _spatial(evidence: Evidence) -> Said:
    found = [each for each in evidence.columns(Trait.SPATIAL) if _must_be_whole(evidence, each)]
    if not found:
        return _unless_without_word(evidence, lambda each: _must_be_whole(evidence, each))
    return flaw(f"SDO_GEOMETRY moves in full LOB mode only: {few_of(found)}", _WHOLE)


def _securefiles(evidence: Evidence) -> Said:
    found = [each for each in evidence.columns(Trait.SECUREFILE) if _must_be_whole(evidence, each)]
    if not found:
        return unless_traits_are_unread(evidence)
    return flaw(f"SecureFile large objects move in full LOB mode only: {few_of(found)}", _WHOLE)


def _lobs_of_oracle_12(evidence: Evidence) -> Said:
    found = evidence.columns(Trait.LOB)
    if not found:
        return unless_untyped(evidence)
    server = evidence.plan.source.server
    version = version_numbers((server.engine_version if server is not None else None) or "")
    if not version:
        return lacking("construct", "live_server")
    if version[0] != facts.premigration()["limits"]["log_miner_without_lobs"]["value"]:
        return PASSED
    return flaw(
        f"LogMiner doesn't have the changes of large objects in Oracle 12: {few_of(found)}",
        "give the source use_logminer_reader=False and use_bfile=True",
    )


def _lob_updates(evidence: Evidence) -> Said:
    found = evidence.columns(Trait.LOB)
    if not found:
        return unless_untyped(evidence)
    return flaw(
        f"LogMiner doesn't have updates of large objects that don't touch other columns: {few_of(found)}",
        "validate the tables, or update another column with them",
    )


def _lobs_to_records(evidence: Evidence) -> Said:
    found = [*evidence.columns(Trait.LOB), *evidence.columns(Trait.EXTENDED)]
    if not found:
        return lacking("types") if evidence.columns(Trait.PERHAPS_EXTENDED) else unless_untyped(evidence)
    return flaw(
        f"Oracle does not log the changes of these, so they arrive as null: {few_of(dict.fromkeys(found))}",
        f"make a `before` trigger on the source that has Oracle log them, or {left_out(found)}",
    )


def _truncated_lobs(evidence: Evidence) -> Said:
    found = [each for each in evidence.columns(Trait.LOB) if is_limited(evidence, each)]
    source = evidence.plan.source
    if not found:
        return unless_untyped(evidence, lambda each: is_limited(evidence, each))
    if is_said(source, "FailTasksOnLobTruncation"):
        return PASSED
    if source.settings is None:
        return lacking("source_endpoint")
    return flaw(
        f"large objects above the limit are cut off, and nothing says so: {few_of(found)}",
        "give the source fail_tasks_on_lob_truncation=True",
    )


def _extended_types(evidence: Evidence) -> Said:
    found = evidence.columns(Trait.EXTENDED)
    if not found:
        unsure = evidence.columns(Trait.PERHAPS_EXTENDED)
        return lacking("types") if unsure else _unless_without_word(evidence)
    since = facts.premigration()["limits"]["extended_types_since"]["value"]
    version = version_numbers(evidence.plan.engine_version or "")
    if not version:
        return lacking("dms_version")
    if version >= version_numbers(since)[: len(version)]:
        return PASSED
    return flaw(
        f"DMS has extended types since {since}: {typed(found)}",
        f"write engine_version={since!r} or later at the instance",
    )


def _bulk_array_size(evidence: Evidence) -> Said:
    if evidence.columns(Trait.LOB):
        return PASSED
    ends = {"source_endpoint": evidence.plan.source, "target_endpoint": evidence.plan.target}
    if any(end.setting("BulkArraySize") is not None for end in ends.values()):
        return PASSED
    if not evidence.all_have_columns:
        return lacking("columns")
    if evidence.columns(Trait.NOT_KNOWN):
        return lacking("types")
    unknown = [name for name, end in ends.items() if end.extra_connection_attributes is None]
    if unknown:
        return lacking(*unknown)
    return flaw(
        "no table has large objects, so rows can be read in larger bulks",
        "give the source extra_connection_attributes={'bulkArraySize': '5000'}, and try what suits your rows",
    )


def _db2_xml(evidence: Evidence) -> Said:
    found = evidence.columns(Trait.XML)
    if not found:
        return _unless_without_word(evidence)
    return flaw(
        f"XML columns move as large objects, and a full load into Db2 can't write them: {few_of(found)}",
        f"try one of them before you rely on it, or {left_out(found)}",
    )


DECIDERS: dict[str, Callable[[Evidence], Said]] = {
    "bulk-array-size": _bulk_array_size,
    "db2-xml": _db2_xml,
    "extended-types": _extended_types,
    "geometry-columns": _geometry,
    "lob-updates": _lob_updates,
    "lobs-of-oracle-12": _lobs_of_oracle_12,
    "lobs-to-records": _lobs_to_records,
    "long-columns": _not_whole("these don't move in full LOB mode", Trait.LONG, Trait.XML),
    "securefile-lobs": _securefiles,
    "spatial-columns": _spatial,
    "truncated-lobs": _truncated_lobs,
    "xml-columns": _not_whole("XMLTYPE moves as limited large objects only", Trait.XML),
}
