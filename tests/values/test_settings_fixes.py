"""What warnings about task settings say, and that they are given only where they can be true."""

from typing import Any

import pytest

import dms_constructs as dms
from dms_constructs import Finding, MigrationType, facts
from dms_constructs.settings import TaskSettings

WARNINGS: dict[str, dict[str, Any]] = {
    name: entry for name, entry in facts.codes()["findings"].items() if name.startswith("settings.")
}


def found_by(code: str) -> dict[str, Finding]:
    names: dict[str, Any] = {}
    exec(compile(code, "snippet", "exec"), names)
    return {finding.id: finding for finding in names["findings"]}


@pytest.mark.parametrize("name", WARNINGS)
class TestWarning:
    def test_it_says_its_fix_apart_from_what_is_wrong(self, name: str) -> None:
        finding = found_by(WARNINGS[name]["example"])[name]

        assert finding.fix
        assert not finding.fix.endswith(".")
        assert finding.fix not in finding.message
        assert str(finding) == f"{finding.message}; {finding.fix}"


# A full load has no changes to apply, and replicating changes has no load.
RAW: dict[str, Any] = {
    "TargetMetadata": {"BatchApplyEnabled": True, "ParallelLoadThreads": 200},
    "FullLoadSettings": {"StopTaskCachedChangesApplied": True, "StopTaskCachedChangesNotApplied": True},
    "ChangeProcessingTuning": {"BatchApplyMemoryLimit": 0, "CommitTimeout": 5},
    "ErrorBehavior": {"ApplyErrorUpdatePolicy": "UPDATE_RECORD"},
    "TTSettings": {
        "EnableTT": True,
        "TTS3Settings": {"BucketName": "log", "ServiceAccessRoleArn": "arn:aws:iam::111122223333:role/shop"},
    },
}
OF_CHANGES = {
    "settings.batchApplyErrorPolicy",
    "settings.belowAssumedMinimum",
    "settings.noEffectWithBatchApply",
    "settings.timeTravelRole",
    "settings.updateRecordTurnsLobsOff",
}
OF_THE_LOAD = {"settings.manyThreads", "settings.preparationNotSaid"}


@pytest.mark.parametrize(
    ("migration_type", "ids"),
    [
        (MigrationType.FULL_LOAD, OF_THE_LOAD),
        (MigrationType.CDC, OF_CHANGES),
        (MigrationType.FULL_LOAD_AND_CDC, {*OF_THE_LOAD, *OF_CHANGES, "settings.stopTwice"}),
    ],
)
def test_a_warning_is_given_only_where_it_can_be_true(migration_type: MigrationType, ids: set[str]) -> None:
    found = {finding.id for finding in TaskSettings(raw=RAW, full_load=None).check(migration_type=migration_type)}

    assert found - {"settings.noEffectForMigrationType"} == ids


@pytest.mark.parametrize(
    ("migration_type", "words"),
    [
        (MigrationType.FULL_LOAD, ("change", "delete that", "insert that", "update that", "dropped in the source")),
        (MigrationType.CDC, ("full load",)),
    ],
)
def test_a_doubt_says_in_which_tasks_it_can_be_true(migration_type: MigrationType, words: tuple[str, ...]) -> None:
    doubts = [each for each in TaskSettings(control_tables=None).doubts if migration_type in each.migration_types]

    assert doubts
    assert [str(each) for each in doubts if any(word in each.message for word in words)] == []


def test_code_for_a_full_load_says_nothing_of_changes() -> None:
    assert "ApplyErrorDeletePolicy" in TaskSettings().to_python()
    assert "ApplyErrorDeletePolicy" not in TaskSettings().to_python(migration_type=MigrationType.FULL_LOAD)


EVERYTHING = dms.TaskSettings(
    lobs=dms.InlineLobs(inline_max_size_kb=8),
    full_load=dms.FullLoad(stop_after=dms.StopAfter.CACHED_CHANGES_APPLIED),
    parallel_load=dms.ParallelLoad(threads=2),
    parallel_apply=dms.ParallelApply(threads=2),
    change_processing=dms.ChangeProcessing(commit_timeout_seconds=3, task_recovery_table_enabled=True),
    before_images=dms.BeforeImages(field_name="old"),
    loopback_prevention=dms.LoopbackPrevention(source_schema="a", target_schema="b"),
    validation=dms.Validation(),
    time_travel=dms.TimeTravel(
        bucket_name="log",
        service_access_role_arn="arn:aws:iam::111122223333:role/dms-tt-s3-access-role",
        operations_to_log=[dms.LoggedOperation.DELETE],
    ),
)
IN_BATCHES = dms.TaskSettings(batch_apply=dms.BatchApply())
# Words for what such a task has none of.
ABSENT = {
    MigrationType.FULL_LOAD: (
        "hange",
        "awsdms_",
        "stops after",
        "The log holds",
        "BucketName",
        "long-running",
        "reverse",
    ),
    MigrationType.CDC: ("full load", "of up to 8 KB", "ParallelLoad"),
    MigrationType.FULL_LOAD_AND_CDC: (),
}


@pytest.mark.parametrize("settings", [EVERYTHING, IN_BATCHES, TaskSettings(control_tables=None)])
@pytest.mark.parametrize("migration_type", MigrationType)
class TestOnlyWhatCanBeTrue:
    def test_a_sentence_is_about_what_the_task_does(
        self, settings: TaskSettings, migration_type: MigrationType
    ) -> None:
        told = [
            *settings.describe(migration_type=migration_type),
            *settings.describe(migration_type=migration_type, brief=True),
        ]

        assert told
        assert [each for each in told if any(word in each for word in ABSENT[migration_type])] == []

    def test_a_doubt_is_about_what_the_task_does(self, settings: TaskSettings, migration_type: MigrationType) -> None:
        told = [str(each) for each in settings.doubts if migration_type in each.migration_types]

        assert told
        assert [each for each in told if any(word in each for word in ABSENT[migration_type])] == []


@pytest.mark.parametrize("settings", [EVERYTHING, IN_BATCHES])
def test_a_task_that_does_both_is_told_both(settings: TaskSettings) -> None:
    assert settings.describe(migration_type=MigrationType.FULL_LOAD_AND_CDC) == settings.describe()


def test_a_task_that_only_compares_moves_no_data_that_could_be_lost() -> None:
    only = TaskSettings.validation_only()

    assert {each.key.split(".")[1] for each in only.doubts} == {
        "TableErrorPolicy",
        "RecoverableErrorStopRetryAfterThrottlingMax",
        "FullLoadIgnoreConflicts",
        "ValidationOnly",
        "ValidationPartialLobSize",
    }
