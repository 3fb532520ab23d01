"""What each choice becomes in the document, and which mistakes fail."""

import copy
import dataclasses
import json
import pickle

import pytest

from dms_constructs import ConfigurationError, unchecked
from dms_constructs.settings import (
    BatchApply,
    BeforeImages,
    ChangeProcessing,
    ColumnFilter,
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
    ParallelApply,
    ParallelLoad,
    Resync,
    StopAfter,
    StreamBuffers,
    TargetTablePrepMode,
    TaskSettings,
    Validation,
    ValidationMode,
)

NUMBER_TOKEN = -1.8881545897087626e289
TEXT_TOKEN = "${Token[TOKEN.7]}"


def added(**parts) -> dict:
    """What the parts add to the document of a task with no settings."""
    document, without = TaskSettings(**parts).to_dict(), TaskSettings().to_dict()
    return {
        name: {key: value for key, value in section.items() if without.get(name, {}).get(key) != value}
        for name, section in document.items()
        if section != without.get(name)
    }


def components(logging: Logging) -> dict:
    return {
        each["Id"]: each["Severity"] for each in TaskSettings(logging=logging).to_dict()["Logging"]["LogComponents"]
    }


class TestNothingGiven:
    def test_states_only_what_this_library_stands_behind(self) -> None:
        at = "LOGGER_SEVERITY_DEFAULT"

        assert TaskSettings().to_dict() == {
            "ControlTablesSettings": {
                "FullLoadExceptionTableEnabled": True,
                "HistoryTableEnabled": True,
                "StatusTableEnabled": True,
                "SuspendedTablesTableEnabled": True,
            },
            "FullLoadSettings": {"TargetTablePrepMode": "DO_NOTHING"},
            "Logging": {
                "EnableLogging": True,
                "LogComponents": [
                    {"Id": "SOURCE_UNLOAD", "Severity": at},
                    {"Id": "TARGET_LOAD", "Severity": at},
                    {"Id": "SOURCE_CAPTURE", "Severity": at},
                    {"Id": "TARGET_APPLY", "Severity": at},
                ],
            },
        }

    def test_json_is_compact_and_sorted(self) -> None:
        text = TaskSettings(
            lobs=NoLobs(), control_tables=None, errors=ErrorPolicy(data_error_escalation_count=3)
        ).to_json()

        assert text.startswith('{"ErrorBehavior":{"DataErrorEscalationCount":3},"FullLoadSettings":{')
        assert text == json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"))

    def test_nothing_surprises(self) -> None:
        assert TaskSettings().findings == ()


class TestValue:
    def test_the_callers_copy_is_the_callers_own(self) -> None:
        settings = TaskSettings()
        settings.to_dict()["Logging"].clear()

        assert settings.to_dict()["Logging"]["EnableLogging"] is True

    def test_same_settings_are_equal_and_hash_alike(self) -> None:
        one, other = (
            TaskSettings(
                logging=Logging(components={LogComponent.SORTER: LogSeverity.DEBUG}),
                raw={"FullLoadSettings": {"CommitRate": 5}},
            )
            for _ in range(2)
        )

        assert one == other
        assert hash(one) == hash(other)

    @pytest.mark.parametrize(
        "copied", [copy.deepcopy, lambda value: pickle.loads(pickle.dumps(value)), dataclasses.replace]
    )
    def test_a_copy_is_equal(self, copied) -> None:
        settings = TaskSettings(
            lobs=LimitedLobs(max_size_kb=8),
            logging=Logging(components={LogComponent.IO: LogSeverity.INFO}),
            raw={"ErrorBehavior": {"FailOnNoTablesCaptured": False}},
        )

        assert copied(settings) == settings
        assert copied(settings).to_json() == settings.to_json()

    def test_nothing_can_be_changed(self) -> None:
        with pytest.raises(dataclasses.FrozenInstanceError):
            TaskSettings().lobs = NoLobs()

    def test_what_was_given_as_raw_can_change_without_effect(self) -> None:
        raw = {"FullLoadSettings": {"CommitRate": 5}}
        settings = TaskSettings(raw=raw)
        raw["FullLoadSettings"]["CommitRate"] = 6

        assert settings.raw == {"FullLoadSettings": {"CommitRate": 5}}
        with pytest.raises(TypeError):
            settings.raw["FullLoadSettings"]["CommitRate"] = 6


class TestLobs:
    @pytest.mark.parametrize(
        ("lobs", "keys"),
        [
            (NoLobs(), {"SupportLobs": False}),
            (
                LimitedLobs(max_size_kb=64),
                {"SupportLobs": True, "FullLobMode": False, "LimitedSizeLobMode": True, "LobMaxSize": 64},
            ),
            (
                FullLobs(),
                {
                    "SupportLobs": True,
                    "FullLobMode": True,
                    "LimitedSizeLobMode": False,
                    "LobChunkSize": 64,
                    "InlineLobMaxSize": 0,
                },
            ),
            (
                InlineLobs(inline_max_size_kb=32, chunk_size_kb=16),
                {
                    "SupportLobs": True,
                    "FullLobMode": True,
                    "LimitedSizeLobMode": False,
                    "LobChunkSize": 16,
                    "InlineLobMaxSize": 32,
                },
            ),
        ],
    )
    def test_each_mode_is_stated_in_full(self, lobs, keys) -> None:
        assert added(lobs=lobs) == {"TargetMetadata": keys}

    @pytest.mark.parametrize("size", [-1, 102401])
    def test_fails_when_the_limit_is_out_of_range(self, size: int) -> None:
        with pytest.raises(ConfigurationError) as caught:
            LimitedLobs(max_size_kb=size)

        assert caught.value.code == "DMS-S001"
        assert caught.value.given == size
        assert str(caught.value) == (
            f"LimitedLobs.max_size_kb (TargetMetadata.LobMaxSize) must be 0 to 102400 KB, got {size} [DMS-S001]"
        )

    def test_fails_when_inline_lobs_would_have_none_inline(self) -> None:
        with pytest.raises(ConfigurationError, match=r"must be 1 or more, got 0.*write dms\.FullLobs\(\)") as caught:
            InlineLobs(inline_max_size_kb=0)

        assert caught.value.code == "DMS-S012"

    def test_fails_when_a_required_size_is_none(self) -> None:
        with pytest.raises(
            ConfigurationError,
            match="LimitedLobs.max_size_kb .* must be given, got None; give it, or leave LimitedLobs",
        ) as caught:
            LimitedLobs(max_size_kb=None)

        assert caught.value.code == "DMS-S006"


class TestFullLoad:
    def test_is_rendered(self) -> None:
        full_load = FullLoad(
            target_table_prep_mode=TargetTablePrepMode.TRUNCATE_BEFORE_LOAD,
            max_full_load_sub_tasks=16,
            commit_rate=5000,
            create_pk_after_full_load=True,
            transaction_consistency_timeout_seconds=60,
        )

        assert added(full_load=full_load)["FullLoadSettings"] == {
            "TargetTablePrepMode": "TRUNCATE_BEFORE_LOAD",
            "MaxFullLoadSubTasks": 16,
            "CommitRate": 5000,
            "CreatePkAfterFullLoad": True,
            "TransactionConsistencyTimeout": 60,
        }

    def test_file_size_goes_where_dms_looks_for_it(self) -> None:
        assert added(full_load=FullLoad(load_max_file_size_kb=9)) == {"TargetMetadata": {"LoadMaxFileSize": 9}}

    @pytest.mark.parametrize(
        ("stop_after", "applied"),
        [(StopAfter.CACHED_CHANGES_APPLIED, True), (StopAfter.CACHED_CHANGES_NOT_APPLIED, False)],
    )
    def test_stops_at_one_place_only(self, stop_after: StopAfter, applied: bool) -> None:
        assert added(full_load=FullLoad(stop_after=stop_after))["FullLoadSettings"] == {
            "StopTaskCachedChangesApplied": applied,
            "StopTaskCachedChangesNotApplied": not applied,
        }

    @pytest.mark.parametrize(
        ("given", "message"),
        [
            (-4, "must be 1 to 49, got -4"),
            (50, "must be 1 to 49, got 50"),
            (2.5, "must be a whole number, 1 to 49"),
            (True, "must be a whole number, 1 to 49, got True"),
            ("8", "must be a whole number, 1 to 49, got '8'"),
        ],
    )
    def test_fails_when_the_number_of_sub_tasks_is_wrong(self, given, message: str) -> None:
        with pytest.raises(ConfigurationError, match=f"FullLoad.max_full_load_sub_tasks .*{message}") as caught:
            FullLoad(max_full_load_sub_tasks=given)

        assert caught.value.code == "DMS-S001"

    @pytest.mark.parametrize("given", ["DROP_IT", "DO_NOTHING", ErrorAction.STOP_TASK])
    def test_fails_when_the_prep_mode_is_none_of_the_enum(self, given) -> None:
        with pytest.raises(ConfigurationError, match=r"one of dms.TargetTablePrepMode.DO_NOTHING, dms.*got ") as caught:
            FullLoad(target_table_prep_mode=given)

        assert caught.value.code == "DMS-S003"

    def test_fails_when_a_switch_is_no_bool(self) -> None:
        with pytest.raises(
            ConfigurationError, match="create_pk_after_full_load .* must be True or False, got 1"
        ) as caught:
            FullLoad(create_pk_after_full_load=1)

        assert caught.value.code == "DMS-S002"

    def test_fails_when_the_stopping_place_is_a_text(self) -> None:
        with pytest.raises(ConfigurationError, match="write dms.StopAfter.CACHED_CHANGES_APPLIED") as caught:
            FullLoad(stop_after="CachedChangesApplied")

        assert caught.value.code == "DMS-S005"


class TestChanges:
    def test_batch_apply_is_switched_on_where_dms_looks_for_it(self) -> None:
        batch_apply = BatchApply(
            timeout_min_seconds=5,
            timeout_max_seconds=60,
            memory_limit_mb=800,
            split_size=10,
            preserve_transaction=False,
        )

        assert added(batch_apply=batch_apply) == {
            "TargetMetadata": {"BatchApplyEnabled": True},
            "ChangeProcessingTuning": {
                "BatchApplyTimeoutMin": 5,
                "BatchApplyTimeoutMax": 60,
                "BatchApplyMemoryLimit": 800,
                "BatchSplitSize": 10,
                "BatchApplyPreserveTransaction": False,
            },
        }

    @pytest.mark.parametrize(
        ("timeouts", "got"),
        [
            ({"timeout_min_seconds": 90, "timeout_max_seconds": 5}, "90 and 5: write timeout_max_seconds=90 or more"),
            ({"timeout_min_seconds": 90}, r"90 and 30 \(the published default\)"),
            ({"timeout_max_seconds": 0}, r"1 \(the published default\) and 0"),
        ],
    )
    def test_fails_when_the_least_time_is_above_the_most(self, timeouts: dict, got: str) -> None:
        with pytest.raises(ConfigurationError, match=f"must not be above timeout_max_seconds .*, got {got}") as caught:
            BatchApply(**timeouts)

        assert caught.value.code == "DMS-S015"

    def test_the_least_time_may_be_the_most(self) -> None:
        assert (
            BatchApply(timeout_min_seconds=5, timeout_max_seconds=5).said["ChangeProcessingTuning.BatchApplyTimeoutMin"]
            == 5
        )

    def test_a_least_time_that_nobody_knows_yet_passes(self) -> None:
        assert BatchApply(timeout_min_seconds=NUMBER_TOKEN, timeout_max_seconds=5).timeout_max_seconds == 5

    @pytest.mark.parametrize(
        ("parts", "sections"),
        [
            (
                {"change_processing": ChangeProcessing(recovery_timeout_minutes=-1, task_recovery_table_enabled=True)},
                {
                    "ChangeProcessingTuning": {"RecoveryTimeout": -1},
                    "TargetMetadata": {"TaskRecoveryTableEnabled": True},
                },
            ),
            (
                {"ddl_handling": DdlHandling(handle_source_table_dropped=False)},
                {"ChangeProcessingDdlHandlingPolicy": {"HandleSourceTableDropped": False}},
            ),
            (
                {"before_images": BeforeImages(field_name="old", column_filter=ColumnFilter.ALL)},
                {"BeforeImageSettings": {"EnableBeforeImage": True, "FieldName": "old", "ColumnFilter": "all"}},
            ),
            (
                {"loopback_prevention": LoopbackPrevention(source_schema="a", target_schema="b")},
                {
                    "LoopbackPreventionSettings": {
                        "EnableLoopbackPrevention": True,
                        "SourceSchema": "a",
                        "TargetSchema": "b",
                    }
                },
            ),
            (
                {"control_tables": ControlTables(control_schema="dms", history_timeslot_minutes=1)},
                {"ControlTablesSettings": {"ControlSchema": "dms", "HistoryTimeslotInMinutes": 1}},
            ),
            ({"parallel_load": ParallelLoad(threads=4)}, {"TargetMetadata": {"ParallelLoadThreads": 4}}),
            (
                {"parallel_apply": ParallelApply(threads=4, buffer_size=9)},
                {"TargetMetadata": {"ParallelApplyThreads": 4, "ParallelApplyBufferSize": 9}},
            ),
            (
                {"stream_buffers": StreamBuffers(ctrl_stream_buffer_size_mb=8)},
                {"StreamBufferSettings": {"CtrlStreamBufferSizeInMB": 8}},
            ),
            ({"target_schema": "shop"}, {"TargetMetadata": {"TargetSchema": "shop"}}),
        ],
    )
    def test_groups_are_rendered(self, parts: dict, sections: dict) -> None:
        assert added(**parts) == sections


class TestValidation:
    def test_is_on_when_given(self) -> None:
        assert added(validation=Validation(thread_count=8, mode=ValidationMode.GROUP_LEVEL)) == {
            "ValidationSettings": {"EnableValidation": True, "ThreadCount": 8, "ValidationMode": "GROUP_LEVEL"}
        }

    def test_can_be_all_that_a_task_does(self) -> None:
        assert added(validation=Validation(only=True))["ValidationSettings"]["ValidationOnly"] is True

    def test_fails_when_a_task_would_only_compare_but_does_not(self) -> None:
        with pytest.raises(ConfigurationError, match="Validation.only .* needs enabled=True") as caught:
            Validation(enabled=False, only=True)

        assert caught.value.code == "DMS-S017"

    def test_resync_is_rendered(self) -> None:
        assert added(resync=Resync(schedule="0 0 * * *", max_time_minutes=60)) == {
            "ResyncSettings": {"EnableResync": True, "ResyncSchedule": "0 0 * * *", "MaxResyncTime": 60}
        }


class TestLogging:
    def test_a_component_is_added_to_the_four(self) -> None:
        logged = components(Logging(components={LogComponent.SORTER: LogSeverity.DEBUG}))

        assert len(logged) == 5
        assert logged["SORTER"] == "LOGGER_SEVERITY_DEBUG"

    def test_one_of_the_four_can_log_more(self) -> None:
        logged = components(Logging(components={LogComponent.TARGET_APPLY: LogSeverity.DETAILED_DEBUG}))

        assert len(logged) == 4
        assert logged["TARGET_APPLY"] == "LOGGER_SEVERITY_DETAILED_DEBUG"

    def test_order_of_components_is_that_of_aws(self) -> None:
        components = {LogComponent.SORTER: LogSeverity.DEBUG, LogComponent.TRANSFORMATION: LogSeverity.DEBUG}
        turned = dict(reversed(components.items()))

        one, other = (TaskSettings(logging=Logging(components=given)) for given in (components, turned))

        assert one.to_json() == other.to_json()
        assert one.to_dict()["Logging"]["LogComponents"][0]["Id"] == "TRANSFORMATION"

    def test_what_holds_anyway_makes_no_difference(self) -> None:
        assert Logging(components={LogComponent.TARGET_LOAD: LogSeverity.DEFAULT}) == Logging()

    def test_is_turned_off_in_so_many_words(self) -> None:
        assert TaskSettings(logging=Logging(enabled=False)).to_dict()["Logging"] == {"EnableLogging": False}

    def test_traces_go_into_their_own_section(self) -> None:
        logging = Logging(enable_log_context=True, enable_trace_on_error=True, trace_on_error_mb=20)

        assert added(logging=logging)["Logging"] == {
            "EnableLogContext": True,
            "LogConfiguration": {"EnableTraceOnError": True, "TraceOnErrorMb": 20},
        }

    @pytest.mark.parametrize(
        "given", [{"enable_log_context": True}, {"components": {LogComponent.IO: LogSeverity.INFO}}]
    )
    def test_fails_when_something_shall_be_logged_with_logging_off(self, given: dict) -> None:
        with pytest.raises(ConfigurationError, match=r"needs enabled=True") as caught:
            Logging(enabled=False, **given)

        assert caught.value.code == "DMS-S016"

    def test_fails_when_the_component_is_unknown(self) -> None:
        with pytest.raises(ConfigurationError, match=r"got 'SORTR'; write dms\.LogComponent\.SORTER ") as caught:
            Logging(components={"SORTR": LogSeverity.DEBUG})

        assert caught.value.code == "DMS-S003"

    @pytest.mark.parametrize("severity", ["DEBUG", None])
    def test_fails_when_the_severity_is_none_of_the_enum(self, severity) -> None:
        with pytest.raises(ConfigurationError, match=f"SORTER.*one of dms.LogSeverity.*got {severity!r}") as caught:
            Logging(components={LogComponent.SORTER: severity})

        assert caught.value.code == "DMS-S003"

    def test_fails_when_components_are_a_list(self) -> None:
        with pytest.raises(ConfigurationError, match=r"such as \{dms.LogComponent.SORTER: dms") as caught:
            Logging(components=[LogComponent.SORTER])

        assert caught.value.code == "DMS-S005"


class TestErrors:
    def test_policies_are_rendered(self) -> None:
        errors = ErrorPolicy(
            data_error_policy=ErrorAction.SUSPEND_TABLE,
            recoverable_error_interval_seconds=10,
            fail_task_when_clean_task_resource_failed=True,
        )
        document = TaskSettings(errors=errors).to_dict()

        assert document["ErrorBehavior"] == {"DataErrorPolicy": "SUSPEND_TABLE", "RecoverableErrorInterval": 10}
        assert document["FailTaskWhenCleanTaskResourceFailed"] is True

    @pytest.mark.parametrize(
        ("policy", "action", "legal"),
        [
            (
                "data_error_policy",
                ErrorAction.IGNORE,
                "IGNORE_RECORD, .*, dms.ErrorAction.SUSPEND_TABLE",
            ),
            ("table_error_policy", ErrorAction.LOG_ERROR, "SUSPEND_TABLE, dms.ErrorAction.STOP_TASK"),
            ("apply_error_insert_policy", ErrorAction.UPDATE_RECORD, "IGNORE_RECORD, .*dms.ErrorAction.INSERT_RECORD"),
            ("event_error_policy", ErrorAction.LOG_ERROR, "IGNORE, dms.ErrorAction.STOP_TASK"),
        ],
    )
    def test_fails_when_the_policy_does_not_take_the_action(self, policy: str, action: ErrorAction, legal: str) -> None:
        with pytest.raises(ConfigurationError, match=f"one of dms.ErrorAction.{legal}.*, got dms.{action}") as caught:
            ErrorPolicy(**{policy: action})

        assert caught.value.code == "DMS-S003"


class TestParts:
    @pytest.mark.parametrize(
        ("parts", "message"),
        [
            (
                {"lobs": 64},
                "TaskSettings.lobs must be a NoLobs or LimitedLobs or FullLobs or InlineLobs, .* got int 64; write ",
            ),
            (
                {"validation": True},
                "TaskSettings.validation must be a Validation, or left out, got bool True; write",
            ),
            (
                {"logging": False},
                "TaskSettings.logging must be a Logging, or left out, got bool False; write",
            ),
            ({"raw": []}, "TaskSettings.raw must be of type Mapping"),
        ],
    )
    def test_fails_when_a_part_has_another_type(self, parts: dict, message: str) -> None:
        with pytest.raises(ConfigurationError, match=message) as caught:
            TaskSettings(**parts)

        assert caught.value.code == "DMS-S005"

    @pytest.mark.parametrize(
        "make", [lambda: BeforeImages(field_name=" "), lambda: TaskSettings(target_schema=7)], ids=["blank", "number"]
    )
    def test_fails_when_a_text_is_none(self, make) -> None:
        with pytest.raises(ConfigurationError, match="must be a string that is not blank") as caught:
            make()

        assert caught.value.code == "DMS-S004"


class TestTokensAndUnchecked:
    def test_tokens_pass_and_stay_in_place(self) -> None:
        settings = TaskSettings(full_load=FullLoad(commit_rate=NUMBER_TOKEN), target_schema=TEXT_TOKEN)

        assert settings.to_dict()["FullLoadSettings"]["CommitRate"] == NUMBER_TOKEN
        assert settings.to_dict()["TargetMetadata"]["TargetSchema"] == TEXT_TOKEN

    @pytest.mark.parametrize(
        ("parts", "section", "key", "value"),
        [
            ({"lobs": LimitedLobs(max_size_kb=unchecked(200_000))}, "TargetMetadata", "LobMaxSize", 200_000),
            (
                {"full_load": FullLoad(target_table_prep_mode=unchecked("NEW"))},
                "FullLoadSettings",
                "TargetTablePrepMode",
                "NEW",
            ),
        ],
    )
    def test_unchecked_values_pass(self, parts: dict, section: str, key: str, value) -> None:
        assert TaskSettings(**parts).to_dict()[section][key] == value

    def test_an_unchecked_log_component_passes_and_is_found(self) -> None:
        logging = Logging(components={unchecked("NEW_PART"): LogSeverity.DEBUG})

        assert components(logging)["NEW_PART"] == "LOGGER_SEVERITY_DEBUG"
        assert [finding.id for finding in TaskSettings(logging=logging).findings] == ["settings.unknownLogComponent"]


class TestDescribe:
    @pytest.mark.parametrize(
        ("parts", "sentence"),
        [
            ({}, "Target tables are left as they are before the full load."),
            (
                {"logging": Logging(components={LogComponent.TARGET_LOAD: LogSeverity.DEBUG})},
                (
                    "The task logs to CloudWatch: SOURCE_UNLOAD, SOURCE_CAPTURE, TARGET_APPLY at "
                    "LOGGER_SEVERITY_DEFAULT and TARGET_LOAD at LOGGER_SEVERITY_DEBUG."
                ),
            ),
            ({"logging": Logging(enabled=False)}, "The task writes no logs."),
            ({"lobs": NoLobs()}, "LOB columns do not migrate."),
            ({"lobs": LimitedLobs(max_size_kb=8)}, "LOBs longer than 8 KB are truncated to 8 KB."),
            ({"lobs": FullLobs()}, "LOBs of any length migrate whole, in pieces of 64 KB."),
            ({"lobs": InlineLobs(inline_max_size_kb=8)}, "LOBs of up to 8 KB load with their rows."),
            (
                {"full_load": FullLoad(target_table_prep_mode=TargetTablePrepMode.DROP_AND_CREATE)},
                "Target tables are dropped, with all they hold, before the full load.",
            ),
            (
                {"full_load": FullLoad(stop_after=StopAfter.CACHED_CHANGES_APPLIED)},
                "The task stops after the full load, once cached changes have been applied.",
            ),
            (
                {"full_load": FullLoad(commit_rate=500)},
                "FullLoadSettings.CommitRate is 500 rows (the published default is 10000 rows).",
            ),
            (
                {"full_load": FullLoad(commit_rate=10_000)},
                "FullLoadSettings.CommitRate is 10000 rows, the published default.",
            ),
            (
                {"change_processing": ChangeProcessing(commit_timeout_seconds=1)},
                "ChangeProcessingTuning.CommitTimeout is 1 second, the published default.",
            ),
            (
                {"control_tables": ControlTables(control_schema="")},
                "ControlTablesSettings.ControlSchema is empty, the published default.",
            ),
            ({"batch_apply": BatchApply()}, "Changes are applied in batches."),
            ({"validation": Validation()}, "Rows in the target are compared with the source."),
            ({"validation": Validation(only=True)}, "The task moves no data, it only compares."),
            (
                {"errors": ErrorPolicy(table_error_policy=ErrorAction.STOP_TASK)},
                "ErrorBehavior.TableErrorPolicy is STOP_TASK (the published default is SUSPEND_TABLE).",
            ),
            ({"target_schema": "shop"}, "Tables whose schema no mapping renames go to the schema 'shop'."),
            ({"resync": Resync()}, "Differences that validation finds are repaired."),
            (
                {"before_images": BeforeImages(field_name="old")},
                "Changes carry the previous values in the field 'old'.",
            ),
            (
                {"loopback_prevention": LoopbackPrevention(source_schema="a", target_schema="b")},
                "Changes are recorded for the reverse task in 'b'.",
            ),
            (
                {"raw": {"FullLoadSettings": {"CommitRate": 500}}},
                "FullLoadSettings.CommitRate is 500, given in raw.",
            ),
        ],
    )
    def test_says_each_choice_in_a_sentence(self, parts: dict, sentence: str) -> None:
        assert sentence in TaskSettings(**parts).describe()

    def test_says_nothing_else(self) -> None:
        assert len(TaskSettings(lobs=NoLobs(), validation=Validation(thread_count=3)).describe()) == 6
