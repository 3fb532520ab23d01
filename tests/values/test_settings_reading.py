"""Reading documents, and the raw part that takes what no group can say."""

import json
import math

import pytest

from dms_constructs import ConfigurationError, unchecked
from dms_constructs.errors import is_unchecked
from dms_constructs.settings import (
    BatchApply,
    ControlTables,
    ErrorPolicy,
    FullLoad,
    FullLobs,
    InlineLobs,
    LimitedLobs,
    LogComponent,
    Logging,
    LogSeverity,
    NoLobs,
    StopAfter,
    TargetTablePrepMode,
    TaskSettings,
    Validation,
)

# What the service returns for a task, cut to the parts that are peculiar.
RETURNED = """{
    "TargetMetadata": {
        "TargetSchema": "", "SupportLobs": true, "FullLobMode": false, "LobChunkSize": 0, "LimitedSizeLobMode": true,
        "LobMaxSize": 32, "InlineLobMaxSize": 0, "LoadMaxFileSize": 0, "ParallelLoadThreads": 0,
        "ParallelLoadBufferSize": 0, "BatchApplyEnabled": false, "TaskRecoveryTableEnabled": false
    },
    "FullLoadSettings": {
        "TargetTablePrepMode": "DROP_AND_CREATE", "CreatePkAfterFullLoad": false,
        "StopTaskCachedChangesApplied": false, "StopTaskCachedChangesNotApplied": false, "MaxFullLoadSubTasks": 8,
        "TransactionConsistencyTimeout": 600, "CommitRate": 10000
    },
    "Logging": {
        "EnableLogging": true, "EnableLogContext": false,
        "LogComponents": [
            {"Severity": "LOGGER_SEVERITY_DEFAULT", "Id": "TARGET_APPLY"},
            {"Severity": "LOGGER_SEVERITY_DEBUG", "Id": "TRANSFORMATION"},
            {"Severity": "LOGGER_SEVERITY_DEFAULT", "Id": "FROM_NEXT_YEAR"}
        ],
        "CloudWatchLogGroup": "dms-tasks-shop", "CloudWatchLogStream": "dms-task-ABC"
    },
    "ControlTablesSettings": {
        "ControlSchema": "", "historyTimeslotInMinutes": 5, "HistoryTimeslotInMinutes": 5, "HistoryTableEnabled": true
    },
    "ValidationSettings": {"EnableValidation": false, "ThreadCount": 5, "ValidationS3Time": 0},
    "PostProcessingRules": null,
    "CharacterSetSettings": null,
    "BeforeImageSettings": null,
    "FailTaskWhenCleanTaskResourceFailed": false,
    "SectionFromNextYear": {"Key": 1, "Nothing": null}
}"""


class TestReturnedByTheService:
    settings = TaskSettings.from_json(RETURNED)

    def test_groups_are_read(self) -> None:
        assert self.settings.lobs == LimitedLobs(max_size_kb=32)
        assert self.settings.full_load.target_table_prep_mode is TargetTablePrepMode.DROP_AND_CREATE
        assert self.settings.validation == Validation(enabled=False, thread_count=5, s3_time=0)
        assert self.settings.batch_apply is None
        assert self.settings.errors == ErrorPolicy(fail_task_when_clean_task_resource_failed=False)

    def test_second_spelling_of_a_key_is_passed_over(self) -> None:
        assert self.settings.control_tables == ControlTables(
            control_schema="", history_timeslot_minutes=5, history_table_enabled=True
        )
        assert "historyTimeslotInMinutes" not in self.settings.to_json()

    def test_log_components_come_in_any_order(self) -> None:
        assert self.settings.logging.components[LogComponent.TRANSFORMATION] is LogSeverity.DEBUG
        assert self.settings.logging.components[LogComponent.TARGET_APPLY] is LogSeverity.DEFAULT

    def test_keys_only_the_service_sets_are_passed_over(self) -> None:
        assert "CloudWatch" not in self.settings.to_json()

    def test_nulls_are_passed_over(self) -> None:
        assert "null" not in self.settings.to_json()

    def test_what_no_group_says_is_kept_as_raw(self) -> None:
        assert self.settings.raw["TargetMetadata"] == {
            "LobChunkSize": 0,
            "InlineLobMaxSize": 0,
            "BatchApplyEnabled": False,
        }

    def test_new_names_are_kept_and_found(self) -> None:
        assert self.settings.raw["SectionFromNextYear"] == {"Key": 1}
        assert {finding.id for finding in self.settings.findings} == {
            "settings.unknownKey",
            "settings.unknownLogComponent",
        }

    def test_reads_back_as_written(self) -> None:
        assert TaskSettings.from_json(self.settings.to_json()) == self.settings


class TestReading:
    @pytest.mark.parametrize(
        "settings",
        [
            TaskSettings(),
            *(
                TaskSettings(lobs=lobs)
                for lobs in (NoLobs(), LimitedLobs(max_size_kb=1), FullLobs(), InlineLobs(inline_max_size_kb=8))
            ),
            TaskSettings(batch_apply=BatchApply(split_size=4)),
            TaskSettings(logging=Logging(enabled=False)),
            *(TaskSettings(full_load=FullLoad(stop_after=place)) for place in StopAfter),
            TaskSettings(target_schema="shop"),
            TaskSettings(raw={unchecked("New"): {"Deep": [1, {"er": 2.5}]}, "Logging": {unchecked("New"): 1}}),
        ],
    )
    def test_what_was_written_is_read_back(self, settings: TaskSettings) -> None:
        assert TaskSettings.from_json(settings.to_json()) == settings
        assert TaskSettings.from_dict(settings.to_dict()) == settings

    def test_a_silent_document_stays_silent(self) -> None:
        assert TaskSettings.from_json("{}") == TaskSettings(full_load=None, control_tables=None, logging=None)
        assert TaskSettings.from_json("{}").to_dict() == {}

    @pytest.mark.parametrize(
        "document",
        [
            {"Logging": {"EnableLogging": True, "LogComponents": []}},
            {"FullLoadSettings": {"CommitRate": 5000}},
            {"Logging": {"EnableLogContext": True}},
            {"Logging": {"LogComponents": [{"Id": "FROM_NEXT_YEAR", "Severity": "LOGGER_SEVERITY_DEBUG"}]}},
        ],
    )
    def test_what_happens_to_target_tables_and_logs_is_not_made_up(self, document: dict) -> None:
        settings = TaskSettings.from_dict(document)

        assert "TargetTablePrepMode" not in settings.to_json()
        assert settings.to_json().count("EnableLogging") == str(document).count("EnableLogging")

    def test_half_of_a_full_load_is_read_as_one(self) -> None:
        settings = TaskSettings.from_dict({"FullLoadSettings": {"CommitRate": 5000}})

        assert settings.full_load == FullLoad(target_table_prep_mode=None, commit_rate=5000)
        assert settings.raw is None

    @pytest.mark.parametrize(
        "document",
        [
            {"ValidationSettings": {"ThreadCount": 8}},
            {"TargetMetadata": {"FullLobMode": True, "LobChunkSize": 32}},
            {"ChangeProcessingTuning": {"BatchApplyTimeoutMin": 5}},
            {"BeforeImageSettings": {"FieldName": "old"}},
            {"FullLoadSettings": {"StopTaskCachedChangesApplied": True}},
        ],
    )
    def test_half_a_group_stays_half_a_group(self, document: dict) -> None:
        settings = TaskSettings.from_dict(document)

        assert settings.raw == document
        assert settings == TaskSettings(full_load=None, control_tables=None, logging=None, raw=document)

    def test_components_of_a_silent_task_are_kept(self) -> None:
        document = {"EnableLogging": False, "LogComponents": [{"Id": "IO", "Severity": "LOGGER_SEVERITY_INFO"}]}

        settings = TaskSettings.from_dict({"Logging": document})

        assert settings.logging == Logging(enabled=False)
        assert settings.to_dict()["Logging"] == document

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("not json", "must be a JSON object: Expecting value at line 1, column 1"),
            ('{\n  "Logging": {,}\n}', "at line 2, column 15"),
            ("[]", r"must be a JSON object, got \[\]"),
            ('{"Logging": {}, "Logging": {}}', "have the key Logging twice"),
        ],
    )
    def test_fails_when_the_text_is_no_such_document(self, text: str, message: str) -> None:
        with pytest.raises(ConfigurationError, match=message) as caught:
            TaskSettings.from_json(text)

        assert caught.value.code == "DMS-S011"

    @pytest.mark.parametrize(
        ("document", "code", "message"),
        [
            (
                {"FullLoadSettings": {"MaxFullLoadSubTasks": -4}},
                "DMS-S001",
                "FullLoad.max_full_load_sub_tasks .* must be 1 to 49, got -4",
            ),
            ({"FullLoadSettings": {"TargetTablePrepMode": "DROP_IT"}}, "DMS-S003", "got 'DROP_IT'"),
            ({"FullLoadSettings": {"CreatePkAfterFullLoad": "yes"}}, "DMS-S002", "got 'yes'"),
            ({"TargetMetadata": 5}, "DMS-S010", "TargetMetadata must be an object, got 5; write it as {"),
            (
                {"Logging": {"LogComponents": [{"Id": "IO", "Severity": "LOUD"}]}},
                "DMS-S003",
                r"Severity.*got 'LOUD'",
            ),
            ({"Logging": {"LogComponents": "IO"}}, "DMS-S010", "Logging.LogComponents must be a list of objects"),
            ({"Logging": {"LogComponents": [{"Id": "SORTR"}]}}, "DMS-S003", r"did you mean 'SORTER'\?"),
        ],
    )
    def test_fails_when_a_value_is_wrong(self, document: dict, code: str, message: str) -> None:
        with pytest.raises(ConfigurationError, match=message) as caught:
            TaskSettings.from_json(json.dumps(document))

        assert caught.value.code == code


class TestRaw:
    def test_is_laid_over_everything_else(self) -> None:
        settings = TaskSettings(
            full_load=FullLoad(commit_rate=500, max_full_load_sub_tasks=4),
            raw={"FullLoadSettings": {"CommitRate": 600}},
        )

        assert settings.to_dict()["FullLoadSettings"] == {
            "TargetTablePrepMode": "DO_NOTHING",
            "CommitRate": 600,
            "MaxFullLoadSubTasks": 4,
        }

    @pytest.mark.parametrize(
        "raw",
        [
            {"FailTaskWhenCleanTaskResourceFailed": True},
            {"TTSettings": {"TTRecordSettings": {"OperationsToLog": "DELETE,UPDATE"}}},
            {"FullLoadSettings": {"CommitRate": unchecked(60_000)}},
            {unchecked("NewSection"): {"NewKey": [1, 2.5, True, "x"]}},
        ],
    )
    def test_takes_what_no_group_can_say(self, raw: dict) -> None:
        document, without = TaskSettings(raw=raw).to_dict(), TaskSettings().to_dict()

        for name, value in raw.items():
            assert document[name] == ({**without.get(name, {}), **value} if isinstance(value, dict) else value)

    def test_whatever_stands_under_an_unchecked_name_passes(self) -> None:
        raw = {
            "Logging": {unchecked("LogComponents"): 5},
            "TargetMetadata": {"FullLobMode": True, unchecked("LobChunkSize"): "big"},
            "ChangeProcessingTuning": {unchecked("BatchApplyTimeoutMin"): "x", unchecked("CommitTimeout"): [1]},
            unchecked("PostProcessingRules"): [],
        }
        settings = TaskSettings(batch_apply=BatchApply(), lobs=NoLobs(), raw=raw)

        assert settings.to_dict()["ChangeProcessingTuning"] == {"BatchApplyTimeoutMin": "x", "CommitTimeout": [1]}
        assert "settings.batchApplyErrorPolicy" in [finding.id for finding in settings.findings]

    def test_names_read_from_a_document_are_marked(self) -> None:
        settings = TaskSettings.from_dict({"NewSection": {"NewKey": 1}, "Logging": {"NewKey": 1}})

        assert [is_unchecked(name) for name in settings.raw] == [True, False]
        assert is_unchecked(next(iter(settings.raw["Logging"])))

    def test_nothing_is_nothing(self) -> None:
        assert TaskSettings(raw={}) == TaskSettings()

    @pytest.mark.parametrize(
        ("raw", "message"),
        [
            ({"FullLoadSetings": {}}, r"FullLoadSetings is not a task setting .*\(did you mean 'FullLoadSettings'\?\)"),
            (
                {"FullLoadSettings": {"ComitRate": 5}},
                r"FullLoadSettings.ComitRate .*\(did you mean 'CommitRate'\?\)",
            ),
            (
                {"ChangeProcessingTuning": {"BatchApplyEnabled": True}},
                r"\(did you mean 'TargetMetadata.BatchApplyEnabled'\?\)",
            ),
            ({"Quux": 1}, r"write dms.unchecked\('Quux'\) to send it anyway"),
        ],
    )
    def test_fails_when_aws_documents_no_such_name(self, raw: dict, message: str) -> None:
        with pytest.raises(ConfigurationError, match=message) as caught:
            TaskSettings(raw=raw)

        assert caught.value.code == "DMS-S007"

    @pytest.mark.parametrize(
        "raw",
        [
            {"Logging": {"CloudWatchLogGroup": "x"}},
            {"Logging": {"CloudWatchLogStream": unchecked("x")}},
            {"PostProcessingRules": []},
        ],
    )
    def test_fails_when_the_key_is_not_for_users(self, raw: dict) -> None:
        with pytest.raises(ConfigurationError, match="cannot be set; remove it: ") as caught:
            TaskSettings(raw=raw)

        assert caught.value.code == "DMS-S008"

    @pytest.mark.parametrize(
        "raw", [{"BeforeImageSettings": None}, {"FullLoadSettings": {"CommitRate": None}}, {unchecked("New"): [None]}]
    )
    def test_fails_when_there_is_a_null(self, raw: dict) -> None:
        with pytest.raises(ConfigurationError, match="is None; DMS refuses nulls, so leave the key out") as caught:
            TaskSettings(raw=raw)

        assert caught.value.code == "DMS-S009"

    @pytest.mark.parametrize(
        ("raw", "message"),
        [
            ({"FullLoadSettings": 5}, "FullLoadSettings must be an object, got 5"),
            ({unchecked("New"): {1}}, "New must be a JSON value"),
            ({unchecked("New"): math.nan}, "New must be a JSON value, got nan"),
            ({unchecked("New"): {1: 2}}, "has the name 1, which is not a string"),
        ],
    )
    def test_fails_when_it_is_no_json(self, raw: dict, message: str) -> None:
        with pytest.raises(ConfigurationError, match=message) as caught:
            TaskSettings(raw=raw)

        assert caught.value.code == "DMS-S010"

    @pytest.mark.parametrize(
        ("raw", "code"),
        [
            ({"FullLoadSettings": {"MaxFullLoadSubTasks": 2.5}}, "DMS-S001"),
            ({"ValidationSettings": {"ValidationS3Time": "soon"}}, "DMS-S001"),
            ({"Logging": {"EnableLogging": "yes"}}, "DMS-S002"),
            ({"FullLoadSettings": {"TargetTablePrepMode": "DROP_IT"}}, "DMS-S003"),
            ({"TTSettings": {"TTRecordSettings": {"OperationsToLog": "DELETE,UPSERT"}}}, "DMS-S003"),
            ({"BeforeImageSettings": {"EnableBeforeImage": True, "FieldName": ""}}, "DMS-S004"),
        ],
    )
    def test_fails_when_a_value_is_wrong(self, raw: dict, code: str) -> None:
        with pytest.raises(ConfigurationError) as caught:
            TaskSettings(raw=raw)

        assert caught.value.code == code


class TestOddDocuments:
    """What old documents and examples have that the service would not write today."""

    def test_names_and_values_in_another_letter_case_get_that_of_aws(self) -> None:
        document = {
            "targetmetadata": {"LOBMAXSIZE": 64, "supportLobs": True},
            "errorBehavior": {"dataErrorPolicy": "suspend_table"},
            "Logging": {"LogComponents": [{"id": "sorter", "severity": "logger_severity_debug"}]},
        }

        assert TaskSettings.from_dict(document).values == {
            "TargetMetadata.LobMaxSize": 64,
            "TargetMetadata.SupportLobs": True,
            "ErrorBehavior.DataErrorPolicy": "SUSPEND_TABLE",
            "Logging.LogComponents": [{"Id": "SORTER", "Severity": "LOGGER_SEVERITY_DEBUG"}],
        }

    def test_switches_and_numbers_in_quotes_lose_them(self) -> None:
        document = {"ControlTablesSettings": {"StatusTableEnabled": "true", "HistoryTimeslotInMinutes": "10"}}

        assert TaskSettings.from_dict(document).control_tables == ControlTables(
            status_table_enabled=True, history_timeslot_minutes=10
        )

    def test_two_spellings_that_disagree_are_both_kept(self) -> None:
        document = {"ControlTablesSettings": {"HistoryTimeslotInMinutes": 5, "historyTimeslotInMinutes": 9}}

        settings = TaskSettings.from_dict(document)

        assert settings.to_dict()["ControlTablesSettings"] == document["ControlTablesSettings"]
        assert "settings.unknownKey" in [finding.id for finding in settings.findings]

    @pytest.mark.parametrize("value", ["yes", "truthy"])
    def test_fails_when_a_switch_in_quotes_is_none(self, value: str) -> None:
        with pytest.raises(ConfigurationError, match="must be True or False") as caught:
            TaskSettings.from_dict({"ValidationSettings": {"EnableValidation": value}})

        assert caught.value.code == "DMS-S002"


class TestBrokenRules:
    """A document that breaks a rule between settings reads back, with a warning."""

    @pytest.mark.parametrize(
        ("document", "code"),
        [
            ({"TargetMetadata": {"FullLobMode": True, "LimitedSizeLobMode": True}}, "DMS-S013"),
            (
                {"TargetMetadata": {"BatchApplyEnabled": True, "FullLobMode": True, "LimitedSizeLobMode": False}},
                "DMS-S014",
            ),
            (
                {
                    "TargetMetadata": {"BatchApplyEnabled": True},
                    "ChangeProcessingTuning": {"BatchApplyTimeoutMin": 90, "BatchApplyTimeoutMax": 5},
                },
                "DMS-S015",
            ),
            ({"ValidationSettings": {"ValidationOnly": True}}, "DMS-S017"),
            (
                {
                    "ValidationSettings": {"EnableValidation": True, "ValidationOnly": True},
                    "FullLoadSettings": {"TargetTablePrepMode": "DROP_AND_CREATE"},
                },
                "DMS-S018",
            ),
            (
                {
                    "TargetMetadata": {"BatchApplyEnabled": True},
                    "LoopbackPreventionSettings": {
                        "EnableLoopbackPrevention": True,
                        "SourceSchema": "a",
                        "TargetSchema": "b",
                    },
                },
                "DMS-S020",
            ),
            (
                {
                    "ValidationSettings": {"EnableValidation": True},
                    "CharacterSetSettings": {"CharacterSetSupport": {"CharacterSet": "UTF8"}},
                },
                "DMS-S021",
            ),
            (
                {"Logging": {"LogComponents": [{"Id": "IO", "Severity": "LOGGER_SEVERITY_DEBUG"}] * 2}},
                "DMS-S022",
            ),
            ({"TargetMetadata": {"InlineLobMaxSize": 8, "LimitedSizeLobMode": True}}, "DMS-S024"),
        ],
    )
    def test_it_reads_back(self, document: dict, code: str) -> None:
        settings = TaskSettings.from_dict(document)
        broken = [finding for finding in settings.findings if finding.id == "settings.uncheckedRule"]

        assert [finding.message[-10:] for finding in broken] == [f"[{code}]"]
        for name, section in document.items():
            assert section.items() <= settings.to_dict()[name].items()

    def test_it_can_be_read_again_and_again(self) -> None:
        document = {"ValidationSettings": {"ValidationOnly": True}}
        settings = TaskSettings.from_dict(document)

        assert TaskSettings.from_json(settings.to_json()) == settings
