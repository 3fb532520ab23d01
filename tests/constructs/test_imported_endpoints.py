"""Endpoints that this library does not make: by their attributes, also of an L1 construct beside ours."""

import inspect
import re
from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_dms

import dms_constructs as dms
from tests.constructs.conftest import properties_of, template_of

ARN = "arn:aws:dms:eu-west-1:111122223333:endpoint:ABC"
SIDES = [
    (engine, side)
    for engine in dms.EngineName
    for side, can_be in zip(
        (dms.EndpointType.SOURCE, dms.EndpointType.TARGET),
        (engine.record.is_source, engine.record.is_target),
        strict=True,
    )
    if not isinstance(can_be, dms.NotKnown) and can_be
]
Import = Callable[..., dms.IEndpoint]


@pytest.fixture
def imported(stack: cdk.Stack) -> Import:
    arguments = {
        "endpoint_arn": ARN,
        "endpoint_type": dms.EndpointType.SOURCE,
        "engine_name": dms.EngineName.ORACLE,
    }
    return lambda **given: dms.Endpoint.from_endpoint_attributes(stack, "Imported", **{**arguments, **given})


@pytest.mark.parametrize(("engine", "side"), SIDES)
def test_every_engine_on_each_of_its_sides(imported: Import, engine: dms.EngineName, side: dms.EndpointType) -> None:
    endpoint = imported(engine_name=engine, endpoint_type=side)

    assert (endpoint.engine_name, endpoint.endpoint_type, endpoint.endpoint_arn) == (engine, side, ARN)


def test_nothing_is_made(stack: cdk.Stack, imported: Import) -> None:
    imported()

    assert "Resources" not in template_of(stack)


def test_a_class_imports_its_own(stack: cdk.Stack) -> None:
    endpoint = dms.S3Target.from_endpoint_attributes(
        stack, "Lake", endpoint_arn=ARN, endpoint_type=dms.EndpointType.TARGET, engine_name=dms.EngineName.S3
    )

    assert endpoint.engine_name is dms.EngineName.S3


@pytest.mark.parametrize(
    ("given", "code", "message"),
    [
        ({"endpoint_arn": "shop"}, "DMS-A002", "endpoint_arn must look like"),
        ({"endpoint_type": "source"}, "DMS-E016", "write dms.EndpointType.SOURCE"),
        ({"endpoint_type": None}, "DMS-E016", "must be given"),
        ({"engine_name": "oracle"}, "DMS-E002", "write dms.EngineName.ORACLE"),
        ({"engine_name": None}, "DMS-E002", "must be given"),
        (
            {"engine_name": dms.EngineName.REDIS},
            "DMS-E016",
            "DMS has no source endpoint for dms.EngineName.REDIS; write endpoint_type=dms.EndpointType.TARGET",
        ),
    ],
)
def test_what_can_not_be_is_refused(
    imported: Import, fails: Callable[..., Any], given: dict[str, Any], code: str, message: str
) -> None:
    fails(code, message, lambda: imported(**given), path="Shop/Imported")


@pytest.mark.parametrize(
    ("side", "engine", "code", "message"),
    [
        (dms.EndpointType.TARGET, dms.EngineName.MYSQL, "DMS-E016", "of this class is dms.EndpointType.SOURCE"),
        (dms.EndpointType.SOURCE, dms.EngineName.S3, "DMS-E002", "MySqlSource is for"),
    ],
)
def test_a_class_refuses_what_it_is_not_for(
    *,
    stack: cdk.Stack,
    fails: Callable[..., Any],
    side: dms.EndpointType,
    engine: dms.EngineName,
    code: str,
    message: str,
) -> None:
    fails(
        code,
        message,
        lambda: dms.MySqlSource.from_endpoint_attributes(
            stack, "Source", endpoint_arn=ARN, endpoint_type=side, engine_name=engine
        ),
        path="Shop/Source",
    )


@pytest.mark.parametrize("engine", [None, dms.EngineName.SQL_SERVER])
def test_the_base_of_all_tells_no_side(
    stack: cdk.Stack, fails: Callable[..., Any], engine: dms.EngineName | None
) -> None:
    said = "ORACLE" if engine is None else engine.name

    fails(
        "DMS-E016",
        rf"endpoint_type=dms.EndpointType.SOURCE, engine_name=dms.EngineName.{said}\)",
        lambda: dms.Endpoint.from_endpoint_arn(stack, "Source", ARN, engine_name=engine),
        path="Shop/Source",
    )


# Beside ours, the app makes an L1 endpoint.


@pytest.fixture
def l1(stack: cdk.Stack) -> aws_dms.CfnEndpoint:
    return aws_dms.CfnEndpoint(
        stack,
        "Beside",
        endpoint_type="source",
        engine_name="oracle",
        database_name="SHOP",
        oracle_settings=aws_dms.CfnEndpoint.OracleSettingsProperty(secrets_manager_secret_id="shop"),
    )


def test_an_l1_endpoint_is_the_source_of_a_task(
    *,
    stack: cdk.Stack,
    l1: aws_dms.CfnEndpoint,
    imported: Import,
    target: dms.PostgreSqlTarget,
    instance: dms.IReplicationInstance,
    mappings: dms.TableMappings,
) -> None:
    dms.ReplicationTask(
        stack,
        "Task",
        replication_instance=instance,
        source=imported(endpoint_arn=l1.ref),
        target=target,
        migration_type=dms.MigrationType.FULL_LOAD,
        table_mappings=mappings,
    )

    assert properties_of(stack, "AWS::DMS::ReplicationTask")["SourceEndpointArn"] == {"Ref": "Beside"}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"endpoint_type": dms.EndpointType.TARGET}, "whose is dms.EndpointType.SOURCE; write endpoint_type=dms."),
        ({"engine_name": dms.EngineName.DB2}, "write engine_name=dms.EngineName.ORACLE"),
    ],
)
def test_what_an_l1_endpoint_is_not_is_told_at_synthesis(
    app: cdk.App, l1: aws_dms.CfnEndpoint, imported: Import, given: dict[str, Any], said: str
) -> None:
    imported(endpoint_arn=l1.ref, **given)

    with pytest.raises(RuntimeError, match=rf"\[Shop/Imported\] .* but the endpoint is Shop/Beside, .*{said}"):
        app.synth()


def test_what_ours_is_not_is_told_at_synthesis(app: cdk.App, source: dms.MySqlSource, imported: Import) -> None:
    imported(endpoint_arn=source.endpoint_arn)

    with pytest.raises(RuntimeError, match="the endpoint is Shop/Source, whose is dms.EngineName.MYSQL"):
        app.synth()


def test_what_is_said_rightly_is_fine(app: cdk.App, l1: aws_dms.CfnEndpoint, imported: Import) -> None:
    imported(endpoint_arn=l1.ref)

    app.synth()


def test_another_endpoint_is_not_compared(app: cdk.App, l1: aws_dms.CfnEndpoint, imported: Import) -> None:
    del l1
    imported(engine_name=dms.EngineName.DB2)

    app.synth()


BOTH = sorted({engine for engine, _ in SIDES if len([one for one, _ in SIDES if one is engine]) == 2}, key=str)


@pytest.mark.parametrize("engine", [one for one in BOTH if one.record.source_class is not None], ids=str)
@pytest.mark.parametrize("name", ["source", "target"])
def test_an_endpoint_of_the_other_side_is_told_all_that_the_right_one_needs(
    stack: cdk.Stack, imported: Import, engine: dms.EngineName, name: str
) -> None:
    other = dms.EndpointType.TARGET if name == "source" else dms.EndpointType.SOURCE
    made = getattr(dms, engine.record.source_class if name == "source" else engine.record.target_class)
    needed = [one.name for one in inspect.signature(made.__init__).parameters.values() if one.default is one.empty]
    ends = {
        "source": dms.MySqlSource.from_endpoint_arn(stack, "Source", ARN),
        "target": dms.MySqlTarget.from_endpoint_arn(stack, "Target", ARN),
        name: imported(engine_name=engine, endpoint_type=other),
    }

    with pytest.raises(dms.ConfigurationError, match="DMS has separate endpoints") as caught:
        dms.ReplicationTask(
            stack,
            "Task",
            replication_instance=dms.ReplicationInstance.from_replication_instance_attributes(
                stack, "Instance", replication_instance_arn=ARN.replace("endpoint", "rep")
            ),
            migration_type=dms.MigrationType.FULL_LOAD,
            table_mappings=dms.TableMappings(dms.Include("shop")),
            **ends,
        )

    written = str(caught.value).partition(f"dms.{made.__name__}(")[2].partition(")")[0]
    assert set(re.findall(r"(\w+)=", written)) == set(needed) - {"self", "scope", "construct_id"}
