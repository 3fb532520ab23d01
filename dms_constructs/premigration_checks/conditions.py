"""What must hold for a check to be about a task: one function for each name that the facts use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from dms_constructs import facts
from dms_constructs.endpoint_facts import decodes_with_test_decoding
from dms_constructs.engines import EngineName
from dms_constructs.mappings.rules.masking import MaskDigits, Masking, MaskWithHash, RandomizeDigits
from dms_constructs.mappings.rules.table_settings import LobMode, TableSettings
from dms_constructs.migration_type import MigrationType
from dms_constructs.premigration_checks.evidence import Evidence
from dms_constructs.premigration_checks.readers import reads_with_log_miner
from dms_constructs.settings._targets import takes_batches

__all__ = ["CONDITIONS", "Answer"]

_AURORA = frozenset(each for each in EngineName if each.value.startswith("aurora"))


class Answer(NamedTuple):
    """Whether a condition holds; where it doesn't, why, and where that is not known, what would tell."""

    holds: bool | None
    why: str = ""
    needs: str = ""


_HOLDS = Answer(holds=True)


def _no(why: str) -> Answer:
    return Answer(holds=False, why=why)


def _not_known(needs: str) -> Answer:
    return Answer(holds=None, needs=needs)


def _answer(why: str, *, holds: bool) -> Answer:
    return _HOLDS if holds else _no(why)


def _of_type(why: str, test: Callable[[MigrationType], bool]) -> Callable[[Evidence], Answer]:
    def condition(evidence: Evidence) -> Answer:
        given = evidence.plan.migration_type
        return _not_known("migration_type") if given is None else _answer(why, holds=test(given))

    return condition


_changes = _of_type("a full load replicates no changes", lambda given: given.has_cdc)
_full_load = _of_type("a task of changes only loads nothing", lambda given: given is not MigrationType.CDC)
_full_load_only = _of_type("the task replicates changes", lambda given: given is MigrationType.FULL_LOAD)
_full_load_and_changes = _of_type(
    "the task is not a full load with changes", lambda given: given is MigrationType.FULL_LOAD_AND_CDC
)
_only_changes = _of_type("the task has a full load", lambda given: given is MigrationType.CDC)


def _batch_apply(evidence: Evidence) -> Answer:
    changes = _changes(evidence)
    if changes.holds is False:
        return changes
    if evidence.values is None:
        return _not_known("task_settings")
    if evidence.values.get("TargetMetadata.BatchApplyEnabled") is not True:
        return _no("batch apply is off")
    if not takes_batches(evidence.target_engine):
        return _no("the target takes no batches")
    return changes


def _validation(evidence: Evidence) -> Answer:
    if evidence.values is None:
        return _not_known("task_settings")
    return _answer("validation is off", holds=evidence.values.get("ValidationSettings.EnableValidation") is True)


def _drops_tables(evidence: Evidence) -> Answer:
    if evidence.values is None:
        return _not_known("task_settings")
    # What DMS does where nothing is said is not known, and it might drop them.
    mode = evidence.values.get("FullLoadSettings.TargetTablePrepMode", "DROP_AND_CREATE")
    return _answer("the target's tables are not made anew", holds=mode == "DROP_AND_CREATE")


def _of_lobs(mode: LobMode, test: Callable[[Mapping[str, object]], Answer]) -> Callable[[Evidence], Answer]:
    """Return whether large objects move in a mode: of some tables by their rules, of others by the settings."""

    def condition(evidence: Evidence) -> Answer:
        if any(table.lob_mode is mode for table in evidence.tables):
            return _HOLDS
        if evidence.values is None:
            return _not_known("task_settings")
        of_settings = test(evidence.values)
        if not of_settings.holds and evidence.rules is None:
            return _not_known("table_mappings")
        # Which of them are about tables that move, only a catalog tells.
        about_tables = any(isinstance(rule, TableSettings) for rule in evidence.rules or ())
        if not of_settings.holds and about_tables and evidence.plan.evaluation is None:
            return _not_known("source_catalog")
        return of_settings

    return condition


def _limits(values: Mapping[str, object]) -> Answer:
    if values.get("TargetMetadata.SupportLobs") is False:
        return _no("large objects are left out")
    return _answer("large objects move whole", holds=not moves_whole(values))


_limited_lobs = _of_lobs(LobMode.LIMITED, _limits)
_whole_lobs = _of_lobs(
    LobMode.UNLIMITED,
    lambda values: _answer("no large object moves whole", holds=moves_whole(values)),
)


def moves_whole(values: Mapping[str, object]) -> bool:
    """Whether large objects move whole where no rule for a table says otherwise."""
    return values.get("TargetMetadata.FullLobMode") is True and values.get("TargetMetadata.SupportLobs") is not False


def _target(why: str, *protocols: str) -> Callable[[Evidence], Answer]:
    def condition(evidence: Evidence) -> Answer:
        engine = evidence.target_engine
        if engine is None:
            return _not_known("target_engine")
        return _answer(why.format(engine.record.display), holds=engine.record.protocol in protocols)

    return condition


def _relational_target(evidence: Evidence) -> Answer:
    protocols = facts.premigration()["relational"]["value"]
    return _target("{} is not a relational database", *protocols)(evidence)


def _unlike_target(evidence: Evidence) -> Answer:
    source, target = evidence.source_engine, evidence.target_engine
    if source is None or target is None:
        return _not_known("target_engine" if source is not None else "source_engine")
    return _answer("source and target are of one kind", holds=source.record.protocol != target.record.protocol)


def _aurora_source(evidence: Evidence) -> Answer:
    return _answer("the source is not Aurora", holds=evidence.source_engine in _AURORA)


def _not_aurora_source(evidence: Evidence) -> Answer:
    return _answer("the source is Aurora", holds=evidence.source_engine not in _AURORA)


def _aurora_to_aurora(evidence: Evidence) -> Answer:
    if evidence.source_engine not in _AURORA:
        return _no("the source is not Aurora")
    if evidence.target_engine is None:
        return _not_known("target_engine")
    return _answer("the target is not Aurora", holds=evidence.target_engine in _AURORA)


def _streaming_target(evidence: Evidence) -> Answer:
    return _target("the target is {}", *facts.premigration()["streaming"]["value"])(evidence)


def _reader(why: str, *, is_log_miner: bool) -> Callable[[Evidence], Answer]:
    def condition(evidence: Evidence) -> Answer:
        reads = reads_with_log_miner(evidence.plan.source)
        return _not_known("source_endpoint") if reads is None else _answer(why, holds=reads is is_log_miner)

    return condition


def _masks(kind: type[Masking], why: str) -> Callable[[Evidence], Answer]:
    def condition(evidence: Evidence) -> Answer:
        if evidence.rules is None:
            return _not_known("table_mappings")
        return _answer(why, holds=any(isinstance(rule, kind) for rule in evidence.rules))

    return condition


def _pglogical(evidence: Evidence) -> Answer:
    return _answer("the source uses test_decoding", holds=not decodes_with_test_decoding(evidence.plan.source))


CONDITIONS: dict[str, Callable[[Evidence], Answer]] = {
    "aurora-source": _aurora_source,
    "aurora-to-aurora": _aurora_to_aurora,
    "batch-apply": _batch_apply,
    "binary-reader": _reader("LogMiner reads the changes", is_log_miner=False),
    "changes": _changes,
    "drops-tables": _drops_tables,
    "full-load": _full_load,
    "full-load-and-changes": _full_load_and_changes,
    "full-load-only": _full_load_only,
    "hashes": _masks(MaskWithHash, "no rule replaces values by a hash"),
    "limited-lobs": _limited_lobs,
    "log-miner": _reader("Binary Reader reads the changes", is_log_miner=True),
    "masked-digits": _masks(MaskDigits, "no rule masks digits"),
    "mysql-target": _target("the target is {}", "mysql"),
    "not-aurora-source": _not_aurora_source,
    "only-changes": _only_changes,
    "opensearch-target": _target("the target is {}", "opensearch"),
    "oracle-target": _target("the target is {}", "oracle"),
    "pglogical": _pglogical,
    "postgresql-target": _target("the target is {}", "postgresql"),
    "randomized-digits": _masks(RandomizeDigits, "no rule randomizes digits"),
    "relational-target": _relational_target,
    "streaming-target": _streaming_target,
    "unlike-target": _unlike_target,
    "validation": _validation,
    "whole-lobs": _whole_lobs,
}
