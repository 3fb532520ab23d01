"""Some engines are for full loads only, and a task with changes of theirs is refused."""

import pytest

import dms_constructs as dms
from dms_constructs import facts

FULL_LOAD_ONLY = [
    (side, dms.EngineName(engine)) for side, engines in facts.engines()["full_load_only"].items() for engine in engines
]
WITH_CHANGES = [dms.MigrationType.CDC, dms.MigrationType.FULL_LOAD_AND_CDC]
IDS = [f"{side}-{engine.value}" for side, engine in FULL_LOAD_ONLY]


def plan(migration_type: dms.MigrationType | None, **engines: dms.EngineName | None) -> dms.TaskPlan:
    return dms.TaskPlan(
        migration_type=migration_type,
        source=dms.EndpointFacts(endpoint_type=dms.EndpointType.SOURCE, engine_name=engines.get("source")),
        target=dms.EndpointFacts(endpoint_type=dms.EndpointType.TARGET, engine_name=engines.get("target")),
        table_mappings=None,
        task_settings=None,
    )


@pytest.mark.parametrize(("side", "engine"), FULL_LOAD_ONLY, ids=IDS)
@pytest.mark.parametrize("kind", WITH_CHANGES)
def test_changes_are_refused(kind: dms.MigrationType, side: str, engine: dms.EngineName) -> None:
    with pytest.raises(dms.ConfigurationError, match="write migration_type=dms.MigrationType.FULL_LOAD") as caught:
        plan(kind, **{side: engine})

    assert caught.value.code == "DMS-Q020"
    assert engine.record.display in caught.value.message
    assert caught.value.source


@pytest.mark.parametrize(("side", "engine"), FULL_LOAD_ONLY, ids=IDS)
@pytest.mark.parametrize("kind", [dms.MigrationType.FULL_LOAD, None])
def test_full_loads_are_taken(kind: dms.MigrationType | None, side: str, engine: dms.EngineName) -> None:
    assert plan(kind, **{side: engine}).findings == ()


def test_what_refuses_is_verified() -> None:
    assert all(fact["verified"] for side in facts.engines()["full_load_only"].values() for fact in side.values())


@pytest.mark.parametrize("kind", WITH_CHANGES)
def test_changes_of_relatives_are_taken(kind: dms.MigrationType) -> None:
    relative = dms.EngineName.AZURE_SQL_MANAGED_INSTANCE

    assert plan(kind, source=relative, target=dms.EngineName.AURORA_POSTGRESQL).migration_type is kind


def test_of_babelfish_it_is_said_which_endpoint_takes_changes() -> None:
    with pytest.raises(dms.ConfigurationError, match="or write into a dms.PostgreSqlTarget with babelfish_database"):
        plan(dms.MigrationType.CDC, target=dms.EngineName.BABELFISH)
