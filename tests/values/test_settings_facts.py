"""The groups of settings against the facts: what each field says it renders is a key of that type and unit."""

import enum
import inspect
import types
import typing

import pytest

from dms_constructs import facts, settings
from dms_constructs.settings._group import Group, Setting, settings_of
from dms_constructs.settings._keys import keys

GROUPS = [
    value
    for value in (getattr(settings, name) for name in settings.__all__)
    if isinstance(value, type) and issubclass(value, Group)
]
FIELDS = [pytest.param(group, field, id=field.label.split()[0]) for group in GROUPS for field in settings_of(group)]
KEYS = facts.task_settings()["keys"]
PYTHON_TYPES = {"integer": {int}, "boolean": {bool}, "string": {str}}
SUFFIXES = {"KB": "_kb", "MB": "_mb", "s": "_seconds", "min": "_minutes"}


def types_of(group: type[Group], field: Setting) -> set[type]:
    hint = typing.get_type_hints(group)[field.name]
    return {*(typing.get_args(hint) if isinstance(hint, types.UnionType) else [hint])} - {types.NoneType}


def legal(name: str) -> list[str]:
    return KEYS[name]["enum"]


def test_public_names_are_sorted() -> None:
    assert sorted(settings.__all__) == settings.__all__


@pytest.mark.parametrize(("group", "field"), FIELDS)
class TestField:
    def test_is_a_key_that_can_be_set(self, group, field) -> None:
        assert field.key.name in KEYS
        assert not KEYS[field.key.name].get("read_only")

    def test_has_the_type_of_its_key(self, group, field) -> None:
        if field.choices is not None:
            assert types_of(group, field) == {field.choices}
        else:
            assert types_of(group, field) == PYTHON_TYPES[field.key.kind]

    def test_carries_the_unit_in_its_name(self, group, field) -> None:
        suffix = SUFFIXES.get(KEYS[field.key.name]["unit"], "")

        assert field.name.endswith(suffix)
        assert suffix or not field.name.endswith(tuple(SUFFIXES.values()))

    def test_is_described(self, group, field) -> None:
        assert f"    {field.name}: " in documentation(group)

    def test_says_the_numeric_default_of_aws(self, group, field) -> None:
        default = KEYS[field.key.name]["default"]

        if field.key.kind == "integer" and "by default" in description(group, field):
            assert f"{default} by default" in description(group, field)


def documentation(group: type[Group]) -> str:
    """The docstring without its indentation, which Python 3.13 takes away by itself."""
    return inspect.getdoc(group) or ""


def description(group: type[Group], field: Setting) -> str:
    return documentation(group).split(f"    {field.name}: ")[1].split("\n    ")[0]


@pytest.mark.parametrize("group", GROUPS)
def test_what_a_group_always_says_is_a_known_key(group) -> None:
    assert set(group._fixed) <= set(KEYS)


def test_no_two_groups_have_the_same_field_but_for_lob_modes() -> None:
    lob_modes = typing.get_args(settings.Lobs)
    names = [field.key.name for group in GROUPS if group not in lob_modes for field in settings_of(group)]

    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize(
    ("choices", "name"),
    [
        (settings.TargetTablePrepMode, "FullLoadSettings.TargetTablePrepMode"),
        (settings.LogComponent, "Logging.LogComponents[].Id"),
        (settings.LogSeverity, "Logging.LogComponents[].Severity"),
        (settings.ValidationMode, "ValidationSettings.ValidationMode"),
        (settings.ColumnFilter, "BeforeImageSettings.ColumnFilter"),
        (settings.RawDataFormat, "TTSettings.TTRecordSettings.RawDataFormat"),
        (settings.TimeTravelEncryption, "TTSettings.TTS3Settings.EncryptionMode"),
    ],
)
def test_enum_has_what_aws_takes_in_its_order(choices: type[enum.Enum], name: str) -> None:
    assert [member.value for member in choices] == legal(name)


def test_error_actions_are_those_of_all_policies() -> None:
    taken = {action for name in KEYS if name.startswith("ErrorBehavior.") for action in legal(name) or []}

    assert {action.value for action in settings.ErrorAction} == taken


def test_stopping_places_are_keys() -> None:
    assert {place.value for place in settings.StopAfter} <= set(KEYS)


def test_time_travel_has_what_aws_takes() -> None:
    assert [member.value for member in settings.LoggedOperation] == legal("TTSettings.TTRecordSettings.OperationsToLog")


# What is not a field of a group, and where it is then.
ELSEWHERE = {
    *(place.value for place in settings.StopAfter),
    "TargetMetadata.TargetSchema",
    "Logging.LogComponents",
    "Logging.LogComponents[].Id",
    "Logging.LogComponents[].Severity",
    "CharacterSetSettings.CharacterReplacements[].SourceCharacterCodePoint",
    "CharacterSetSettings.CharacterReplacements[].TargetCharacterCodePoint",
    "CharacterSetSettings.CharacterSetSupport.ReplaceWithCharacterCodePoint",
    "TTSettings.TTRecordSettings.OperationsToLog",
}
SECTIONS = {"CharacterSetSettings", "BeforeImageSettings", "LoopbackPreventionSettings"}


def test_every_key_that_can_be_set_is_said_by_a_group() -> None:
    said = {field.key.name for group in GROUPS for field in settings_of(group)}
    said |= {name for group in GROUPS for name in group._fixed} | ELSEWHERE
    settable = {name for name, of in keys().items() if not of.read_only} - SECTIONS

    assert settable == said


def test_the_facts_have_all_keys_of_the_documentation() -> None:
    assert len(KEYS) == 128


@pytest.mark.parametrize("name", [name for name, entry in KEYS.items() if "only_with" in entry])
def test_what_a_key_depends_on_is_a_key(name: str) -> None:
    of = KEYS[name]["only_with"]

    assert of["key"] in KEYS
    assert ("above" in of) is not ("values" in of)
