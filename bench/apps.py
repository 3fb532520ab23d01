"""The apps that are measured, each once with this library and once with L1 constructs."""

import json
import time
from collections.abc import Callable

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2, aws_secretsmanager as secretsmanager
from constructs import Construct

from bench import clusters as targets, engines as every, l1, ours, watched as watching, watched_databases

ENVIRONMENT = cdk.Environment(account="111122223333", region="eu-west-1")

Templates = list[str]
"""What an app is synthesized to, as compact JSON."""
Pair = tuple[Callable[[], Templates], Callable[[], Templates]]
"""An app with this library, and the same with L1 constructs."""


def synthesized(fill: Callable[[cdk.App], object]) -> Templates:
    # Without a limit on resources: that 200 pipelines are more than CloudFormation takes in one stack is not the point.
    app = cdk.App(analytics_reporting=False, context={"@aws-cdk/core:stackResourceLimit": 0})
    fill(app)
    start = time.perf_counter()
    assembly = app.synth()
    last[:] = [(app, time.perf_counter() - start)]
    return [json.dumps(stack.template, separators=(",", ":")) for stack in assembly.stacks]


last: list[tuple[cdk.App, float]] = []
"""The app that was synthesized last, and the seconds that this took."""


def stack_of(app: cdk.App, name: str) -> cdk.Stack:
    return cdk.Stack(app, name, env=ENVIRONMENT)


def given(scope: Construct) -> tuple[ec2.IVpc, secretsmanager.ISecret, secretsmanager.ISecret]:
    """Refer to what pipelines share: a VPC and two secrets."""
    vpc = ec2.Vpc.from_vpc_attributes(
        scope,
        "Vpc",
        vpc_id="vpc-0a1b2c3d4e5f60718",
        availability_zones=["eu-west-1a", "eu-west-1b"],
        private_subnet_ids=["subnet-0a1b2c3d4e5f60718", "subnet-0b1b2c3d4e5f60718"],
    )
    source = secretsmanager.Secret.from_secret_name_v2(scope, "SourceSecret", "dms/source")
    target = secretsmanager.Secret.from_secret_name_v2(scope, "TargetSecret", "dms/target")
    return vpc, source, target


def one_pipeline() -> Pair:
    def mine(app: cdk.App) -> None:
        stack = stack_of(app, "Shop")
        ours.pipeline(stack, *given(stack))

    def theirs(app: cdk.App) -> None:
        stack = stack_of(app, "Shop")
        l1.pipeline(stack, *given(stack), roles=l1.service_roles(stack))

    return lambda: synthesized(mine), lambda: synthesized(theirs)


def stacks(count: int) -> Pair:
    """Many stacks with one pipeline each; the VPC and the secrets are referred to once."""

    def mine(app: cdk.App) -> None:
        shared = given(stack_of(app, "Shared"))
        for number in range(count):
            ours.pipeline(stack_of(app, f"Shop{number}"), *shared, schema=f"shop{number}")

    def theirs(app: cdk.App) -> None:
        shared = given(stack_of(app, "Shared"))
        for number in range(count):
            stack = stack_of(app, f"Shop{number}")
            name, schema = f"shop{number}-migration-instance", f"shop{number}"
            l1.pipeline(stack, *shared, roles=l1.service_roles(stack), name=name, schema=schema)

    return lambda: synthesized(mine), lambda: synthesized(theirs)


def pipelines(count: int) -> Pair:
    """Many pipelines in one stack."""

    def mine(app: cdk.App) -> None:
        stack = stack_of(app, "Shop")
        shared = given(stack)
        for number in range(count):
            ours.pipeline(Construct(stack, f"Shop{number}"), *shared, schema=f"shop{number}")

    def theirs(app: cdk.App) -> None:
        stack = stack_of(app, "Shop")
        shared, roles = given(stack), l1.service_roles(stack)
        for number in range(count):
            name, schema = f"shop{number}-migration-instance", f"shop{number}"
            l1.pipeline(Construct(stack, f"Shop{number}"), *shared, roles=roles, name=name, schema=schema)

    return lambda: synthesized(mine), lambda: synthesized(theirs)


def tasks(count: int) -> Pair:
    """Many tasks in one stack, on an instance and between endpoints that are given."""
    return (
        lambda: synthesized(lambda app: ours.tasks(stack_of(app, "Shop"), count)),
        lambda: synthesized(lambda app: l1.tasks(stack_of(app, "Shop"), count)),
    )


def engines(count: int) -> Pair:
    """Many endpoints in one stack, of one engine after the other."""
    theirs = every.theirs(count)
    return (
        lambda: synthesized(lambda app: every.ours(stack_of(app, "Shop"), count)),
        lambda: synthesized(lambda app: theirs(stack_of(app, "Shop"))),
    )


def watched(count: int) -> Pair:
    """The alarms and the dashboards of many tasks that exist, against aws_cloudwatch."""
    return (
        lambda: synthesized(lambda app: watching.ours(stack_of(app, "Shop"), count)),
        lambda: synthesized(lambda app: watching.theirs(stack_of(app, "Shop"), count)),
    )


def clusters(count: int) -> Pair:
    """Many Aurora clusters to migrate into, each with its endpoint, against aws_rds."""

    def made_by(make: Callable[[Construct, ec2.IVpc], object]) -> Callable[[], Templates]:
        def fill(app: cdk.App) -> None:
            stack = stack_of(app, "Shop")
            vpc, *_ = given(stack)
            for number in range(count):
                make(Construct(stack, f"Shop{number}"), vpc)

        return lambda: synthesized(fill)

    return made_by(targets.ours), made_by(targets.theirs)


def watched_clusters(count: int) -> Pair:
    """Many such clusters with their alarms and a dashboard each, against aws_rds and aws_cloudwatch."""

    def made_by(make: Callable[[cdk.Stack, ec2.IVpc, int], None]) -> Callable[[], Templates]:
        def fill(app: cdk.App) -> None:
            stack = stack_of(app, "Shop")
            vpc, *_ = given(stack)
            make(stack, vpc, count)

        return lambda: synthesized(fill)

    return made_by(watched_databases.ours), made_by(watched_databases.theirs)
