"""Where changes start, where a task and its source both have a say: each case with a twin that is fine."""

from collections.abc import Mapping
from datetime import datetime, timezone

import pytest

import dms_constructs as dms

NOON = dms.CdcStart.at(datetime(2026, 3, 8, 12, tzinfo=timezone.utc))
CHECKPOINT = dms.CdcStart.from_checkpoint("checkpoint:V1#1#0")
LRI = "0100000000000022CC000000000004FB13"
FULL, CDC, BOTH = dms.MigrationType.FULL_LOAD, dms.MigrationType.CDC, dms.MigrationType.FULL_LOAD_AND_CDC


def found(
    migration_type: dms.MigrationType,
    cdc_start: dms.CdcStart | None = None,
    engine: dms.EngineName = dms.EngineName.DB2,
    **said: str,
) -> Mapping[str, str]:
    plan = dms.TaskPlan(
        migration_type=migration_type,
        source=dms.EndpointFacts(
            endpoint_type=dms.EndpointType.SOURCE, engine_name=engine, settings={}, extra_connection_attributes=said
        ),
        target=dms.EndpointFacts(endpoint_type=dms.EndpointType.TARGET, engine_name=dms.EngineName.POSTGRESQL),
        table_mappings=dms.TableMappings(dms.Include("SHOP")),
        task_settings=dms.TaskSettings(),
        cdc_start=cdc_start,
    )
    return {each.id: each.message for each in plan.findings if each.id.startswith("task.start")}


@pytest.mark.parametrize(
    "said",
    [{"StartFromContext": LRI}, {"StartFromContext": "timestamp:2026-03-08T12:00:00"}, {"currentlsn": "4F4A"}],
    ids=["an LRI", "a time", "an attribute"],
)
def test_changes_after_a_load_start_where_it_did(said: dict[str, str]) -> None:
    assert list(found(BOTH, **said)) == ["task.startNotForThisTask"]
    assert not found(CDC, **said)


@pytest.mark.parametrize("said", [{"CurrentLsn": "4F4A"}, {"CurrentLsn": "4F4A", "StartFromContext": LRI}])
def test_a_load_may_share_the_source_of_a_task_for_changes(said: dict[str, str]) -> None:
    assert not found(FULL, **said)


@pytest.mark.parametrize("said", [{"CurrentLsn": "scan"}, {"StartFromContext": "NOW"}, {}], ids=["scan", "now", "none"])
@pytest.mark.parametrize("migration_type", list(dms.MigrationType))
def test_what_names_no_place_is_for_all_tasks(migration_type: dms.MigrationType, said: dict[str, str]) -> None:
    assert not found(migration_type, **said)


@pytest.mark.parametrize(
    ("start", "said"),
    [
        (NOON, {"StartFromContext": "timestamp:2026-03-08T11:00:00"}),
        (NOON, {"StartFromContext": LRI}),
        (CHECKPOINT, {"StartFromContext": LRI}),
        (CHECKPOINT, {"CurrentLsn": "4F4A"}),
        (None, {"CurrentLsn": "4F4A", "StartFromContext": LRI}),
    ],
    ids=["another time", "an LRI", "a checkpoint", "a checkpoint and a position", "the source alone"],
)
def test_two_places_to_start_are_one_too_many(start: dms.CdcStart | None, said: dict[str, str]) -> None:
    assert list(found(CDC, start, **said)) == ["task.startToldTwice"]


@pytest.mark.parametrize(
    ("start", "said"),
    [
        (NOON, {"StartFromContext": "timestamp:2026-03-08T12:00:00"}),
        (CHECKPOINT, {"CurrentLsn": "scan"}),
        (None, {"CurrentLsn": "scan", "StartFromContext": LRI}),
    ],
    ids=["the same time", "a checkpoint and Db2 9.7", "Db2 9.7"],
)
def test_one_place_to_start_is_fine(start: dms.CdcStart | None, said: dict[str, str]) -> None:
    assert not found(CDC, start, **said)


def test_a_managed_instance_might_refuse_a_position_and_takes_a_time() -> None:
    lsn = dms.CdcStart.from_log_position("00000014:00000061:0001")
    instance = dms.EngineName.AZURE_SQL_MANAGED_INSTANCE

    assert "leaves Azure SQL out" in found(CDC, lsn, instance)["task.startMightBeRefused"]
    assert not found(CDC, NOON, instance)
    assert not found(CDC, CHECKPOINT, instance)
    assert not found(CDC, lsn, dms.EngineName.SQL_SERVER)
