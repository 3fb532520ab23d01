"""The schedule of a resync: the grammar of AWS's page, and what the fix writes."""

import pytest

from dms_constructs import ConfigurationError, MigrationType, TaskSettings, unchecked
from dms_constructs.settings import Resync, Validation
from dms_constructs.settings._schedules import read

LEGAL = [
    "0 0 * * *",
    "0 0,2,4,6 * * *",
    "0 1 * * 1",
    "59 23 31 12 6",
    "1-2,3-4,5,7-10 * * * *",
    "1,2,3,4,5,6,7,8,9,10 * * * *",
    "2-7/2 * * * *",
    "*/15 0-23/2 L 1,3 0-6",
    "  0  0 29 2 * ",
    "0 0 31 2 1",
]
WRONG = [
    ("every day", "2 fields", "0 0 * * *"),
    ("0 0 * * * *", "6 fields", "0 0 * * *"),
    ("cron(30 9 ? * MON-FRI *)", "cron(...) around it", "30 9 * * 1-5"),
    ("60 0 * * *", "minutes: 60", "0 0 * * *"),
    ("0 24 * * *", "hours: 24", "0 0 * * *"),
    ("0 0 0 * *", "days: 0", "0 0 * * *"),
    ("0 0 * 13 *", "months: 13", "0 0 * * *"),
    ("0 0 * JAN *", "months: 'JAN'", "0 0 * * *"),
    ("0 0 * * 7", "days of the week: 7", "0 0 * * 0"),
    ("0 22-2 * * *", "hours: 22-2, which falls", "0 22-23,0-2 * * *"),
    ("5/15 * * * *", "minutes: 5/15, a step after a single number", "5-59/15 * * * *"),
    ("*/0 * * * *", "minutes: a step of 0", "0 0 * * *"),
    ("0,,5 * * * *", "minutes: an empty item", "0 0 * * *"),
    ("0 0 L,1 * *", "days: 'L'", "0 0 * * *"),
    ("L 0 * * *", "minutes: 'L'", "0 0 * * *"),
    ("0 0 * * -1", "days of the week: '-1'", "0 0 * * *"),
    ("1,2,3,4,5,6,7,8,9,10,11 * * * *", "minutes: 11 items, of which DMS reads 10", "1-11 * * * *"),
    ("0,5,10,15,20,25,30,35,40,45,50 * * * *", "minutes: 11 items, of which DMS reads 10", "0 0 * * *"),
    ("0 0 30 2 *", "a day that no month of these has", "0 0 * * *"),
    ("0 0 31 4,6,9,11 *", "a day that no month of these has", "0 0 * * *"),
]
PRINTED_BY_AWS = [
    ("30 9 ? * MON-FRI", "? and names of days", "30 9 * * 1-5"),
    ("0 0,2,4,6, * * *", "a comma at the end", "0 0,2,4,6 * * *"),
]


def resync(schedule: str) -> TaskSettings:
    return TaskSettings(resync=Resync(schedule=schedule, max_time_minutes=60), validation=Validation())


def document(schedule: str) -> dict:
    return {
        "ResyncSettings": {"EnableResync": True, "ResyncSchedule": schedule, "MaxResyncTime": 60},
        "ValidationSettings": {"EnableValidation": True},
    }


@pytest.mark.parametrize("schedule", LEGAL)
def test_a_schedule_by_the_rules_passes(schedule: str) -> None:
    assert resync(schedule).check(migration_type=MigrationType.CDC) == ()


@pytest.mark.parametrize(("schedule", "wrong", "plain"), WRONG)
class TestWrong:
    def test_fails_as_a_value(self, schedule: str, wrong: str, plain: str) -> None:
        with pytest.raises(ConfigurationError) as caught:
            resync(schedule)

        assert caught.value.code == "DMS-S029"
        assert f"got {schedule!r} with {wrong}: write" in str(caught.value)
        assert f'write schedule="{plain}"' in str(caught.value)

    def test_fails_as_raw(self, schedule: str, wrong: str, plain: str) -> None:
        with pytest.raises(ConfigurationError, match="DMS-S029"):
            TaskSettings(raw=document(schedule))

    def test_is_read_with_a_warning(self, schedule: str, wrong: str, plain: str) -> None:
        found = {each.id: each for each in TaskSettings.from_dict(document(schedule)).findings}

        assert "[DMS-S029]" in found["settings.uncheckedRule"].message

    def test_the_fix_is_by_the_rules(self, schedule: str, wrong: str, plain: str) -> None:
        assert read(plain) == ("", (), plain)


@pytest.mark.parametrize(("schedule", "what", "plain"), PRINTED_BY_AWS)
def test_what_aws_prints_against_its_rules_is_found(schedule: str, what: str, plain: str) -> None:
    for settings in (resync(schedule), TaskSettings(raw=document(schedule))):
        (found,) = settings.check(migration_type=MigrationType.CDC)

        assert found.id == "settings.resyncScheduleNotByTheRules"
        assert f"don't have {what}, although its samples do" in found.message
        assert found.fix == f'write schedule="{plain}"'


def test_a_schedule_of_what_is_off_is_nobodys_matter() -> None:
    off = {"ResyncSettings": {"EnableResync": False, "ResyncSchedule": "never"}}

    assert TaskSettings(raw=off).findings == ()


def test_an_unchecked_schedule_passes() -> None:
    assert resync(unchecked("@daily")).check(migration_type=MigrationType.CDC) == ()


def test_an_empty_id_of_a_validating_task_stands_for_none() -> None:
    resync = {"EnableResync": True, "ResyncSchedule": "0 0 * * 6", "MaxResyncTime": 360, "ValidationTaskId": ""}
    validating, alone = (
        TaskSettings.from_dict({"ResyncSettings": resync, "ValidationSettings": {"EnableValidation": enabled}})
        for enabled in (True, False)
    )

    assert validating.to_dict()["ResyncSettings"] == resync
    assert [each for each in validating.findings if "Resync" in each.message] == []
    assert any("repairs what validation found" in each.message for each in alone.findings)
