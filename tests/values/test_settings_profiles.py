"""Tuning profiles: ordinary settings from a few facts, each choice with its reason."""

import dataclasses

import pytest
from hypothesis import given, strategies as st

from dms_constructs import ConfigurationError, EngineName, MigrationType
from dms_constructs.settings import (
    FullLobs,
    InlineLobs,
    LimitedLobs,
    LobSizes,
    NoLobs,
    Reason,
    StopAfter,
    TargetTablePrepMode,
    TaskSettings,
)
from dms_constructs.settings.lob_sizes import lobs_for

BOTH = MigrationType.FULL_LOAD_AND_CDC
PROFILES = {
    "bulk_load": (TaskSettings.bulk_load, MigrationType.FULL_LOAD),
    "migrate_and_follow": (TaskSettings.migrate_and_follow, BOTH),
    "high_throughput_cdc": (TaskSettings.high_throughput_cdc, MigrationType.CDC),
    "strict": (TaskSettings.strict, BOTH),
    "validation_only": (TaskSettings.validation_only, MigrationType.CDC),
}
NAMED = pytest.mark.parametrize("name", PROFILES)
WITH_LOBS = pytest.mark.parametrize("name", [name for name in PROFILES if name != "validation_only"])


def chosen(settings: TaskSettings) -> dict[str, object]:
    """What a profile says beyond what settings say anyway."""
    anyway = TaskSettings().values
    return {name: value for name, value in settings.values.items() if anyway.get(name) != value}


@NAMED
def test_nothing_surprises_in_the_task_it_is_for(name: str) -> None:
    profile, migration_type = PROFILES[name]

    assert (
        profile().check(
            migration_type=migration_type,
            source_engine=EngineName.MYSQL,
            target_engine=EngineName.AURORA_POSTGRESQL,
        )
        == ()
    )


@NAMED
def test_every_choice_has_a_reason(name: str) -> None:
    settings = PROFILES[name][0]()
    explained = {reason.key for reason in settings.reasons}

    assert set(chosen(settings)) <= explained
    assert all(reason.value == settings.values[reason.key] for reason in settings.reasons)


@NAMED
def test_every_reason_is_described(name: str) -> None:
    settings = PROFILES[name][0]()
    sentences = settings.describe()
    own = TaskSettings().values

    for reason in settings.reasons:
        if reason.key not in own or own[reason.key] != reason.value:
            assert [each for each in sentences if each.endswith(f": {reason.because}.")], reason


@NAMED
def test_no_record_is_passed_over_because_of_us(name: str) -> None:
    assert "IGNORE_RECORD" not in PROFILES[name][0]().to_json()


def test_settings_of_ours_pass_over_no_record() -> None:
    assert "IGNORE_RECORD" not in TaskSettings().to_json()


@NAMED
def test_target_tables_stay_unless_asked(name: str) -> None:
    assert PROFILES[name][0]().full_load.target_table_prep_mode is TargetTablePrepMode.DO_NOTHING


@NAMED
def test_what_costs_is_documented(name: str) -> None:
    assert "Costs: " in (PROFILES[name][0].__doc__ or "")


@NAMED
def test_a_profile_can_be_changed(name: str) -> None:
    settings = PROFILES[name][0]()
    changed = dataclasses.replace(settings, lobs=NoLobs(), target_schema="shop")

    assert changed.lobs == NoLobs()
    assert changed.full_load == settings.full_load


class TestBulkLoad:
    @pytest.mark.parametrize(
        ("vcpu", "sub_tasks"), [(None, 16), (1, 8), (2, 8), (4, 16), (8, 32), (12, 48), (16, 49), (96, 49)]
    )
    def test_tables_at_once_follow_the_processors(self, vcpu: int | None, sub_tasks: int) -> None:
        assert TaskSettings.bulk_load(vcpu=vcpu).full_load.max_full_load_sub_tasks == sub_tasks

    def test_keys_come_last_and_commits_are_few(self) -> None:
        full_load = TaskSettings.bulk_load().full_load

        assert full_load.create_pk_after_full_load is True
        assert full_load.commit_rate == 30_000

    def test_drops_tables_when_asked(self) -> None:
        mode = TargetTablePrepMode.DROP_AND_CREATE
        settings = TaskSettings.bulk_load(target_table_prep_mode=mode)

        assert settings.full_load.target_table_prep_mode is mode
        assert "Target tables are dropped, with all they hold, before the full load: asked for." in settings.describe()

    @pytest.mark.parametrize("vcpu", [0, -1, 2.5, "4", True])
    def test_fails_when_processors_are_no_number(self, vcpu) -> None:
        with pytest.raises(ConfigurationError, match="vcpu must be") as caught:
            TaskSettings.bulk_load(vcpu=vcpu)

        assert caught.value.code == "DMS-S027"


class TestMigrateAndFollow:
    def test_never_gives_up(self) -> None:
        assert TaskSettings.migrate_and_follow().errors.recoverable_error_stop_retry_after_throttling_max is False

    def test_stops_for_indexes_when_asked(self) -> None:
        settings = TaskSettings.migrate_and_follow(stop_before_cached_changes=True)

        assert settings.full_load.stop_after is StopAfter.CACHED_CHANGES_NOT_APPLIED
        assert settings.describe()[2].endswith(": indexes are built faster before changes come in.")

    def test_keeps_control_tables(self) -> None:
        assert TaskSettings.migrate_and_follow().control_tables == TaskSettings().control_tables

    def test_fails_when_a_switch_is_none(self) -> None:
        with pytest.raises(ConfigurationError, match="stop_before_cached_changes must be of type bool") as caught:
            TaskSettings.migrate_and_follow(stop_before_cached_changes="yes")

        assert caught.value.code == "DMS-S027"


class TestHighThroughputCdc:
    def memory(self, settings: TaskSettings) -> tuple[int, int]:
        return settings.change_processing.memory_limit_total_mb, settings.batch_apply.memory_limit_mb

    @pytest.mark.parametrize(
        ("memory_gib", "megabytes"), [(None, (4096, 1500)), (16, (4096, 1500)), (13.7, (4096, 1500)), (4, (1199, 439))]
    )
    def test_memory_follows_the_instance(self, memory_gib, megabytes: tuple[int, int]) -> None:
        assert self.memory(TaskSettings.high_throughput_cdc(memory_gib=memory_gib)) == megabytes

    @given(st.floats(0.1, 2000), st.floats(0.1, 2000))
    def test_more_memory_is_never_less_for_the_task(self, one: float, other: float) -> None:
        small, large = (self.memory(TaskSettings.high_throughput_cdc(memory_gib=size)) for size in sorted((one, other)))

        assert small[0] <= large[0]
        assert small[1] <= large[1]

    def test_little_memory_is_the_reason_for_small_limits(self) -> None:
        sentences = TaskSettings.high_throughput_cdc(memory_gib=4).describe()

        assert (
            "ChangeProcessingTuning.BatchApplyMemoryLimit is 439 MB (the published default is 500 MB): open "
            "transactions and batches share 40% of the instance's 4 GiB."
        ) in sentences

    def test_enough_memory_has_reasons_of_its_own(self) -> None:
        sentences = TaskSettings.high_throughput_cdc(memory_gib=16).describe()

        assert any(
            each.endswith("is 1500 MB (the published default is 500 MB): larger batches save more.")
            for each in sentences
        )

    @pytest.mark.parametrize("memory_gib", [0, -1, float("nan"), float("inf"), "16", True])
    def test_fails_when_memory_is_no_number(self, memory_gib) -> None:
        with pytest.raises(ConfigurationError, match="memory_gib must be a number above 0") as caught:
            TaskSettings.high_throughput_cdc(memory_gib=memory_gib)

        assert caught.value.code == "DMS-S027"

    def test_lobs_are_limited_whatever_their_lengths(self) -> None:
        settings = TaskSettings.high_throughput_cdc(lobs=LobSizes(largest_kb=5000))

        assert settings.lobs == LimitedLobs(max_size_kb=5000)

    def test_fails_when_lobs_are_too_long_for_batches(self) -> None:
        with pytest.raises(ConfigurationError, match="at most 102400 KB") as caught:
            TaskSettings.high_throughput_cdc(lobs=LobSizes(largest_kb=102_401))

        assert caught.value.code == "DMS-S027"

    def test_fails_when_lobs_are_to_move_whole(self) -> None:
        with pytest.raises(ConfigurationError) as caught:
            TaskSettings.high_throughput_cdc(lobs=FullLobs())

        assert caught.value.code == "DMS-S014"


class TestValidationOnly:
    def test_compares_and_moves_nothing(self) -> None:
        validation = TaskSettings.validation_only(thread_count=9).validation

        assert (validation.enabled, validation.only, validation.thread_count) == (True, True, 9)

    def test_is_for_one_kind_of_task_at_a_time(self) -> None:
        with pytest.raises(ConfigurationError) as caught:
            TaskSettings.validation_only().check(migration_type=BOTH)

        assert caught.value.code == "DMS-S019"


class TestLobSizes:
    @pytest.mark.parametrize(
        ("sizes", "lobs", "reason"),
        [
            (LobSizes(largest_kb=1), LimitedLobs(max_size_kb=1), "the longest LOB is 1 KB long"),
            (LobSizes(largest_kb=63), LimitedLobs(max_size_kb=63), "none is cut off in the fastest mode"),
            (LobSizes(largest_kb=64), InlineLobs(inline_max_size_kb=63), "nothing is known about most"),
            (
                LobSizes(largest_kb=9000, typical_kb=12),
                InlineLobs(inline_max_size_kb=12),
                "most are at most 12 KB long, so they travel with their rows",
            ),
            (
                LobSizes(largest_kb=9000, typical_kb=63),
                InlineLobs(inline_max_size_kb=63),
                "most are at most 63 KB long",
            ),
            (LobSizes(largest_kb=9000, typical_kb=64), FullLobs(), "most LOBs are longer than 63 KB"),
        ],
    )
    def test_lengths_decide_the_mode(self, sizes: LobSizes, lobs, reason: str) -> None:
        mode, why = lobs_for(sizes)

        assert mode == lobs
        assert reason in why

    @given(st.integers(1, 10**7), st.none() | st.integers(1, 10**7))
    def test_no_lob_is_ever_cut_off(self, largest: int, typical: int | None) -> None:
        mode, _ = lobs_for(LobSizes(largest_kb=largest, typical_kb=min(typical, largest) if typical else None))

        assert not isinstance(mode, LimitedLobs) or mode.max_size_kb >= largest

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ({"largest_kb": 0}, "largest_kb must be 1 KB or more, got 0"),
            ({"largest_kb": None}, "largest_kb must be given"),
            ({"largest_kb": 1.5}, "largest_kb must be a whole number"),
            ({"largest_kb": 5, "typical_kb": 0}, "typical_kb must be 1 KB or more"),
            ({"largest_kb": 5, "typical_kb": 6}, "typical_kb must not be above largest_kb, got 6 and 5"),
        ],
    )
    def test_fails_when_a_length_can_not_be(self, arguments: dict, message: str) -> None:
        with pytest.raises(ConfigurationError, match=message) as caught:
            LobSizes(**arguments)

        assert caught.value.code == "DMS-S027"

    @WITH_LOBS
    def test_every_profile_takes_lengths(self, name: str) -> None:
        assert PROFILES[name][0](lobs=LobSizes(largest_kb=40)).lobs == LimitedLobs(max_size_kb=40)

    @WITH_LOBS
    def test_every_profile_takes_a_mode(self, name: str) -> None:
        assert PROFILES[name][0](lobs=NoLobs()).lobs == NoLobs()

    @WITH_LOBS
    def test_every_profile_says_why(self, name: str) -> None:
        assert (
            PROFILES[name][0](lobs=LobSizes(largest_kb=40))
            .describe()[0]
            .startswith("LOBs longer than 40 KB are truncated to 40 KB: the longest LOB is 40 KB long")
        )

    @WITH_LOBS
    def test_fails_when_lobs_are_something_else(self, name: str) -> None:
        with pytest.raises(ConfigurationError, match="lobs must be a mode such as") as caught:
            PROFILES[name][0](lobs=64)

        assert caught.value.code == "DMS-S027"


class TestReasons:
    REASON = Reason(key="FullLoadSettings.CommitRate", value=5, because="rows are long")

    def test_a_reason_is_said_with_its_choice(self) -> None:
        settings = TaskSettings(raw={"FullLoadSettings": {"CommitRate": 5}}, reasons=[self.REASON])

        assert settings.describe()[-1] == "FullLoadSettings.CommitRate is 5, given in raw: rows are long."

    def test_a_reason_is_no_longer_said_when_the_choice_changed(self) -> None:
        settings = TaskSettings(raw={"FullLoadSettings": {"CommitRate": 6}}, reasons=[self.REASON])

        assert settings.describe()[-1] == "FullLoadSettings.CommitRate is 6, given in raw."

    def test_a_reason_makes_no_difference(self) -> None:
        assert TaskSettings(reasons=[self.REASON]) == TaskSettings()
        assert TaskSettings(reasons=[self.REASON]).to_json() == TaskSettings().to_json()

    def test_fails_when_a_reason_is_for_an_unknown_key(self) -> None:
        with pytest.raises(ConfigurationError, match=r"did you mean 'FullLoadSettings\.CommitRate'") as caught:
            Reason(key="FullLoadSettings.CommitRat", value=5, because="rows are long")

        assert caught.value.code == "DMS-S007"

    def test_fails_when_a_reason_says_nothing(self) -> None:
        with pytest.raises(ConfigurationError, match=r"Reason\.because must not be empty") as caught:
            Reason(key="FullLoadSettings.CommitRate", value=5, because=" ")

        assert caught.value.code == "DMS-S004"

    @pytest.mark.parametrize("reasons", [REASON, "because", ["because"], 5])
    def test_fails_when_reasons_are_none(self, reasons) -> None:
        with pytest.raises(ConfigurationError, match=r"TaskSettings\.reasons must") as caught:
            TaskSettings(reasons=reasons)

        assert caught.value.code == "DMS-S005"


def test_batches_take_lobs_as_long_as_a_limit_may_be() -> None:
    settings = TaskSettings.high_throughput_cdc(lobs=LobSizes(largest_kb=102_400))

    assert settings.lobs == LimitedLobs(max_size_kb=102_400)


class TestStrict:
    def test_says_what_happens_on_each_error(self) -> None:
        suspend, stop = "SUSPEND_TABLE", "STOP_TASK"

        assert {
            name.split(".")[1]: value
            for name, value in TaskSettings.strict().values.items()
            if name.startswith("ErrorBehavior.")
        } == {
            "DataErrorPolicy": suspend,
            "DataTruncationErrorPolicy": suspend,
            "DataErrorEscalationPolicy": stop,
            "TableErrorPolicy": stop,
            "ApplyErrorDeletePolicy": suspend,
            "ApplyErrorInsertPolicy": suspend,
            "ApplyErrorUpdatePolicy": suspend,
            "ApplyErrorEscalationPolicy": stop,
        }

    def test_compares_rows(self) -> None:
        assert TaskSettings.strict().validation.enabled is True
