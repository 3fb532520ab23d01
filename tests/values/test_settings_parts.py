"""Sections that are on without a part that they need, and parts of what nobody switched on."""

from typing import Any

import pytest

from dms_constructs import ConfigurationError, MigrationType, TaskSettings, facts, unchecked
from dms_constructs.settings import ControlTables
from dms_constructs.settings._document import flat, nested

PARTS = facts.task_settings()["parts"]
TIME_TRAVEL = PARTS[0]["needs"]


def complete(each: dict[str, Any]) -> dict[str, Any]:
    """The section of a switch, on and with all that it needs."""
    values = {each["switch"]: each["on"][0], **each["needs"]}
    if each["switch"].startswith("TTSettings."):
        values = {"TTSettings.EnableTT": True, **TIME_TRAVEL, **values}
    return values


NEEDED = [pytest.param(each, name, id=name) for each in PARTS for name in each["needs"]]


@pytest.mark.parametrize(("each", "name"), NEEDED)
class TestNeeded:
    def test_fails_without_it(self, each: dict[str, Any], name: str) -> None:
        document = nested({key: value for key, value in complete(each).items() if key != name})

        with pytest.raises(ConfigurationError) as caught:
            TaskSettings(raw=document)

        assert caught.value.code == "DMS-S028"
        assert caught.value.source == each["source"]
        assert f"{each['switch']} is {each['on'][0]}, which needs {name}: write" in str(caught.value)

    def test_what_to_write_keeps_the_rest_and_works(self, each: dict[str, Any], name: str) -> None:
        document = nested({key: value for key, value in complete(each).items() if key != name})

        with pytest.raises(ConfigurationError) as caught:
            TaskSettings(raw=document)
        written = eval(f"{{{str(caught.value).partition(': write ')[2].partition(', with ')[0]}}}")

        assert dict(flat(document)).items() <= dict(flat(written)).items()
        assert TaskSettings(raw=written).findings == ()

    def test_a_document_without_it_is_read_with_a_warning(self, each: dict[str, Any], name: str) -> None:
        document = nested({key: value for key, value in complete(each).items() if key != name})

        found = [finding.message for finding in TaskSettings.from_dict(document).findings]

        assert [message for message in found if message.endswith("[DMS-S028]")] != []

    def test_with_it_nothing_is_said(self, each: dict[str, Any], name: str) -> None:
        assert TaskSettings(raw=nested(complete(each))).findings == ()

    def test_nothing_is_needed_of_what_is_off(self, each: dict[str, Any], name: str) -> None:
        off = {"TTSettings.EnableTT": False} if each["switch"].startswith("TTSettings.") else {each["switch"]: False}

        assert TaskSettings(raw=nested(off)).findings == ()

    def test_nothing_is_said_of_a_switch_that_is_unchecked(self, each: dict[str, Any], name: str) -> None:
        *sections, last = each["switch"].split(".")
        document: dict[str, Any] = {unchecked(last): each["on"][0]}
        for section in reversed(sections):
            document = {section: document}

        TaskSettings(raw=document).check(migration_type=MigrationType.CDC)


def test_fails_when_a_replacement_of_characters_is_half() -> None:
    half = {"CharacterReplacements": [{"SourceCharacterCodePoint": 35}]}

    with pytest.raises(ConfigurationError, match="got no TargetCharacterCodePoint") as caught:
        TaskSettings(raw={"CharacterSetSettings": half})

    assert caught.value.code == "DMS-S028"


def test_fails_when_a_log_component_has_no_name() -> None:
    with pytest.raises(ConfigurationError, match="item 1 of Logging.LogComponents needs Id") as caught:
        TaskSettings(raw={"Logging": {"LogComponents": [{"Severity": "LOGGER_SEVERITY_DEFAULT"}]}})

    assert caught.value.code == "DMS-S028"


def found(document: dict[str, Any], **arguments: Any) -> list[tuple[str, str]]:
    settings = TaskSettings(raw=document, **arguments)
    return [(each.message, each.fix) for each in settings.findings if each.id == "settings.partsWithoutSwitch"]


@pytest.mark.parametrize(
    ("document", "keys", "switch"),
    [
        (
            {"ValidationSettings": {"ThreadCount": 9, "PartitionSize": 5}},
            "ValidationSettings.ThreadCount, ValidationSettings.PartitionSize",
            "ValidationSettings.EnableValidation to True",
        ),
        (
            {"TTSettings": {"TTS3Settings": {"BucketName": "b"}}},
            "TTSettings.TTS3Settings.BucketName",
            "TTSettings.EnableTT to True",
        ),
        ({"TargetMetadata": {"LobChunkSize": 32}}, "TargetMetadata.LobChunkSize", "TargetMetadata.FullLobMode to True"),
        (
            {"TargetMetadata": {"ParallelLoadThreads": 1, "ParallelLoadBufferSize": 100}},
            "TargetMetadata.ParallelLoadBufferSize",
            "TargetMetadata.ParallelLoadThreads to above 1",
        ),
    ],
)
def test_parts_of_what_nobody_switched_on_are_found(document: dict[str, Any], keys: str, switch: str) -> None:
    ((message, fix),) = found(document)

    assert message.endswith(f": {keys}")
    assert fix == f"set {switch}, or remove {keys}"


def test_a_kms_key_that_encrypts_nothing_is_found() -> None:
    key = "TTSettings.TTS3Settings.ServerSideEncryptionKmsKeyId"
    mode = "TTSettings.TTS3Settings.EncryptionMode"

    for said in ({}, {mode: "SSE_S3"}):
        ((message, _),) = found(nested({"TTSettings.EnableTT": True, **TIME_TRAVEL, **said, key: "1234"}))

        assert message == f"this has no effect, because {mode} is not SSE_KMS: {key}"


def test_a_group_tells_it_too() -> None:
    settings = TaskSettings(control_tables=ControlTables(history_timeslot_minutes=10))

    assert [each.id for each in settings.findings] == ["settings.partsWithoutSwitch"]


@pytest.mark.parametrize(
    "document",
    [
        {"ValidationSettings": {"EnableValidation": True, "ThreadCount": 9}},
        {"ValidationSettings": {"EnableValidation": False, "ThreadCount": 9}},
        {"ValidationSettings": {"EnableValidation": unchecked(1), "ThreadCount": 9}},
        {"ValidationSettings": {"ThreadCount": 5}},
        {"TTSettings": {"EnableTT": False, "TTS3Settings": {"EncryptionMode": "SSE_KMS", "BucketName": "b"}}},
        {"TargetMetadata": {"LobMaxSize": 64}},
        {"TargetMetadata": {"ParallelLoadBufferSize": 0, "ParallelLoadQueuesPerThread": 0}},
        {"ErrorBehavior": {"RecoverableErrorThrottlingMax": 900}},
    ],
)
def test_what_is_off_on_purpose_or_says_nothing_is_not(document: dict[str, Any]) -> None:
    assert found(document) == []
