"""Settings of endpoints are declared once, and what their documentation says is what the facts say."""

import copy
import dataclasses
import inspect
import pickle
import re
from collections.abc import Callable

import pytest
from aws_cdk import aws_dms

import dms_constructs as dms
from dms_constructs import facts
from dms_constructs._declared import Setting, settings_of
from dms_constructs.databases.aurora import AuroraTarget
from dms_constructs.endpoints._settings import EndpointSettings, Member, _snake
from dms_constructs.endpoints.endpoint import Endpoint
from tests.constructs.engine_case import all_cases

# What declares settings, and what documents them: an object of it, or the class of endpoints whose arguments they are.
DECLARED: list[tuple[type[EndpointSettings], object]] = [
    (cls, case.cls.__init__ if argument is None else cls)
    for case in all_cases()
    for cls, argument in case.declared.items()
]


def _name(cls: type[EndpointSettings], documented: object, setting: Setting[Member]) -> str:
    of = str(getattr(documented, "__qualname__", "")).partition(".")[0]
    return f"{cls.__module__.rpartition('.')[2]}.{cls.__name__}.{of}.{setting.name}"


SETTINGS = [
    pytest.param(setting, documented, id=_name(cls, documented, setting))
    for cls, documented in DECLARED
    for setting in settings_of(cls)
]
# Numbers that the documentation says about something else than the setting's range and default.
NOT_OF_THE_SETTING = {
    "full_load_error_percentage": {1000},
    "map_boolean_as_boolean": {1, 5},
    "number_datatype_scale": {1, 2},
    "rfc4180": {4180},
}


def description(documented: object, name: str) -> str:
    text = inspect.getdoc(documented) or ""
    return re.split(r"\n(?:    \w+: |\n)", text.split(f"\n    {name}: ")[1])[0]


CLASSES = [
    found
    for found in (getattr(dms, name) for name in dms.__all__)
    # A target that makes its database is for the engine of one that doesn't.
    if inspect.isclass(found)
    and issubclass(found, Endpoint)
    and found is not Endpoint
    and not issubclass(found, AuroraTarget)
]


@pytest.mark.parametrize(("setting", "documented"), SETTINGS)
def test_the_numbers_in_the_documentation_are_those_of_the_facts(setting: Setting[Member], documented: object) -> None:
    said = {int(number) for number in re.findall(r"\d+", re.sub(r"`[^`]*`", "", description(documented, setting.name)))}
    fact = setting.key
    numbers = [fact.default, fact.minimum, fact.maximum]
    known = {number for number in numbers if type(number) is int}

    assert said - NOT_OF_THE_SETTING.get(setting.name, set()) <= known


@pytest.mark.parametrize(("setting", "documented"), [one for one in SETTINGS if type(one.values[0].key.default) is int])
def test_a_default_that_is_a_number_is_documented(setting: Setting[Member], documented: object) -> None:
    assert str(setting.key.default) in description(documented, setting.name)


@pytest.mark.parametrize(("setting", "documented"), [one for one in SETTINGS if one.values[0].key.maximum])
def test_a_range_is_documented(setting: Setting[Member], documented: object) -> None:
    assert re.search(rf"{setting.key.minimum} to {setting.key.maximum}", description(documented, setting.name))


@pytest.mark.parametrize(
    ("setting", "documented"), [one for one in SETTINGS if type(one.values[0].key.default) is bool]
)
def test_what_a_switch_is_by_default_is_documented(setting: Setting[Member], documented: object) -> None:
    if setting.name == "heartbeat_enable":  # on here, off at DMS: the only default of ours
        assert "by default yes" in description(documented, setting.name)
        return
    assert re.search("[Yy]es" if setting.key.default else "[Nn]o(?=[ ,.;])", description(documented, setting.name))


# Defaults that are written in words.
IN_WORDS = {
    "target_db_type": "goes into a database of its name (the default)",
    "plugin_name": "by default pglogical",
    "csv_delimiter": "a comma by default",
    "csv_row_delimiter": "a line feed by default",
}


@pytest.mark.parametrize(("setting", "documented"), [one for one in SETTINGS if type(one.values[0].key.default) is str])
def test_a_default_that_is_a_text_is_documented(setting: Setting[Member], documented: object) -> None:
    default = setting.key.default
    name = setting.choices(default).name if setting.choices else default

    said = " ".join(description(documented, setting.name).split())
    assert IN_WORDS.get(setting.name, f"y default `{name}`.") in said


@pytest.mark.parametrize(("setting", "documented"), [one for one in SETTINGS if one.values[0].choices])
def test_an_enum_has_the_values_of_the_facts(setting: Setting[Member], documented: object) -> None:
    fact = facts.endpoint_settings("S3Settings")["members"].get(setting.key.name, {})
    values = {member.value for member in setting.choices}

    assert values | set(fact.get("public", ())) == set(setting.key.legal)


@pytest.mark.parametrize("cls", CLASSES)
def test_a_class_is_the_one_that_the_engines_name(cls: type[Endpoint]) -> None:
    named = {name for name in dms.EngineName if cls.__name__ in {name.record.source_class, name.record.target_class}}

    assert named == set(cls.ENGINES)


def test_every_class_that_the_engines_name_is_there() -> None:
    named = {one for name in dms.EngineName for one in (name.record.source_class, name.record.target_class) if one}

    assert named == {cls.__name__ for cls in CLASSES}


@pytest.mark.parametrize("block", facts.settings_blocks())
def test_every_member_that_cloudformation_has_is_a_property_of_the_cdk(block: str) -> None:
    fact = facts.endpoint_settings(block)
    properties = inspect.signature(getattr(aws_dms.CfnEndpoint, f"{fact['cfn_key']}Property").__init__).parameters
    members = [one["cfn_name"] for one in fact["members"].values() if one["in_cfn"]]

    assert {_snake(name) for name in members} <= set(properties)


def test_what_an_endpoint_is_refused_for_does_not_depend_on_what_was_imported() -> None:
    with pytest.raises(dms.ConfigurationError, match="use dms.S3Target"):
        dms.MySqlTarget._check_is_for(dms.EngineName.S3, "engine_name")


def test_declared_settings_are_values() -> None:
    assert dms.ParquetFormat(row_group_length=1) == dms.ParquetFormat(row_group_length=1)
    assert dataclasses.replace(dms.ParquetFormat(), row_group_length=2).said["RowGroupLength"] == 2


COPIES = [copy.copy, copy.deepcopy, lambda value: pickle.loads(pickle.dumps(value)), dataclasses.replace]


@pytest.mark.parametrize("copied", COPIES, ids=["copy", "deepcopy", "pickle", "replace"])
@pytest.mark.parametrize(
    "value",
    [
        dms.ParquetFormat(row_group_length=1),
        dms.CsvFormat(csv_no_sup_value="?"),
        dms.DatePartitions(timezone="UTC"),
        dms.BinaryReader(read_ahead_blocks=2000),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_copy_says_the_same(value: EndpointSettings, copied: Callable[[EndpointSettings], EndpointSettings]) -> None:
    assert copied(value) == value
    assert copied(value).said == value.said


def test_what_settings_say_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        dms.ParquetFormat().said["DataFormat"] = "csv"  # type: ignore[index]  # that it is refused is the point


def test_what_is_known_of_an_endpoint_cannot_be_changed() -> None:
    known = dms.EndpointFacts(endpoint_type=dms.EndpointType.TARGET, settings={"DataFormat": "csv"})

    with pytest.raises(TypeError):
        known.settings["DataFormat"] = "parquet"  # type: ignore[index]  # that it is refused is the point
    assert pickle.loads(pickle.dumps(known)) == copy.deepcopy(known) == known
