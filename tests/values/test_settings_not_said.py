"""What a document leaves out: DMS fills it in, nobody knows with what, and so it is never taken for something said."""

import json
from typing import Any

import pytest
from hypothesis import given, strategies as st

from dms_constructs import facts
from dms_constructs.settings import Logging, SettingDifference, TaskSettings
from dms_constructs.settings._document import flat, nested
from dms_constructs.settings._keys import Key, keys

RECORDED = TaskSettings.from_dict(facts.recorded_task_settings()["settings"])
SILENT = TaskSettings.from_json("{}")

# Documents that leave out what goes with what they say.
PARTS: list[dict[str, Any]] = [
    {},
    {"Logging": {"EnableLogging": True}},
    {"Logging": {"EnableLogging": True, "LogComponents": []}},
    {"Logging": {"EnableLogging": True, "LogComponents": [{"Id": "SORTER", "Severity": "LOGGER_SEVERITY_DEBUG"}]}},
    {"Logging": {"EnableLogging": True, "LogComponents": [{"Id": "NEW_ONE", "Severity": "LOGGER_SEVERITY_DEBUG"}]}},
    {"Logging": {"EnableLogging": True, "DeleteTaskLogs": False}},
    {"Logging": {"EnableLogging": False}},
    {"Logging": {"DeleteTaskLogs": True}},
    {"TargetMetadata": {"LobMaxSize": 32}},
    {"TargetMetadata": {"LobMaxSize": 100, "SupportLobs": True, "FullLobMode": False}},
    {"TargetMetadata": {"SupportLobs": True, "FullLobMode": True, "LimitedSizeLobMode": False}},
    {"TargetMetadata": {"SupportLobs": True, "FullLobMode": True, "LimitedSizeLobMode": False, "InlineLobMaxSize": 0}},
    {"TargetMetadata": {"SupportLobs": True, "FullLobMode": True, "LimitedSizeLobMode": False, "InlineLobMaxSize": 8}},
    {"TargetMetadata": {"FullLobMode": True}},
    {"TargetMetadata": {"BatchApplyEnabled": True}},
    {"TargetMetadata": {"TargetSchema": ""}},
    {"FullLoadSettings": {"CommitRate": 10000}},
    {"FullLoadSettings": {"StopTaskCachedChangesApplied": True}},
    {"ErrorBehavior": {"EventErrorPolicy": "IGNORE"}},
    {"ErrorBehavior": {"DataErrorPolicy": "LOG_ERROR"}},
    {"ValidationSettings": {"ThreadCount": 9}},
    {"ValidationSettings": {"EnableValidation": True}},
    {"ValidationSettings": {"EnableValidation": True, "ValidationOnly": True}},
    {"ControlTablesSettings": {"StatusTableEnabled": True}},
    {"ControlTablesSettings": {"HistoryTimeslotInMinutes": 5}},
    {"CharacterSetSettings": {"CharacterSetSupport": {"CharacterSet": "UTF8"}}},
    {"CharacterSetSettings": {"CharacterSetSupport": {"CharacterSet": ""}}},
    {"BeforeImageSettings": {"EnableBeforeImage": True, "FieldName": "old"}},
    {"TTSettings": {"EnableTT": True, "TTS3Settings": {"BucketName": "log"}}},
    {"ResyncSettings": {"EnableResync": True}},
    {"FailTaskWhenCleanTaskResourceFailed": False},
]


def made_by(settings: TaskSettings) -> TaskSettings:
    names: dict[str, Any] = {}
    exec(settings.to_python(), names)
    made = names["task_settings"]
    assert isinstance(made, TaskSettings)
    return made


@pytest.mark.parametrize("document", PARTS, ids=json.dumps)
class TestDocument:
    def test_it_is_given_out_as_it_was_read(self, document: dict[str, Any]) -> None:
        read = TaskSettings.from_json(json.dumps(document))

        assert read.to_dict() == document
        assert json.loads(read.to_json()) == document

    def test_the_code_says_the_same_and_no_more(self, document: dict[str, Any]) -> None:
        assert made_by(TaskSettings.from_dict(document)).to_dict() == document

    def test_each_value_differs_from_a_document_that_leaves_it_out(self, document: dict[str, Any]) -> None:
        read = TaskSettings.from_dict(document)

        found = {each.key: each for each in read.differs_from(SILENT)}

        assert {each.key: each.theirs for each in read.differs_from(SILENT)} == dict.fromkeys(dict(flat(document)))
        assert all(each.ours is not None for each in found.values())

    def test_none_of_it_is_said_to_be_a_default_that_dms_keeps_to(self, document: dict[str, Any]) -> None:
        read = TaskSettings.from_dict(document)

        said = [*read.describe(), *map(str, read.doubts), *map(str, read.findings), read.to_python()]

        assert [each for each in said if "DMS does by default" in each or "DMS's default" in each] == []


def legal(of: Key) -> st.SearchStrategy[Any]:
    if of.kind == "boolean":
        return st.booleans()
    if of.kind == "integer":
        return st.integers(max(of.minimum or 0, 0), min(of.maximum or 100, 100))
    return st.sampled_from(of.legal)


SCALARS = [
    of
    for of in keys().values()
    if of.kind in {"integer", "boolean", "enum"} and not of.read_only and "[]" not in of.name
]


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """Any part of a document, with values that DMS takes each by itself."""
    chosen = draw(st.lists(st.sampled_from(SCALARS), unique_by=lambda of: of.name, max_size=12))
    return nested({of.name: draw(legal(of)) for of in chosen})


@given(documents())
def test_any_part_of_a_document_is_given_out_as_it_was_read(document: dict[str, Any]) -> None:
    assert TaskSettings.from_dict(document).to_dict() == document


@given(documents())
def test_the_code_of_any_part_of_a_document_means_the_same(document: dict[str, Any]) -> None:
    read = TaskSettings.from_dict(document)

    assert made_by(read).differs_from(read) == ()
    assert set(dict(flat(made_by(read).to_dict()))) <= set(dict(flat(document)))


@given(documents(), documents())
def test_what_one_of_two_documents_says_alone_is_a_difference(one: dict[str, Any], other: dict[str, Any]) -> None:
    ours, theirs = TaskSettings.from_dict(one), TaskSettings.from_dict(other)
    alone = {name for name in ours.values if name not in theirs.values and keys()[name].only_with is None}

    assert alone <= {each.key for each in ours.differs_from(theirs)}


@pytest.mark.parametrize(
    ("document", "difference"),
    [
        ({"TargetMetadata": {"LobMaxSize": 32}}, "TargetMetadata.LobMaxSize: not set, so not known here, 32 there"),
        (
            {"ErrorBehavior": {"EventErrorPolicy": "IGNORE"}},
            "ErrorBehavior.EventErrorPolicy: not set, so not known here, IGNORE there",
        ),
        (
            {"FullLoadSettings": {"CommitRate": 5}},
            "FullLoadSettings.CommitRate: not set, so not known here, 5 there",
        ),
    ],
)
def test_a_difference_says_that_one_side_is_not_set(document: dict[str, Any], difference: str) -> None:
    assert [str(each) for each in SILENT.differs_from(TaskSettings.from_dict(document))] == [difference]


@pytest.mark.parametrize(
    ("ours", "theirs", "might"),
    [
        ({}, {"TargetMetadata": {"LobMaxSize": 32}}, True),
        ({}, {"ErrorBehavior": {"EventErrorPolicy": "IGNORE"}}, True),
        ({}, {"FullLoadSettings": {"CommitRate": 5}}, False),
        ({}, {"FullLoadSettings": {"TargetTablePrepMode": "DO_NOTHING"}}, False),
        ({}, {"FullLoadSettings": {"TargetTablePrepMode": "DROP_AND_CREATE"}}, False),
        ({"FullLoadSettings": {"CommitRate": 5}}, {"FullLoadSettings": {"CommitRate": 10000}}, False),
        ({}, {"NewSection": {"NewKey": 1}}, False),
    ],
    ids=json.dumps,
)
def test_a_difference_says_whether_a_default_might_explain_it(
    ours: dict[str, Any], theirs: dict[str, Any], might: bool
) -> None:
    (found,) = TaskSettings.from_dict(ours).differs_from(TaskSettings.from_dict(theirs))

    assert found.might_be_same is might


def test_components_that_log_as_much_as_others_by_default_might_be_the_same() -> None:
    on = TaskSettings.from_dict({"Logging": {"EnableLogging": True}})
    four = TaskSettings(full_load=None, control_tables=None)

    (found,) = on.differs_from(four)

    assert (found.key, found.ours, found.might_be_same) == ("Logging.LogComponents", None, True)


def test_a_task_without_settings_is_known_and_says_everything() -> None:
    assert RECORDED.values["TargetMetadata.LobMaxSize"] == 32
    assert {doubt.key for doubt in RECORDED.doubts if doubt.value is None} == {"ValidationSettings.EnableValidation"}


def test_two_documents_that_leave_the_same_out_do_not_differ() -> None:
    assert SILENT.differs_from(TaskSettings.from_dict({"FullLoadSettings": {}})) == ()


def test_a_switch_that_differs_is_one_difference_whatever_depends_on_it() -> None:
    def validated(*, on: bool) -> TaskSettings:
        return TaskSettings.from_dict({"ValidationSettings": {"EnableValidation": on, "ThreadCount": 9}})

    assert validated(on=True).differs_from(validated(on=False)) == (
        SettingDifference(key="ValidationSettings.EnableValidation", ours=True, theirs=False, might_be_same=False),
    )


class TestDoubts:
    def doubts(self, document: dict[str, Any]) -> dict[str, str]:
        return {doubt.key: str(doubt) for doubt in TaskSettings.from_dict(document).doubts}

    def test_a_key_that_is_left_out_is_not_known(self) -> None:
        assert self.doubts({})["ErrorBehavior.DataErrorPolicy"] == (
            "ErrorBehavior.DataErrorPolicy is not set, so what DMS does is not known; with LOG_ERROR, the default that "
            "AWS publishes, a row that cannot be processed is left out while the task continues: it is lost; consider "
            "dms.TaskSettings(..., errors=dms.ErrorPolicy(data_error_policy=dms.ErrorAction.SUSPEND_TABLE))"
        )

    def test_a_key_that_is_set_is_known_also_where_it_is_the_default(self) -> None:
        assert self.doubts({"ErrorBehavior": {"DataErrorPolicy": "LOG_ERROR"}})[
            "ErrorBehavior.DataErrorPolicy"
        ].startswith("ErrorBehavior.DataErrorPolicy is LOG_ERROR: a row that cannot be processed is left out")

    def test_what_is_published_stands_apart_from_what_is_set(self) -> None:
        (doubt,) = (each for each in SILENT.doubts if each.key == "TargetMetadata.LobMaxSize")

        assert (doubt.value, doubt.published) == (None, 32)


class TestLogging:
    """Logs that a document turns on without saying which components log."""

    ON = TaskSettings.from_dict({"Logging": {"EnableLogging": True}})

    def test_it_is_read_as_a_group(self) -> None:
        assert self.ON.logging == Logging(audited=False)

    def test_it_says_that_how_much_they_log_is_not_set(self) -> None:
        assert Logging(audited=False).describe() == (
            "The task logs to CloudWatch; how much its components log is not set.",
        )

    def test_named_components_are_said_and_no_others(self) -> None:
        listed = [{"Id": "SORTER", "Severity": "LOGGER_SEVERITY_DEBUG"}]
        read = TaskSettings.from_dict({"Logging": {"EnableLogging": True, "LogComponents": listed}})

        assert read.logging is not None
        (told,) = read.logging.describe()
        assert told == (
            "The task logs to CloudWatch: SORTER at LOGGER_SEVERITY_DEBUG; how much its other components log is not "
            "set."
        )

    def test_all_four_in_a_document_are_our_default(self) -> None:
        assert TaskSettings.from_json(TaskSettings().to_json()).logging == Logging()

    def test_python_names_them_unless_told_otherwise(self) -> None:
        assert len(TaskSettings().to_dict()["Logging"]["LogComponents"]) == 4


def test_what_becomes_of_characters_is_not_known_where_it_is_not_set() -> None:
    support = {"CharacterSetSupport": {"CharacterSet": "UTF8"}}

    (_, _, sentence) = TaskSettings.from_dict({"CharacterSetSettings": support}).describe()

    assert sentence == "What becomes of characters that the character set UTF8 lacks is not set."


def test_a_task_that_only_compares_may_lose_its_tables_where_that_is_not_set() -> None:
    only = TaskSettings.from_dict({"ValidationSettings": {"EnableValidation": True, "ValidationOnly": True}})

    assert "settings.preparationNotSaid" in {each.id for each in only.findings}


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ({"ErrorBehavior": {"RecoverableErrorInterval": 2000}}, "1800 seconds, the default that AWS publishes"),
        ({"TargetMetadata": {"ParallelLoadThreads": 200}}, "8 tables at once (the default that AWS publishes)"),
    ],
    ids=json.dumps,
)
def test_a_warning_that_takes_a_default_says_so(document: dict[str, Any], words: str) -> None:
    assert any(words in each.message for each in TaskSettings.from_dict(document).findings)


@pytest.mark.parametrize("section", ["ValidationSettings", "Logging"])
def test_a_switch_that_is_known_only_at_deployment_is_told_as_such(section: str) -> None:
    switch = {"ValidationSettings": "EnableValidation", "Logging": "EnableLogging"}[section]
    token = "${Token[TOKEN.1]}"

    told = TaskSettings.from_dict({section: {switch: token}}).describe()

    assert f"{section}.{switch} is {token}" in " ".join(told)
    assert [each for each in told if each.startswith(("Rows in the target", "The task logs"))] == []


def test_a_group_that_would_say_more_leaves_its_keys_to_raw() -> None:
    both = {
        "TargetMetadata": {"SupportLobs": True, "FullLobMode": True, "LimitedSizeLobMode": False, "LobChunkSize": 64},
        "Logging": {"EnableLogging": True},
    }

    assert TaskSettings.from_dict(both).to_dict() == both
