"""Groups that are more than one field for one key: character sets and time travel."""

import copy
import pickle

import pytest
from hypothesis import given, strategies as st

from dms_constructs import ConfigurationError, EngineName, MigrationType, unchecked
from dms_constructs.settings import (
    CharacterSets,
    ErrorPolicy,
    LoggedOperation,
    RawDataFormat,
    TaskSettings,
    TimeTravel,
    TimeTravelEncryption,
)

ROLE = "arn:aws:iam::111122223333:role/dms-tt-s3-access-role"


def section(settings: TaskSettings, name: str) -> dict:
    return settings.to_dict()[name]


class TestCharacterSets:
    def test_characters_are_code_points_in_hexadecimal(self) -> None:
        settings = TaskSettings(character_sets=CharacterSets(replacements={"b": "a", "K": "", "\u017d": "\u0180"}))

        assert section(settings, "CharacterSetSettings") == {
            "CharacterReplacements": [
                {"SourceCharacterCodePoint": "004B", "TargetCharacterCodePoint": 0},
                {"SourceCharacterCodePoint": 62, "TargetCharacterCodePoint": 61},
                {"SourceCharacterCodePoint": "017D", "TargetCharacterCodePoint": 180},
            ]
        }

    def test_a_character_set_has_a_last_resort(self) -> None:
        settings = TaskSettings(character_sets=CharacterSets(character_set="UTF8", replace_with="?"))

        assert section(settings, "CharacterSetSettings") == {
            "CharacterSetSupport": {"CharacterSet": "UTF8", "ReplaceWithCharacterCodePoint": "003F"}
        }

    @given(
        st.dictionaries(
            st.characters(exclude_categories=["Cs"], min_codepoint=1), st.sampled_from(["", "a", "ž", "\u2028"])
        ),
        st.none() | st.just("UTF8"),
    )
    def test_what_was_written_is_read_back(self, replacements: dict, character_set: str | None) -> None:
        if not replacements and character_set is None:
            return
        settings = TaskSettings(character_sets=CharacterSets(replacements=replacements, character_set=character_set))

        assert TaskSettings.from_json(settings.to_json()) == settings

    def test_the_last_of_two_replacements_holds(self) -> None:
        pairs = [{"SourceCharacterCodePoint": 62, "TargetCharacterCodePoint": to} for to in (61, 63)]

        settings = TaskSettings.from_dict({"CharacterSetSettings": {"CharacterReplacements": pairs}})

        assert settings.character_sets == CharacterSets(replacements={"b": "c"})

    @pytest.mark.parametrize("point", ["zz", "110000", "D800", 5.5])
    def test_fails_when_a_code_point_is_none(self, point) -> None:
        pair = {"SourceCharacterCodePoint": point, "TargetCharacterCodePoint": 61}

        with pytest.raises(ConfigurationError, match="must be the hexadecimal digits") as caught:
            TaskSettings(raw={"CharacterSetSettings": {"CharacterReplacements": [pair]}})

        assert caught.value.code == "DMS-S026"

    @pytest.mark.parametrize(
        ("arguments", "code", "message"),
        [
            ({}, "DMS-S026", "replaces nothing: give replacements or character_set"),
            ({"replacements": {"ab": "c"}}, "DMS-S026", "must be one character, got 'ab'"),
            ({"replacements": {"": "c"}}, "DMS-S026", "must be one character, got ''"),
            (
                {"replacements": {"a": "bc"}},
                "DMS-S026",
                "of 'a' in CharacterSets.replacements must be one character, or '' to delete it, got 'bc'",
            ),
            ({"replacements": {"a": 98}}, "DMS-S026", "got 98"),
            ({"replacements": ["a"]}, "DMS-S005", "must be a mapping"),
            ({"replace_with": "?"}, "DMS-S026", "replace_with needs character_set"),
            ({"character_set": "UTF8", "replace_with": "??"}, "DMS-S026", "replace_with must be one character"),
            ({"character_set": " "}, "DMS-S004", "character_set"),
        ],
    )
    def test_fails_when_it_can_not_be(self, arguments: dict, code: str, message: str) -> None:
        with pytest.raises(ConfigurationError) as caught:
            CharacterSets(**arguments)

        assert caught.value.code == code
        assert message in str(caught.value)

    def test_says_what_becomes_of_characters(self) -> None:
        sets = CharacterSets(replacements={"b": "a", "¶": ""}, character_set="UTF8", replace_with="")

        assert sets.describe() == (
            "Characters that the character set UTF8 lacks are deleted.",
            "In all strings, 'b' becomes 'a', '¶' is deleted.",
        )


class TestTimeTravel:
    def test_says_all_of_its_section(self) -> None:
        travel = TimeTravel(
            bucket_name="log",
            service_access_role_arn=ROLE,
            bucket_folder="shop",
            encryption_mode=TimeTravelEncryption.SSE_KMS,
            server_side_encryption_kms_key_id="key",
            enable_raw_data=True,
            raw_data_format=RawDataFormat.HEX,
            operations_to_log=[LoggedOperation.DELETE, LoggedOperation.UPDATE, LoggedOperation.DELETE],
            max_record_size=128,
            fail_task_on_tt_failure=True,
        )

        assert section(TaskSettings(time_travel=travel), "TTSettings") == {
            "EnableTT": True,
            "FailTaskOnTTFailure": True,
            "TTRecordSettings": {
                "EnableRawData": True,
                "MaxRecordSize": 128,
                "OperationsToLog": "DELETE,UPDATE",
                "RawDataFormat": "HEX",
            },
            "TTS3Settings": {
                "BucketFolder": "shop",
                "BucketName": "log",
                "EncryptionMode": "SSE_KMS",
                "ServerSideEncryptionKmsKeyId": "key",
                "ServiceAccessRoleArn": ROLE,
            },
        }
        assert TaskSettings.from_dict(TaskSettings(time_travel=travel).to_dict()).time_travel == travel

    @pytest.mark.parametrize(
        "arguments",
        [
            {"encryption_mode": TimeTravelEncryption.SSE_KMS},
            {"server_side_encryption_kms_key_id": "key"},
            {"encryption_mode": TimeTravelEncryption.SSE_S3, "server_side_encryption_kms_key_id": "key"},
        ],
    )
    def test_fails_when_mode_and_key_do_not_fit(self, arguments: dict) -> None:
        with pytest.raises(
            ConfigurationError, match="need each other, got .*; (give the key|write encryption_mode=)"
        ) as caught:
            TimeTravel(bucket_name="log", service_access_role_arn=ROLE, **arguments)

        assert caught.value.code == "DMS-S025"

    @pytest.mark.parametrize(
        ("operations", "code", "message"),
        [
            ("DELETE", "DMS-S005", "must be a list such as"),
            (5, "DMS-S005", "must be a list such as"),
            (["DELETE"], "DMS-S003", "must hold dms.LoggedOperation.INSERT, .*, got 'DELETE'"),
        ],
    )
    def test_fails_when_operations_are_none(self, operations, code: str, message: str) -> None:
        with pytest.raises(ConfigurationError, match=message) as caught:
            TimeTravel(bucket_name="log", service_access_role_arn=ROLE, operations_to_log=operations)

        assert caught.value.code == code

    @pytest.mark.parametrize(
        ("role", "ids"),
        [
            (ROLE, []),
            ("arn:aws:iam::111122223333:role/other", ["settings.timeTravelRole"]),
            ("arn:aws:iam::111122223333:role/my-dms-tt-s3-access-role", ["settings.timeTravelRole"]),
            ("dms-tt-s3-access-role", ["settings.timeTravelRole"]),
            ("arn:aws:iam::111122223333:user/dms-tt-s3-access-role", ["settings.timeTravelRole"]),
            ("arn:${Token[AWS.Partition.1]}:iam::111122223333:role/other", ["settings.timeTravelRole"]),
            ("arn:${Token[AWS.Partition.1]}:iam::111122223333:role/dms-tt-s3-access-role", []),
            ("arn:aws-cn:iam::111122223333:role/service/dms-tt-s3-access-role", []),
            ("${Token[TOKEN.5]}", []),
        ],
    )
    def test_the_role_has_a_name_that_dms_looks_for(self, role: str, ids: list[str]) -> None:
        travel = TimeTravel(bucket_name="log", service_access_role_arn=role)

        assert [finding.id for finding in TaskSettings(time_travel=travel).findings] == ids

    @pytest.mark.parametrize(
        ("bucket", "fix"),
        [
            ("s3://shop-log", 'bucket_name="shop-log"'),
            ("s3://shop-log/of/2026/", 'bucket_name="shop-log", bucket_folder="of/2026"'),
            ("arn:aws:s3:::shop-log", 'bucket_name="shop-log"'),
            ("shop-log/changes", 'bucket_name="shop-log", bucket_folder="changes"'),
            ("Shop_Log", 'bucket_name="shop-changes"'),
        ],
    )
    def test_the_bucket_is_a_name(self, bucket: str, fix: str) -> None:
        travel = TimeTravel(bucket_name=bucket, service_access_role_arn=ROLE)

        (finding,) = TaskSettings(time_travel=travel).findings

        assert (finding.id, finding.fix) == ("settings.timeTravelBucket", f"write {fix}")

    @pytest.mark.parametrize("bucket", ["shop-log", "shop.log.2026", "${Token[TOKEN.5]}", unchecked("Shop_Log")])
    def test_a_name_of_a_bucket_passes(self, bucket: str) -> None:
        assert TaskSettings(time_travel=TimeTravel(bucket_name=bucket, service_access_role_arn=ROLE)).findings == ()

    def test_has_no_effect_with_a_mysql_source(self) -> None:
        settings = TaskSettings(time_travel=TimeTravel(bucket_name="log", service_access_role_arn=ROLE))

        found = settings.check(migration_type=MigrationType.CDC, source_engine=EngineName.MYSQL)

        assert [finding.id for finding in found] == ["settings.noEffectForEngine"]
        assert "TTSettings.EnableTT" in found[0].message

    def test_an_unchecked_mode_passes(self) -> None:
        TimeTravel(bucket_name="log", service_access_role_arn=ROLE, encryption_mode=unchecked("SSE_NEW"))


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda value: pickle.loads(pickle.dumps(value))])
def test_a_copy_of_a_group_says_the_same(copied) -> None:
    policy = ErrorPolicy(data_error_escalation_count=7)

    assert copied(policy) == policy
    assert TaskSettings(errors=copied(policy)).to_json() == TaskSettings(errors=policy).to_json()
