"""Settings that the target of a task can't take."""

from typing import Any

import pytest

from dms_constructs import (
    Catalog,
    EngineName,
    Finding,
    Include,
    LobMode,
    MigrationType,
    SourceColumn,
    SourceTable,
    TableLobs,
    TableMappings,
    TableSettings,
    facts,
)
from dms_constructs.settings import BatchApply, FullLobs, InlineLobs, LimitedLobs, NoLobs, TaskSettings

BOTH = MigrationType.FULL_LOAD_AND_CDC
WITH_CHANGES = [kind for kind in MigrationType if kind.has_cdc]
OTHERS = [None, EngineName.POSTGRESQL, EngineName.MYSQL, EngineName.GOOGLE_CLOUD_MYSQL]
RULES = {rule["id"]: rule for rule in facts.task_settings()["cross_rules"]}


def found(
    settings: TaskSettings, target: EngineName | None, kind: MigrationType = BOTH, **more: Any
) -> dict[str, Finding]:
    checked = settings.check(migration_type=kind, target_engine=target, **more)
    return {finding.id: finding for finding in checked}


class TestBatchApply:
    SETTINGS = TaskSettings(batch_apply=BatchApply())
    ID = "settings.batchApplyNotForTarget"

    @pytest.mark.parametrize("kind", WITH_CHANGES)
    def test_into_files_is_a_finding(self, kind: MigrationType) -> None:
        finding = found(self.SETTINGS, EngineName.S3, kind)[self.ID]

        assert finding.severity.value == "high"
        assert finding.source == RULES["batch-target"]["source"]
        assert finding.message == "DMS might lose data with batch apply into Amazon S3"
        assert finding.fix == "remove batch_apply"

    def test_needs_no_other_advice_then(self) -> None:
        settings = TaskSettings.high_throughput_cdc()
        tables = Catalog(SourceTable("shop", "log", [SourceColumn("id", "bigint")]), engine=EngineName.MYSQL)
        rule = TableSettings("shop", "log", lobs=TableLobs(LobMode.UNLIMITED))
        mappings = TableMappings(Include("shop"), rule)

        for each in (settings, self.SETTINGS):
            ids = set(found(each, EngineName.S3, table_mappings=mappings, catalog=tables))
            assert self.ID in ids
            assert not {"settings.batchApplyErrorPolicy", "settings.batchApplyWithoutKey"} & ids
            assert "settings.tableLobsInBatches" not in ids

    @pytest.mark.parametrize("target", OTHERS)
    def test_into_other_targets_is_none(self, target: EngineName | None) -> None:
        ids = found(self.SETTINGS, target)

        assert self.ID not in ids
        assert "settings.batchApplyErrorPolicy" in ids

    def test_is_not_used_in_a_full_load(self) -> None:
        assert self.ID not in found(self.SETTINGS, EngineName.S3, MigrationType.FULL_LOAD)

    def test_that_is_off_is_no_finding(self) -> None:
        assert found(TaskSettings(), EngineName.S3) == {}


class TestLobs:
    ID = "settings.fullLobsNotForTarget"
    OF_TABLES = "settings.tableLobsNotForTarget"
    LONG = Catalog(
        SourceTable(
            "shop",
            "orders",
            [SourceColumn("id", "bigint"), SourceColumn("note", "longtext", max_bytes=900 * 1024)],
            primary_key=["id"],
        ),
        engine=EngineName.MYSQL,
    )

    @pytest.mark.parametrize("kind", MigrationType)
    @pytest.mark.parametrize("lobs", [FullLobs(), InlineLobs(inline_max_size_kb=8)])
    def test_of_any_length_into_files_are_a_finding(self, lobs: FullLobs | InlineLobs, kind: MigrationType) -> None:
        finding = found(TaskSettings(lobs=lobs), EngineName.S3, kind)[self.ID]

        assert finding.severity.value == "high"
        assert finding.source == RULES["full-lob-target"]["source"]
        assert finding.fix == "write lobs=dms.LimitedLobs(max_size_kb=64) with the length of your longest LOB in KB"

    @pytest.mark.parametrize("lobs", [None, NoLobs(), LimitedLobs(max_size_kb=64)])
    def test_with_a_limit_are_none(self, lobs: NoLobs | LimitedLobs | None) -> None:
        assert self.ID not in found(TaskSettings(lobs=lobs), EngineName.S3)

    @pytest.mark.parametrize("target", OTHERS)
    def test_of_any_length_into_other_targets_are_none(self, target: EngineName | None) -> None:
        assert self.ID not in found(TaskSettings(lobs=FullLobs()), target)

    @pytest.mark.parametrize(
        ("mode", "target", "is_found"),
        [
            (LobMode.UNLIMITED, EngineName.S3, True),
            (LobMode.NONE, EngineName.S3, False),
            (LobMode.UNLIMITED, EngineName.POSTGRESQL, False),
            (LobMode.UNLIMITED, None, False),
        ],
    )
    def test_of_one_table_are_looked_at_too(self, mode: LobMode, target: EngineName | None, *, is_found: bool) -> None:
        mappings = TableMappings(Include("shop"), TableSettings("shop", "orders", lobs=TableLobs(mode)))

        findings = found(TaskSettings(), target, table_mappings=mappings)

        assert (self.OF_TABLES in findings) is is_found
        if is_found:
            assert "for shop.orders" in findings[self.OF_TABLES].message
            assert "lobs=dms.TableLobs(dms.LobMode.LIMITED, bulk_max_size_kb=192)" in findings[self.OF_TABLES].fix

    @pytest.mark.parametrize(
        ("target", "fix"),
        [
            (EngineName.S3, "write lobs=dms.LimitedLobs(max_size_kb=900)"),
            (None, "write lobs=dms.LimitedLobs(max_size_kb=900), or lobs=dms.FullLobs() for any length"),
        ],
    )
    def test_that_are_cut_off_get_a_mode_that_the_target_takes(self, target: EngineName | None, fix: str) -> None:
        mappings = TableMappings(Include("shop"))

        finding = found(TaskSettings(), target, table_mappings=mappings, catalog=self.LONG)["settings.lobsCutOff"]

        assert finding.fix == fix

    def test_above_every_limit_are_better_left_out_of_files(self) -> None:
        note = SourceColumn("note", "longtext", max_bytes=200_000 * 1024)
        tables = Catalog(SourceTable("shop", "a", [note]), engine=EngineName.MYSQL)

        finding = found(TaskSettings(), EngineName.S3, table_mappings=TableMappings(Include("shop")), catalog=tables)[
            "settings.lobsCutOff"
        ]

        assert finding.fix.startswith("leave the columns out with RemoveColumns")
        assert "FullLobs" not in finding.fix
