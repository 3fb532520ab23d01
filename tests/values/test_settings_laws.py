"""What holds for all settings."""

import contextlib
import dataclasses
import functools
import json
import typing

import hypothesis
import pytest
from hypothesis import find, given, strategies as st

from dms_constructs import ConfigurationError, MigrationType, facts, settings, unchecked
from dms_constructs.settings import LogComponent, Logging, LogSeverity, StopAfter, TaskSettings
from dms_constructs.settings._document import nested
from dms_constructs.settings._group import Group, settings_of
from dms_constructs.settings._keys import Key, keys

OWN_CHOICES = {
    **settings.ControlTables.all().said,
    "FullLoadSettings.TargetTablePrepMode": "DO_NOTHING",
    "Logging.EnableLogging": True,
    "Logging.LogComponents": TaskSettings().to_dict()["Logging"]["LogComponents"],
}


SCALARS = [
    of
    for of in keys().values()
    if of.kind in {"integer", "boolean", "enum"} and not of.read_only and "[]" not in of.name
]


def values(of: Key, choices) -> st.SearchStrategy:
    """What DMS takes for a key."""
    if of.kind == "integer":
        return st.integers(of.minimum if of.minimum is not None else -9, of.maximum or 10_000)
    if of.kind == "boolean":
        return st.booleans()
    if choices is not None:
        return st.sampled_from([choices(text) for text in of.legal])
    return st.text("abc_", min_size=1, max_size=4)


@st.composite
def groups(draw, group):
    """One group with any of its fields."""
    arguments = {}
    for field in settings_of(group):
        if not field.optional or draw(st.booleans()):
            arguments[field.name] = draw(values(field.key, field.choices))
    if group is settings.FullLoad:
        arguments["stop_after"] = draw(st.none() | st.sampled_from(StopAfter))
    if group is Logging:
        arguments["components"] = draw(
            st.dictionaries(st.sampled_from(LogComponent), st.sampled_from(LogSeverity), max_size=3)
        )
    # A group that says nothing leaves no trace in the document.
    if not (arguments or group._fixed):
        return None
    try:
        return group(**arguments)
    except ConfigurationError:
        return None


UNKNOWN = st.dictionaries(
    st.text("xyz", min_size=1, max_size=3).map(unchecked),
    st.recursive(
        st.integers() | st.booleans() | st.text(max_size=3),
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text("xyz", min_size=1), inner, max_size=2),
        max_leaves=3,
    ),
    max_size=2,
)


def is_group(hint: object) -> bool:
    return isinstance(hint, type) and issubclass(hint, Group)


@st.composite
def task_settings(draw, raw=UNKNOWN):
    """Any settings that do not contradict each other."""
    parts = {}
    for name, hint in typing.get_type_hints(TaskSettings).items():
        choices = [each for each in typing.get_args(hint) or [hint] if is_group(each)]
        if choices and draw(st.booleans()):
            group = draw(groups(draw(st.sampled_from(choices))))
            if group is not None:
                parts[name] = group
    parts["target_schema"] = draw(st.none() | st.text("abc", max_size=3))
    parts["raw"] = draw(raw)
    while True:
        try:
            return TaskSettings(**parts)
        except ConfigurationError:
            del parts[next(iter(parts))]


GROUPS = [
    value
    for value in (getattr(settings, name) for name in settings.__all__)
    if isinstance(value, type) and issubclass(value, Group)
]


# The first that is found will do: making it small takes longer than all else.
_FIRST_FOUND = hypothesis.settings(
    max_examples=2000, derandomize=True, database=None, phases=[hypothesis.Phase.generate]
)


@pytest.mark.parametrize("group", GROUPS)
def test_the_laws_see_settings_with_this_group_and_with_choices_of_its_own(group: type[Group]) -> None:
    def has_it(of: TaskSettings) -> bool:
        return any(
            type(part) is group and (not settings_of(group) or len(part.said) > len(group._fixed))
            for part in (getattr(of, field.name) for field in dataclasses.fields(of))
        )

    find(task_settings(), has_it, settings=_FIRST_FOUND)


def test_the_laws_see_all_groups() -> None:
    assert len(GROUPS) == 20


@given(task_settings())
def test_what_was_written_is_read_back(settings: TaskSettings) -> None:
    assert TaskSettings.from_json(settings.to_json()) == settings


@given(task_settings())
def test_same_settings_are_the_same_bytes(settings: TaskSettings) -> None:
    assert dataclasses.replace(settings).to_json() == settings.to_json()
    assert TaskSettings.from_json(settings.to_json()).to_json() == settings.to_json()


@given(task_settings())
def test_json_is_what_the_standard_library_makes_of_the_document(settings: TaskSettings) -> None:
    assert settings.to_json() == json.dumps(settings.to_dict(), sort_keys=True, separators=(",", ":"))


@given(task_settings(raw=st.none()))
def test_every_key_was_set_or_is_a_documented_choice(settings: TaskSettings) -> None:
    said = dict(OWN_CHOICES)
    for part in dataclasses.fields(settings):
        group = getattr(settings, part.name)
        if isinstance(group, Group):
            said |= dict.fromkeys(group._fixed)
            said |= dict.fromkeys(f.key.name for f in settings_of(type(group)) if getattr(group, f.name) is not None)
    if settings.full_load.stop_after is not None:
        said |= dict.fromkeys(place.value for place in StopAfter)
    if settings.target_schema is not None:
        said["TargetMetadata.TargetSchema"] = settings.target_schema

    for name, section in settings.to_dict().items():
        for key, value in section.items() if isinstance(section, dict) else [(None, section)]:
            place = f"{name}.{key}" if key else name
            inner = {f"{place}.{deep}" for deep in value} if isinstance(value, dict) else {place}
            assert inner <= set(said)


@given(task_settings(), st.sampled_from(MigrationType))
def test_a_check_finds_no_less_than_the_settings_alone(settings: TaskSettings, migration_type: MigrationType) -> None:
    with contextlib.suppress(ConfigurationError):
        found = settings.check(migration_type=migration_type)

        assert len({finding.id for finding in found}) == len(found)
        if migration_type is MigrationType.FULL_LOAD_AND_CDC:
            assert settings.findings == found[: len(settings.findings)]


@given(task_settings(), st.sampled_from(MigrationType))
def test_nothing_is_found_about_keys_that_do_nothing_in_the_task(
    settings: TaskSettings, migration_type: MigrationType
) -> None:
    with contextlib.suppress(ConfigurationError):
        for finding in settings.check(migration_type=migration_type):
            if finding.id not in {"settings.noEffectForMigrationType", "settings.uncheckedRule"}:
                assert all(migration_type in keys()[name].migration_types for name in finding.keys)


@given(st.data())
def test_any_documented_key_can_be_set_as_raw(data) -> None:
    of = data.draw(st.sampled_from(SCALARS))
    value = data.draw(st.sampled_from(of.legal) if of.kind == "enum" else values(of, None))
    raw = functools.reduce(lambda inner, name: {name: inner}, reversed(of.path), value)

    with_it = {
        "InlineLobMaxSize": {"lobs": settings.FullLobs()},
        "ValidationOnly": {"validation": settings.Validation()},
    }

    for each in facts.task_settings()["parts"]:
        if each["switch"] == of.name and value in each["on"]:
            raw = nested({of.name: value, **each["needs"]})
    document = TaskSettings(**with_it.get(of.path[-1], {}), raw=raw).to_dict()

    assert functools.reduce(dict.__getitem__, of.path, document) == value


@given(task_settings())
def test_every_choice_has_a_sentence(settings: TaskSettings) -> None:
    sentences = settings.describe()

    assert all(sentence.endswith(".") for sentence in sentences)
    assert len(set(sentences)) == len(sentences)
