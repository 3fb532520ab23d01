"""Checks about columns, as a catalog of the source has them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from dms_constructs import facts
from dms_constructs.catalog.data_types import why_not_known
from dms_constructs.databases.server_facts import ServerFacts
from dms_constructs.endpoint_facts import EndpointFacts
from dms_constructs.mappings.checks.masked_columns import Masked, keys_of
from dms_constructs.mappings.rules.masking import MaskDigits, Masking, MaskWithHash, RandomizeDigits
from dms_constructs.mappings.rules.table_settings import LobMode
from dms_constructs.mappings.rules.words import few
from dms_constructs.premigration_checks.columns import Moved, Trait
from dms_constructs.premigration_checks.conditions import moves_whole
from dms_constructs.premigration_checks.evidence import Evidence, said_of
from dms_constructs.premigration_checks.row_bytes import row_bytes
from dms_constructs.premigration_checks.verdict import PASSED, PremigrationVerdict, Said, flaw, lacking

__all__ = ["DECIDERS", "DOUBTS", "few_of", "is_limited", "left_out", "typed", "unless_untyped"]


def few_of(columns: Iterable[Moved]) -> str:
    """Return how a reason names columns."""
    return few([str(each) for each in columns])


def unless_untyped(evidence: Evidence, test: Callable[[Moved], bool] = lambda _: True) -> Said:
    """Say that nothing is found, unless columns that it may be in are of no known type."""
    return lacking("types") if any(map(test, evidence.columns(Trait.NOT_KNOWN))) else PASSED


def typed(columns: Iterable[Moved]) -> str:
    """Return how a reason names columns with their types."""
    return few([f"{each} ({each.column.data_type})" for each in columns])


def left_out(columns: list[Moved]) -> str:
    """Return how columns are left out."""
    first = columns[0]
    rule = f"dms.RemoveColumns({first.table.source.schema!r}, {first.table.source.name!r}, {first.column.name!r})"
    return f"leave them out: add {rule}{' and so on' * (len(columns) > 1)}"


def _unsupported_types(evidence: Evidence) -> Said:
    if found := evidence.columns(Trait.NOT_MOVED):
        return flaw(f"DMS does not move these: {typed(found)}", left_out(found))
    if found := [*evidence.columns(Trait.NOT_LISTED), *_spatial_elsewhere(evidence)]:
        why = why_not_known(evidence.source_engine, found[0].column.data_type)
        return flaw(
            f"DMS might not move these, because {why}: {typed(found)}",
            f"try one of them before you rely on it, or {left_out(found)}",
            PremigrationVerdict.WARNING,
        )
    if evidence.target_engine is None and _of_oracle(evidence) and evidence.columns(Trait.SPATIAL):
        return lacking("target_engine")
    return lacking("types") if evidence.columns(Trait.NOT_KNOWN) else PASSED


def _of_oracle(evidence: Evidence) -> bool:
    return evidence.source_engine is not None and evidence.source_engine.record.protocol == "oracle"


def _spatial_elsewhere(evidence: Evidence) -> list[Moved]:
    """Return spatial columns of Oracle that a target is not known to take."""
    engine = evidence.target_engine
    if engine is None or not _of_oracle(evidence):
        return []
    takes = engine.record.protocol in facts.premigration()["spatial_targets"]["value"]
    return [] if takes else evidence.columns(Trait.SPATIAL)


def _array_without_key(evidence: Evidence) -> Said:
    found = [
        each
        for each in evidence.columns(Trait.ARRAY)
        if not each.table.source.key_for_changes and str(each.table.source) not in evidence.unseen
    ]
    if not found:
        return unless_untyped(evidence, lambda each: not each.table.source.key_for_changes)
    return flaw(
        f"tables without a primary key have array columns: {few_of(found)}",
        f"give the tables a primary key on the source, or {left_out(found)}",
    )


def _in_key(moved: Moved) -> bool:
    return moved.column.name in moved.table.source.primary_key


def _lob_in_key(evidence: Evidence) -> Said:
    found = [each for each in evidence.columns(Trait.LOB) if _in_key(each)]
    if not found:
        return unless_untyped(evidence, _in_key)
    return flaw(
        f"primary keys have large objects in them: {typed(found)}",
        "give the columns a type that is not a large object, such as varchar(n), or move the tables in a task with a "
        "full load alone",
    )


def _auto_increment(evidence: Evidence) -> Said:
    found = evidence.columns(Trait.IDENTITY)
    if found:
        return flaw(
            f"the target makes no values of its own for these, unless its tables are made with them: {few_of(found)}",
            "make the target's tables yourself with AUTO_INCREMENT or identity columns, or add them after the cutover",
        )
    return lacking("newer_catalog") if evidence.columns(Trait.UNREAD_IDENTITY) else PASSED


def _generated(evidence: Evidence) -> Said:
    if told := evidence.told("generated-columns"):
        return told
    if found := evidence.columns(Trait.GENERATED):
        return flaw(f"DMS does not migrate these: {few_of(found)}", f"{left_out(found)}, and let the target make them")
    return lacking("newer_catalog") if evidence.columns(Trait.UNREAD_GENERATED) else PASSED


def _invisible(evidence: Evidence) -> Said:
    if told := evidence.told("invisible-columns"):
        return told
    if found := evidence.columns(Trait.INVISIBLE):
        return flaw(
            f"DMS leaves the values of these out: {few_of(found)}",
            f"run `alter table ... modify (... visible)` for them on the source, or {left_out(found)}",
        )
    return lacking("newer_catalog") if evidence.columns(Trait.UNREAD_INVISIBLE) else PASSED


def _lob_limit(evidence: Evidence) -> Said:
    limited = [each for each in evidence.columns(Trait.LOB) if is_limited(evidence, each)]
    long = [each for each in limited if _is_cut_off(each)]
    told = evidence.told("lob-limit")
    if long:
        return flaw(
            f"a rule of table settings cuts these off, as DMS works with three bytes for one: {few_of(long)}",
            "write lobs=dms.TableLobs(dms.LobMode.LIMITED, bulk_max_size_kb=...) there with three times the length of "
            "the longest LOB in KB",
        )
    if told is not None:
        return told
    if any(each.column.max_bytes is None for each in limited):
        return lacking("sizes")
    return unless_untyped(evidence, lambda each: is_limited(evidence, each))


def is_limited(evidence: Evidence, moved: Moved) -> bool:
    """Whether a large object is moved up to a limit only."""
    mode = moved.table.lob_mode
    return not moves_whole(evidence.values or {}) if mode is None else mode is LobMode.LIMITED


_BYTES_FOR_ONE = 3


def _is_cut_off(moved: Moved) -> bool:
    """Whether the limit of a rule for its table is too small for a large object."""
    settings = moved.table.settings
    most = settings.lobs.bulk_max_size_kb if settings is not None and settings.lobs is not None else None
    return most is not None and (moved.column.max_bytes or 0) * _BYTES_FOR_ONE > most * 1024


def _postgis(evidence: Evidence) -> Said:
    found = evidence.columns(Trait.POSTGIS)
    if not found:
        return unless_untyped(evidence)
    return flaw(f"PostGIS moves between PostgreSQL databases only: {typed(found)}", left_out(found))


def _packet_of_lobs(evidence: Evidence) -> Said:
    limits = facts.premigration()["limits"]
    most, sure = limits["packet_most"]["value"], limits["packet_least_default"]["value"]
    columns = evidence.columns(Trait.LOB)
    if found := [each for each in columns if (each.column.max_bytes or 0) > most]:
        return flaw(f"these are longer than the largest max_allowed_packet: {few_of(found)}", left_out(found))
    packets = [_packet(end.server) for end in (evidence.plan.source, evidence.plan.target) if _is_mysql(end)]
    said = min((each for each in packets if each is not None), default=most)
    if found := [each for each in columns if (each.column.max_bytes or 0) > said]:
        return flaw(
            f"these are longer than max_allowed_packet, which is {said:,} bytes: {few_of(found)}",
            f"set max_allowed_packet to {most} in the parameter groups of source and target",
        )
    if any(each.column.max_bytes is None for each in columns):
        return lacking("sizes")
    if None in packets and any((each.column.max_bytes or 0) > sure for each in columns):
        return lacking("construct", "live_server")
    return unless_untyped(evidence)


def _is_mysql(end: EndpointFacts) -> bool:
    return end.engine_name is None or end.engine_name.record.protocol == "mysql"


def _packet(server: ServerFacts | None) -> int | None:
    """Return the largest packet that a server takes, where that is known."""
    value = server.parameter("max_allowed_packet").value if server is not None else None
    return int(value) if value is not None and value.isdecimal() else None


def _varchar_to_oracle(evidence: Evidence) -> Said:
    found = evidence.columns(Trait.CHARACTERS)
    if not found:
        return unless_untyped(evidence)
    return flaw(
        f"Oracle counts the length of CHAR and VARCHAR columns in bytes unless told otherwise: {typed(found)}",
        "make the columns on the target wide enough for the longest values in bytes",
    )


def _batch_rows(evidence: Evidence) -> Said:
    most = facts.premigration()["limits"]["batch_row_bytes"]["value"]
    wide, unknown = [], False
    for table in evidence.tables:
        size = row_bytes(table, evidence.source_engine)
        unknown = unknown or size is None
        if size is not None and size > most:
            wide.append(f"{table.source} ({size:,} bytes)")
    if wide:
        return flaw(
            f"rows can be above {most:,} bytes with four bytes for each character: {few(wide)}",
            "move these tables in a separate task without batch_apply",
        )
    return lacking("types") if unknown else PASSED


def _masks(kind: type[Masking]) -> Callable[[Evidence], Said]:
    def decide(evidence: Evidence) -> Said:
        evaluation = evidence.plan.evaluation
        if evaluation is None:
            return PASSED
        if said := said_of(*evaluation.of_masks(kind)):
            return said
        masked = [Masked(*each) for each in evaluation.masked(kind)]
        if any(each.column.dms_type is None and not each.retyped for each in masked):
            return lacking("types")
        if kind is MaskWithHash and (said := _hashed(masked)):
            return said
        return lacking("newer_catalog") if any(each.table.source.foreign_keys is None for each in masked) else PASSED

    return decide


def _hashed(masked: list[Masked]) -> Said | None:
    """Say what is to be known of columns that become a hash, which has the same length for each and stays unique."""
    keys = [f"{each} ({found})" for each in masked if (found := keys_of(each.table, each.column.name))]
    if keys:
        return flaw(
            f"columns of keys become hashes, which tell rows apart as before but are other values: {few(keys)}",
            "mask the columns that refer to each other alike, or leave keys unmasked",
            PremigrationVerdict.WARNING,
        )
    return lacking("types") if any(not each.column.data_type and not each.retyped for each in masked) else None


DECIDERS: dict[str, Callable[[Evidence], Said]] = {
    "auto-increment": _auto_increment,
    "array-without-key": _array_without_key,
    "batch-rows": _batch_rows,
    "generated-columns": _generated,
    "hashed-columns": _masks(MaskWithHash),
    "invisible-columns": _invisible,
    "lob-in-key": _lob_in_key,
    "lob-limit": _lob_limit,
    "masked-columns": _masks(MaskDigits),
    "packet-of-lobs": _packet_of_lobs,
    "postgis": _postgis,
    "randomized-columns": _masks(RandomizeDigits),
    "unsupported-types": _unsupported_types,
    "varchar-to-oracle": _varchar_to_oracle,
}


DOUBTS: dict[str, Callable[[Evidence], Said]] = {
    "lobs-without-key": lambda evidence: unless_untyped(evidence, lambda each: evidence.keyless(each.table)),
}
