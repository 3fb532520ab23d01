import enum
import inspect
import subprocess
import sys
import typing

import pytest
from constructs import Construct

import dms_constructs as dms
from dms_constructs import settings
from dms_constructs.mappings.rules.kinds import CLASSES

PUBLIC = {name: getattr(dms, name) for name in dms.__all__}
CONSTRUCTS = {
    name: one
    for name, one in PUBLIC.items()
    if isinstance(one, type) and issubclass(one, Construct) and name != "Endpoint"  # which is a base
}
COMPOSITIONS = {
    "Alarms",
    "DatabaseAlarms",
    "DatabaseDashboard",
    "DatabaseMigration",
    "EndpointSecret",  # others refer to its secret
    "EventNotifications",
    "EventSubscription",  # nothing refers to one
    "GlobalSecondary",  # others refer to its cluster
    "LogQueries",
    "MigrationDashboard",
    "MigrationMonitoring",
    "NotificationTopic",
    "RestoredCluster",  # others refer to its cluster
    "ServiceRoles",
    "VpcEndpoints",
}
INTERFACES = {name: one for name, one in PUBLIC.items() if getattr(one, "_is_protocol", False)}


def public_members(owner: type) -> dict[str, object]:
    return {name: member for name, member in vars(owner).items() if not name.startswith("_")}


def test_public_names_are_sorted() -> None:
    assert dms.__all__ == sorted(dms.__all__)


def test_every_public_name_is_there_and_is_listed_by_dir() -> None:
    assert set(dms.__all__) <= set(dir(dms))
    assert all(PUBLIC[name] is not None for name in dms.__all__)


def test_every_name_that_the_settings_publish_is_public() -> None:
    assert set(settings.__all__) <= set(dms.__all__)


def test_every_class_of_mapping_rules_is_public() -> None:
    assert {one.__name__ for one in CLASSES} <= set(dms.__all__)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'ReplicationInstances'"):
        dms.ReplicationInstances  # noqa: B018  # the access is the subject


def test_importing_the_package_loads_neither_the_cdk_nor_node() -> None:
    check = (
        "import sys, dms_constructs; "
        "sys.exit(any(name.split('.')[0] in {'aws_cdk', 'jsii', 'constructs'} for name in sys.modules))"
    )

    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0


def test_using_the_values_loads_neither_the_cdk_nor_node() -> None:
    check = (
        "import sys, dms_constructs as dms; "
        "dms.TableMappings(dms.Include('shop')).to_json(); dms.TaskSettings().to_json(); dms.InstanceClass.R6I_LARGE; "
        "dms.PASSWORD_EXCLUDE_CHARACTERS; dms.SslMode; dms.CdcStart; "
        "sys.exit(any(name.split('.')[0] in {'aws_cdk', 'jsii', 'constructs'} for name in sys.modules))"
    )

    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0


@pytest.mark.parametrize("name", [n for n, one in PUBLIC.items() if isinstance(one, type)])
def test_every_public_class_is_documented(name: str) -> None:
    assert inspect.getdoc(PUBLIC[name])
    assert PUBLIC[name].__doc__


@pytest.mark.parametrize("name", [n for n, one in PUBLIC.items() if isinstance(one, type)])
def test_every_public_member_is_documented(name: str) -> None:
    undocumented = [
        member_name
        for member_name, member in public_members(PUBLIC[name]).items()
        if (inspect.isfunction(member) or isinstance(member, property | classmethod | staticmethod))
        and not inspect.getdoc(member)
    ]

    assert undocumented == []


@pytest.mark.parametrize("name", CONSTRUCTS)
def test_every_construct_takes_scope_and_id_and_then_keywords_only(name: str) -> None:
    _, scope, construct_id, *options = inspect.signature(CONSTRUCTS[name].__init__).parameters.values()

    assert (scope.name, construct_id.name) == ("scope", "construct_id")
    assert {option.kind for option in options} == {inspect.Parameter.KEYWORD_ONLY}


@pytest.mark.parametrize("name", CONSTRUCTS)
def test_every_option_is_typed_and_documented(name: str) -> None:
    constructor = CONSTRUCTS[name].__init__
    documentation = inspect.getdoc(constructor) or ""

    for option in list(inspect.signature(constructor).parameters.values())[1:]:
        assert option.annotation is not inspect.Parameter.empty, option.name
        assert f"{option.name}:" in documentation, option.name


@pytest.mark.parametrize("name", CONSTRUCTS)
def test_every_construct_can_be_imported_or_is_a_composition(name: str) -> None:
    imports = [member for member in dir(CONSTRUCTS[name]) if member.startswith("from_")]

    assert imports or name in COMPOSITIONS


@pytest.mark.parametrize("name", INTERFACES)
def test_every_interface_is_satisfied_by_its_construct(name: str) -> None:
    wanted = {member for member in dir(INTERFACES[name]) if not member.startswith("_")}
    several = {
        "IEndpoint": ["MySqlSource", "PostgreSqlTarget"],
        "ILogin": ["Connection", "IamAuthentication"],
        "ILoginAccess": [],  # made by endpoints
        "IReplication": ["ReplicationTask", "ServerlessReplication"],
    }
    makers = several.get(name, [name.removeprefix("I")])

    for maker in makers:
        assert wanted <= set(dir(PUBLIC[maker]))


@pytest.mark.parametrize("name", [n for n, one in PUBLIC.items() if isinstance(one, enum.EnumMeta)])
def test_every_enum_holds_what_aws_calls_it(name: str) -> None:
    assert all(isinstance(member.value, str) for member in PUBLIC[name])


def test_nothing_public_takes_a_password() -> None:
    for name, one in PUBLIC.items():
        if isinstance(one, type) and not isinstance(one, enum.EnumMeta):
            hints = typing.cast("typing.Any", one.__init__)
            assert "password" not in inspect.signature(hints).parameters, name
