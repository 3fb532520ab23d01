"""Checks about the tables of the target."""

from __future__ import annotations

from collections.abc import Callable

from dms_constructs.catalog import SourceTable, TableTrait
from dms_constructs.catalog.source_table import named_keyless
from dms_constructs.mappings.rules.table_settings import LobMode
from dms_constructs.mappings.rules.words import few
from dms_constructs.premigration_checks.columns import Moved, Trait
from dms_constructs.premigration_checks.conditions import moves_whole
from dms_constructs.premigration_checks.evidence import Evidence
from dms_constructs.premigration_checks.of_columns import unless_untyped
from dms_constructs.premigration_checks.of_traits import has_trait
from dms_constructs.premigration_checks.readers import is_said
from dms_constructs.premigration_checks.verdict import PASSED, Said, flaw, lacking
from dms_constructs.target_checks import checks_foreign_keys

__all__ = ["DECIDERS", "DOUBTS", "lobs_that_move_whole", "moves_whole_of"]


def _batch_apply_key(evidence: Evidence) -> Said:
    if not evidence.pairs:
        return evidence.told("batch-apply-key") or PASSED
    keyless = [
        named_keyless(evidence.there.get(table, table.source))
        for table in evidence.tables
        if (evidence.keyless_there(evidence.there[table]) if table in evidence.there else evidence.keyless(table))
    ]
    if not keyless:
        return PASSED
    return flaw(
        f"the changes of these are applied one by one, because they have no key: {few(keyless)}",
        "give them a primary key on the target, or move them in a separate task without batch_apply",
    )


def _batch_apply_two_keys(evidence: Evidence) -> Said:
    if told := evidence.told("batch-apply-two-keys"):
        return told
    alone = [table.source for table in evidence.tables if table not in evidence.there]
    both = [str(table) for table in alone if table.primary_key and table.unique_keys]
    if not both:
        return PASSED
    return flaw(
        "where the target has both a primary key and a unique index, as these have on the source, batches can fail and "
        f"changes are then applied one by one: {few(both)}",
        "leave the unique indexes out on the target until the cutover, or move the tables in a separate task without "
        "batch_apply",
    )


def lobs_that_move_whole(evidence: Evidence) -> list[Moved]:
    """Return the columns whose large objects move whole, by the settings or by a rule for their table."""
    return [each for each in evidence.columns(Trait.LOB) if moves_whole_of(evidence, each)]


def moves_whole_of(evidence: Evidence, moved: Moved) -> bool:
    """Whether a large object moves whole, by the settings or by a rule for its table."""
    mode = moved.table.lob_mode
    return moves_whole(evidence.values or {}) if mode is None else mode is LobMode.UNLIMITED


def _lobs_into_not_null(evidence: Evidence) -> Said:
    nullable = [(_nullable_there(evidence, each), each) for each in lobs_that_move_whole(evidence)]
    strict = [str(each) for can_be_null, each in nullable if can_be_null is False]
    if strict:
        return flaw(
            "a row arrives first and its large objects later, so a column that can't be null refuses it: "
            f"{few(strict)}",
            "let the columns be null on the target until the cutover, or move large objects as limited ones",
        )
    if any(can_be_null is None for can_be_null, _ in nullable):
        return lacking("newer_target_catalog" if evidence.pairs else "newer_catalog")
    return unless_untyped(evidence, lambda each: _nullable_there(evidence, each) is not True)


def _nullable_there(evidence: Evidence, moved: Moved) -> bool | None:
    """Return whether the column on the target may be null; where the target does not have it, the source's stands."""
    table = evidence.there.get(moved.table)
    if table is not None:
        names = {column.name.lower(): column for column in table.columns}
        for column in moved.table.columns:
            if column.source is moved.column and column.name is not None and column.name.lower() in names:
                return names[column.name.lower()].nullable
    return moved.column.nullable


def _target_foreign_keys(evidence: Evidence) -> Said:
    checks = checks_foreign_keys(evidence.plan.target)
    if checks is False:
        return PASSED
    if told := evidence.told("target-foreign-keys"):
        return told
    if evidence.pairs is None:
        return lacking("target_catalog")
    if evidence.values is None:
        return lacking("task_settings")
    keys = [pair.there.foreign_keys for pair in evidence.pairs]
    if checks is None and any(keys):
        return lacking("target_endpoint")
    return lacking("newer_target_catalog") if None in keys else PASSED


def _target_indexes(evidence: Evidence) -> Said:
    if told := evidence.told("target-indexes"):
        return told
    there = [pair.there for pair in evidence.pairs or ()]
    # The unique index of a table without a primary key is its key.
    if unique := [str(table) for table in there if table.primary_key and table.unique_keys]:
        return flaw(
            f"unique indexes beside the primary key slow a full load down too: {few(unique)}",
            "make them on the target when the load is done, unless they must refuse rows before",
        )
    return lacking("newer_target_catalog") if any(table.secondary_indexes is None for table in there) else PASSED


def _one_key(evidence: Evidence) -> Said:
    """Say for which tables Db2 takes no batches: those without a key, and those with two."""
    said = _batch_apply_key(evidence)
    return _batch_apply_two_keys(evidence) if said is PASSED else said


def _there(evidence: Evidence, test: Callable[[SourceTable], bool | None], found: str, fix: str, *, needs: str) -> Said:
    """Say which tables of the target have something; if none has, and of some it is not known, what would tell."""
    answers = [(pair.there, test(pair.there)) for pair in evidence.pairs or ()]
    have = [str(table) for table, answer in answers if answer]
    if have:
        return flaw(found.format(few(have)), fix)
    return lacking(needs) if any(answer is None for _, answer in answers) else PASSED


def _triggers(evidence: Evidence) -> Said:
    return _there(
        evidence,
        lambda table: None if table.triggers is None else bool(table.triggers),
        "triggers of the target fire for each row that DMS writes: {}",
        "disable them until the cutover",
        needs="triggers",
    )


def _parallelism(evidence: Evidence) -> Said:
    return _there(
        evidence,
        lambda table: has_trait(table, TableTrait.PARALLEL),
        "batch apply fails on tables with parallelism: {}",
        "run `alter table ... noparallel` and `alter index ... noparallel` for them on the target",
        needs="target_traits",
    )


def _oracle_foreign_keys(evidence: Evidence) -> Said:
    return _there(
        evidence,
        lambda table: None if table.foreign_keys is None else bool(table.foreign_keys),
        "a load writes tables in any order, and foreign keys refuse rows that come too early (ORA-02291): {}",
        "run `alter table ... disable constraint ...` for them on the target until the load is done",
        needs="newer_target_catalog",
    )


def _context_indexes(evidence: Evidence) -> Said:
    target = evidence.plan.target
    if is_said(target, "UseDirectPathFullLoad") is False:
        return PASSED
    said = _there(
        evidence,
        lambda table: has_trait(table, TableTrait.CONTEXT_INDEX),
        "a direct path can't load tables with CONTEXT indexes: {}",
        "give the target use_direct_path_full_load=False, or make the indexes after the load",
        needs="target_traits",
    )
    return lacking("target_endpoint") if said.verdict is None and target.settings is None else said


DECIDERS: dict[str, Callable[[Evidence], Said]] = {
    "batch-apply-key": _batch_apply_key,
    "batch-apply-one-key": _one_key,
    "batch-apply-two-keys": _batch_apply_two_keys,
    "context-indexes": _context_indexes,
    "lobs-into-not-null": _lobs_into_not_null,
    "oracle-foreign-keys": _oracle_foreign_keys,
    "target-foreign-keys": _target_foreign_keys,
    "target-indexes": _target_indexes,
    "target-parallelism": _parallelism,
    "target-triggers": _triggers,
}


def _target_generated(evidence: Evidence) -> Said:
    unread = any(column.generated is None for pair in evidence.pairs or () for column in pair.there.columns)
    return lacking("newer_target_catalog") if unread else PASSED


DOUBTS: dict[str, Callable[[Evidence], Said]] = {
    "target-generated": _target_generated,
}
