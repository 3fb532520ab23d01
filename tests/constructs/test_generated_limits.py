"""
From the facts about endpoints, instances and serverless replications: a value just outside and one just inside each.

Each test goes through all facts of a kind, and shows those that were answered wrongly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2

import dms_constructs as dms
from dms_constructs import facts
from dms_constructs._declared import Setting, settings_of
from dms_constructs.endpoints import _s3_settings, mysql, postgresql
from dms_constructs.endpoints._settings import EndpointSettings
from dms_constructs.serverless_limits import capacity_findings, check_capacity

CLASSES: list[type[EndpointSettings]] = [
    mysql._SourceSettings,
    mysql._TargetSettings,
    postgresql._SourceSettings,
    postgresql._TargetSettings,
    _s3_settings.S3TargetSettings,
    dms.ParquetFormat,
    dms.CsvFormat,
    dms.DatePartitions,
]


def settings() -> Iterator[tuple[type[EndpointSettings], Setting[Any]]]:
    return ((cls, setting) for cls in CLASSES for setting in settings_of(cls))


def code_of(make: Callable[..., object], *arguments: object, **named: object) -> str:
    """The code that a call is refused with, or nothing."""
    try:
        make(*arguments, **named)
    except dms.ConfigurationError as error:
        return error.code
    return ""


def bounds() -> Iterator[tuple[type[EndpointSettings], Setting[Any], int, int]]:
    """Each bound of a setting of an endpoint, with the number beyond it and the one on it."""
    for cls, setting in settings():
        if setting.key.kind == "integer":
            for number, beyond in ((setting.key.minimum, -1), (setting.key.maximum, 1)):
                if number is not None:
                    yield cls, setting, number + beyond, number


def needed(cls: type[EndpointSettings]) -> dict[str, Any]:
    """The arguments without which there is no such object."""
    return {one.name: one.key.kind == "boolean" or "name" for one in settings_of(cls) if one.required}


def test_a_number_beyond_its_range_is_refused_and_one_on_its_bound_is_not() -> None:
    for cls, setting, bad, good in bounds():
        assert code_of(cls, **{**needed(cls), setting.name: bad}) == "DMS-E008", (setting.label, bad)
        assert code_of(cls, **{**needed(cls), setting.name: good}) == "", (setting.label, good)


def test_a_value_that_is_none_of_an_enumeration_is_refused() -> None:
    chosen = [(cls, setting) for cls, setting in settings() if setting.choices is not None]

    assert [
        s.label for cls, s in chosen if code_of(cls, **{**needed(cls), s.name: "none of these"}) != "DMS-E008"
    ] == []


def test_a_value_of_another_type_is_refused() -> None:
    for cls, setting in settings():
        wrong: object = "many" if setting.key.kind in {"integer", "boolean"} else 5
        assert code_of(cls, **{**needed(cls), setting.name: wrong}) in {"DMS-A001", "DMS-E008"}, setting.label


DCU: list[int] = facts.instances()["serverless"]["dcu_values"]["value"]


def test_a_capacity_is_one_of_those_that_there_are() -> None:
    assert [dcu for dcu in DCU if code_of(check_capacity, dcu, None)] == []
    between = [dcu for dcu in range(DCU[0] - 1, DCU[-1]) if dcu not in DCU]
    assert [dcu for dcu in between if code_of(check_capacity, dcu, None) != "DMS-U001"] == []


def test_a_least_capacity_is_not_above_the_greatest() -> None:
    for low in DCU:
        for high in DCU:
            assert code_of(check_capacity, high, low) == ("DMS-U002" if low > high else "")


def test_a_capacity_that_nobody_knows_is_found() -> None:
    assert [found.id for found in capacity_findings(DCU[-1] + 1, None)] == ["serverless.unknownCapacity"]
    assert list(capacity_findings(DCU[-1], DCU[0])) == []


@pytest.fixture(scope="module")
def vpc() -> ec2.IVpc:
    stack = cdk.Stack(cdk.App(), "Network", env=cdk.Environment(account="111122223333", region="eu-west-1"))
    return ec2.Vpc(stack, "Vpc", max_azs=2)


def instance_with(vpc: ec2.IVpc, **arguments: Any) -> str:
    """The code that an instance is refused with, or nothing."""
    stack = cdk.Stack.of(vpc)
    instance_class = arguments.pop("instance_class", dms.InstanceClass.R6I_LARGE)
    return code_of(
        dms.ReplicationInstance,
        stack,
        f"Instance{len(stack.node.children)}",
        vpc=vpc,
        instance_class=instance_class,
        **arguments,
    )


def longest(name: str) -> int:
    return facts.limit(name)


STORAGE = facts.instances()["storage"]
NAME, WINDOW = longest("replication_instance_identifier_max"), longest("maintenance_window_min")
SERVERS = longest("dns_name_servers_max")
INSTANCES: list[tuple[str, Any, Any]] = [
    ("allocated_storage_gib", STORAGE["min_gib"]["value"] - 1, STORAGE["min_gib"]["value"]),
    ("allocated_storage_gib", STORAGE["max_gib"]["value"] + 1, STORAGE["max_gib"]["value"]),
    ("replication_instance_identifier", "a" * (NAME + 1), "a" * NAME),
    ("preferred_maintenance_window", f"Sun:04:00-Sun:04:{WINDOW - 1}", f"Sun:04:00-Sun:04:{WINDOW}"),
    ("dns_name_servers", ["10.0.0.2"] * (SERVERS + 1), [f"10.0.0.{last}" for last in range(2, 2 + SERVERS)]),
]


@pytest.mark.parametrize(("name", "bad", "good"), INSTANCES)
def test_a_value_of_an_instance_beyond_its_limit_is_refused(
    vpc: ec2.IVpc, name: str, bad: object, good: object
) -> None:
    assert instance_with(vpc, **{name: bad}) != ""
    assert instance_with(vpc, **{name: good}) == ""
