"""Settings as Python code."""

import json
import re

import pytest
from hypothesis import given, strategies as st

import dms_constructs as dms
from dms_constructs import ConfigurationError, facts, unchecked
from dms_constructs.settings import (
    BatchApply,
    CharacterSets,
    ControlTables,
    ErrorAction,
    ErrorPolicy,
    FullLoad,
    FullLobs,
    LimitedLobs,
    LogComponent,
    LoggedOperation,
    Logging,
    LogSeverity,
    NoLobs,
    TargetTablePrepMode,
    TaskSettings,
    TimeTravel,
    TimeTravelEncryption,
    Validation,
)
from tests.values.test_settings_laws import task_settings
from tests.values.test_settings_meaning import SAID, returned


def run(code: str) -> TaskSettings:
    names: dict = {}
    exec(compile(code, "settings.py", "exec"), names)
    return names["task_settings"]


@given(task_settings())
def test_the_code_makes_settings_of_the_same_meaning(settings: TaskSettings) -> None:
    assert run(settings.to_python()).differs_from(settings) == ()


@pytest.mark.parametrize("said", SAID, ids=range(len(SAID)))
def test_the_code_of_a_running_task_makes_that_task_again(said: TaskSettings) -> None:
    running = returned(said)

    assert run(running.to_python()).differs_from(running) == ()


@given(task_settings(raw=st.none()))
def test_the_same_settings_are_the_same_code(settings: TaskSettings) -> None:
    assert TaskSettings.from_json(settings.to_json()).to_python() == settings.to_python()


def arguments(settings: TaskSettings) -> str:
    """The code without what is said before the settings, and without comments."""
    code = settings.to_python()
    lines = code[code.index("task_settings") :].splitlines()
    return "\n".join(line for line in lines if not line.strip().startswith("#"))


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        (TaskSettings(), "task_settings = dms.TaskSettings()"),
        (
            TaskSettings(lobs=LimitedLobs(max_size_kb=64), control_tables=None),
            "task_settings = dms.TaskSettings(\n    lobs=dms.LimitedLobs(max_size_kb=64),\n    control_tables=None,\n)",
        ),
        (
            TaskSettings(lobs=FullLobs()),
            "task_settings = dms.TaskSettings(\n    lobs=dms.FullLobs(),\n)",
        ),
        (
            TaskSettings(logging=Logging(components={LogComponent.SORTER: LogSeverity.DEBUG})),
            (
                "task_settings = dms.TaskSettings(\n"
                "    logging=dms.Logging(components={dms.LogComponent.SORTER: dms.LogSeverity.DEBUG}),\n"
                ")"
            ),
        ),
        (
            TaskSettings(raw={unchecked("New"): {"Key": [unchecked("x"), 1]}}),
            'task_settings = dms.TaskSettings(\n    raw={dms.unchecked("New"): {"Key": [dms.unchecked("x"), 1]}},\n)',
        ),
        (
            TaskSettings(
                time_travel=TimeTravel(
                    bucket_name="shop-changes",
                    service_access_role_arn="arn:aws:iam::111122223333:role/dms-tt-s3-access-role",
                    encryption_mode=TimeTravelEncryption.SSE_KMS,
                    server_side_encryption_kms_key_id="key",
                    operations_to_log=[LoggedOperation.DELETE, LoggedOperation.UPDATE],
                )
            ),
            (
                "task_settings = dms.TaskSettings(\n"
                "    time_travel=dms.TimeTravel(\n"
                '        bucket_name="shop-changes",\n'
                '        service_access_role_arn="arn:aws:iam::111122223333:role/dms-tt-s3-access-role",\n'
                "        encryption_mode=dms.TimeTravelEncryption.SSE_KMS,\n"
                '        server_side_encryption_kms_key_id="key",\n'
                "        operations_to_log=[dms.LoggedOperation.DELETE, dms.LoggedOperation.UPDATE],\n"
                "    ),\n"
                ")"
            ),
        ),
        (
            TaskSettings(character_sets=CharacterSets(replacements={"b": "a"})),
            'task_settings = dms.TaskSettings(\n    character_sets=dms.CharacterSets(replacements={"b": "a"}),\n)',
        ),
    ],
)
def test_the_code_is_what_a_person_would_write(settings: TaskSettings, code: str) -> None:
    assert arguments(settings) == code


def test_a_document_that_breaks_a_rule_gives_code_that_runs() -> None:
    document = {
        "TargetMetadata": {
            "BatchApplyEnabled": True,
            "FullLobMode": True,
            "LimitedSizeLobMode": False,
            "InlineLobMaxSize": 0,
            "LobChunkSize": 64,
            "SupportLobs": True,
        }
    }

    code = TaskSettings.from_dict(document).to_python()

    assert 'raw={"TargetMetadata": {dms.unchecked("BatchApplyEnabled"): True}},' in code
    assert "[settings.uncheckedRule]" in code
    assert run(code).to_dict()["TargetMetadata"] == document["TargetMetadata"]


def comment_of(code: str, argument: str) -> str:
    """The comment right above an argument, as one line."""
    lines = code.splitlines()
    at = next(number for number, line in enumerate(lines) if line.strip().startswith(f"{argument}="))
    first = at
    while lines[first - 1].strip().startswith("#"):
        first -= 1
    return " ".join(line.strip().removeprefix("#").strip() for line in lines[first:at])


@pytest.mark.parametrize(
    ("settings", "argument", "comment"),
    [
        (TaskSettings(lobs=LimitedLobs(max_size_kb=64)), "lobs", "LOBs are cut off after 64 KB"),
        (TaskSettings(lobs=NoLobs()), "lobs", "LOB columns do not migrate at all"),
        (
            TaskSettings(full_load=FullLoad(target_table_prep_mode=TargetTablePrepMode.DROP_AND_CREATE)),
            "full_load",
            "drops the target's tables with all their rows",
        ),
        (TaskSettings(batch_apply=BatchApply()), "batch_apply", "[settings.batchApplyErrorPolicy]"),
        (TaskSettings(logging=Logging(enabled=False)), "logging", "nobody sees why the task fails"),
        (
            TaskSettings(errors=ErrorPolicy(data_error_policy=ErrorAction.IGNORE_RECORD)),
            "errors",
            "ErrorBehavior.DataErrorPolicy is IGNORE_RECORD: a row that cannot be processed is left out",
        ),
        (TaskSettings(raw={unchecked("New"): 1}), "raw", "AWS documents no task setting with this name: New"),
    ],
)
def test_a_doubtful_choice_is_explained_where_it_is_made(settings: TaskSettings, argument: str, comment: str) -> None:
    assert comment in comment_of(settings.to_python(), argument)


def test_what_is_not_set_is_explained_first() -> None:
    head = TaskSettings().to_python().split("task_settings =")[0]

    assert (
        "# - ErrorBehavior.ApplyErrorDeletePolicy is not set, so what DMS does is not known; with IGNORE_RECORD" in head
    )
    assert "# What is not set is left to DMS. Worth a thought, with the defaults that AWS publishes:" in head


def test_no_line_of_prose_is_too_long() -> None:
    settings = TaskSettings(lobs=FullLobs(), control_tables=None, errors=ErrorPolicy(recoverable_error_count=0))

    assert max(len(line) for line in settings.to_python().splitlines()) <= 120


class TestDoubts:
    DOUBTS = facts.task_settings()["doubts"]

    def raw(self, of: dict) -> dict:
        wanted = {**of.get("when", {}), **({of["key"]: of["values"][0]} if "values" in of else {})}
        document: dict = {}
        for name, value in wanted.items():
            section, key = name.split(".")
            document.setdefault(section, {})[key] = value
        return document

    @pytest.mark.parametrize("number", range(len(DOUBTS)))
    def test_each_doubt_of_the_facts_is_raised(self, number: int) -> None:
        of = self.DOUBTS[number]
        settings = TaskSettings.from_dict(self.raw(of))

        assert of["source"] in {doubt.source for doubt in settings.doubts if doubt.key == of["key"]}

    @pytest.mark.parametrize("number", range(len(DOUBTS)))
    def test_each_doubt_is_about_a_value_that_the_key_takes(self, number: int) -> None:
        of = self.DOUBTS[number]
        known = facts.task_settings()["keys"]

        assert of["key"] in known
        assert set(of.get("when", {})) <= set(known)
        if known[of["key"]]["enum"] and "values" in of:
            assert set(of["values"]) <= set(known[of["key"]]["enum"])

    @pytest.mark.parametrize("number", [at for at, of in enumerate(DOUBTS) if "instead" in of])
    def test_what_to_write_instead_runs_and_settles_the_doubt(self, number: int) -> None:
        of = self.DOUBTS[number]
        written = re.findall(r"dms\.TaskSettings\(\.\.\., (.*?\))\)(?= |,|$)", of["instead"])
        made = [eval(f"dms.TaskSettings({each})", {"dms": dms}) for each in written]

        def doubted(settings: TaskSettings) -> bool:
            says = of["says"].partition("{")[0]
            return any(doubt.key == of["key"] and says in doubt.message for doubt in settings.doubts)

        assert doubted(TaskSettings.from_dict(self.raw(of)))
        assert made
        assert not all(doubted(settings) for settings in made)

    def test_strict_settings_leave_few(self) -> None:
        assert [doubt.key for doubt in TaskSettings.strict(lobs=NoLobs()).doubts] == [
            "TargetMetadata.SupportLobs",
            "ChangeProcessingDdlHandlingPolicy.HandleSourceTableDropped",
            "ChangeProcessingDdlHandlingPolicy.HandleSourceTableTruncated",
            "ErrorBehavior.RecoverableErrorStopRetryAfterThrottlingMax",
            "ErrorBehavior.FullLoadIgnoreConflicts",
        ]

    def test_validation_settles_the_doubt_about_it(self) -> None:
        keys = {doubt.key for doubt in TaskSettings(validation=Validation()).doubts}

        assert "ValidationSettings.EnableValidation" not in keys

    def test_control_tables_settle_the_doubts_about_them(self) -> None:
        def keys(settings: TaskSettings) -> set[str]:
            return {doubt.key.split(".")[0] for doubt in settings.doubts}

        assert "ControlTablesSettings" in keys(TaskSettings(control_tables=None))
        assert "ControlTablesSettings" not in keys(TaskSettings(control_tables=ControlTables.all()))


def test_the_old_document_of_a_user_becomes_code() -> None:
    """The way that the guide shows: paste, read, deploy."""
    mode = {"SupportLobs": True, "FullLobMode": False, "LimitedSizeLobMode": True}
    text = json.dumps({"TargetMetadata": {"LobMaxSize": 100, **mode}})

    assert run(TaskSettings.from_json(text).to_python()).lobs == LimitedLobs(max_size_kb=100)


def test_fails_when_what_is_pasted_is_no_text() -> None:
    with pytest.raises(ConfigurationError, match=r"got dict; write dms\.TaskSettings\.from_dict") as caught:
        TaskSettings.from_json({})

    assert caught.value.code == "DMS-S011"


def test_a_doubtful_choice_of_raw_is_explained_there() -> None:
    settings = TaskSettings(lobs=FullLobs(), raw={"TargetMetadata": {unchecked("BatchApplyEnabled"): True}})
    code = settings.to_python()

    assert "TargetMetadata.BatchApplyEnabled is True: transactions do not arrive" in comment_of(code, "raw")
    assert "BatchApplyEnabled is True" not in code.split("task_settings =", maxsplit=1)[0]
