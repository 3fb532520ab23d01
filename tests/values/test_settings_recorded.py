"""What the service returned for a task that was created without settings, against what the facts say of each key."""

import dataclasses

import pytest

from dms_constructs import facts
from dms_constructs.settings import FullLoad, SettingDifference, TargetTablePrepMode, TaskSettings
from dms_constructs.settings._document import flat
from dms_constructs.settings._keys import keys

RECORDED = facts.recorded_task_settings()["settings"]
KEYS = facts.task_settings()["keys"]
VALUES = dict(flat(RECORDED))
NOT_KNOWN = {name for name, of in KEYS.items() if not of.get("default_known", True)}
READ = TaskSettings.from_dict(RECORDED)


@pytest.mark.parametrize("name", sorted(VALUES))
def test_each_recorded_value_is_the_default_that_the_facts_give(name: str) -> None:
    value = VALUES[name]
    known = keys().get(name)

    if value is None:  # a section, or a key, of which the service has nothing
        assert any(each == name or each.startswith(f"{name}.") for each in keys())
    elif name == "ControlTablesSettings.historyTimeslotInMinutes":  # the same, spelled twice
        assert value == VALUES["ControlTablesSettings.HistoryTimeslotInMinutes"]
    elif name == "Logging.LogComponents":
        assert {each["Severity"] for each in value} == {KEYS["Logging.LogComponents[].Severity"]["default"]}
        assert {each["Id"] for each in value} <= set(KEYS["Logging.LogComponents[].Id"]["enum"])
    else:
        assert known is not None
        assert type(value) is type(known.recorded)
        assert value == known.recorded


def test_two_defaults_are_not_known() -> None:
    assert {"FullLoadSettings.TargetTablePrepMode", "Logging.EnableLogging"} == NOT_KNOWN


def test_a_documented_default_that_was_recorded_otherwise_is_of_a_size_that_is_not_in_use() -> None:
    other = {
        name: (of.default, of.recorded)
        for name, of in keys().items()
        if of.default is not None and of.default != of.recorded
    }

    assert other == {
        "TargetMetadata.ParallelLoadBufferSize": (50, 0),
        "TargetMetadata.ParallelLoadQueuesPerThread": (1, 0),
        "TargetMetadata.ParallelApplyBufferSize": (100, 0),
        "TargetMetadata.ParallelApplyQueuesPerThread": (1, 0),
    }


def test_it_says_that_tables_are_dropped_and_nothing_is_logged() -> None:
    assert READ.describe(brief=True) == (
        "Target tables are dropped, with all they hold, before the full load.",
        "ErrorBehavior.EventErrorPolicy is IGNORE.",
        "The task writes no logs.",
        "56 more settings have the default that AWS publishes.",
        "14 more settings do nothing, as what they belong to is off.",
    )


class TestNotSaid:
    """A document that says nothing about target tables and logs: nobody knows what DMS does then."""

    SILENT = TaskSettings.from_json("{}")
    LOGS = TaskSettings.from_json('{"Logging": {"EnableLogging": true}}')

    def test_is_described_as_not_known(self) -> None:
        assert self.LOGS.describe()[0] == (
            "FullLoadSettings.TargetTablePrepMode is not set: what happens to target tables before the full load is "
            "not known, and DMS might drop tables."
        )
        assert "Logging.EnableLogging is not set: whether the task logs is not known." in self.SILENT.describe()

    def test_is_found(self) -> None:
        (found,) = self.LOGS.findings

        assert found.id == "settings.preparationNotSaid"
        assert "is then not known, and it might drop them" in found.message
        assert found.fix == "add full_load=dms.FullLoad(target_table_prep_mode=dms.TargetTablePrepMode.DO_NOTHING)"

    def test_is_worth_a_thought(self) -> None:
        doubts = {doubt.key: doubt for doubt in self.SILENT.doubts if doubt.published is None}

        assert set(doubts) == NOT_KNOWN
        assert str(doubts["FullLoadSettings.TargetTablePrepMode"]).startswith(
            "FullLoadSettings.TargetTablePrepMode is not set: what DMS does is then not known, and it might drop the "
            "target's tables"
        )

    def test_stays_so_as_code_with_a_comment(self) -> None:
        code = self.LOGS.to_python()

        assert "[settings.preparationNotSaid]\n    full_load=None,\n" in code
        assert "logging=dms.Logging(audited=False)" in code

    @pytest.mark.parametrize("mode", TargetTablePrepMode)
    def test_might_differ_from_every_value(self, mode: TargetTablePrepMode) -> None:
        said = dataclasses.replace(self.LOGS, full_load=FullLoad(target_table_prep_mode=mode))

        assert said.differs_from(self.LOGS) == (
            SettingDifference(key="FullLoadSettings.TargetTablePrepMode", ours=mode.value, theirs=None),
        )

    def test_may_be_written_on_purpose(self) -> None:
        settings = TaskSettings(full_load=FullLoad(target_table_prep_mode=None, commit_rate=5000), logging=None)

        assert settings.to_dict()["FullLoadSettings"] == {"CommitRate": 5000}
        assert TaskSettings.from_json(settings.to_json()) == settings
