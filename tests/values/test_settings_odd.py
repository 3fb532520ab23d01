"""Odd settings: what nobody means to write, and what must yet be refused in words, or kept as it is."""

import dataclasses
import json
from collections.abc import Callable
from typing import Any

import pytest

from dms_constructs import ConfigurationError, EngineName, Include, MigrationType, TableMappings, unchecked
from dms_constructs.settings import (
    CharacterSets,
    ControlTables,
    FullLoad,
    FullLobs,
    LimitedLobs,
    LogComponent,
    Logging,
    Resync,
    TaskSettings,
    TimeTravel,
    TimeTravelEncryption,
    Validation,
)

CDC = MigrationType.CDC
MAPPINGS = TableMappings(Include(schema="shop"))
HUGE = 10**5000
"""A number that Python itself does not write out."""


SILENT = TaskSettings(full_load=None, control_tables=None, logging=None)
"""What an empty document says."""


def deep(levels: int) -> dict[str, Any]:
    document: dict[str, Any] = {}
    for _ in range(levels):
        document = {unchecked("New"): document}
    return document


def run(code: str) -> TaskSettings:
    names: dict[str, Any] = {}
    exec(compile(code.encode(), "code", "exec"), names)
    return names["task_settings"]


def refused(code: str, message: str, make: Callable[[], object]) -> None:
    with pytest.raises(ConfigurationError, match=message) as caught:
        make()

    assert caught.value.code == code


class TestTexts:
    @pytest.mark.parametrize(
        ("text", "message"),
        [
            pytest.param(b"\xff{}", "must be JSON text in UTF-8", id="no UTF-8"),
            pytest.param('{"A": 1' + "0" * 5000 + "}", "a number with too many digits", id="digits"),
            pytest.param('{"A":' * 100_000, "nested too deeply", id="brackets"),
            pytest.param('{"A":' * 600 + "1" + "}" * 600, "nested", id="sections"),
            pytest.param('{"A": 1, "B": 2, "B": 3}', "have the key B twice", id="twice"),
        ],
    )
    def test_fails_when_it_cannot_be_read(self, text: str, message: str) -> None:
        with pytest.raises(ConfigurationError, match=message):
            TaskSettings.from_json(text)

    def test_fails_when_dictionaries_are_nested_without_end(self) -> None:
        endless: dict[str, Any] = {}
        endless["New"] = endless

        refused("DMS-S011", "nested too deeply", lambda: TaskSettings.from_dict(endless))

    def test_fails_when_raw_is_nested_without_end(self) -> None:
        endless: dict[str, Any] = {}
        endless[unchecked("New")] = endless

        refused("DMS-S010", "^TaskSettings.raw is nested more than 32 levels deep", lambda: TaskSettings(raw=endless))

    def test_fails_when_raw_is_nested_deeper_than_any_setting(self) -> None:
        TaskSettings(raw=deep(32))

        refused("DMS-S010", "nested more than 32 levels", lambda: TaskSettings(raw=deep(33)))

    def test_digits_of_other_scripts_are_no_number(self) -> None:
        refused("DMS-S001", "got '٣'", lambda: TaskSettings.from_json('{"FullLoadSettings": {"CommitRate": "٣"}}'))

    def test_a_number_in_quotes_may_be_long(self) -> None:
        text = json.dumps({"FullLoadSettings": {"CommitRate": "1" * 5000}})

        refused("DMS-S001", "must be a whole number", lambda: TaskSettings.from_json(text))


def test_fails_when_a_number_stands_for_a_switch_that_a_group_stands_for() -> None:
    document = {"TargetMetadata": {"BatchApplyEnabled": 1}}

    refused("DMS-S002", "BatchApplyEnabled must be True or False, got 1", lambda: TaskSettings.from_dict(document))


class TestHugeNumbers:
    def test_fails_when_a_number_has_more_than_64_bits(self) -> None:
        raw = {"ChangeProcessingTuning": {"MemoryLimitTotal": 2**63}}

        refused("DMS-S010", r"MemoryLimitTotal must fit into 64 bits", lambda: TaskSettings(raw=raw))

    def test_fails_when_a_number_of_a_group_has_more_than_64_bits(self) -> None:
        refused(
            "DMS-S001",
            r"\(TargetMetadata.LobChunkSize\) must fit into 64 bits, got 9223372036854775808",
            lambda: FullLobs(chunk_size_kb=2**63),
        )
        assert FullLobs(chunk_size_kb=2**63 - 1).chunk_size_kb == 2**63 - 1

    def test_fails_in_words_when_not_even_python_can_write_it(self) -> None:
        refused("DMS-S001", "got int with too many digits", lambda: FullLoad(commit_rate=HUGE))
        refused("DMS-S001", "got list with too many digits", lambda: FullLoad(commit_rate=[HUGE]))  # type: ignore[arg-type]
        refused("DMS-S002", "got int with too many digits", lambda: FullLoad(create_pk_after_full_load=HUGE))  # type: ignore[arg-type]

    def test_code_points_are_short(self) -> None:
        listed = [{"SourceCharacterCodePoint": HUGE, "TargetCharacterCodePoint": 0}]
        document = {"CharacterSetSettings": {"CharacterReplacements": listed}}

        refused("DMS-S010", "must fit into 64 bits", lambda: TaskSettings.from_dict(document))

    def test_an_instance_of_any_size_is_large_enough(self) -> None:
        assert TaskSettings.high_throughput_cdc(memory_gib=10**400) == TaskSettings.high_throughput_cdc()


class TestLetterCase:
    def test_fails_to_choose_between_two_odd_spellings(self) -> None:
        settings = TaskSettings.from_dict({"FullLoadSettings": {"commitrate": 1000, "COMMITRATE": 2000}})

        assert settings.to_dict()["FullLoadSettings"] == {
            "COMMITRATE": 2000,
            "CommitRate": 1000,
        }
        assert "settings.unknownKey" in {finding.id for finding in settings.findings}

    def test_two_odd_spellings_may_say_the_same(self) -> None:
        settings = TaskSettings.from_dict({"FullLoadSettings": {"commitrate": 1000, "COMMITRATE": 1000}})

        assert settings == dataclasses.replace(
            SILENT, full_load=FullLoad(target_table_prep_mode=None, commit_rate=1000)
        )

    def test_a_null_does_not_stand_in_the_way_of_another_spelling(self) -> None:
        settings = TaskSettings.from_dict({"FullLoadSettings": {"commitRate": 1000, "CommitRate": None}})

        assert settings == dataclasses.replace(
            SILENT, full_load=FullLoad(target_table_prep_mode=None, commit_rate=1000)
        )

    def test_a_name_with_a_dot_is_no_section(self) -> None:
        dotted = TaskSettings.from_dict({"FullLoadSettings.CommitRate": 1000})

        assert [each.key for each in dotted.differs_from(TaskSettings.from_dict({}))] == [
            '"FullLoadSettings.CommitRate"'
        ]
        assert '"FullLoadSettings.CommitRate" is 1000, given in raw.' in dotted.describe()

    def test_an_empty_section_says_nothing(self) -> None:
        assert TaskSettings.from_dict({"FullLoadSettings": {}}) == SILENT


class TestUncheckedNames:
    """What the name of a key is marked for: no check and no rule looks at it, whatever is done with the settings."""

    @pytest.mark.parametrize(
        "raw",
        [
            pytest.param({"ValidationSettings": {unchecked("ThreadCount"): {}}}, id="value"),
            pytest.param(
                {"ValidationSettings": {"ValidationOnly": True, unchecked("EnableValidation"): []}}, id="list"
            ),
            pytest.param({unchecked("ValidationSettings"): {"ThreadCount": "many"}}, id="value under a section"),
            pytest.param({unchecked("FullLoadSettings"): 5}, id="section"),
            pytest.param({"BeforeImageSettings": {"EnableBeforeImage": unchecked(-0.0)}}, id="number"),
            pytest.param({"ValidationSettings": {"EnableValidation": unchecked(1)}}, id="number for a switch"),
            pytest.param(
                {
                    "ValidationSettings": {"ValidationOnly": True, "EnableValidation": True},
                    "FullLoadSettings": {"TargetTablePrepMode": unchecked("DROP_AND_CREATE")},
                },
                id="legal value",
            ),
            pytest.param(
                {
                    "TargetMetadata": {
                        "SupportLobs": True,
                        "FullLobMode": True,
                        "LimitedSizeLobMode": False,
                        "InlineLobMaxSize": unchecked(0),
                    }
                },
                id="inline",
            ),
            pytest.param(
                {unchecked("TargetMetadata"): {"FullLobMode": True, "LimitedSizeLobMode": True}},
                id="rule under a section",
            ),
        ],
    )
    def test_it_becomes_code_and_normal_and_means_the_same(self, raw: dict) -> None:
        settings = TaskSettings(raw=raw)

        for same in (settings.normalized(), run(settings.to_python())):
            assert settings.differs_from(same) == ()
            assert same.normalized() == settings.normalized()

    def test_a_section_that_is_none_differs(self) -> None:
        raw = {unchecked("FullLoadSettings"): 5}

        assert [str(each) for each in TaskSettings(raw=raw).differs_from(TaskSettings())] == [
            "FullLoadSettings: 5 here, not set, so not known there"
        ]

    def test_past_a_rule_about_the_task_there_is_a_warning(self) -> None:
        settings = TaskSettings(raw={"ResyncSettings": {unchecked("EnableResync"): True}}, validation=Validation())

        messages = {each.id: each.message for each in settings.check(migration_type=CDC)}

        assert messages["settings.uncheckedRule"] == (
            "Resync needs schedule and max_time_minutes when the task replicates changes, got no schedule [DMS-S023]"
        )
        assert settings.check(migration_type=MigrationType.FULL_LOAD) == settings.findings

    def test_settings_that_are_equal_but_for_the_mark_are_checked_each_for_itself(self) -> None:
        past = TaskSettings(raw={"ResyncSettings": {unchecked("EnableResync"): True}})
        past.check(migration_type=CDC)

        refused("DMS-S023", "got no schedule", lambda: TaskSettings(resync=Resync()).check(migration_type=CDC))
        same = TaskSettings(raw={"ResyncSettings": {"EnableResync": True}})
        refused("DMS-S023", "got no schedule", lambda: same.check(migration_type=CDC))

    def test_equal_values_of_which_one_is_unchecked_are_checked_each_for_itself(self) -> None:
        def ids(lobs: FullLobs) -> set[str]:
            return {each.id for each in TaskSettings(lobs=lobs).check(migration_type=CDC)}

        assert "settings.lobChunkSize" not in ids(FullLobs(chunk_size_kb=unchecked(100)))
        assert "settings.lobChunkSize" in ids(FullLobs(chunk_size_kb=100))


class TestReadThoughRefused:
    """What the service may return and the groups refuse: it is kept as raw, with its meaning."""

    def test_context_of_a_silent_log(self) -> None:
        settings = TaskSettings.from_dict({"Logging": {"EnableLogging": False, "EnableLogContext": True}})

        assert settings.logging == Logging(enabled=False)
        assert settings.to_dict()["Logging"] == {"EnableLogging": False, "EnableLogContext": True}

    def test_a_silent_log_without_context_needs_no_raw(self) -> None:
        settings = TaskSettings.from_dict({"Logging": {"EnableLogging": False, "EnableLogContext": False}})

        assert settings.logging == Logging(enabled=False, enable_log_context=False)
        assert settings.raw is None

    def test_new_component_of_a_silent_log(self) -> None:
        listed = [{"Id": "NEW", "Severity": "LOGGER_SEVERITY_DEBUG"}]
        settings = TaskSettings.from_dict({"Logging": {"EnableLogging": False, "LogComponents": listed}})

        assert settings.to_dict()["Logging"] == {"EnableLogging": False, "LogComponents": listed}

    @pytest.mark.parametrize(
        "section",
        [
            {"EncryptionMode": "SSE_S3", "ServerSideEncryptionKmsKeyId": "key"},
            {"ServerSideEncryptionKmsKeyId": "key"},
            {"EncryptionMode": "SSE_KMS"},
        ],
        ids=["another mode", "no mode", "no key"],
    )
    def test_key_and_mode_of_time_travel(self, section: dict) -> None:
        where = {"BucketName": "bucket", "ServiceAccessRoleArn": "${Token[TOKEN.1]}"}
        document = {"TTSettings": {"EnableTT": True, "TTS3Settings": {**where, **section}}}
        settings = TaskSettings.from_dict(document)

        assert settings.time_travel == TimeTravel(bucket_name="bucket", service_access_role_arn="${Token[TOKEN.1]}")
        assert settings.to_dict()["TTSettings"] == document["TTSettings"]

    def test_key_and_mode_that_fit_are_read_into_the_group(self) -> None:
        travel = TimeTravel(
            bucket_name="bucket",
            service_access_role_arn="arn:aws:iam::111122223333:role/dms-tt-s3-access-role",
            encryption_mode=TimeTravelEncryption.SSE_KMS,
            server_side_encryption_kms_key_id="key",
        )

        assert TaskSettings.from_json(TaskSettings(time_travel=travel).to_json()).time_travel == travel

    def test_a_character_that_is_known_at_deployment_only(self) -> None:
        support = {"CharacterSet": "UTF8", "ReplaceWithCharacterCodePoint": "${Token[TOKEN.1]}"}
        document = {"CharacterSetSettings": {"CharacterSetSupport": support}}

        assert TaskSettings.from_dict(document).to_dict()["CharacterSetSettings"] == document["CharacterSetSettings"]


class TestCharacters:
    @pytest.mark.parametrize("character", ["\0", "\ud800"], ids=["nothing", "half"])
    def test_fails_when_it_is_none_that_dms_has(self, character: str) -> None:
        message = "must be one character"

        refused("DMS-S026", message, lambda: CharacterSets(replacements={character: "a"}))
        refused("DMS-S026", message, lambda: CharacterSets(replacements={"a": character}))
        refused("DMS-S026", message, lambda: CharacterSets(character_set="UTF8", replace_with=character))

    @pytest.mark.parametrize("spelled", ["20", 20, "0020", "00000020"], ids=repr)
    def test_a_code_point_is_the_same_in_every_spelling(self, spelled: object) -> None:
        def settings(code: object) -> TaskSettings:
            support = {"CharacterSet": "${Token[TOKEN.1]}", "ReplaceWithCharacterCodePoint": code}
            return TaskSettings(raw={"CharacterSetSettings": {"CharacterSetSupport": support}})

        assert settings(spelled).differs_from(settings(20)) == ()
        assert len(settings(spelled).differs_from(settings(21))) == 1

    def test_no_set_and_nothing_in_its_place_are_kept_as_raw(self) -> None:
        support = {"CharacterSet": "", "ReplaceWithCharacterCodePoint": 0}
        document = {"CharacterSetSettings": {"CharacterSetSupport": support}}

        assert TaskSettings.from_dict(document) == dataclasses.replace(SILENT, raw=document)

    def test_what_replaces_nothing_is_kept_as_raw(self) -> None:
        section = {"CharacterReplacements": [{"SourceCharacterCodePoint": 0, "TargetCharacterCodePoint": 61}]}
        settings = TaskSettings.from_dict({"CharacterSetSettings": section})

        assert settings.character_sets is None
        assert settings.to_dict()["CharacterSetSettings"] == section


class TestMeaning:
    def test_what_depends_on_something_that_is_itself_off_says_nothing(self) -> None:
        traces = {"EnableLogging": False, "LogConfiguration": {"EnableTraceOnError": True, "TraceOnErrorMb": 20}}
        settings = TaskSettings.from_dict({"Logging": traces})

        assert settings.differs_from(TaskSettings.from_dict({"Logging": {"EnableLogging": False}})) == ()

    def test_lob_pieces_of_0_as_the_service_returns_them_might_be_the_default(self) -> None:
        def settings(size: int) -> TaskSettings:
            mode = {"SupportLobs": True, "FullLobMode": True, "LimitedSizeLobMode": False, "LobChunkSize": size}
            return TaskSettings.from_dict({"TargetMetadata": mode})

        assert [each.might_be_same for each in settings(0).differs_from(settings(64))] == [True]
        assert [each.might_be_same for each in settings(0).differs_from(settings(32))] == [False]

    def test_operations_of_time_travel_come_in_any_order_and_with_blanks(self) -> None:
        def settings(operations: str) -> TaskSettings:
            where = {"TTS3Settings": {"BucketName": "bucket", "ServiceAccessRoleArn": "${Token[TOKEN.1]}"}}
            return TaskSettings.from_dict(
                {"TTSettings": {"EnableTT": True, "TTRecordSettings": {"OperationsToLog": operations}, **where}}
            )

        assert settings("UPDATE, DELETE").differs_from(settings("DELETE,UPDATE")) == ()
        assert settings("UPDATE, DELETE").time_travel == settings("UPDATE,DELETE").time_travel
        half = {"TTSettings": {"EnableTT": True, "TTRecordSettings": {"OperationsToLog": "UPDATE, DELETE"}}}
        other = {"TTSettings": {"EnableTT": True, "TTRecordSettings": {"OperationsToLog": "DELETE,UPDATE"}}}
        assert TaskSettings.from_dict(half).differs_from(TaskSettings.from_dict(other)) == ()

    def test_a_way_to_encrypt_that_this_version_does_not_know_may_have_a_key(self) -> None:
        mode = unchecked("SSE_NEW")
        travel = TimeTravel(
            bucket_name="bucket",
            service_access_role_arn="${Token[TOKEN.1]}",
            encryption_mode=mode,  # type: ignore[arg-type]
            server_side_encryption_kms_key_id="key",
        )

        assert travel.said["TTSettings.TTS3Settings.EncryptionMode"] == "SSE_NEW"


class TestCode:
    @pytest.mark.parametrize("text", ["\ud800", "\0", "a\u2028b", "\x85", "ü", "'\"\\", "\U0001f600"], ids=ascii)
    def test_any_text_becomes_a_program(self, text: str) -> None:
        settings = TaskSettings(control_tables=ControlTables(control_schema=text), raw={unchecked(f"New {text}"): text})

        assert run(settings.to_python()).differs_from(settings) == ()


class TestCheck:
    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ({"migration_type": "cdc"}, "migration_type must be one of dms.MigrationType.FULL_LOAD, .*got 'cdc'"),
            ({"migration_type": None}, "migration_type must be one of"),
            ({"migration_type": CDC, "source_engine": "mysql"}, "source_engine must be of type EngineName"),
            ({"migration_type": CDC, "target_engine": ["mysql"]}, "target_engine must be of type EngineName"),
            ({"migration_type": CDC, "table_mappings": "{}"}, "table_mappings must be of type TableMappings"),
            (
                {"migration_type": CDC, "table_mappings": MAPPINGS, "catalog": {}},
                "catalog must be of type Catalog",
            ),
        ],
        ids=["type", "no type", "source", "target", "mappings", "catalog"],
    )
    def test_fails_when_an_argument_has_the_wrong_type(self, arguments: dict, message: str) -> None:
        refused("DMS-S005", message, lambda: TaskSettings().check(**arguments))

    def test_says_the_same_each_time(self) -> None:
        settings = TaskSettings(lobs=LimitedLobs(max_size_kb=0), validation=Validation())
        once = settings.check(migration_type=CDC, target_engine=EngineName.MYSQL)

        assert settings.check(migration_type=CDC, target_engine=EngineName.MYSQL) == once
        assert settings.check(migration_type=CDC, source_engine=EngineName.MYSQL) == settings.findings


def test_a_new_log_component_needs_its_severity() -> None:
    refused(
        "DMS-S003",
        "did you mean 'SORTER'",
        lambda: TaskSettings.from_dict({"Logging": {"LogComponents": [{"Id": "SORTR"}]}}),
    )
    assert LogComponent.SORTER.value == "SORTER"
