"""A task plan: what a task is told, checked and evaluated once."""

import dataclasses
import datetime as dt
import pathlib
import typing
from collections.abc import Callable
from typing import Any

import pytest

import dms_constructs as dms
from dms_constructs.mappings import evaluation
from tests.values.refusals import refused

SOURCE = dms.EndpointFacts(endpoint_type=dms.EndpointType.SOURCE, engine_name=dms.EngineName.MYSQL)
TARGET = dms.EndpointFacts(endpoint_type=dms.EndpointType.TARGET, engine_name=dms.EngineName.POSTGRESQL)
CATALOG = dms.Catalog(
    dms.SourceTable("shop", "orders", [dms.SourceColumn("id", "bigint"), dms.SourceColumn("note", "longtext")]),
    engine=dms.EngineName.MYSQL,
)


def plan(**parts: Any) -> dms.TaskPlan:
    whole = {
        "migration_type": dms.MigrationType.FULL_LOAD_AND_CDC,
        "source": SOURCE,
        "target": TARGET,
        "table_mappings": dms.TableMappings(dms.Include("shop")),
        "task_settings": dms.TaskSettings(validation=dms.Validation()),
    }
    return dms.TaskPlan(**{**whole, **parts})


def ids(findings: tuple[dms.Finding, ...]) -> set[str]:
    return {finding.id for finding in findings}


def postgresql(side: dms.EndpointType, *, booleans: bool | None) -> dms.EndpointFacts:
    return dms.EndpointFacts(
        endpoint_type=side,
        engine_name=dms.EngineName.POSTGRESQL,
        settings={} if booleans is None else {"MapBooleanAsBoolean": booleans},
    )


class TestEvaluation:
    def test_is_made_once_for_mappings_settings_and_memory(self, monkeypatch: pytest.MonkeyPatch) -> None:
        made = []
        look = evaluation.map_tables
        monkeypatch.setattr(evaluation, "map_tables", lambda *arguments: made.append(1) or look(*arguments))
        whole = plan(source_catalog=CATALOG)

        assert whole.findings
        assert whole.memory
        assert len(made) == 1

    def test_knows_the_tables_of_the_source(self) -> None:
        found = plan(source_catalog=CATALOG).evaluation

        assert found is not None
        assert [str(table.source) for table in found.selected] == ["shop.orders"]

    @pytest.mark.parametrize("missing", ["source_catalog", "table_mappings"])
    def test_is_none_without_what_it_needs(self, missing: str) -> None:
        assert plan(**{"source_catalog": CATALOG, missing: None}).evaluation is None


class TestFindings:
    def test_are_those_of_mappings_and_of_settings(self) -> None:
        found = ids(plan(source_catalog=CATALOG).findings)

        assert {"mappings.lobsWithoutKey", "settings.validationWithoutKey"} <= found

    def test_ask_for_no_key_for_lobs_that_the_settings_leave_out(self) -> None:
        found = ids(plan(source_catalog=CATALOG, task_settings=dms.TaskSettings(lobs=dms.NoLobs())).findings)

        assert "settings.lobColumnsLeftOut" in found
        assert "mappings.lobsWithoutKey" not in found

    @pytest.mark.parametrize(
        ("lobs", "needs_key"),
        [
            (dms.TableLobs(dms.LobMode.UNLIMITED), True),
            (dms.TableLobs(bulk_max_size_kb=96), True),
            (dms.TableLobs(dms.LobMode.NONE), False),
        ],
    )
    def test_ask_for_a_key_where_table_settings_move_lobs_all_the_same(
        self, lobs: dms.TableLobs, needs_key: bool
    ) -> None:
        mappings = dms.TableMappings(dms.Include("shop"), dms.TableSettings("shop", "orders", lobs=lobs))
        settings = dms.TaskSettings(lobs=dms.NoLobs())

        found = ids(plan(source_catalog=CATALOG, table_mappings=mappings, task_settings=settings).findings)

        assert ("mappings.lobsWithoutKey" in found) is needs_key

    @pytest.mark.parametrize("part", ["table_mappings", "task_settings"])
    def test_are_left_out_of_a_part_that_is_not_known(self, part: str) -> None:
        kind = {"table_mappings": "mappings.", "task_settings": "settings."}[part]

        assert not any(name.startswith(kind) for name in ids(plan(**{part: None, "source_catalog": CATALOG}).findings))

    def test_are_those_of_the_parts_alone_when_the_type_is_not_known(self) -> None:
        whole = plan(migration_type=None)

        assert whole.mapping_findings == whole.table_mappings.findings
        assert whole.settings_findings == whole.task_settings.findings

    @pytest.mark.parametrize(
        ("source", "target", "without"),
        [(True, False, "target"), (True, None, "target"), (False, True, "source"), (None, True, "source")],
    )
    def test_name_the_side_that_does_not_keep_booleans(
        self, source: bool | None, target: bool | None, without: str
    ) -> None:
        (found,) = plan(
            source=postgresql(dms.EndpointType.SOURCE, booleans=source),
            target=postgresql(dms.EndpointType.TARGET, booleans=target),
            migration_type=dms.MigrationType.FULL_LOAD,
            task_settings=None,
        ).findings

        assert found.id == "task.booleansOnOneSide"
        assert found.message.endswith(f"but the {without} does not")
        assert found.fix.startswith(f"give the {without} endpoint map_boolean_as_boolean=True too")

    @pytest.mark.parametrize(
        ("source", "target"),
        [
            (postgresql(dms.EndpointType.SOURCE, booleans=True), postgresql(dms.EndpointType.TARGET, booleans=True)),
            (postgresql(dms.EndpointType.SOURCE, booleans=None), postgresql(dms.EndpointType.TARGET, booleans=False)),
            (postgresql(dms.EndpointType.SOURCE, booleans=True), TARGET),  # nothing is known of its settings
            (SOURCE, postgresql(dms.EndpointType.TARGET, booleans=True)),  # MySQL has no booleans
        ],
    )
    def test_say_nothing_of_booleans_where_both_agree_or_one_is_not_known(
        self, source: dms.EndpointFacts, target: dms.EndpointFacts
    ) -> None:
        assert "task.booleansOnOneSide" not in ids(plan(source=source, target=target).findings)


class TestValidationOfFiles:
    ROLE: typing.ClassVar = {"ServiceAccessRoleArn": "arn:aws:iam::111122223333:role/lake"}
    WHOLE: typing.ClassVar = {
        **ROLE,
        "DataFormat": "parquet",
        "TimestampColumnName": "at",
        "DatePartitionEnabled": True,
    }

    def found(self, settings: dict[str, Any] | None, **parts: Any) -> dict[str, dms.Finding]:
        target = dms.EndpointFacts(
            endpoint_type=dms.EndpointType.TARGET,
            engine_name=dms.EngineName.S3,
            settings=settings,
            extra_connection_attributes=parts.pop("extra", None),
        )
        return {finding.id: finding for finding in plan(**{"target": target, **parts}).findings}

    @pytest.mark.parametrize(
        ("missing", "needed", "argument"),
        [
            ("DataFormat", "Parquet files", "data_format=dms.ParquetFormat()"),
            ("TimestampColumnName", "a timestamp column", "timestamp_column_name='committed_at'"),
            ("DatePartitionEnabled", "folders by date", "date_partitions=dms.DatePartitions()"),
        ],
    )
    def test_names_the_setting_that_is_missing(self, missing: str, needed: str, argument: str) -> None:
        settings = {name: value for name, value in self.WHOLE.items() if name != missing}

        finding = self.found(settings)["task.validationOfS3"]

        assert finding.message == f"validation of files in S3 needs {needed}"
        assert finding.fix == f"give S3Target {argument}"

    def test_names_folders_that_are_not_by_day(self) -> None:
        finding = self.found({**self.WHOLE, "DatePartitionSequence": "YYYYMM"})["task.validationOfS3"]

        assert finding.message == "validation of files in S3 needs folders by day"
        assert finding.fix == (
            "give S3Target date_partitions=dms.DatePartitions(sequence=dms.DatePartitionSequence.YYYYMMDD)"
        )

    def test_names_the_rights_that_the_role_of_a_target_does_not_have(self) -> None:
        settings = {name: value for name, value in self.WHOLE.items() if name not in self.ROLE}

        finding = self.found(settings)["task.validationOfS3"]

        assert finding.fix.startswith("give S3Target service_access_role=role, where the role has these rights too: ")
        assert "athena:StartQueryExecution" in finding.fix

    def test_names_all_that_is_missing_at_once(self) -> None:
        finding = self.found({"DataFormat": "csv"})["task.validationOfS3"]

        assert finding.message.endswith(
            "needs Parquet files, a timestamp column, folders by date and a role with more "
            "rights than S3Target gives its own"
        )

    @pytest.mark.parametrize(
        ("settings", "parts"),
        [
            (WHOLE, {}),
            ({**WHOLE, "DatePartitionSequence": "DDMMYYYY"}, {}),
            ({**WHOLE, "DatePartitionSequence": "YYYYMM"}, {"migration_type": dms.MigrationType.FULL_LOAD}),
            ({**WHOLE, "DatePartitionEnabled": False, "DatePartitionSequence": "YYYYMM"}, {"migration_type": None}),
            (None, {}),  # nothing is known
            ({**ROLE, "DataFormat": "parquet"}, {"migration_type": dms.MigrationType.FULL_LOAD}),
            ({**ROLE, "DataFormat": "parquet"}, {"migration_type": None}),
            ({}, {"task_settings": dms.TaskSettings()}),
            ({}, {"task_settings": None}),
            ({}, {"target": TARGET}),
            (
                ROLE,
                {"extra": {"dataFormat": "parquet", "timestampColumnName": "at", "datePartitionEnabled": "true"}},
            ),
        ],
    )
    def test_says_nothing_where_nothing_is_missing(
        self, settings: dict[str, Any] | None, parts: dict[str, Any]
    ) -> None:
        assert "task.validationOfS3" not in self.found(settings, **parts)


class TestLostDeletes:
    def found(self, target: dms.EndpointFacts, key: tuple[str, ...] = ("id",)) -> set[str]:
        orders = dms.SourceTable(
            "shop", "orders", [dms.SourceColumn("id", "bigint"), dms.SourceColumn("state", "int")], primary_key=key
        )
        filtered = dms.Include("shop", "orders", filters=[dms.Filter("state", dms.Condition.eq(1))])
        source = postgresql(dms.EndpointType.SOURCE, booleans=None)
        return ids(
            plan(
                source=source,
                target=target,
                table_mappings=dms.TableMappings(filtered),
                source_catalog=dms.Catalog(orders, engine=dms.EngineName.POSTGRESQL),
            ).mapping_findings
        )

    def files(self, **settings: object) -> dms.EndpointFacts:
        return dms.EndpointFacts(
            endpoint_type=dms.EndpointType.TARGET, engine_name=dms.EngineName.S3, settings=settings
        )

    @pytest.mark.parametrize("settings", [{}, {"CdcInsertsOnly": False}, {"CdcInsertsAndUpdates": False}])
    def test_warn_where_files_are_written_too(self, settings: dict[str, object]) -> None:
        assert "mappings.filterOutsideKey" in self.found(self.files(**settings))
        assert "mappings.filteredTableWithoutKey" in self.found(self.files(**settings), key=())

    @pytest.mark.parametrize("name", ["CdcInsertsOnly", "CdcInsertsAndUpdates"])
    def test_are_no_matter_where_deletes_are_not_written(self, name: str) -> None:
        assert "mappings.filterOutsideKey" not in self.found(self.files(**{name: True}))
        assert "mappings.filteredTableWithoutKey" not in self.found(self.files(**{name: True}), key=())

    def test_warn_where_nothing_is_known_of_the_target(self) -> None:
        unknown = dms.EndpointFacts(endpoint_type=dms.EndpointType.TARGET, engine_name=dms.EngineName.S3)

        assert "mappings.filterOutsideKey" in self.found(unknown)


class TestRefusals:
    @pytest.mark.parametrize(
        ("parts", "code", "message"),
        [
            ({"source": TARGET}, "DMS-T005", "source must be a source endpoint, got a target endpoint"),
            ({"target": SOURCE}, "DMS-T005", "target must be a target endpoint, got a source endpoint"),
            ({"source": None}, "DMS-T005", r"source must be EndpointFacts, got None; write dms\.EndpointFacts\("),
            ({"source": "postgres"}, "DMS-T005", r"engine_name=dms\.EngineName.POSTGRESQL\)$"),
            (
                {"target": dms.EngineName.S3},
                "DMS-T005",
                r"endpoint_type=dms.EndpointType.TARGET, engine_name=dms\.EngineName.S3\)$",
            ),
            (
                {"target_schema": 5},
                "DMS-T008",
                "target_schema must be of type str, got int 5; write target_schema='shop'$",
            ),
            ({"migration_type": "full-load"}, "DMS-T008", "write dms.MigrationType.FULL_LOAD$"),
            ({"migration_type": "full_load_and_cdc"}, "DMS-T008", "write dms.MigrationType.FULL_LOAD_AND_CDC$"),
            ({"table_mappings": '{"rules": []}'}, "DMS-T008", r"write dms\.TableMappings.from_json\(text\)$"),
            ({"table_mappings": {"rules": []}}, "DMS-T008", r"write dms\.TableMappings.from_dict\(document\)$"),
            ({"task_settings": "{}"}, "DMS-T008", r"write dms\.TaskSettings.from_json\(text\)$"),
            ({"task_settings": {}}, "DMS-T008", r"write dms\.TaskSettings.from_dict\(document\)$"),
            ({"source_catalog": "{}"}, "DMS-T008", r"write dms\.Catalog.from_json\(text\)$"),
            ({"table_mappings": [dms.Include("shop")]}, "DMS-T008", r"write dms\.TableMappings\(\*rules\)$"),
            ({"table_mappings": dms.Include("shop")}, "DMS-T008", r"write dms\.TableMappings\(rule\)$"),
            (
                {"cdc_start": "mysql-bin.01:4"},
                "DMS-T008",
                r"write dms\.CdcStart.from_log_position\(['\"]mysql-bin",
            ),
            ({"cdc_start": "checkpoint:V1#1"}, "DMS-T008", r"write dms\.CdcStart.from_checkpoint\(checkpoint\)$"),
            ({"cdc_start": "2026-03-08"}, "DMS-T008", r"at\(datetime.fromisoformat\('2026-03-08'\).replace\(tzinfo="),
            ({"cdc_stop": "never"}, "DMS-T008", "cdc_stop must be of type CdcStop"),
            (
                {"cdc_start": dt.datetime.fromisoformat("2026-03-08T04:00:00")},
                "DMS-T008",
                r"at\(datetime.fromisoformat\('2026-03-08T04:00:00'\).replace\(tzinfo=timezone.utc\)\)$",
            ),
            (
                {"cdc_start": dt.datetime(2026, 3, 8, 4, 0, tzinfo=dt.timezone.utc)},
                "DMS-T008",
                r"at\(datetime.fromisoformat\('2026-03-08T04:00:00\+00:00'\)\)$",
            ),
            ({"table_mappings": "shop"}, "DMS-T008", r'write dms.TableMappings\(dms.Include\("shop"\)\)$'),
            (
                {"table_mappings": "shop.orders"},
                "DMS-T008",
                r'write dms.TableMappings\(dms.Include\("shop", "orders"\)\)$',
            ),
            (
                {"table_mappings": pathlib.PurePosixPath("rules.json")},
                "DMS-T008",
                r"from_json\(open\('rules.json'\).read\(\)\)$",
            ),
            ({"task_settings": "settings.json"}, "DMS-T008", r"from_json\(open\('settings.json'\).read\(\)\)$"),
            ({"task_settings": "bulk-load"}, "DMS-T008", r"write dms.TaskSettings.bulk_load\(\)$"),
            ({"task_settings": "from_json"}, "DMS-T008", r"write dms.TaskSettings\(\)$"),
            (
                {"table_mappings": {"rule-type": "selection"}},
                "DMS-T008",
                r'write dms.TableMappings.from_dict\(\{"rules": \[rule\]\}\)$',
            ),
            ({"source_catalog": {}}, "DMS-T008", r"write dms.Catalog.from_json\(json.dumps\(document\)\)$"),
            ({"table_mappings": "shop."}, "DMS-T008", r'write dms.TableMappings\(dms.Include\("schema"\)\)$'),
            ({"source_catalog": []}, "DMS-T008", r"write dms.Catalog\(\*tables\)$"),
        ],
    )
    def test_a_part_of_the_wrong_kind_is_refused_with_what_was_meant(
        self, parts: dict[str, object], code: str, message: str
    ) -> None:
        refused(code, message, lambda: plan(**parts))

    @pytest.mark.parametrize(
        ("parts", "message"),
        [
            ({"endpoint_type": "source"}, "endpoint_type must be of type EndpointType.*write dms.EndpointType.SOURCE$"),
            ({"endpoint_type": None}, "endpoint_type must be given, got None; write dms.EndpointType.SOURCE or"),
            ({"engine_name": "mysql"}, "engine_name must be of type EngineName.*write dms.EngineName.MYSQL$"),
            ({"settings": [1]}, "settings must be of type Mapping, got list"),
            ({"extra_connection_attributes": "a=b"}, "extra_connection_attributes must be of type Mapping, got str"),
            ({"database": "shop"}, "database must be of type DatabaseIdentity"),
        ],
    )
    def test_facts_of_the_wrong_kind_are_refused_with_what_was_meant(self, parts: dict[str, Any], message: str) -> None:
        refused("DMS-T005", message, lambda: dms.EndpointFacts(**{"endpoint_type": dms.EndpointType.SOURCE, **parts}))

    def test_a_long_document_is_not_printed(self) -> None:
        long = dms.TableMappings(*(dms.Include(f"shop{number}") for number in range(2000))).to_json()

        error = refused("DMS-T008", "table_mappings", lambda: plan(table_mappings=long))

        assert len(str(error)) < 400


class TestWorkload:
    SIZED = dms.Catalog(
        dms.SourceTable("shop", "orders", ["id"], rows=1000, size_bytes=2**30),
        dms.SourceTable("crm", "people", ["id"], rows=1000, size_bytes=2**30),
        engine=dms.EngineName.MYSQL,
    )

    def test_has_the_figures_of_what_moves(self) -> None:
        whole = plan(source_catalog=self.SIZED)

        assert (whole.workload.tables, whole.workload.total_gib) == (1, 1)
        assert whole.workload.target_engine is dms.EngineName.POSTGRESQL
        assert whole.workload == dms.Workload.from_catalog(
            self.SIZED,
            mappings=dms.TableMappings(dms.Include("shop")),
            migration_type=dms.MigrationType.FULL_LOAD_AND_CDC,
            target_engine=dms.EngineName.POSTGRESQL,
        )

    def test_needs_a_catalog(self) -> None:
        refused("DMS-Z003", "give source_catalog=catalog", lambda: plan().workload)


def test_the_parts_can_be_replaced() -> None:
    whole = plan()

    assert dataclasses.replace(whole, migration_type=dms.MigrationType.FULL_LOAD).memory != whole.memory


@pytest.mark.parametrize("document", [lambda p: p.table_mappings_document, lambda p: p.task_settings_document])
def test_a_document_is_what_dms_reads(document: Callable[[dms.TaskPlan], str]) -> None:
    assert document(plan()).startswith("{")
    assert document(plan(table_mappings=None, task_settings=None)) is None


def test_a_rule_that_no_class_knows_does_not_end_the_checks() -> None:
    newer = dms.RawRule({"rule-type": dms.unchecked("newer"), "object-locator": {"schema-name": "shop"}})
    task = plan(table_mappings=dms.TableMappings(dms.Include("shop"), newer), source_catalog=CATALOG)

    assert "mappings.notEvaluated" in ids(task.findings)
