"""Settings against the tables that a task moves."""

import pytest

from dms_constructs import (
    Catalog,
    EngineName,
    Include,
    LobMode,
    MaskDigits,
    MigrationType,
    RemoveColumns,
    SourceColumn,
    SourceTable,
    TableLobs,
    TableMappings,
    TableSettings,
)
from dms_constructs.settings import (
    BatchApply,
    ErrorAction,
    ErrorPolicy,
    FullLoad,
    FullLobs,
    InlineLobs,
    LimitedLobs,
    NoLobs,
    TargetTablePrepMode,
    TaskSettings,
    Validation,
)

BOTH = MigrationType.FULL_LOAD_AND_CDC
SUSPEND = ErrorPolicy(
    data_error_policy=ErrorAction.SUSPEND_TABLE,
    apply_error_delete_policy=ErrorAction.SUSPEND_TABLE,
    apply_error_insert_policy=ErrorAction.SUSPEND_TABLE,
    apply_error_update_policy=ErrorAction.SUSPEND_TABLE,
)
ID = SourceColumn("id", "bigint")


def note(kb: int | None = None) -> SourceColumn:
    return SourceColumn("note", "longtext", max_bytes=None if kb is None else kb * 1024)


def catalog(*tables: SourceTable) -> Catalog:
    return Catalog(*tables, engine=EngineName.MYSQL)


def found(settings: TaskSettings, source: Catalog, *rules, migration_type: MigrationType = BOTH) -> dict[str, str]:
    """What surprises because of the tables."""
    alone = settings.check(migration_type=migration_type)
    mappings = TableMappings(Include("shop"), *rules)
    all_found = settings.check(migration_type=migration_type, table_mappings=mappings, catalog=source)
    assert all_found[: len(alone)] == alone
    return {finding.id: str(finding) for finding in all_found[len(alone) :]}


KEYED = SourceTable("shop", "orders", [ID, note(1)], primary_key=["id"])
KEYLESS = SourceTable("shop", "log", [ID])


class TestKeys:
    @pytest.mark.parametrize("source", [catalog(KEYED), catalog(SourceTable("shop", "log")), catalog()])
    def test_nothing_surprises_without_a_table_that_lacks_one(self, source: Catalog) -> None:
        settings = TaskSettings(validation=Validation(), batch_apply=BatchApply(), errors=SUSPEND)

        assert found(settings, source) == {}

    def test_validation_passes_over_tables_without_one(self) -> None:
        message = found(TaskSettings(validation=Validation()), catalog(KEYED, KEYLESS))["settings.validationWithoutKey"]

        assert "on the source these have none: shop.log" in message

    def test_batch_apply_needs_one(self) -> None:
        settings = TaskSettings(batch_apply=BatchApply(), errors=SUSPEND)

        assert list(found(settings, catalog(KEYLESS))) == ["settings.batchApplyWithoutKey"]

    def test_batches_of_a_task_that_only_loads_need_none(self) -> None:
        settings = TaskSettings(batch_apply=BatchApply(), errors=SUSPEND)

        assert found(settings, catalog(KEYLESS), migration_type=MigrationType.FULL_LOAD) == {}

    def test_tables_that_are_not_selected_may_lack_one(self) -> None:
        other = SourceTable("crm", "log", [ID])

        assert found(TaskSettings(validation=Validation()), catalog(KEYED, other)) == {}

    def test_of_many_tables_a_few_are_named(self) -> None:
        tables = [SourceTable("shop", f"t{number}", [ID]) for number in range(5)]

        message = found(TaskSettings(validation=Validation()), catalog(*tables))["settings.validationWithoutKey"]

        assert "shop.t0, shop.t1, shop.t2 and 2 more" in message


class TestLobs:
    @pytest.mark.parametrize(
        ("lobs", "kb", "ids"),
        [
            (None, 32, []),
            (None, 33, ["settings.lobsCutOff"]),
            (LimitedLobs(max_size_kb=64), 64, []),
            (LimitedLobs(max_size_kb=64), 65, ["settings.lobsCutOff"]),
            (InlineLobs(inline_max_size_kb=8), 900, []),
            (FullLobs(), 900, []),
            (None, None, ["settings.lobsNotMeasured"]),
            (LimitedLobs(max_size_kb=64), None, []),
        ],
    )
    def test_measured_lobs_are_compared_with_the_limit(self, lobs, kb: int | None, ids: list[str]) -> None:
        source = catalog(SourceTable("shop", "orders", [ID, note(kb)], primary_key=["id"]))

        assert list(found(TaskSettings(lobs=lobs), source)) == ids

    def test_says_what_limit_would_do(self) -> None:
        source = catalog(SourceTable("shop", "orders", [ID, note(120)], primary_key=["id"]))

        message = found(TaskSettings(lobs=LimitedLobs(max_size_kb=64)), source)["settings.lobsCutOff"]

        assert message.startswith("LOBs are cut off at 64 KB, but the longest in shop.orders.note is 120 KB long")
        assert "lobs=dms.LimitedLobs(max_size_kb=120)" in message

    def test_a_byte_too_many_is_a_kilobyte_more(self) -> None:
        column = SourceColumn("note", "longtext", max_bytes=64 * 1024 + 1)
        source = catalog(SourceTable("shop", "orders", [ID, column], primary_key=["id"]))

        message = found(TaskSettings(lobs=LimitedLobs(max_size_kb=64)), source)["settings.lobsCutOff"]

        assert "is 65 KB long" in message

    def test_columns_that_are_left_out_may_be_long(self) -> None:
        source = catalog(SourceTable("shop", "orders", [ID, note(120)], primary_key=["id"]))

        assert found(TaskSettings(), source, RemoveColumns("shop", "orders", "note")) == {}

    def test_a_table_with_limits_of_its_own_is_its_own_matter(self) -> None:
        source = catalog(SourceTable("shop", "orders", [ID, note(120)], primary_key=["id"]))
        rule = TableSettings("shop", "orders", lobs=TableLobs(LobMode.LIMITED, bulk_max_size_kb=360))

        assert found(TaskSettings(), source, rule) == {}

    def test_a_table_that_goes_by_the_task_settings_is_looked_at(self) -> None:
        source = catalog(SourceTable("shop", "orders", [ID, note(120)], primary_key=["id"]))
        rule = TableSettings("shop", "orders", lobs=TableLobs(LobMode.NONE))

        assert list(found(TaskSettings(), source, rule)) == ["settings.lobsCutOff"]

    def test_columns_that_do_not_migrate_are_named(self) -> None:
        source = catalog(SourceTable("shop", "orders", [ID, note()], primary_key=["id"]))
        message = found(TaskSettings(lobs=NoLobs()), source)["settings.lobColumnsLeftOut"]

        assert message.startswith(
            "NoLobs leaves out shop.orders.note; write lobs=dms.LimitedLobs(max_size_kb=64) with "
        )

    def test_a_table_without_lobs_loses_none(self) -> None:
        assert found(TaskSettings(lobs=NoLobs()), catalog(SourceTable("shop", "a", [ID], primary_key=["id"]))) == {}

    def test_whole_lobs_of_a_table_do_not_go_with_batches(self) -> None:
        settings = TaskSettings(batch_apply=BatchApply(), errors=SUSPEND)
        rule = TableSettings("shop", "orders", lobs=TableLobs(LobMode.UNLIMITED))

        assert "for shop.orders" in found(settings, catalog(KEYED), rule)["settings.tableLobsInBatches"]

    def test_rules_alone_tell_that(self) -> None:
        settings = TaskSettings(batch_apply=BatchApply(), errors=SUSPEND)
        rule = TableSettings("shop", "orders", lobs=TableLobs(LobMode.UNLIMITED))

        found = settings.check(migration_type=BOTH, table_mappings=TableMappings(Include("shop"), rule))

        assert [finding.id for finding in found] == ["settings.tableLobsInBatches"]

    def test_limited_lobs_of_a_table_do(self) -> None:
        settings = TaskSettings(batch_apply=BatchApply(), errors=SUSPEND)
        rule = TableSettings("shop", "orders", lobs=TableLobs(LobMode.LIMITED, bulk_max_size_kb=9))

        assert found(settings, catalog(KEYED), rule) == {}


class TestMasks:
    MASK = MaskDigits("shop", "orders", "card", "#")

    def test_are_not_validated(self) -> None:
        message = found(TaskSettings(validation=Validation()), catalog(KEYED), self.MASK)["settings.validationOfMasks"]

        assert 'dms.MaskDigits("shop", "orders", "card", "#")' in message

    def test_need_no_validation(self) -> None:
        assert found(TaskSettings(), catalog(KEYED), self.MASK) == {}


class TestNullsAndPartitions:
    FIXED = SourceTable(
        "shop", "orders", [ID, SourceColumn("note", "longtext", nullable=False, max_bytes=9)], primary_key=["id"]
    )
    DIVIDED = SourceTable("shop", "orders", [ID], primary_key=["id"], partitioned=True)

    def test_whole_lobs_arrive_after_their_rows(self) -> None:
        assert list(found(TaskSettings(lobs=FullLobs()), catalog(self.FIXED))) == ["settings.lobsIntoNotNull"]

    @pytest.mark.parametrize(
        ("lobs", "table"), [(FullLobs(), KEYED), (LimitedLobs(max_size_kb=64), FIXED), (NoLobs(), DIVIDED)]
    )
    def test_others_arrive_with_them_or_may_be_null(self, lobs, table: SourceTable) -> None:
        assert found(TaskSettings(lobs=lobs), catalog(table)) == {}

    def preparing(self, mode: TargetTablePrepMode) -> TaskSettings:
        return TaskSettings(full_load=FullLoad(target_table_prep_mode=mode))

    def test_tables_that_are_made_anew_have_no_partitions(self) -> None:
        settings = self.preparing(TargetTablePrepMode.DROP_AND_CREATE)

        assert list(found(settings, catalog(self.DIVIDED))) == ["settings.partitionsDropped"]

    def test_tables_that_stay_keep_them(self) -> None:
        assert found(self.preparing(TargetTablePrepMode.TRUNCATE_BEFORE_LOAD), catalog(self.DIVIDED)) == {}

    def test_changes_make_no_tables(self) -> None:
        settings = self.preparing(TargetTablePrepMode.DROP_AND_CREATE)

        assert found(settings, catalog(self.DIVIDED), migration_type=MigrationType.CDC) == {}
