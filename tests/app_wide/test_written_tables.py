"""Tables of DynamoDB that a target's role is for, and what the app's tasks write."""

from collections.abc import Callable

import aws_cdk as cdk
import pytest

import dms_constructs as dms
from tests.app_wide.conftest import task, warnings_of

MORE = "app.tablesNotWritten"
ORDERS = dms.Include("shop", "orders")
Write = Callable[..., None]


@pytest.fixture
def target(stack: cdk.Stack) -> dms.DynamoDbTarget:
    return dms.DynamoDbTarget(stack, "Target", tables=["orders", "customers"])


@pytest.fixture
def write(stack: cdk.Stack, target: dms.DynamoDbTarget) -> Write:
    instance = dms.ReplicationInstance.from_replication_instance_attributes(
        stack, "Instance", replication_instance_arn="arn:aws:dms:eu-west-1:111122223333:rep:ABC"
    )
    source = dms.MySqlSource.from_endpoint_arn(stack, "From", "arn:aws:dms:eu-west-1:111122223333:endpoint:DEF")

    def write(name: str, *rules: dms.Rule) -> None:
        dms.ReplicationTask(
            stack,
            name,
            replication_instance=instance,
            source=source,
            target=target,
            migration_type=dms.MigrationType.FULL_LOAD,
            table_mappings=dms.TableMappings(*rules),
        )

    return write


def test_those_that_no_task_writes_are_told_once(app: cdk.App, write: Write) -> None:
    write("One", ORDERS)

    assert warnings_of(app).count(MORE) == 1


def test_those_of_all_tasks_count(app: cdk.App, write: Write) -> None:
    write("One", ORDERS)
    write("Two", dms.Include("shop", "people"), dms.RenameTable("shop", "people", to="customers"))

    assert MORE not in warnings_of(app)


@pytest.mark.parametrize(
    "rules",
    [[dms.Include("shop")], [ORDERS, dms.Include("crm", "c%")]],
    ids=["a schema", "a pattern beside a name"],
)
def test_what_patterns_select_is_not_known(app: cdk.App, write: Write, rules: list[dms.Rule]) -> None:
    write("One", *rules)

    assert MORE not in warnings_of(app)


@pytest.mark.usefixtures("target")
def test_a_target_without_tasks_is_for_others(app: cdk.App) -> None:
    assert MORE not in warnings_of(app)


def test_tables_where_dms_notes_its_errors_are_written_by_each_task(app: cdk.App, stack: cdk.Stack) -> None:
    target = dms.DynamoDbTarget(stack, "Noting", tables=["orders", "awsdms_apply_exceptions"])
    source = dms.MySqlSource.from_endpoint_arn(stack, "From", "arn:aws:dms:eu-west-1:111122223333:endpoint:DEF")
    task(stack, "One", source=source, target=target, rules=(ORDERS,))

    assert MORE not in warnings_of(app)
