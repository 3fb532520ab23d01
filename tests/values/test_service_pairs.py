"""What tasks from and to services of AWS are told, and what they aren't."""

from collections.abc import Mapping
from typing import Any

import pytest

import dms_constructs as dms

SHOP = dms.Include("shop")
BY_KEY = dms.MapRecordToRecord("shop", "%", partition_key_type=dms.PartitionKeyType.PRIMARY_KEY)
LINES = dms.SourceTable(
    "shop",
    "order_lines",
    [dms.SourceColumn("order_id", "bigint"), dms.SourceColumn("line", "int")],
    primary_key=["order_id", "line"],
)
ORDERS = dms.SourceTable("shop", "orders", [dms.SourceColumn("id", "bigint")], primary_key=["id"])


def plan(
    target: dms.EngineName,
    *rules: dms.Rule,
    source: dms.EngineName = dms.EngineName.MYSQL,
    migration_type: dms.MigrationType = dms.MigrationType.FULL_LOAD_AND_CDC,
    settings: Mapping[str, object] | None = None,
    of_source: Mapping[str, object] | None = None,
    catalog: dms.Catalog | None = None,
    **task: Any,
) -> dms.TaskPlan:
    return dms.TaskPlan(
        migration_type=migration_type,
        source=dms.EndpointFacts(endpoint_type=dms.EndpointType.SOURCE, engine_name=source, settings=of_source),
        target=dms.EndpointFacts(endpoint_type=dms.EndpointType.TARGET, engine_name=target, settings=settings),
        table_mappings=dms.TableMappings(*(rules or (SHOP,))),
        task_settings=dms.TaskSettings(**task),
        source_catalog=catalog,
    )


def ids(plan: dms.TaskPlan) -> set[str]:
    return {finding.id for finding in plan.task_findings}


class TestFilesOfChanges:
    def test_are_asked_for(self) -> None:
        asked = plan(dms.EngineName.POSTGRESQL, source=dms.EngineName.S3, of_source={"BucketName": "files"})

        with pytest.raises(dms.ConfigurationError, match="write cdc_path='changes' at the source") as caught:
            _ = asked.task_findings
        assert caught.value.code == "DMS-Y006"

    @pytest.mark.parametrize(
        ("said", "migration_type"),
        [
            ({"CdcPath": "changes"}, dms.MigrationType.CDC),
            ({"DataFormat": "parquet"}, dms.MigrationType.FULL_LOAD_AND_CDC),
            ({}, dms.MigrationType.FULL_LOAD),
            (None, dms.MigrationType.FULL_LOAD_AND_CDC),
        ],
        ids=["where they are", "Parquet", "a load", "a source of which nothing is known"],
    )
    def test_are_not_asked_for_where_they_are_not_missing(
        self, said: Mapping[str, object] | None, migration_type: dms.MigrationType
    ) -> None:
        asked = plan(dms.EngineName.POSTGRESQL, source=dms.EngineName.S3, of_source=said, migration_type=migration_type)

        assert asked.task_findings is not None


class TestStreams:
    ID = "task.streamWithoutObjectMapping"

    @pytest.mark.parametrize("engine", [dms.EngineName.KINESIS, dms.EngineName.KAFKA])
    def test_without_an_object_mapping_get_a_table_in_one_place(self, engine: dms.EngineName) -> None:
        assert self.ID in ids(plan(engine))

    def test_with_an_object_mapping_are_fine(self) -> None:
        assert self.ID not in ids(plan(dms.EngineName.KINESIS, SHOP, BY_KEY))

    def test_with_a_raw_object_mapping_are_fine(self) -> None:
        raw = dms.RawRule({**BY_KEY.body(), "rule-id": "2", "rule-name": "2"})

        assert self.ID not in ids(plan(dms.EngineName.KINESIS, SHOP, raw))

    @pytest.mark.parametrize("migration_type", [dms.MigrationType.CDC, dms.MigrationType.FULL_LOAD_AND_CDC])
    def test_with_threads_for_changes_are_fine(self, migration_type: dms.MigrationType) -> None:
        threads = dms.ParallelApply(threads=4)

        assert self.ID not in ids(plan(dms.EngineName.KINESIS, migration_type=migration_type, parallel_apply=threads))

    def test_of_a_load_are_fine_as_records_go_by_the_primary_key(self) -> None:
        assert self.ID not in ids(plan(dms.EngineName.KAFKA, migration_type=dms.MigrationType.FULL_LOAD))

    def test_others_are_not_meant(self) -> None:
        assert self.ID not in ids(plan(dms.EngineName.POSTGRESQL))

    def test_take_no_batches(self) -> None:
        batches = plan(dms.EngineName.KINESIS, SHOP, BY_KEY, batch_apply=dms.BatchApply())

        assert "settings.batchApplyNotForTarget" in {one.id for one in batches.settings_findings}


class TestItems:
    ID = "task.compositeKeysToDynamoDb"
    KEYS = dms.MapRecordToRecord("shop", "order_lines", partition_key_name="order_id", sort_key_name="line")

    def test_of_a_key_of_several_columns_need_an_object_mapping(self) -> None:
        found = plan(dms.EngineName.DYNAMODB, catalog=dms.Catalog(LINES, ORDERS))

        (finding,) = (one for one in found.task_findings if one.id == self.ID)
        assert "shop.order_lines" in finding.message
        assert "shop.orders" not in finding.message

    def test_with_keys_of_an_object_mapping_are_fine(self) -> None:
        assert self.ID not in ids(plan(dms.EngineName.DYNAMODB, SHOP, self.KEYS, catalog=dms.Catalog(LINES)))

    def test_of_a_key_of_one_column_are_fine(self) -> None:
        assert self.ID not in ids(plan(dms.EngineName.DYNAMODB, catalog=dms.Catalog(ORDERS)))

    def test_elsewhere_are_fine(self) -> None:
        assert self.ID not in ids(plan(dms.EngineName.POSTGRESQL, catalog=dms.Catalog(LINES)))


WAREHOUSES = [dms.EngineName.REDSHIFT, dms.EngineName.REDSHIFT_SERVERLESS]


class TestWarehouses:
    SLOW = "task.redshiftWithoutBatchApply"
    LOADS = "task.settingOfLoads"

    @pytest.mark.parametrize("engine", WAREHOUSES)
    def test_want_batches_of_changes(self, engine: dms.EngineName) -> None:
        assert self.SLOW in ids(plan(engine))

    def test_with_batches_are_fine(self) -> None:
        assert self.SLOW not in ids(plan(dms.EngineName.REDSHIFT, batch_apply=dms.BatchApply()))

    def test_that_are_loaded_only_are_fine(self) -> None:
        assert self.SLOW not in ids(plan(dms.EngineName.REDSHIFT, migration_type=dms.MigrationType.FULL_LOAD))

    @pytest.mark.parametrize("said", [{"ExplicitIds": True}, {"ReplaceInvalidChars": "#"}])
    def test_have_settings_for_loads_only(self, said: dict[str, object]) -> None:
        assert self.LOADS in ids(plan(dms.EngineName.REDSHIFT, settings=said))

    @pytest.mark.parametrize("said", [{"ExplicitIds": True}, {"ReplaceInvalidChars": "#"}])
    def test_take_them_for_loads(self, said: dict[str, object]) -> None:
        load = plan(dms.EngineName.REDSHIFT, settings=said, migration_type=dms.MigrationType.FULL_LOAD)

        assert self.LOADS not in ids(load)

    def test_replace_no_characters_in_a_parallel_load(self) -> None:
        load = plan(
            dms.EngineName.REDSHIFT,
            settings={"ReplaceInvalidChars": "#"},
            migration_type=dms.MigrationType.FULL_LOAD,
            parallel_load=dms.ParallelLoad(threads=4),
        )

        assert self.LOADS in ids(load)

    def test_that_say_no_are_fine(self) -> None:
        assert self.LOADS not in ids(plan(dms.EngineName.REDSHIFT, settings={"ExplicitIds": False}))

    @pytest.mark.parametrize("on_target", [True, False])
    def test_agree_with_postgresql_about_booleans(self, on_target: bool) -> None:
        said = {"MapBooleanAsBoolean": True}
        pair = plan(
            dms.EngineName.REDSHIFT,
            source=dms.EngineName.POSTGRESQL,
            settings=said if on_target else {},
            of_source={} if on_target else said,
        )

        assert "task.booleansOnOneSide" in ids(pair)

    def test_that_agree_about_booleans_are_fine(self) -> None:
        said = {"MapBooleanAsBoolean": True}
        pair = plan(dms.EngineName.REDSHIFT, source=dms.EngineName.POSTGRESQL, settings=said, of_source=said)

        assert "task.booleansOnOneSide" not in ids(pair)
