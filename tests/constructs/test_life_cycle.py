"""A task with `start` has a life cycle: a function per stack, a latch and a gate before all changes, a runner after."""

import json
from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest

import dms_constructs as dms
from tests.authorities import PEM
from tests.constructs.conftest import resources_of, template_of
from tests.constructs.life_cycles import (
    GATE,
    LOGICAL_IDS,
    Make,
    allowing,
    entry,
    gate,
    imported_endpoints,
    make,
    make_task,
    one,
    runner,
    task_id,
)

__all__ = ["make", "make_task"]


# What there is


def test_there_is_none_without_start(stack: cdk.Stack, make: Make) -> None:
    make(start=None)

    assert not [name for name in template_of(stack)["Resources"] if "LifeCycle" in name or "Runner" in name]


@pytest.mark.parametrize("start", dms.StartPolicy)
def test_each_policy_gives_one(stack: cdk.Stack, make: Make, start: dms.StartPolicy) -> None:
    make(start=start)

    assert entry(stack)["Start"] == start.value


def test_its_logical_ids_are_for_ever(stack: cdk.Stack, make: Make) -> None:
    make()

    assert {name for name in template_of(stack)["Resources"] if name.startswith("DmsLifeCycle")} == LOGICAL_IDS


def test_the_tasks_of_a_stack_share_one_function(stack: cdk.Stack, make: Make) -> None:
    make().add_task(
        "More",
        migration_type=dms.MigrationType.CDC,
        table_mappings=dms.TableMappings(dms.Include("more")),
        start=dms.StartPolicy.NEVER,
    )

    tokens = {
        json.dumps(each["Properties"]["ServiceToken"])
        for each in template_of(stack)["Resources"].values()
        if each["Type"].startswith("Custom::Dms") and each["Type"] != "Custom::DmsServiceRoles"
    }
    assert tokens == {json.dumps({"Fn::GetAtt": ["DmsLifeCycleFunction6E18774E", "Arn"]})}


def test_each_task_has_a_runner_of_its_own(stack: cdk.Stack, make: Make) -> None:
    make("One")
    make("Two", table_mappings=dms.TableMappings(dms.Include("crm")))

    assert len(resources_of(stack, "Custom::DmsRunner")) == 2


def test_a_runner_stands_under_its_task(stack: cdk.Stack, make: Make) -> None:
    migration = make()

    assert migration.task.node.try_find_child("Runner") is not None


def test_a_task_without_start_beside_it_has_no_entry(stack: cdk.Stack, make: Make) -> None:
    make("One")
    make("Two", start=None, table_mappings=dms.TableMappings(dms.Include("crm")))

    assert len(gate(stack)["Tasks"]) == 1


def test_formats_have_a_version(stack: cdk.Stack, make: Make) -> None:
    make()

    formats = [one(stack, f"Custom::Dms{name}")["Properties"]["Format"] for name in ("Latch", "Gate", "Runner")]
    assert formats == ["1", "1", "1"]


def test_its_log_is_kept_for_a_month(stack: cdk.Stack, make: Make) -> None:
    make()

    group = template_of(stack)["Resources"]["DmsLifeCycleLogGroup23156F35"]
    assert (group["Properties"]["RetentionInDays"], group["DeletionPolicy"]) == (30, "Delete")


# The order


def test_the_latch_waits_for_the_right_to_hand_over(stack: cdk.Stack, make: Make) -> None:
    make()

    assert one(stack, "Custom::DmsLatch")["DependsOn"] == ["DmsLifeCycleInvokesItself1055E164"]


def test_the_gate_waits_for_the_latch(stack: cdk.Stack, make: Make) -> None:
    make()

    assert one(stack, "Custom::DmsGate")["DependsOn"] == ["DmsLifeCycleLatch806350BA"]


@pytest.mark.parametrize("resource_type", ["AWS::DMS::Endpoint", "AWS::DMS::ReplicationInstance"])
def test_what_a_task_uses_waits_for_the_gate(stack: cdk.Stack, make: Make, resource_type: str) -> None:
    make()

    assert all(GATE in each["DependsOn"] for each in resources_of(stack, resource_type).values())


def test_certificates_of_its_endpoints_wait_for_the_gate(
    stack: cdk.Stack, make: Make, connection: dms.Connection
) -> None:
    certificate = dms.Certificate(stack, "Ca", certificate_pem=PEM)
    make(source=dms.MySqlSource(stack, "Safe", connection=connection, certificate=certificate))

    assert one(stack, "AWS::DMS::Certificate")["DependsOn"] == [GATE]


def test_a_task_of_which_all_else_is_imported_waits_itself(
    stack: cdk.Stack, make: Make, instance: dms.IReplicationInstance
) -> None:
    given = imported_endpoints(stack)
    dms.ReplicationTask(
        stack,
        "Task",
        replication_instance=instance,
        migration_type=dms.MigrationType.CDC,
        table_mappings=dms.TableMappings(dms.Include("shop")),
        start=dms.StartPolicy.ON_CREATE,
        **given,
    )

    assert one(stack, "AWS::DMS::ReplicationTask")["DependsOn"] == [GATE]


def test_a_runner_waits_for_its_task(stack: cdk.Stack, make: Make) -> None:
    make()

    assert runner(stack)["TaskArn"] == {"Ref": task_id(stack)}


# What the function is told


def test_an_entry_stands_under_the_logical_id_of_its_task(stack: cdk.Stack, make: Make) -> None:
    make()

    assert list(gate(stack)["Tasks"]) == [task_id(stack)]


def test_an_entry_names_its_construct(stack: cdk.Stack, make: Make) -> None:
    make()

    assert entry(stack)["Path"] == "Shop/Migration/Task"


def test_an_entry_names_what_its_task_uses(stack: cdk.Stack, make: Make) -> None:
    make()

    assert entry(stack)["Uses"] == sorted(gate(stack)["Resources"])


def test_a_certificate_is_among_what_a_task_uses(stack: cdk.Stack, make: Make, connection: dms.Connection) -> None:
    certificate = dms.Certificate(stack, "Ca", certificate_pem=PEM)
    make(source=dms.MySqlSource(stack, "Safe", connection=connection, certificate=certificate))

    assert "Ca" in entry(stack)["Uses"]


def test_an_entry_says_whether_tables_may_be_loaded_again(stack: cdk.Stack, make: Make) -> None:
    make(reload=dms.ReloadPolicy.WHEN_NEEDED)

    assert entry(stack)["Reload"] == "WHEN_NEEDED"


def test_tables_are_not_loaded_again_unless_it_is_said(stack: cdk.Stack, make: Make) -> None:
    make()

    assert entry(stack)["Reload"] == "NEVER"


def test_an_entry_has_the_rules_where_there_is_no_catalog(stack: cdk.Stack, make: Make) -> None:
    make()

    assert list(json.loads(entry(stack)["Tables"]["List"])) == ["Format", "Rules"]


def test_an_entry_has_the_tables_where_there_is_a_catalog(stack: cdk.Stack, make: Make) -> None:
    make(source_catalog=dms.Catalog(dms.SourceTable("shop", "orders")))

    ((name, target, _),) = json.loads(entry(stack)["Tables"]["List"])["Tables"]
    assert (name, target) == ("shop.orders", "shop.orders")


def test_a_long_list_of_tables_is_an_asset(stack: cdk.Stack, make: Make) -> None:
    make(source_catalog=dms.Catalog(*(dms.SourceTable("shop", f"table_{number}") for number in range(200))))

    assert set(entry(stack)["Tables"]) == {"Bucket", "Key"}


def test_the_function_may_read_the_lists_that_are_assets(stack: cdk.Stack, make: Make) -> None:
    make(source_catalog=dms.Catalog(*(dms.SourceTable("shop", f"table_{number}") for number in range(200))))

    (statement,) = allowing(stack, "s3:GetObject")
    assert statement["Condition"] == {"StringEquals": {"aws:ResourceAccount": {"Ref": "AWS::AccountId"}}}


def test_a_runner_has_the_entry_of_its_task(stack: cdk.Stack, make: Make) -> None:
    make()

    told, of_task = runner(stack), entry(stack)
    assert {name: told[name] for name in of_task if name != "Values"} == {
        name: value for name, value in of_task.items() if name != "Values"
    }


def test_a_runner_knows_where_changes_start(stack: cdk.Stack, make: Make) -> None:
    make(migration_type=dms.MigrationType.CDC, cdc_start=dms.CdcStart.from_log_position("mysql-bin.1:4"))

    assert runner(stack)["CdcStartPosition"] == "mysql-bin.1:4"


def test_a_source_is_named_where_its_checkpoint_can_be_carried(stack: cdk.Stack, make: Make) -> None:
    make(migration_type=dms.MigrationType.CDC)

    assert "Source" in entry(stack)


def test_a_checkpoint_of_postgresql_needs_a_slot_that_is_named(
    stack: cdk.Stack, make: Make, connection: dms.Connection
) -> None:
    make(source=dms.PostgreSqlSource(stack, "Old", connection=connection, database="old"))

    assert "Source" not in entry(stack)


def test_imported_endpoints_are_named_by_their_arns(stack: cdk.Stack, make: Make) -> None:
    make(**imported_endpoints(stack))

    assert [each["Arn"][-3:] for each in entry(stack)["Endpoints"]] == ["OLD", "NEW"]


def test_what_is_known_at_deployment_only_calls_the_gate(
    stack: cdk.Stack, make: Make, parameter: Callable[..., cdk.CfnParameter]
) -> None:
    make(table_mappings=dms.TableMappings(dms.Include(parameter().value_as_string)))

    assert gate(stack)["Values"]["Parameter"] == {"Ref": "Parameter"}


def test_no_value_stands_behind_the_gate(stack: cdk.Stack, make: Make) -> None:
    make()

    behind = set(entry(stack)["Uses"])
    assert not [each for each in gate(stack)["Values"].values() if each.get("Ref") in behind]


def test_no_password_is_among_the_values(stack: cdk.Stack, make: Make, source: dms.MySqlSource) -> None:
    secret = cdk.SecretValue.cfn_parameter(cdk.CfnParameter(stack, "Hidden", no_echo=True))
    resource: Any = source.node.default_child
    make()
    resource.password = secret.unsafe_unwrap()

    assert "Hidden" not in json.dumps(gate(stack)["Values"])


def test_a_runner_comes_after_all_that_its_task_uses(stack: cdk.Stack, make: Make) -> None:
    make()

    assert [each["Ref"] for each in runner(stack)["After"]] == [GATE, *entry(stack)["Uses"]]
