"""Sections that are switched off: DMS takes empty names there, as AWS's own samples have them."""

from typing import Any

import pytest

from dms_constructs import ConfigurationError, EngineName, MigrationType
from dms_constructs.settings import TaskSettings

# The section, its switch, and what is empty in it.
SECTIONS: list[tuple[str, str, dict[str, Any]]] = [
    ("BeforeImageSettings", "EnableBeforeImage", {"FieldName": "", "ColumnFilter": "pk-only"}),
    ("BeforeImageSettings", "EnableBeforeImage", {"FieldName": "", "ColumnFilter": ""}),
    ("LoopbackPreventionSettings", "EnableLoopbackPrevention", {"SourceSchema": "", "TargetSchema": ""}),
    ("LoopbackPreventionSettings", "EnableLoopbackPrevention", {"SourceSchema": " "}),
    (
        "TTSettings",
        "EnableTT",
        {
            "TTS3Settings": {"BucketName": "", "BucketFolder": "", "ServiceAccessRoleArn": "", "EncryptionMode": ""},
            "TTRecordSettings": {"OperationsToLog": "", "RawDataFormat": "", "MaxRecordSize": 0},
        },
    ),
    ("TTSettings", "EnableTT", {"TTS3Settings": {"ServerSideEncryptionKmsKeyId": ""}}),
    ("ResyncSettings", "EnableResync", {"ResyncSchedule": "", "MaxResyncTime": 0, "ValidationTaskId": ""}),
    ("ResyncSettings", "EnableResync", {"ValidationTaskId": ""}),
]
# A key ID without SSE_KMS does nothing even where the log is on, and without a task that validates this one does.
EMPTY_ANYWAY: list[dict[str, Any]] = [{"TTS3Settings": {"ServerSideEncryptionKmsKeyId": ""}}, {"ValidationTaskId": ""}]


def document(section: str, switch: str, empty: dict[str, Any], *, on: bool | None) -> dict[str, Any]:
    return {section: empty if on is None else {switch: on, **empty}}


@pytest.mark.parametrize("on", [False, None], ids=["off", "not set"])
@pytest.mark.parametrize(("section", "switch", "empty"), SECTIONS)
class TestOff:
    def test_is_read_without_complaint(self, section: str, switch: str, empty: dict[str, Any], on: bool | None) -> None:
        given = document(section, switch, empty, on=on)
        silent = TaskSettings.from_dict({})

        assert TaskSettings.from_dict(given).to_dict() == given
        assert TaskSettings.from_dict(given).findings == silent.findings

    def test_means_nothing_where_it_is_said_to_be_off(
        self, section: str, switch: str, empty: dict[str, Any], on: bool | None
    ) -> None:
        given = TaskSettings.from_dict(document(section, switch, empty, on=on))
        bare = TaskSettings.from_dict(document(section, switch, {}, on=on))

        assert (given.differs_from(bare) == ()) is (on is False)
        assert (given.normalized() == bare.normalized()) is (on is False)

    def test_may_be_written_as_raw(self, section: str, switch: str, empty: dict[str, Any], on: bool | None) -> None:
        assert TaskSettings(raw=document(section, switch, empty, on=on)).findings == ()


@pytest.mark.parametrize(
    ("section", "switch", "empty"),
    [each for each in SECTIONS if each[2] not in EMPTY_ANYWAY],
)
def test_fails_when_the_section_is_on(section: str, switch: str, empty: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError) as caught:
        TaskSettings.from_dict(document(section, switch, empty, on=True))

    assert caught.value.code in {"DMS-S001", "DMS-S003", "DMS-S004"}


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"BeforeImageSettings": {"EnableBeforeImage": False, "FieldName": 5}}, "DMS-S004"),
        ({"BeforeImageSettings": {"EnableBeforeImage": False, "ColumnFilter": "some"}}, "DMS-S003"),
        ({"ResyncSettings": {"EnableResync": False, "MaxResyncTime": 4}}, "DMS-S001"),
    ],
)
def test_fails_when_what_is_off_has_a_wrong_value(given: dict[str, Any], code: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        TaskSettings.from_dict(given)

    assert caught.value.code == code


@pytest.mark.parametrize(("section", "switch", "empty"), SECTIONS)
def test_what_is_off_is_not_called_useless_for_the_engines(section: str, switch: str, empty: dict[str, Any]) -> None:
    settings = TaskSettings.from_dict(document(section, switch, empty, on=False))

    found = settings.check(
        migration_type=MigrationType.FULL_LOAD_AND_CDC, source_engine=EngineName.MYSQL, target_engine=EngineName.MYSQL
    )

    assert "settings.noEffectForEngine" not in {finding.id for finding in found}
