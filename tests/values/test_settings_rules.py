"""Settings that disagree with each other or with the task that uses them."""

import pytest

from dms_constructs import ConfigurationError, EngineName, MigrationType, unchecked
from dms_constructs.settings import (
    BatchApply,
    BeforeImages,
    ChangeProcessing,
    ControlTables,
    DdlHandling,
    ErrorAction,
    ErrorPolicy,
    FullLoad,
    FullLobs,
    InlineLobs,
    LimitedLobs,
    LogComponent,
    Logging,
    LogSeverity,
    LoopbackPrevention,
    NoLobs,
    ParallelLoad,
    Resync,
    StopAfter,
    TargetTablePrepMode,
    TaskSettings,
    Validation,
)

SUSPEND = ErrorPolicy(
    data_error_policy=ErrorAction.SUSPEND_TABLE,
    apply_error_delete_policy=ErrorAction.SUSPEND_TABLE,
    apply_error_insert_policy=ErrorAction.SUSPEND_TABLE,
    apply_error_update_policy=ErrorAction.SUSPEND_TABLE,
)
BOTH = MigrationType.FULL_LOAD_AND_CDC


def found(settings: TaskSettings) -> list[str]:
    return [finding.id for finding in settings.findings]


def found_for(settings: TaskSettings, migration_type=BOTH, source=None, target=None) -> dict[str, str]:
    """What surprises in the task beyond what surprises anyway."""
    found = settings.check(migration_type=migration_type, source_engine=source, target_engine=target)
    return {finding.id: finding.message for finding in found if finding not in settings.findings}


class TestRefused:
    @pytest.mark.parametrize("lobs", [FullLobs(), InlineLobs(inline_max_size_kb=8)])
    def test_fails_when_batches_meet_full_lobs(self, lobs) -> None:
        with pytest.raises(ConfigurationError, match=r"works with limited LOBs only.*LimitedLobs") as caught:
            TaskSettings(batch_apply=BatchApply(), lobs=lobs)

        assert caught.value.code == "DMS-S014"

    @pytest.mark.parametrize("lobs", [None, NoLobs(), LimitedLobs(max_size_kb=8)])
    def test_batches_take_every_other_lob_mode(self, lobs) -> None:
        assert TaskSettings(batch_apply=BatchApply(), lobs=lobs, errors=SUSPEND).findings == ()

    @pytest.mark.parametrize("mode", [TargetTablePrepMode.DROP_AND_CREATE, TargetTablePrepMode.TRUNCATE_BEFORE_LOAD])
    def test_fails_when_what_should_only_be_compared_is_removed(self, mode: TargetTablePrepMode) -> None:
        with pytest.raises(
            ConfigurationError, match=f"needs dms.TargetTablePrepMode.DO_NOTHING, got {mode.value}"
        ) as caught:
            TaskSettings(validation=Validation(only=True), full_load=FullLoad(target_table_prep_mode=mode))

        assert caught.value.code == "DMS-S018"

    def test_fails_when_batches_meet_loopback_prevention(self) -> None:
        with pytest.raises(ConfigurationError, match="LoopbackPrevention does not work with BatchApply") as caught:
            TaskSettings(
                batch_apply=BatchApply(), loopback_prevention=LoopbackPrevention(source_schema="a", target_schema="b")
            )

        assert caught.value.code == "DMS-S020"

    def test_fails_when_replaced_characters_are_compared(self) -> None:
        raw = {"CharacterSetSettings": {"CharacterSetSupport": {"CharacterSet": "UTF8"}}}

        with pytest.raises(ConfigurationError, match="CharacterSetSettings do not work with validation") as caught:
            TaskSettings(validation=Validation(), raw=raw)

        assert caught.value.code == "DMS-S021"

    @pytest.mark.parametrize("both", [True, False])
    def test_fails_when_raw_has_not_exactly_one_lob_mode(self, both: bool) -> None:
        raw = {"TargetMetadata": {"SupportLobs": True, "FullLobMode": both, "LimitedSizeLobMode": both}}

        with pytest.raises(ConfigurationError, match=f"exactly one .* got {both} for both") as caught:
            TaskSettings(raw=raw)

        assert caught.value.code == "DMS-S013"

    @pytest.mark.parametrize("mode", [{}, {"FullLobMode": False}], ids=["no mode", "limited"])
    def test_fails_when_raw_has_the_least_inline_lobs_without_full_lob_mode(self, mode: dict) -> None:
        with pytest.raises(ConfigurationError, match="InlineLobMaxSize of 1 KB needs FullLobMode") as caught:
            TaskSettings(raw={"TargetMetadata": {"InlineLobMaxSize": 1, **mode}})

        assert caught.value.code == "DMS-S024"

    def test_fails_when_raw_turns_the_timeouts_of_batches_round(self) -> None:
        with pytest.raises(ConfigurationError, match="got 90 and 5") as caught:
            TaskSettings(
                batch_apply=BatchApply(timeout_max_seconds=5),
                raw={"ChangeProcessingTuning": {"BatchApplyTimeoutMin": 90}},
            )

        assert caught.value.code == "DMS-S015"

    def test_fails_when_a_log_component_is_named_twice(self) -> None:
        sorter = {"Id": "SORTER", "Severity": "LOGGER_SEVERITY_DEBUG"}

        with pytest.raises(ConfigurationError, match="got SORTER twice") as caught:
            TaskSettings(raw={"Logging": {"LogComponents": [sorter, sorter]}})

        assert caught.value.code == "DMS-S022"


class TestFound:
    def test_batches_want_errors_to_suspend_the_table(self) -> None:
        settings = TaskSettings(
            batch_apply=BatchApply(), errors=ErrorPolicy(data_error_policy=ErrorAction.SUSPEND_TABLE)
        )

        assert found(settings) == ["settings.batchApplyErrorPolicy"]
        assert (
            "apply_error_delete_policy=dms.ErrorAction.SUSPEND_TABLE, "
            "apply_error_insert_policy=dms.ErrorAction.SUSPEND_TABLE, "
            "apply_error_update_policy=dms.ErrorAction.SUSPEND_TABLE" in settings.findings[0].fix
        )

    def test_settings_for_single_changes_do_nothing_in_batches(self) -> None:
        one_by_one = ChangeProcessing(min_transaction_size=5, commit_timeout_seconds=2)
        settings = TaskSettings(batch_apply=BatchApply(), errors=SUSPEND, change_processing=one_by_one)

        assert found(settings) == ["settings.noEffectWithBatchApply"]

    def test_defaults_for_single_changes_surprise_nobody_in_batches(self) -> None:
        one_by_one = ChangeProcessing(min_transaction_size=1000, commit_timeout_seconds=1)

        assert found(TaskSettings(batch_apply=BatchApply(), errors=SUSPEND, change_processing=one_by_one)) == []

    @pytest.mark.parametrize("lobs", [FullLobs(chunk_size_kb=65), FullLobs(chunk_size_kb=0)])
    def test_lob_pieces_beyond_what_aws_advises(self, lobs: FullLobs) -> None:
        assert found(TaskSettings(lobs=lobs)) == ["settings.lobChunkSize"]

    def test_lob_pieces_as_aws_advises(self) -> None:
        assert found(TaskSettings(lobs=FullLobs(chunk_size_kb=64))) == []

    def test_unchecked_lob_pieces_are_left_alone(self) -> None:
        assert found(TaskSettings(lobs=FullLobs(chunk_size_kb=unchecked(128)))) == []

    def test_a_lob_limit_of_nothing(self) -> None:
        assert found(TaskSettings(lobs=LimitedLobs(max_size_kb=0))) == ["settings.lobMaxSize"]

    @pytest.mark.parametrize(("lobs", "ids"), [(None, ["settings.updateRecordTurnsLobsOff"]), (NoLobs(), [])])
    def test_inserting_missing_rows_turns_lobs_off(self, lobs, ids: list[str]) -> None:
        errors = ErrorPolicy(apply_error_update_policy=ErrorAction.UPDATE_RECORD)

        assert found(TaskSettings(lobs=lobs, errors=errors)) == ids

    def test_logs_that_raw_turns_off(self) -> None:
        assert found(TaskSettings(raw={"Logging": {"EnableLogging": False}})) == ["settings.loggingOff"]

    def test_values_that_arrive_unmasked(self) -> None:
        errors = ErrorPolicy(data_masking_error_policy=ErrorAction.LOG_ERROR)

        assert found(TaskSettings(errors=errors)) == ["settings.unmaskedData"]

    def test_no_logs(self) -> None:
        assert found(TaskSettings(logging=Logging(enabled=False))) == ["settings.loggingOff"]

    @pytest.mark.parametrize(
        ("component", "severity", "ids"),
        [
            (LogComponent.TARGET_APPLY, LogSeverity.ERROR, ["settings.quietLogs"]),
            (LogComponent.TARGET_APPLY, LogSeverity.INFO, ["settings.quietLogs"]),
            (LogComponent.TARGET_APPLY, LogSeverity.DEBUG, []),
            (LogComponent.SORTER, LogSeverity.ERROR, []),
        ],
    )
    def test_too_little_of_what_is_audited(
        self, component: LogComponent, severity: LogSeverity, ids: list[str]
    ) -> None:
        assert found(TaskSettings(logging=Logging(components={component: severity}))) == ids

    def test_a_task_that_raw_stops_at_both_places(self) -> None:
        raw = {"FullLoadSettings": {"StopTaskCachedChangesApplied": True, "StopTaskCachedChangesNotApplied": True}}

        assert found(TaskSettings(raw=raw)) == ["settings.stopTwice"]

    def test_a_key_whose_meaning_nobody_knows(self) -> None:
        assert found(TaskSettings(validation=Validation(s3_time=-5))) == ["settings.undocumentedKey"]

    def test_a_key_whose_meaning_nobody_knows_may_do_nothing(self) -> None:
        assert found(TaskSettings(validation=Validation(enabled=False, s3_time=-5))) == []

    def test_each_surprise_has_an_id_of_its_own(self) -> None:
        raw = {unchecked("New"): 1, "Logging": {unchecked("NewToo"): 1}}

        assert found(TaskSettings(raw=raw)) == ["settings.unknownKey"]


RESYNC = Resync(schedule="0 1 * * *", max_time_minutes=9)


class TestRefusedForTask:
    def test_fails_when_a_task_that_does_both_only_compares(self) -> None:
        with pytest.raises(ConfigurationError, match="make one task of each type") as caught:
            TaskSettings(validation=Validation(only=True)).check(migration_type=BOTH)

        assert caught.value.code == "DMS-S019"

    @pytest.mark.parametrize("migration_type", [MigrationType.FULL_LOAD, MigrationType.CDC])
    def test_a_task_that_does_one_thing_may_only_compare(self, migration_type: MigrationType) -> None:
        assert TaskSettings(validation=Validation(only=True)).check(migration_type=migration_type) == ()

    @pytest.mark.parametrize(
        ("resync", "missing"),
        [(Resync(max_time_minutes=60), "schedule"), (Resync(schedule="0 0 * * *"), "max_time_minutes")],
    )
    def test_fails_when_repair_of_changes_has_no_time(self, resync: Resync, missing: str) -> None:
        with pytest.raises(ConfigurationError, match=f"got no {missing}") as caught:
            TaskSettings(resync=resync).check(migration_type=MigrationType.CDC)

        assert caught.value.code == "DMS-S023"

    def test_repair_after_a_full_load_needs_no_time(self) -> None:
        assert found_for(TaskSettings(resync=Resync(), validation=Validation()), MigrationType.FULL_LOAD) == {}


class TestFoundForTask:
    @pytest.mark.parametrize("migration_type", MigrationType)
    def test_settings_of_nothing_fit_every_task(self, migration_type: MigrationType) -> None:
        for engine in EngineName:
            assert found_for(TaskSettings(), migration_type, engine, engine) == {}

    @pytest.mark.parametrize(
        ("parts", "idle_in"),
        [
            ({"full_load": FullLoad(commit_rate=500)}, {MigrationType.CDC}),
            ({"batch_apply": BatchApply()}, {MigrationType.FULL_LOAD}),
            ({"ddl_handling": DdlHandling(handle_source_table_altered=False)}, {MigrationType.FULL_LOAD}),
            ({"control_tables": ControlTables(status_table_enabled=True)}, {MigrationType.FULL_LOAD}),
            (
                {"full_load": FullLoad(stop_after=StopAfter.CACHED_CHANGES_APPLIED)},
                {MigrationType.FULL_LOAD, MigrationType.CDC},
            ),
            ({"errors": ErrorPolicy(fail_on_no_tables_captured=False)}, set()),
        ],
    )
    def test_settings_that_do_nothing_in_a_task_of_the_type(self, parts: dict, idle_in: set[MigrationType]) -> None:
        settings = TaskSettings(**parts)

        assert {
            each for each in MigrationType if "settings.noEffectForMigrationType" in found_for(settings, each)
        } == idle_in

    def test_what_dms_does_anyway_is_no_surprise(self) -> None:
        assert found_for(TaskSettings(full_load=FullLoad(commit_rate=10000)), MigrationType.CDC) == {}

    @pytest.mark.parametrize(
        ("parts", "source", "target", "idle"),
        [
            ({"parallel_load": ParallelLoad(threads=4)}, None, EngineName.AURORA_MYSQL, True),
            ({"before_images": BeforeImages(field_name="old")}, None, EngineName.POSTGRESQL, True),
            ({"before_images": BeforeImages(field_name="old")}, EngineName.POSTGRESQL, None, False),
            ({"full_load": FullLoad(load_max_file_size_kb=9)}, None, EngineName.MARIADB, False),
            ({"full_load": FullLoad(load_max_file_size_kb=9)}, None, EngineName.AURORA_POSTGRESQL, False),
            ({"resync": RESYNC, "validation": Validation()}, EngineName.MYSQL, EngineName.POSTGRESQL, True),
            ({"resync": RESYNC, "validation": Validation()}, None, EngineName.AURORA_POSTGRESQL, False),
            ({"batch_apply": BatchApply(preserve_transaction=False)}, None, EngineName.MYSQL, True),
        ],
    )
    def test_settings_that_are_for_other_engines(self, parts: dict, source, target, idle: bool) -> None:
        surprises = found_for(TaskSettings(**parts), source=source, target=target)

        assert ("settings.noEffectForEngine" in surprises) is idle

    @pytest.mark.parametrize(
        ("engine", "ids"),
        [
            (EngineName.AURORA_MYSQL, ["settings.targetSchemaOfMySql"]),
            (EngineName.MARIADB, ["settings.targetSchemaOfMySql"]),
            (EngineName.POSTGRESQL, []),
            (None, []),
        ],
    )
    def test_a_schema_for_a_target_that_has_none(self, engine, ids: list[str]) -> None:
        assert list(found_for(TaskSettings(target_schema="shop"), target=engine)) == ids
