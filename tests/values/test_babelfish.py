"""What Babelfish can't take from a task, over its own port and over PostgreSQL's."""

from collections.abc import Mapping

import pytest

import dms_constructs as dms

FULL_LOAD = dms.MigrationType.FULL_LOAD
DROP = dms.TaskSettings(full_load=dms.FullLoad(target_table_prep_mode=dms.TargetTablePrepMode.DROP_AND_CREATE))
TRUNCATE = dms.TaskSettings(full_load=dms.FullLoad(target_table_prep_mode=dms.TargetTablePrepMode.TRUNCATE_BEFORE_LOAD))
LATE_KEYS = dms.TaskSettings(full_load=dms.FullLoad(create_pk_after_full_load=True))
VALIDATED = dms.TaskSettings(validation=dms.Validation())
OVER_TDS = dms.EngineName.BABELFISH
AURORA = dms.EngineName.AURORA_POSTGRESQL
BABELFISH_MODE = {"DatabaseMode": "babelfish", "BabelfishDatabaseName": "shop"}
ID = "task.settingNotForBabelfish"


def found(
    settings: dms.TaskSettings,
    engine: dms.EngineName,
    said: Mapping[str, object] | None = None,
    kind: dms.MigrationType = FULL_LOAD,
    attributes: Mapping[str, str] | None = None,
) -> list[dms.Finding]:
    plan = dms.TaskPlan(
        migration_type=kind,
        source=dms.EndpointFacts(endpoint_type=dms.EndpointType.SOURCE, engine_name=dms.EngineName.SQL_SERVER),
        target=dms.EndpointFacts(
            endpoint_type=dms.EndpointType.TARGET,
            engine_name=engine,
            settings=said,
            extra_connection_attributes=attributes,
        ),
        table_mappings=None,
        task_settings=settings,
    )
    return [finding for finding in plan.findings if finding.id == ID]


@pytest.mark.parametrize(
    ("settings", "key"),
    [
        (DROP, "FullLoadSettings.TargetTablePrepMode"),
        (TRUNCATE, "FullLoadSettings.TargetTablePrepMode"),
        (LATE_KEYS, "FullLoadSettings.CreatePkAfterFullLoad"),
        (VALIDATED, "ValidationSettings.EnableValidation"),
    ],
    ids=["drop", "truncate", "late keys", "validation"],
)
def test_over_its_own_port_tables_are_left_as_they_are(settings: dms.TaskSettings, key: str) -> None:
    (finding,) = found(settings, OVER_TDS)

    assert finding.severity.value == "high"
    assert finding.keys == (key,)


def test_over_its_own_port_the_default_settings_are_taken() -> None:
    assert found(dms.TaskSettings(), OVER_TDS) == []


def test_over_postgresql_tables_are_not_dropped() -> None:
    (finding,) = found(DROP, AURORA, BABELFISH_MODE)

    assert "dms.TargetTablePrepMode.DO_NOTHING" in finding.fix


def test_the_mode_may_be_an_attribute() -> None:
    assert len(found(DROP, AURORA, {}, attributes={"databaseMode": "Babelfish"})) == 1


@pytest.mark.parametrize("settings", [TRUNCATE, LATE_KEYS, VALIDATED], ids=["truncate", "late keys", "validation"])
def test_over_postgresql_all_else_is_taken(settings: dms.TaskSettings) -> None:
    assert found(settings, AURORA, BABELFISH_MODE) == []


def test_tables_that_are_not_loaded_are_not_dropped_either() -> None:
    assert found(DROP, AURORA, BABELFISH_MODE, kind=dms.MigrationType.CDC) == []


def test_tables_of_postgresql_may_be_dropped() -> None:
    assert found(DROP, AURORA, {"DatabaseMode": "default"}) == []


def test_large_objects_of_any_length_are_found() -> None:
    settings = dms.TaskSettings(lobs=dms.FullLobs())

    ids = {finding.id for finding in settings.check(migration_type=FULL_LOAD, target_engine=OVER_TDS)}
    assert "settings.fullLobsNotForTarget" in ids


CATALOG = dms.Catalog(*(dms.SourceTable("dbo", name) for name in ("Orders", "customers", "Items", "A", "B")))
NAMES = "task.capitalsInBabelfish"


def found_in_names(said: Mapping[str, object], *rules: dms.Rule) -> list[dms.Finding]:
    plan = dms.TaskPlan(
        migration_type=dms.MigrationType.FULL_LOAD_AND_CDC,
        source=dms.EndpointFacts(endpoint_type=dms.EndpointType.SOURCE, engine_name=dms.EngineName.SQL_SERVER),
        target=dms.EndpointFacts(endpoint_type=dms.EndpointType.TARGET, engine_name=AURORA, settings=said),
        table_mappings=dms.TableMappings(dms.Include("dbo"), *rules),
        task_settings=None,
        source_catalog=CATALOG,
    )
    return [finding for finding in plan.findings if finding.id == NAMES]


def test_tables_with_capitals_are_not_found_in_babelfish() -> None:
    (finding,) = found_in_names(BABELFISH_MODE)

    assert finding.message.endswith(": dbo.Orders, dbo.Items, dbo.A and 1 more")


def test_tables_in_lower_case_are_found() -> None:
    assert found_in_names(BABELFISH_MODE, dms.LowercaseTables()) == []


def test_tables_of_postgresql_may_have_capitals() -> None:
    assert found_in_names({"DatabaseMode": "default"}) == []
