"""What the tests of whole apps share: stacks, pipelines, and ways to read what the synthesis says."""

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

import dms_constructs as dms

ACCOUNT, REGION = "111122223333", "eu-west-1"
ARN = f"arn:aws:dms:{REGION}:{ACCOUNT}"


def stack_in(scope: Construct, name: str = "Shop", *, region: str = REGION, account: str = ACCOUNT) -> cdk.Stack:
    return cdk.Stack(scope, name, env=cdk.Environment(account=account, region=region))


@pytest.fixture
def app() -> cdk.App:
    return cdk.App()


@pytest.fixture
def stack(app: cdk.App) -> cdk.Stack:
    return stack_in(app)


def secret(scope: Construct, name: str) -> secretsmanager.ISecret:
    return secretsmanager.Secret.from_secret_name_v2(scope, f"{name}Secret", f"dms/{name}")


def connection(scope: Construct, name: str) -> dms.Connection:
    return dms.Connection.from_secret(secret(scope, name))


def instance(scope: Construct) -> dms.IReplicationInstance:
    return dms.ReplicationInstance.from_replication_instance_attributes(
        scope, "Instance", replication_instance_arn=f"{ARN}:rep:ABC"
    )


def task(
    scope: Construct,
    name: str,
    *,
    source: dms.IEndpoint,
    target: dms.IEndpoint,
    rules: tuple[dms.Rule, ...] = (dms.Include("shop"),),
    kind: dms.MigrationType = dms.MigrationType.FULL_LOAD_AND_CDC,
    on: dms.IReplicationInstance | None = None,
    **more: Any,
) -> dms.ReplicationTask:
    return dms.ReplicationTask(
        scope,
        name,
        replication_instance=on or instance(Construct(scope, f"{name}Place")),
        source=source,
        target=target,
        migration_type=kind,
        table_mappings=dms.TableMappings(*rules),
        **more,
    )


def errors_of(app: cdk.App) -> list[str]:
    """The lines of errors that the synthesis says."""
    try:
        app.synth()
    except RuntimeError as error:
        return [line.strip() for line in str(error).splitlines() if line.strip().startswith("[")]
    return []


def codes_of(app: cdk.App) -> list[str]:
    """The codes at the ends of these lines."""
    return [line.rpartition("[")[2].rstrip("]") for line in errors_of(app)]


def warnings_of(app: cdk.App) -> list[str]:
    """The ids of the warnings of all stacks of an app."""
    messages = (message for stack in app.synth().stacks_recursively for message in stack.messages)
    texts = (str(message.entry.data) for message in messages)
    return sorted(
        text.rpartition("[ack: dms-constructs:")[2].rstrip("]") for text in texts if "dms-constructs:" in text
    )


Refused = Callable[[Callable[[], object]], str]


@pytest.fixture
def refused() -> Refused:
    """The code and message with which making something is refused."""

    def make(build: Callable[[], object]) -> str:
        with pytest.raises(dms.ConfigurationError) as caught:
            build()
        return str(caught.value)

    return make
