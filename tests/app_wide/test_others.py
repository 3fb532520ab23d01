"""L1 constructs that others make: they are seen beside ours, whoever makes them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_dms, aws_secretsmanager as secretsmanager, cloudformation_include as include
from constructs import Construct

import dms_constructs as dms
from tests.app_wide.conftest import ARN, codes_of, connection, errors_of, secret, stack_in, task, warnings_of

SHOP = dms.TableMappings(dms.Include("shop")).to_json()
PREVENTED = json.dumps(
    {
        "LoopbackPreventionSettings": {
            "EnableLoopbackPrevention": True,
            "SourceSchema": "dms",
            "TargetSchema": "dms",
        }
    }
)


def l1_endpoint(scope: Construct, name: str, side: str, host: str, **more: Any) -> aws_dms.CfnEndpoint:
    return aws_dms.CfnEndpoint(
        scope, name, **{"endpoint_type": side, "engine_name": "mysql", "server_name": host, "port": 3306, **more}
    )


def l1_task(scope: Construct, name: str, source: str, target: str, **more: Any) -> aws_dms.CfnReplicationTask:
    return aws_dms.CfnReplicationTask(
        scope,
        name,
        **{
            "migration_type": "cdc",
            "replication_instance_arn": f"{ARN}:rep:ABC",
            "source_endpoint_arn": source,
            "target_endpoint_arn": target,
            "table_mappings": SHOP,
            **more,
        },
    )


def l1_ends(scope: Construct, name: str = "", source: str = "shop", target: str = "copy") -> tuple[str, str]:
    return (
        l1_endpoint(scope, f"{name}Source", "source", source).ref,
        l1_endpoint(scope, f"{name}Target", "target", target).ref,
    )


def ours(scope: Construct, name: str = "Ours", source: str = "shop", target: str = "copy", **more: Any) -> Any:
    """A task of ours, between databases of these hosts."""
    ends = Construct(scope, f"{name}Ends")
    return task(
        scope,
        name,
        source=dms.MySqlSource(ends, "A", connection=dms.Connection.from_secret(secret(ends, "a"), host=source)),
        target=dms.MySqlTarget(ends, "B", connection=dms.Connection.from_secret(secret(ends, "b"), host=target)),
        kind=dms.MigrationType.CDC,
        **more,
    )


@pytest.fixture(autouse=True)
def uses_the_library(stack: cdk.Stack) -> None:
    """One construct of ours: an app without any is not looked at."""
    dms.MySqlTarget(stack, "Apart", connection=connection(stack, "Apart"))


def one_and_ours(stack: cdk.Stack) -> None:
    ours(stack)
    l1_task(stack, "Other", *l1_ends(stack))


def two(stack: cdk.Stack) -> None:
    ends = l1_ends(stack)
    l1_task(stack, "One", *ends)
    l1_task(stack, "Other", *ends)


def between_endpoints_of_ours(stack: cdk.Stack) -> None:
    one = ours(stack)
    ends = stack.node.find_child("OursEnds").node
    l1_task(stack, "Other", ends.find_child("A").endpoint_arn, ends.find_child("B").endpoint_arn)  # type: ignore[attr-defined]
    assert one.replication_task_arn


def ours_between_endpoints_of_others(stack: cdk.Stack) -> None:
    source, target = l1_ends(stack)
    l1_task(stack, "One", source, target)
    task(
        stack,
        "Other",
        source=dms.MySqlSource.from_endpoint_arn(stack, "A", source),
        target=dms.MySqlTarget.from_endpoint_arn(stack, "B", target),
    )


def without_a_class(stack: cdk.Stack) -> None:
    ours(stack)
    source, target = l1_ends(stack)
    given = {
        "MigrationType": "cdc",
        "ReplicationInstanceArn": f"{ARN}:rep:ABC",
        "SourceEndpointArn": source,
        "TargetEndpointArn": target,
        "TableMappings": SHOP,
    }
    cdk.CfnResource(stack, "Other", type="AWS::DMS::ReplicationTask", properties=given)


def serverless(stack: cdk.Stack) -> None:
    ours(stack)
    source, target = l1_ends(stack)
    aws_dms.CfnReplicationConfig(
        stack,
        "Other",
        compute_config=aws_dms.CfnReplicationConfig.ComputeConfigProperty(max_capacity_units=2),
        replication_config_identifier="other",
        replication_type="cdc",
        source_endpoint_arn=source,
        target_endpoint_arn=target,
        table_mappings=json.loads(SHOP),
    )


def in_two_stacks(stack: cdk.Stack) -> None:
    ours(stack)
    other = stack_in(stack.node.root, "Others")  # type: ignore[arg-type]
    source, target = l1_ends(other)
    l1_task(stack, "Other", source, target)


def in_a_nested_stack(stack: cdk.Stack) -> None:
    ours(stack)
    nested = cdk.NestedStack(stack, "Nested")
    l1_task(nested, "Other", *l1_ends(nested))


def in_a_stage(stack: cdk.Stack) -> None:
    ours(stack)
    other = stack_in(cdk.Stage(stack.node.root, "Stage"), "Others")  # type: ignore[arg-type]
    l1_task(other, "Other", *l1_ends(other))


WRITTEN_TWICE = [
    one_and_ours,
    two,
    between_endpoints_of_ours,
    ours_between_endpoints_of_others,
    without_a_class,
    serverless,
    in_two_stacks,
    in_a_nested_stack,
    in_a_stage,
]


@pytest.mark.parametrize("build", WRITTEN_TWICE)
def test_tables_that_two_tasks_write(app: cdk.App, stack: cdk.Stack, build: Callable[[cdk.Stack], None]) -> None:
    build(stack)

    assert codes_of(app) == ["DMS-X002"]


def test_the_line_has_the_path_of_the_l1(app: cdk.App, stack: cdk.Stack) -> None:
    two(stack)

    (line,) = errors_of(app)

    assert line.startswith("[Shop/Other] this task and Shop/One both write")


def test_the_line_of_one_in_a_stage_has_its_path_too(app: cdk.App, stack: cdk.Stack) -> None:
    in_a_stage(stack)

    (line,) = errors_of(app)

    assert "Stage/Others/Other: this task and Shop/Ours both write" in line


def test_those_of_a_template_that_is_included_are_seen(app: cdk.App, stack: cdk.Stack, tmp_path: Path) -> None:
    ours(stack)
    end = {"EngineName": "mysql", "Port": 3306}
    resources = {
        "A": {"Type": "AWS::DMS::Endpoint", "Properties": {**end, "EndpointType": "source", "ServerName": "shop"}},
        "B": {"Type": "AWS::DMS::Endpoint", "Properties": {**end, "EndpointType": "target", "ServerName": "copy"}},
        "C": {
            "Type": "AWS::DMS::ReplicationTask",
            "Properties": {
                "MigrationType": "cdc",
                "ReplicationInstanceArn": f"{ARN}:rep:ABC",
                "SourceEndpointArn": {"Ref": "A"},
                "TargetEndpointArn": {"Ref": "B"},
                "TableMappings": SHOP,
            },
        },
    }
    file = tmp_path / "template.json"
    file.write_text(json.dumps({"Resources": resources}))
    include.CfnInclude(stack, "Included", template_file=str(file))

    assert codes_of(app) == ["DMS-X002"]


def test_an_error_of_one_can_be_acknowledged(app: cdk.App, stack: cdk.Stack) -> None:
    two(stack)
    cdk.Validations.of(stack.node.find_child("Other")).acknowledge(
        cdk.Acknowledgment(id="dms-constructs:DMS-X002", reason="started by hand")
    )

    assert codes_of(app) == []


OTHER_ERRORS: dict[str, tuple[str, Callable[[cdk.Stack], object]]] = {
    "one host on both ends": (
        "DMS-X001",
        lambda stack: l1_task(
            stack, "One", *l1_ends(stack, source="shop", target="shop"), migration_type="full-load-and-cdc"
        ),
    ),
    "one secret on both ends": (
        "DMS-X001",
        lambda stack: l1_task(
            stack,
            "One",
            *(
                aws_dms.CfnEndpoint(
                    stack,
                    side,
                    endpoint_type=side,
                    engine_name="mysql",
                    my_sql_settings=aws_dms.CfnEndpoint.MySqlSettingsProperty(secrets_manager_secret_id="dms/shop"),
                ).ref
                for side in ("source", "target")
            ),
        ),
    ),
    "a loop with ours": (
        "DMS-X003",
        lambda stack: (ours(stack), l1_task(stack, "Back", *l1_ends(stack, source="copy", target="shop"))),
    ),
    "one slot": (
        "DMS-X004",
        lambda stack: [
            l1_task(
                stack,
                name,
                l1_endpoint(
                    stack,
                    f"{name}Source",
                    "source",
                    "shop",
                    engine_name="postgres",
                    database_name="shop",
                    postgre_sql_settings=aws_dms.CfnEndpoint.PostgreSqlSettingsProperty(slot_name="dms"),
                ).ref,
                l1_endpoint(stack, f"{name}Target", "target", name).ref,
            )
            for name in ("one", "other")
        ],
    ),
    "one name": (
        "DMS-X005",
        lambda stack: (
            ours(stack, replication_task_identifier="shop"),
            l1_task(stack, "Other", *l1_ends(stack, target="else"), replication_task_identifier="SHOP"),
        ),
    ),
    "a key of another region": (
        "DMS-X006",
        lambda stack: l1_endpoint(
            stack, "End", "source", "shop", kms_key_id="arn:aws:kms:us-east-1:111122223333:key/abc"
        ),
    ),
    "an instance of another region": (
        "DMS-X006",
        lambda stack: l1_task(
            stack, "One", *l1_ends(stack), replication_instance_arn="arn:aws:dms:us-east-1:111122223333:rep:ABC"
        ),
    ),
}


@pytest.mark.parametrize(("code", "build"), OTHER_ERRORS.values(), ids=OTHER_ERRORS)
def test_what_is_wrong_with_one(
    app: cdk.App, stack: cdk.Stack, code: str, build: Callable[[cdk.Stack], object]
) -> None:
    build(stack)

    assert codes_of(app) == [code]


RIGHT: dict[str, Callable[[cdk.Stack], object]] = {
    "other targets": lambda stack: (ours(stack), l1_task(stack, "Other", *l1_ends(stack, target="else"))),
    "other tables": lambda stack: (
        ours(stack),
        l1_task(stack, "Other", *l1_ends(stack), table_mappings=dms.TableMappings(dms.Include("crm")).to_json()),
    ),
    "endpoints of which nothing is known": lambda stack: [
        l1_task(stack, name, f"{ARN}:endpoint:{name}A", f"{ARN}:endpoint:{name}B") for name in ("One", "Other")
    ],
    "mappings that are a parameter": lambda stack: (
        ours(stack),
        l1_task(stack, "Other", *l1_ends(stack), table_mappings=cdk.CfnParameter(stack, "Mappings").value_as_string),
    ),
    "a loop that is prevented": lambda stack: (
        l1_task(stack, "There", *l1_ends(stack, "There"), replication_task_settings=PREVENTED),
        l1_task(
            stack,
            "Back",
            *l1_ends(stack, "Back", source="copy", target="shop"),
            replication_task_settings=PREVENTED,
        ),
    ),
    "a secret and a key of the app": lambda stack: l1_endpoint(
        stack,
        "End",
        "source",
        "shop",
        my_sql_settings=aws_dms.CfnEndpoint.MySqlSettingsProperty(
            secrets_manager_secret_id=secretsmanager.Secret(stack, "Secret").secret_arn
        ),
    ),
    "a name of two of which one has a condition": lambda stack: (
        ours(stack, replication_task_identifier="shop"),
        setattr(
            l1_task(stack, "Other", *l1_ends(stack, target="else"), replication_task_identifier="shop").cfn_options,
            "condition",
            cdk.CfnCondition(stack, "Never"),
        ),
    ),
    "an endpoint without a side": lambda stack: cdk.CfnResource(
        stack, "End", type="AWS::DMS::Endpoint", properties={"EngineName": cdk.Fn.import_value("Engine")}
    ),
}


@pytest.mark.parametrize("build", RIGHT.values(), ids=RIGHT)
def test_what_is_right(app: cdk.App, stack: cdk.Stack, build: Callable[[cdk.Stack], object]) -> None:
    build(stack)

    assert codes_of(app) == []


def test_a_task_that_can_not_be_read_is_warned_of(app: cdk.App, stack: cdk.Stack) -> None:
    l1_task(stack, "One", *l1_ends(stack), table_mappings='{"rules": [{"rule-type": "selection"}]}')

    assert "app.taskNotRead" in warnings_of(app)


def test_a_task_that_can_be_read_is_not_warned_of(app: cdk.App, stack: cdk.Stack) -> None:
    l1_task(stack, "One", *l1_ends(stack))

    assert "app.taskNotRead" not in warnings_of(app)


def test_a_region_without_the_types_is_known_for_one_too(app: cdk.App, stack: cdk.Stack) -> None:
    l1_endpoint(stack_in(app, "Far", region="mx-central-1"), "End", "source", "shop")

    assert "app.typesMissingInRegion" in warnings_of(app)


def test_an_endpoint_that_is_imported_twice_is_one(app: cdk.App, stack: cdk.Stack) -> None:
    for name in ("One", "Other"):
        task(
            stack,
            name,
            source=dms.MySqlSource.from_endpoint_arn(stack, f"{name}A", f"{ARN}:endpoint:A"),
            target=dms.MySqlTarget.from_endpoint_arn(stack, f"{name}B", f"{ARN}:endpoint:B"),
        )

    assert codes_of(app) == ["DMS-X002"]


def test_two_endpoints_that_are_imported_are_two(app: cdk.App, stack: cdk.Stack) -> None:
    for name in ("One", "Other"):
        task(
            stack,
            name,
            source=dms.MySqlSource.from_endpoint_arn(stack, f"{name}A", f"{ARN}:endpoint:A"),
            target=dms.MySqlTarget.from_endpoint_arn(stack, f"{name}B", f"{ARN}:endpoint:{name}"),
        )

    assert codes_of(app) == []


def test_ends_that_a_third_endpoint_shows_to_be_one_database(app: cdk.App, stack: cdk.Stack) -> None:
    both = dms.Connection.from_secret(secret(stack, "One"), host="shop")
    by_secret = dms.Connection.from_secret(both.secret)
    by_host = dms.Connection.from_secret(secret(stack, "Other"), host="shop")
    target = dms.MySqlTarget(stack, "Copy", connection=connection(stack, "Copy"))
    task(stack, "Shows", source=dms.MySqlSource(stack, "A", connection=both), target=target)
    task(
        stack,
        "Task",
        source=dms.MySqlSource(stack, "B", connection=by_secret),
        target=dms.MySqlTarget(stack, "C", connection=by_host),
        rules=(dms.Include("crm"),),
    )

    assert codes_of(app) == ["DMS-X001"]
