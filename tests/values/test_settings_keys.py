"""Each of the 128 keys: it is reachable, lands in its section, and is checked with a code and a source."""

import pytest

from dms_constructs import ConfigurationError, facts, settings, unchecked
from dms_constructs.settings import TaskSettings
from dms_constructs.settings._document import merge, nested
from dms_constructs.settings._group import Group, Setting, settings_of
from dms_constructs.settings._keys import Key, keys

KEYS = facts.task_settings()["keys"]
GROUPS = [
    value
    for value in (getattr(settings, name) for name in settings.__all__)
    if isinstance(value, type) and issubclass(value, Group)
]
PARTS = {
    settings.BatchApply: "batch_apply",
    settings.BeforeImages: "before_images",
    settings.ChangeProcessing: "change_processing",
    settings.CharacterSets: "character_sets",
    settings.ControlTables: "control_tables",
    settings.DdlHandling: "ddl_handling",
    settings.ErrorPolicy: "errors",
    settings.FullLoad: "full_load",
    settings.FullLobs: "lobs",
    settings.InlineLobs: "lobs",
    settings.LimitedLobs: "lobs",
    settings.Logging: "logging",
    settings.LoopbackPrevention: "loopback_prevention",
    settings.NoLobs: "lobs",
    settings.ParallelApply: "parallel_apply",
    settings.ParallelLoad: "parallel_load",
    settings.Resync: "resync",
    settings.StreamBuffers: "stream_buffers",
    settings.TimeTravel: "time_travel",
    settings.Validation: "validation",
}
NEEDED = {
    settings.BeforeImages: {"field_name": "old"},
    settings.InlineLobs: {"inline_max_size_kb": 8},
    settings.LimitedLobs: {"max_size_kb": 8},
    settings.LoopbackPrevention: {"source_schema": "a", "target_schema": "b"},
    settings.ParallelApply: {"threads": 2},
    settings.ParallelLoad: {"threads": 2},
    settings.TimeTravel: {"bucket_name": "log", "service_access_role_arn": "arn:aws:iam::1:role/dms-tt-s3-access-role"},
}
WITH = {
    "server_side_encryption_kms_key_id": {"encryption_mode": settings.TimeTravelEncryption.SSE_KMS},
    "encryption_mode": {"server_side_encryption_kms_key_id": "key"},
    "character_set": {},
}
FIELDS = [pytest.param(group, field, id=field.label.split()[0]) for group in GROUPS for field in settings_of(group)]


def good(field: Setting) -> object:
    """A value that is not the default."""
    of = field.key
    if field.choices is not None:
        return field.choices(of.legal[-1])
    if of.kind == "integer":
        return 7 if of.default != 7 else 8
    if of.kind == "boolean":
        return of.default is False
    return "0 0 * * *" if of.path[-1] == "ResyncSchedule" else "some_text"


def at(document: dict, of: Key) -> object:
    for name in of.path:
        document = document[name]
    return document


@pytest.mark.parametrize(("group", "field"), FIELDS)
def test_a_field_lands_in_the_section_of_its_key(group, field: Setting) -> None:
    value = good(field)
    arguments = {**NEEDED.get(group, {}), **WITH.get(field.name, {}), field.name: value}

    document = TaskSettings(**{PARTS[group]: group(**arguments)}).to_dict()

    assert at(document, field.key) == (value.value if field.choices is not None else value)


@pytest.mark.parametrize(("group", "field"), FIELDS)
def test_fails_when_a_field_has_a_value_of_another_type(group, field: Setting) -> None:
    code = {"integer": "DMS-S001", "boolean": "DMS-S002", "enum": "DMS-S003"}.get(field.key.kind, "DMS-S004")

    with pytest.raises(ConfigurationError) as caught:
        group(**{**NEEDED.get(group, {}), field.name: ["wrong"]})

    assert caught.value.code == code
    assert caught.value.source == KEYS[field.key.name]["source"]
    assert field.key.name in str(caught.value)
    assert "['wrong']" in str(caught.value)


BOUNDED = [of for of in keys().values() if of.kind == "integer" and "[]" not in of.name and of.verified]


def raw(of: Key, value: object) -> dict:
    for name in reversed(of.path):
        value = {name: value}
    return value


def switched_on(of: Key, value: object, *, on: bool = True) -> dict:
    """The value in a document in which the key does something, or nothing."""
    document = raw(of, value)
    if of.only_with is not None:
        switch = keys()[of.only_with.key]
        place = document
        for name in switch.path[:-1]:
            place = place.setdefault(name, {})
        place[switch.path[-1]] = of.only_with.values[0] is on
        for each in facts.task_settings()["parts"]:
            if on and each["switch"] == switch.name:
                merge(document, nested(each["needs"]))
    return document


@pytest.mark.parametrize("of", [of for of in BOUNDED if of.maximum is not None], ids=lambda of: of.name)
def test_fails_when_a_number_is_above_its_range(of: Key) -> None:
    with pytest.raises(ConfigurationError, match=f"{of.minimum} to {of.maximum}.*got {of.maximum + 1}") as caught:
        TaskSettings(raw=raw(of, of.maximum + 1))

    assert (caught.value.code, caught.value.source) == ("DMS-S001", KEYS[of.name]["source"])


@pytest.mark.parametrize("of", [of for of in BOUNDED if of.minimum is not None], ids=lambda of: of.name)
def test_fails_when_a_number_is_below_anything_that_makes_sense(of: Key) -> None:
    least = min(of.minimum, 0) - 1

    with pytest.raises(ConfigurationError, match=f"got {least}") as caught:
        TaskSettings(raw=raw(of, least))

    assert (caught.value.code, caught.value.source) == ("DMS-S001", KEYS[of.name]["source"])


@pytest.mark.parametrize("of", [of for of in BOUNDED if not of.minimum_verified], ids=lambda of: of.name)
def test_a_minimum_that_aws_does_not_state_only_warns(of: Key) -> None:
    settings = TaskSettings(raw=switched_on(of, of.minimum - 1))

    (found,) = (finding for finding in settings.findings if finding.id == "settings.belowAssumedMinimum")
    assert f"{of.name} is {of.minimum - 1}" in found.message
    assert f"{of.minimum} or more for {of.name}" in found.fix
    assert found.source == KEYS[of.name]["source"]


@pytest.mark.parametrize(
    "of", [of for of in BOUNDED if not of.minimum_verified and of.only_with is not None], ids=lambda of: of.name
)
def test_a_minimum_does_not_matter_where_the_key_does_nothing(of: Key) -> None:
    off = switched_on(of, of.minimum - 1, on=False)

    assert "settings.belowAssumedMinimum" not in [finding.id for finding in TaskSettings(raw=off).findings]


@pytest.mark.parametrize("name", ["ValidationSettings.ValidationS3Time", "ValidationSettings.ValidationS3Mask"])
def test_a_key_that_nobody_verified_only_warns(name: str) -> None:
    settings = TaskSettings(raw=switched_on(keys()[name], -5))

    assert [finding.id for finding in settings.findings] == ["settings.undocumentedKey"]


@pytest.mark.parametrize("name", [name for name in KEYS if "[]" not in name])
def test_fails_when_a_key_has_a_letter_too_many(name: str) -> None:
    *sections, last = name.split(".")
    document: object = {f"{last}x": True}
    for section in reversed(sections):
        document = {section: document}

    with pytest.raises(ConfigurationError, match=r"\(did you mean '") as caught:
        TaskSettings(raw=document)

    assert caught.value.code == "DMS-S007"
    assert f"did you mean '{last}'" in str(caught.value)


def test_fails_when_a_key_is_in_the_wrong_section() -> None:
    with pytest.raises(ConfigurationError, match=r"did you mean 'FullLoadSettings\.CommitRate'") as caught:
        TaskSettings(raw={"TargetMetadata": {"CommitRate": 5}})

    assert caught.value.code == "DMS-S007"


@pytest.mark.parametrize("name", [name for name, of in keys().items() if of.read_only])
def test_fails_when_a_key_is_read_only(name: str) -> None:
    with pytest.raises(ConfigurationError, match="cannot be set; remove it") as caught:
        TaskSettings(raw=raw(keys()[name], "dms-tasks-shop"))

    assert (caught.value.code, caught.value.source) == ("DMS-S008", KEYS[name]["source"])


@pytest.mark.parametrize("name", [name for name, of in keys().items() if of.read_only])
def test_a_read_only_key_is_passed_over_in_what_the_service_returns(name: str) -> None:
    assert name not in TaskSettings.from_dict(raw(keys()[name], "dms-tasks-shop")).values


@pytest.mark.parametrize("value", ["5", 5.0, True, None])
def test_a_number_is_no_text_and_no_switch(value) -> None:
    with pytest.raises(ConfigurationError, match="CommitRate"):
        TaskSettings(raw={"FullLoadSettings": {"CommitRate": value}})


def test_an_unchecked_value_passes() -> None:
    assert (
        TaskSettings(raw={"FullLoadSettings": {"CommitRate": unchecked(99_999)}}).values["FullLoadSettings.CommitRate"]
        == 99_999
    )
