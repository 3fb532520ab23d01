"""
Every class of endpoints, by table: what comes of its arguments, and what DMS refuses of them.

`engine_cases/` has a case for each class. What is tried of ranges, enums, switches, sides and pairs is generated from
the facts, so a new member of a settings block is tried on the day it is declared.
"""

import inspect
import re
from collections.abc import Iterator, Mapping
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_dms
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

import dms_constructs as dms
from dms_constructs import facts
from dms_constructs._declared import Setting, settings_of
from dms_constructs.endpoints._settings import EndpointSettings, Member, _snake
from dms_constructs.endpoints.endpoint import Endpoint
from tests.constructs.conftest import properties_of, warnings_of
from tests.constructs.engine_case import EngineCase, Form, Place, all_cases

TYPE = "AWS::DMS::Endpoint"
SCHEMA = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", TYPE).schema
CASES = {case.cls.__name__: case for case in all_cases()}

# The properties of an endpoint beside its block of settings: the argument that decides each, or why there is none.
DECIDED = {
    "CertificateArn": "certificate",
    "DatabaseName": "database",
    "EndpointIdentifier": "endpoint_identifier",
    "EngineName": "engine_name",
    "ExtraConnectionAttributes": "extra_connection_attributes",
    "KmsKeyId": "kms_key",
    "SslMode": "ssl_mode",
}
REFUSED = {
    "EndpointType": "the class says it",
    "Password": "credentials are never text: they come from a secret",
    "Port": "it comes from the connection's secret",
    "ResourceIdentifier": "it fixes the end of the ARN, which then can't be replaced",
    "ServerName": "it comes from the connection's secret",
    "Tags": "cdk.Tags.of(endpoint) writes them",
    "Username": "credentials are never text: they come from a secret",
}
READ_ONLY = {"EndpointArn", "ExternalId"}


def parameters_of(cls: type[Endpoint]) -> dict[str, inspect.Parameter]:
    parameters = inspect.signature(cls.__init__).parameters
    return {name: one for name, one in parameters.items() if name not in {"self", "scope", "construct_id"}}


def without_digests(value: Any) -> Any:
    """The properties of `Endpoint`, with what is made in it by its own id instead of its logical one."""
    if isinstance(value, dict):
        return {name: without_digests(one) for name, one in value.items()}
    if isinstance(value, list):
        return [without_digests(one) for one in value]
    return re.sub(r"^Endpoint(\w+)[0-9A-F]{8}$", r"\1", value) if isinstance(value, str) else value


def rendered(cls: type[Endpoint], form: Form) -> dict[str, Any]:
    here = Place()
    cls(here.stack, "Endpoint", **form.arguments(here))
    properties: dict[str, Any] = without_digests(properties_of(here.stack, TYPE))
    return properties


# What is said of settings, by AWS's names, as arguments of the class.


def declared_by(case: EngineCase) -> dict[str, tuple[type[EndpointSettings], Setting[Member]]]:
    """The members that fields stand for."""
    return {one.key.name: (cls, one) for cls in case.declared for one in settings_of(cls)}


def fixed_by(case: EngineCase) -> dict[str, type[EndpointSettings]]:
    """The members that an object says because it is there."""
    return {name: cls for cls in case.declared for name in cls._fixed}


def as_argument(owner: Any, name: str, setting: Setting[Member], value: Any) -> Any:
    """A number as the duration that the argument takes."""
    annotation = str(inspect.signature(owner).parameters[name].annotation)
    if "Duration" not in annotation or not isinstance(value, int):
        return value
    unit = setting.key.unit.replace("milliseconds", "millis")
    return getattr(cdk.Duration, unit)(value)


def arguments_of(case: EngineCase, said: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments that say these members."""
    fields: dict[type[EndpointSettings], dict[str, Any]] = {}
    arguments: dict[str, Any] = {}
    for name, value in said.items():
        value_name = getattr(value, "value", value)
        for beside in (name, f"{name}={value_name}"):
            arguments |= case.beside.get(beside, {})
        if name not in declared_by(case):
            fields.setdefault(fixed_by(case)[name], {})
            continue
        cls, setting = declared_by(case)[name]
        owner = case.cls.__init__ if case.declared[cls] is None else cls
        fields.setdefault(cls, {}).update(case.within.get(name, {}))
        fields[cls][setting.name] = as_argument(owner, setting.name, setting, value)
    for cls, values in fields.items():
        argument = case.declared[cls]
        arguments |= values if argument is None else {argument: cls(**values)}
    return arguments


def make(case: EngineCase, said: Mapping[str, Any]) -> Place:
    here = Place()
    case.cls(here.stack, "Endpoint", **case.minimal.arguments(here) | arguments_of(case, said))
    return here


def legal(case: EngineCase, name: str) -> Any:
    """A value that the member takes."""
    if name not in declared_by(case):
        return True
    _, setting = declared_by(case)[name]
    fact = setting.key
    if name in case.examples:
        return case.examples[name]
    if setting.choices is not None:
        return next(iter(setting.choices))
    if fact.kind == "integer":
        return fact.minimum if fact.minimum is not None else 1
    return True if fact.kind == "boolean" else fact.example.replace("...", "shop")


def tried(setting: Setting[Member]) -> Iterator[tuple[str, Any, Any]]:
    """Each bad value of a setting, and a legal one beside it."""
    fact = setting.key
    if fact.kind == "integer":
        least = fact.minimum
        if least is not None and least > 0:  # there is no negative duration to try
            yield "below the least", least - 1, least
        most = fact.high
        yield "above the largest", most + 1, most if fact.maximum is not None else max(least or 0, 1)
        yield "not a number", "many", max(least or 0, 1)
    elif fact.kind == "boolean":
        yield "not a switch", "perhaps", False
    elif setting.choices is not None:
        for choice in setting.choices:
            yield f"the text {choice.value}", choice.value, choice
    else:
        if not fact.may_be_blank:
            yield "blank", " ", None
        yield "not a text", 5, None


TRIED = [
    pytest.param(name, setting.key.name, bad, good, id=f"{name}.{setting.name}-{kind}".replace(" ", "_"))
    for name, case in CASES.items()
    for _, setting in declared_by(case).values()
    for kind, bad, good in tried(setting)
]
PAIRS = [
    pytest.param(name, member, other, id=f"{name}.{member}-{other}")
    for name, case in CASES.items()
    for member, fact in case.members().items()
    for other in fact.get("not_with", {}).get("members", ())
    if {member, other} <= declared_by(case).keys() | fixed_by(case).keys()
]
WITHOUT_EFFECT = [
    pytest.param(name, member, fact["only_with"]["member"], id=f"{name}.{member}-{fact['only_with']['member']}")
    for name, case in CASES.items()
    for member, fact in case.members().items()
    if case.cls.TYPE.value in fact.get("only_with", {}).get("sides", ["source", "target"])
    and {member, fact.get("only_with", {}).get("member")} <= declared_by(case).keys() | fixed_by(case).keys()
]


# The table itself.


def test_every_class_that_an_engine_names_has_a_case() -> None:
    named = {one for name in dms.EngineName for one in (name.record.source_class, name.record.target_class) if one}

    assert named == set(CASES)


def test_no_class_has_two_cases() -> None:
    assert len(all_cases()) == len(CASES)


# What comes of the arguments.


@pytest.mark.parametrize("name", CASES)
def test_the_minimal_form_is_exactly_this(name: str) -> None:
    case = CASES[name]

    assert rendered(case.cls, case.minimal) == case.minimal.properties


@pytest.mark.parametrize(
    ("name", "number"), [(name, number) for name, case in CASES.items() for number in range(len(case.full))]
)
def test_the_full_form_is_exactly_this(name: str, number: int) -> None:
    form = CASES[name].full[number]

    assert rendered(CASES[name].cls, form) == form.properties


@pytest.mark.parametrize("name", CASES)
def test_the_full_form_has_every_argument(name: str) -> None:
    case, here = CASES[name], Place()
    given = {argument for form in case.full for argument in form.arguments(here)}

    assert given == set(parameters_of(case.cls)) - {"removal_policy"}  # which is not a property


@pytest.mark.parametrize("name", CASES)
def test_the_full_form_has_every_member(name: str) -> None:
    case = CASES[name]
    key = facts.endpoint_settings(case.block)["cfn_key"]
    members = {fact["cfn_name"] for member, fact in case.members().items() if member not in case.refused}
    elsewhere = {"Password", "Port", "ServerName", "Username"} if "connection" in case.decided.values() else set()
    if any("DatabaseName" in form.properties for form in case.full):  # a property of the endpoint
        elsewhere.add("DatabaseName")

    said = {member for form in case.full for member in form.properties[key]}
    assert said == members - elsewhere


@pytest.mark.parametrize(
    ("name", "engine"), [(name, engine) for name, case in CASES.items() for engine in case.cls.ENGINES]
)
def test_each_engine_of_a_class_has_the_same_form(name: str, engine: dms.EngineName) -> None:
    case, here = CASES[name], Place()
    arguments = case.minimal.arguments(here)
    if case.values is not None:
        arguments |= case.values(here, engine)
    elif len(case.cls.ENGINES) > 1:
        arguments |= {"engine_name": engine}

    case.cls(here.stack, "Endpoint", **arguments)

    found = without_digests(properties_of(here.stack, TYPE))
    assert found == {**case.minimal.properties, "EngineName": engine.value}


# What DMS has is an argument, or there is a reason.


@pytest.mark.parametrize("name", CASES)
def test_every_member_is_an_argument_or_decided_by_one_or_refused(name: str) -> None:
    case = CASES[name]
    answers = [
        *declared_by(case),
        *(set(case.decided) & set(case.members())),
        *(set(case.refused) & set(case.members())),
    ]

    assert sorted(answers) == sorted(case.members())


@pytest.mark.parametrize("name", CASES)
def test_what_decides_a_member_is_an_argument(name: str) -> None:
    assert set(CASES[name].decided.values()) <= set(parameters_of(CASES[name].cls))


@pytest.mark.parametrize("name", CASES)
def test_what_is_refused_has_a_reason(name: str) -> None:
    assert all(len(reason.split()) > 2 for reason in CASES[name].refused.values())


@pytest.mark.parametrize("name", CASES)
def test_an_argument_is_called_as_its_member(name: str) -> None:
    plain = {
        setting.name: _snake(setting.key.name)
        for cls, argument in CASES[name].declared.items()
        if argument is None
        for setting in settings_of(cls)
    }

    assert [one for one, member in plain.items() if not one.startswith(member)] == []


# What DMS refuses, and what it doesn't.


@pytest.mark.parametrize(("name", "member", "bad", "good"), TRIED)
def test_a_bad_value_is_refused_by_the_name_of_its_argument(name: str, member: str, bad: Any, good: Any) -> None:
    del good
    _, setting = declared_by(CASES[name])[member]

    with pytest.raises(dms.ConfigurationError, match=setting.name):
        make(CASES[name], {member: bad})


@pytest.mark.parametrize(("name", "member", "bad", "good"), TRIED)
def test_a_legal_value_is_taken(name: str, member: str, bad: Any, good: Any) -> None:
    del bad
    case = CASES[name]
    _, setting = declared_by(case)[member]
    value = legal(case, member) if good is None else good

    here = make(case, {member: value})

    block, written = facts.endpoint_settings(case.block), getattr(value, "value", value)
    fact = block["members"][setting.key.name]
    if fact.get("cfn_type") == "string":  # a number or a switch that CloudFormation takes as a text
        written = str(written).lower() if isinstance(written, bool) else str(written)
    assert properties_of(here.stack, TYPE)[block["cfn_key"]][fact["cfn_name"]] == written


@pytest.mark.parametrize(("name", "member", "other"), PAIRS)
def test_what_excludes_each_other_is_refused_together(name: str, member: str, other: str) -> None:
    case = CASES[name]

    with pytest.raises(dms.ConfigurationError):
        make(case, {one: legal(case, one) for one in (member, other)})


@pytest.mark.parametrize(("name", "member", "other"), PAIRS)
def test_what_excludes_each_other_is_taken_alone(name: str, member: str, other: str) -> None:
    for one in (member, other):
        make(CASES[name], {one: legal(CASES[name], one)})


@pytest.mark.parametrize(("name", "member", "other"), WITHOUT_EFFECT)
def test_what_needs_another_setting_is_warned_of_without_it(name: str, member: str, other: str) -> None:
    case = CASES[name]
    alone = warnings_of(make(case, {member: legal(case, member)}).stack)
    both = warnings_of(make(case, {one: legal(case, one) for one in (member, other)}).stack)

    assert "dms-constructs:endpoint.settingWithoutEffect" in set(alone) - set(both)


# Extra connection attributes.


def attributes_of(case: EngineCase) -> dict[str, dict[str, Any]]:
    """Those that the block has, without those that arguments decide."""
    every = facts.endpoint_settings(case.block)["extra_connection_attributes"]
    settled = case.decided | case.refused
    return {name: fact for name, fact in every.items() if not {name, fact.get("same_as", name)} & settled.keys()}


def bad_text(fact: dict[str, Any]) -> str | None:
    """A value that the attribute doesn't take, where the facts know one."""
    if fact["type"] in {"integer", "boolean"}:
        return "perhaps"
    return "perhaps" if "enum" in fact else None


def legal_text(fact: dict[str, Any]) -> str | int:
    """A value that the attribute takes."""
    if fact["type"] == "integer":
        return int(fact["min"] if fact["min"] is not None else fact["max"] or 1)
    if "enum" in fact:
        return str(fact["enum"][0])
    return "true" if fact["type"] == "boolean" else str(fact.get("example") or fact["default"] or "shop")


ATTRIBUTES = [
    pytest.param(name, attribute, fact, id=f"{name}.{attribute}")
    for name, case in CASES.items()
    for attribute, fact in attributes_of(case).items()
]


def give(case: EngineCase, attribute: str, value: object) -> cdk.Stack:
    here = Place()
    arguments = {**case.minimal.arguments(here), "extra_connection_attributes": {attribute: value}}
    case.cls(here.stack, "Endpoint", **arguments)
    return here.stack


@pytest.mark.parametrize(("name", "attribute", "fact"), ATTRIBUTES)
def test_an_attribute_is_taken_on_its_side_only(name: str, attribute: str, fact: dict[str, Any]) -> None:
    case = CASES[name]
    value = legal_text(fact)
    if case.cls.TYPE.value in fact["sides"]:
        written = properties_of(give(case, attribute, value), TYPE)["ExtraConnectionAttributes"]
        assert written == f"{attribute}={value}"
        return

    with pytest.raises(dms.ConfigurationError, match=f"for {fact['sides'][0]}s only"):
        give(case, attribute, value)


@pytest.mark.parametrize(("name", "attribute", "fact"), ATTRIBUTES)
def test_a_bad_value_of_an_attribute_is_refused_or_doubted(name: str, attribute: str, fact: dict[str, Any]) -> None:
    case, bad = CASES[name], bad_text(fact)
    if bad is None or case.cls.TYPE.value not in fact["sides"]:
        return
    if not fact["verified"] or case.cls.TYPE.value in fact.get("unverified_sides", ()):
        assert "dms-constructs:endpoint.unverifiedAttribute" in warnings_of(give(case, attribute, bad))
        return

    with pytest.raises(dms.ConfigurationError, match=attribute):
        give(case, attribute, bad)


# What AWS adds is seen here.

# What the API, and with it the facts, call types of the schema.
OF_THE_API = {"array": "list", "number": "integer"}


@pytest.mark.parametrize("block", facts.settings_blocks())
def test_the_facts_have_the_members_of_cloudformations_schema(block: str) -> None:
    fact = facts.endpoint_settings(block)
    members = {one["cfn_name"]: one.get("cfn_type", one["type"]) for one in fact["members"].values() if one["in_cfn"]}

    schema = SCHEMA["definitions"][fact["cfn_key"]]["properties"]
    assert members == {name: OF_THE_API.get(one["type"], one["type"]) for name, one in schema.items()}


@pytest.mark.parametrize("block", facts.settings_blocks())
def test_the_facts_have_the_members_of_the_cdk(block: str) -> None:
    fact = facts.endpoint_settings(block)
    members = {_snake(one["cfn_name"]) for one in fact["members"].values() if one["in_cfn"]}

    cdks = inspect.signature(getattr(aws_dms.CfnEndpoint, f"{fact['cfn_key']}Property").__init__).parameters
    assert members == set(cdks) - {"self"}


def test_the_facts_have_the_blocks_of_cloudformations_schema() -> None:
    blocks = {facts.endpoint_settings(block)["cfn_key"] for block in facts.settings_blocks()}

    assert blocks | DECIDED.keys() | REFUSED.keys() | READ_ONLY == set(SCHEMA["properties"])


def test_the_facts_have_the_blocks_of_the_cdk() -> None:
    blocks = {facts.endpoint_settings(block)["cfn_key"] for block in facts.settings_blocks()}
    cdks = set(inspect.signature(aws_dms.CfnEndpoint.__init__).parameters) - {"self", "scope", "id"}

    assert {_snake(one) for one in blocks | DECIDED.keys() | REFUSED.keys()} == cdks


def test_what_decides_a_property_is_an_argument_somewhere() -> None:
    arguments = {argument for case in CASES.values() for argument in parameters_of(case.cls)}

    assert set(DECIDED.values()) <= arguments
