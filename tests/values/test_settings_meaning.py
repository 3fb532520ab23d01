"""What the service returns for a task, compared by meaning with what was said."""

import dataclasses
import json

import pytest
from hypothesis import given, strategies as st

from dms_constructs import ConfigurationError, unchecked
from dms_constructs.settings import (
    BatchApply,
    ChangeProcessing,
    CharacterSets,
    ControlTables,
    ErrorAction,
    ErrorPolicy,
    FullLoad,
    FullLobs,
    InlineLobs,
    LimitedLobs,
    LogComponent,
    LoggedOperation,
    Logging,
    LogSeverity,
    NoLobs,
    ParallelLoad,
    StopAfter,
    TaskSettings,
    TimeTravel,
    Validation,
)
from local_cloud.plugin.documents import effective_settings
from tests.values.test_settings_laws import task_settings

SAID = [
    TaskSettings(),
    TaskSettings(control_tables=None),
    TaskSettings(lobs=NoLobs()),
    TaskSettings(lobs=LimitedLobs(max_size_kb=64)),
    TaskSettings(lobs=LimitedLobs(max_size_kb=32)),
    TaskSettings(lobs=FullLobs()),
    TaskSettings(lobs=InlineLobs(inline_max_size_kb=8, chunk_size_kb=32)),
    TaskSettings(batch_apply=BatchApply(timeout_max_seconds=60)),
    TaskSettings(parallel_load=ParallelLoad(threads=4, buffer_size=100)),
    TaskSettings(full_load=FullLoad(commit_rate=5, stop_after=StopAfter.CACHED_CHANGES_APPLIED)),
    TaskSettings(logging=Logging(enabled=False)),
    TaskSettings(logging=Logging(components={LogComponent.SORTER: LogSeverity.DEBUG})),
    TaskSettings(validation=Validation(thread_count=9)),
    TaskSettings(character_sets=CharacterSets(replacements={"b": "a", "\u00b8": ""}, character_set="UTF8")),
    TaskSettings(raw={unchecked("NewSection"): {"Key": [1, 2]}}),
]


def returned(settings: TaskSettings) -> TaskSettings:
    """The settings of a task as the service returns them: with all defaults, and where its logs are."""
    document = json.loads(effective_settings(settings.to_json(), log_group="dms-tasks-shop", log_stream="dms-task-A"))
    document["ControlTablesSettings"]["historyTimeslotInMinutes"] = 5
    document["PostProcessingRules"] = None
    if components := document["Logging"].get("LogComponents"):
        quiet = [{"Id": "IO", "Severity": "LOGGER_SEVERITY_DEFAULT"}]
        document["Logging"]["LogComponents"] = [*reversed(components), *quiet]
    return TaskSettings.from_json(json.dumps(document))


@pytest.mark.parametrize("said", SAID, ids=range(len(SAID)))
def test_what_the_service_returns_means_what_was_said(said: TaskSettings) -> None:
    assert [each for each in returned(said).differs_from(said) if not each.might_be_same] == []
    assert [each for each in said.differs_from(returned(said)) if not each.might_be_same] == []


@pytest.mark.parametrize("said", SAID, ids=range(len(SAID)))
def test_what_the_service_returns_says_all_that_was_said(said: TaskSettings) -> None:
    alone = {each.key for each in said.differs_from(returned(said)) if each.theirs is None}

    assert alone == set()


@given(task_settings())
def test_normal_settings_mean_the_same(settings: TaskSettings) -> None:
    normal = settings.normalized()

    assert normal.differs_from(settings) == ()
    assert normal.normalized() == normal


@given(task_settings(), task_settings())
def test_settings_differ_both_ways_or_not_at_all(one: TaskSettings, other: TaskSettings) -> None:
    ours = [(each.key, each.ours, each.theirs) for each in one.differs_from(other)]
    theirs = [(each.key, each.theirs, each.ours) for each in other.differs_from(one)]

    assert sorted(ours, key=repr) == sorted(theirs, key=repr)
    assert bool(ours) is (one.normalized().to_json() != other.normalized().to_json())


@given(task_settings(), st.randoms(use_true_random=False))
def test_the_order_of_a_document_means_nothing(settings: TaskSettings, random) -> None:
    def shuffled(value: object) -> object:
        if isinstance(value, dict):
            items = list(value.items())
            random.shuffle(items)
            return {name: shuffled(inner) for name, inner in items}
        return value

    assert TaskSettings.from_dict(shuffled(settings.to_dict())).differs_from(settings) == ()


@pytest.mark.parametrize(
    ("one", "other", "text"),
    [
        (
            TaskSettings(full_load=FullLoad(commit_rate=5)),
            TaskSettings(),
            "FullLoadSettings.CommitRate: 5 here, not set, so not known there",
        ),
        (
            TaskSettings(),
            TaskSettings(errors=ErrorPolicy(data_error_policy=ErrorAction.STOP_TASK)),
            "ErrorBehavior.DataErrorPolicy: not set, so not known here, STOP_TASK there",
        ),
        (
            TaskSettings(target_schema="shop"),
            TaskSettings(),
            "TargetMetadata.TargetSchema: shop here, not set, so not known there",
        ),
        (
            TaskSettings(raw={unchecked("New"): {"Key": 1}}),
            TaskSettings(),
            "New.Key: 1 here, not set, so not known there",
        ),
        (
            TaskSettings(logging=Logging(enabled=False)),
            TaskSettings(),
            "Logging.EnableLogging: False here, True there",
        ),
        (
            TaskSettings(control_tables=ControlTables(status_table_enabled=True)),
            TaskSettings(control_tables=None),
            "ControlTablesSettings.StatusTableEnabled: True here, not set, so not known there",
        ),
    ],
)
def test_a_difference_says_key_and_both_values(one: TaskSettings, other: TaskSettings, text: str) -> None:
    assert [str(each) for each in one.differs_from(other)] == [text]


OFF: list[tuple[str, str, dict]] = [
    ("TargetMetadata", "FullLobMode", {"LobChunkSize": 32}),
    ("TargetMetadata", "BatchApplyEnabled", {}),
    ("ValidationSettings", "EnableValidation", {"ThreadCount": 9}),
    ("BeforeImageSettings", "EnableBeforeImage", {"FieldName": "old"}),
    ("TTSettings", "EnableTT", {"TTS3Settings": {"BucketName": "log", "EncryptionMode": "SSE_KMS"}}),
    ("Logging", "EnableLogging", {"EnableLogContext": True}),
]


@pytest.mark.parametrize(("section", "switch", "rest"), OFF)
def test_what_is_said_to_do_nothing_is_no_difference(section: str, switch: str, rest: dict) -> None:
    alone, both = (TaskSettings.from_dict({section: {switch: False, **more}}) for more in ({}, rest))

    assert both.differs_from(alone) == ()
    assert both.normalized() == alone.normalized()


@pytest.mark.parametrize(("section", "switch", "rest"), [each for each in OFF if each[2]])
def test_what_might_do_something_is_a_difference(section: str, switch: str, rest: dict) -> None:
    assert TaskSettings.from_dict({section: rest}).differs_from(TaskSettings.from_dict({})) != ()


def test_changes_one_by_one_do_nothing_in_batches() -> None:
    one_by_one = ChangeProcessing(min_transaction_size=5)

    assert TaskSettings(change_processing=one_by_one).differs_from(TaskSettings()) != ()
    assert (
        TaskSettings(batch_apply=BatchApply(), change_processing=one_by_one).differs_from(
            TaskSettings(batch_apply=BatchApply())
        )
        == ()
    )


def test_the_order_of_operations_is_no_difference() -> None:
    def log(*operations: LoggedOperation) -> TaskSettings:
        travel = TimeTravel(bucket_name="log", service_access_role_arn="role", operations_to_log=operations)
        return TaskSettings(time_travel=travel)

    assert (
        log(LoggedOperation.INSERT, LoggedOperation.DELETE).differs_from(
            log(LoggedOperation.DELETE, LoggedOperation.INSERT)
        )
        == ()
    )


def test_one_is_not_true() -> None:
    one = TaskSettings(raw={unchecked("New"): 1})

    assert one.differs_from(TaskSettings(raw={unchecked("New"): True})) != ()


@pytest.mark.parametrize("other", [None, "{}", {}])
def test_fails_when_compared_with_something_else(other) -> None:
    with pytest.raises(ConfigurationError, match="other must be") as caught:
        TaskSettings().differs_from(other)

    assert caught.value.code == "DMS-S005"


def test_normal_settings_leave_out_what_is_off() -> None:
    full = returned(TaskSettings(lobs=LimitedLobs(max_size_kb=64)))

    assert "TargetMetadata.LobChunkSize" in full.values
    assert "TargetMetadata.LobChunkSize" not in full.normalized().values
    assert full.normalized().lobs == LimitedLobs(max_size_kb=64)


def test_settings_can_be_changed_like_any_dataclass() -> None:
    changed = dataclasses.replace(TaskSettings(), lobs=NoLobs())

    assert changed == TaskSettings(lobs=NoLobs())
