"""MongoDB and DocumentDB at the ends of a task."""

from typing import Any

import pytest

import dms_constructs as dms

IDS = {"task.documentIdNotSeparate", "task.documentsAsTables", "task.truncateOfDocumentDb"}
CDC = dms.MigrationType.FULL_LOAD_AND_CDC
LOAD = dms.MigrationType.FULL_LOAD
MONGODB, DOCUMENTDB, MYSQL = dms.EngineName.MONGODB, dms.EngineName.DOCUMENTDB, dms.EngineName.MYSQL
TRUNCATE = dms.TargetTablePrepMode.TRUNCATE_BEFORE_LOAD


def found(
    source: dms.EngineName,
    target: dms.EngineName,
    migration_type: dms.MigrationType,
    settings: dict[str, Any] | None,
    prepared: dms.TargetTablePrepMode = dms.TargetTablePrepMode.DO_NOTHING,
) -> set[str]:
    plan = dms.TaskPlan(
        migration_type=migration_type,
        source=dms.EndpointFacts(endpoint_type=dms.EndpointType.SOURCE, engine_name=source, settings=settings),
        target=dms.EndpointFacts(endpoint_type=dms.EndpointType.TARGET, engine_name=target),
        table_mappings=dms.TableMappings(dms.Include("shop")),
        task_settings=dms.TaskSettings(full_load=dms.FullLoad(target_table_prep_mode=prepared)),
    )
    return {finding.id for finding in plan.findings} & IDS


@pytest.mark.parametrize("source", [MONGODB, DOCUMENTDB])
class TestMode:
    @pytest.mark.parametrize(
        ("target", "migration_type", "settings", "expected"),
        [
            (DOCUMENTDB, CDC, {"ExtractDocId": True}, set()),
            (DOCUMENTDB, CDC, {}, {"task.documentIdNotSeparate"}),
            (DOCUMENTDB, LOAD, {}, set()),
            (DOCUMENTDB, LOAD, {"NestingLevel": "one"}, {"task.documentsAsTables"}),
            (DOCUMENTDB, CDC, None, set()),
            (MYSQL, CDC, {"ExtractDocId": True}, set()),
            (MYSQL, CDC, {"NestingLevel": "none"}, {"task.documentIdNotSeparate"}),
            (MYSQL, CDC, {"NestingLevel": "one"}, set()),
            (MYSQL, LOAD, {"NestingLevel": "one"}, set()),
        ],
    )
    def test_what_is_said(
        self,
        source: dms.EngineName,
        target: dms.EngineName,
        migration_type: dms.MigrationType,
        settings: dict[str, Any] | None,
        expected: set[str],
    ) -> None:
        assert found(source, target, migration_type, settings) == expected


def test_an_attribute_says_it_as_well_as_a_setting() -> None:
    plan = dms.TaskPlan(
        migration_type=CDC,
        source=dms.EndpointFacts(
            endpoint_type=dms.EndpointType.SOURCE,
            engine_name=MONGODB,
            settings={},
            extra_connection_attributes={"extractDocID": "true"},
        ),
        target=dms.EndpointFacts(endpoint_type=dms.EndpointType.TARGET, engine_name=DOCUMENTDB),
        table_mappings=dms.TableMappings(dms.Include("shop")),
        task_settings=dms.TaskSettings(),
    )

    assert "task.documentIdNotSeparate" not in {finding.id for finding in plan.findings}


@pytest.mark.parametrize(
    ("target", "migration_type", "prepared", "expected"),
    [
        (DOCUMENTDB, LOAD, TRUNCATE, {"task.truncateOfDocumentDb"}),
        (DOCUMENTDB, LOAD, dms.TargetTablePrepMode.DROP_AND_CREATE, set()),
        (DOCUMENTDB, dms.MigrationType.CDC, TRUNCATE, set()),
        (MYSQL, LOAD, TRUNCATE, set()),
    ],
)
def test_collections_are_not_truncated(
    target: dms.EngineName,
    migration_type: dms.MigrationType,
    prepared: dms.TargetTablePrepMode,
    expected: set[str],
) -> None:
    assert found(MYSQL, target, migration_type, None, prepared) == expected


@pytest.mark.parametrize(
    ("source", "start", "problem"),
    [
        (MONGODB, dms.CdcStart.from_log_position("123"), "cannot start at a position of its log"),
        (DOCUMENTDB, dms.CdcStart.from_log_position("123"), "cannot start at a position of its log"),
        (DOCUMENTDB, dms.CdcStart("2026-03-08T12:00:00"), "cannot start at a time"),
    ],
)
def test_a_source_of_documents_has_no_such_start(source: dms.EngineName, start: dms.CdcStart, problem: str) -> None:
    with pytest.raises(dms.ConfigurationError, match=problem) as error:
        start.check(dms.EndpointFacts(endpoint_type=dms.EndpointType.SOURCE, engine_name=source))

    assert error.value.code == "DMS-T003"


@pytest.mark.parametrize(
    ("source", "start"),
    [
        (MONGODB, dms.CdcStart("2026-03-08T12:00:00")),
        (MONGODB, dms.CdcStart.from_checkpoint("checkpoint:V1#1")),
        (DOCUMENTDB, dms.CdcStart.from_checkpoint("checkpoint:V1#1")),
    ],
)
def test_a_source_of_documents_has_these_starts(source: dms.EngineName, start: dms.CdcStart) -> None:
    start.check(dms.EndpointFacts(endpoint_type=dms.EndpointType.SOURCE, engine_name=source))
