"""What is not known never lets a check of AWS's premigration assessment pass that fails with it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import dms_constructs as dms
from dms_constructs import facts
from tests.values.premigration_cases import Case, given, plan_of

FLAWS = {dms.PremigrationVerdict.FAILED, dms.PremigrationVerdict.WARNING}
HARMLESS = {dms.PremigrationVerdict.PASSED, dms.PremigrationVerdict.NOT_APPLICABLE}
FOUND = [each for each in given() if each[1].verdict in FLAWS and len(each[1].tables or ()) < 1_000]
OF_TABLES = (
    "foreign_keys",
    "secondary_indexes",
    "partitioned",
    "replica_identity",
    "storage_engine",
    "system_versioned",
    "traits",
    "triggers",
)
OF_COLUMNS = ("nullable", "generated", "identity", "invisible", "max_bytes", "traits")
SOURCE_STANDS_IN = {"batch-apply-columns", "batch-apply-key", "batch-apply-one-key", "lobs-into-not-null"}
"""Without a catalog of the target, the tables of the source tell what DMS will make."""
NOT_ASKED = {("keyless-postgresql", "replica_identity of tables")}
"""AWS asks tables with a key for no replica identity, so an old catalog can let these pass."""


def made_anew(table: dms.SourceTable, **changed: Any) -> dms.SourceTable:
    return dms.SourceTable(**{**{name: getattr(table, name) for name in dms.SourceTable.__slots__}, **changed})


def of_tables(**changed: Any) -> Callable[[dms.SourceTable], dms.SourceTable]:
    return lambda table: made_anew(table, **changed)


def of_columns(**changed: Any) -> Callable[[dms.SourceTable], dms.SourceTable]:
    return lambda table: made_anew(table, columns=[dataclasses.replace(each, **changed) for each in table.columns])


# Where foreign keys are known, a table without columns has none.
ERASED = {
    **{name: of_tables(**{name: None}) for name in OF_TABLES},
    "columns": of_tables(columns=(), foreign_keys=None),
    "types": of_columns(data_type="", dms_type=None),
    **{f"columns' {name}": of_columns(**{name: None}) for name in OF_COLUMNS},
}


OF_SERVERS = ("deployment", "engine_version", "backup_retention_days", "is_replica", "is_reader", "is_behind_proxy")


def with_less_of_servers(case: Case) -> Iterator[tuple[str, Case]]:
    """Yield what is left out of what is known of servers, and the case without it."""
    for side in ("source_server", "target_server"):
        server = getattr(case, side)
        if server is None:
            continue
        yield side, dataclasses.replace(case, **{side: None})
        for name in OF_SERVERS:
            yield f"{name} of {side}", dataclasses.replace(case, **{side: dataclasses.replace(server, **{name: None})})
        yield f"parameters of {side}", dataclasses.replace(case, **{side: of_groups(server, lambda _: None)})
        yield f"values of {side}", dataclasses.replace(case, **{side: of_groups(server, known_later)})


def of_groups(server: dms.ServerFacts, change: Callable[[Any], Any]) -> dms.ServerFacts:
    groups = ("cluster_parameters", "instance_parameters")
    return dataclasses.replace(server, **{name: change(getattr(server, name)) for name in groups})


def known_later(group: dms.ParameterGroupFacts | None) -> dms.ParameterGroupFacts | None:
    if group is None:
        return None
    return dataclasses.replace(group, parameters=dict.fromkeys(group.parameters))


def with_less(case: Case) -> Iterator[tuple[str, Case]]:
    """Yield what is left out of a case, and the case without it."""
    for side in ("tables", "targets"):
        for name, erase in ERASED.items() if getattr(case, side) else ():
            yield f"{name} of {side}", dataclasses.replace(case, **{side: tuple(map(erase, getattr(case, side)))})
    for name in ("settings", "migration_type", "target", "tables", "rules", "dms_version"):
        yield name, dataclasses.replace(case, **{name: None})
    if case.kind not in SOURCE_STANDS_IN:
        yield "targets", dataclasses.replace(case, targets=None)
    yield from with_less_of_servers(case)
    for side in ("source", "target"):
        yield f"endpoint of the {side}", dataclasses.replace(case, **{f"{side}_says": None, f"{side}_extra": None})


@pytest.mark.parametrize(("key", "case", "engine"), FOUND, ids=[f"{key}: {case.what}" for key, case, _ in FOUND])
def test_a_check_that_fails_does_not_pass_when_less_is_known(key: str, case: Case, engine: dms.EngineName) -> None:
    passing = [
        what
        for what, less in with_less(case)
        if (case.kind, what) not in NOT_ASKED
        for check in dms.premigration(plan_of(less, engine)).checks
        if check.key == key and check.verdict in HARMLESS
    ]

    assert not passing


TOLD_BY = {
    **dict.fromkeys(
        ("changes", "full-load", "only-changes", "full-load-only", "full-load-and-changes"), "migration_type"
    ),
    **dict.fromkeys(("batch-apply", "validation", "drops-tables"), "settings"),
    **dict.fromkeys(("mysql-target", "oracle-target", "postgresql-target", "opensearch-target"), "target"),
    **dict.fromkeys(("relational-target", "streaming-target", "unlike-target"), "target"),
    **dict.fromkeys(("hashes", "masked-digits", "randomized-digits"), "rules"),
    **dict.fromkeys(("binary-reader", "log-miner"), "source_says"),
}
"""What of a case tells whether a condition holds."""
ASKED = [
    (key, case, engine, TOLD_BY[condition])
    for key, case, engine in FOUND
    for condition in facts.premigration()["kinds"][case.kind]["applies"]
    if condition in TOLD_BY
]


@pytest.mark.parametrize(
    ("key", "case", "engine", "part"),
    ASKED,
    ids=[f"{key}: {case.what}, without {part}" for key, case, _, part in ASKED],
)
def test_a_check_is_not_decided_while_it_is_not_known_whether_it_applies(
    key: str, case: Case, engine: dms.EngineName, part: str
) -> None:
    less = dataclasses.replace(case, **{part: None})

    (check,) = [check for check in dms.premigration(plan_of(less, engine)).checks if check.key == key]

    assert check.verdict is dms.PremigrationVerdict.UNDECIDED, check
