"""A life cycle of tasks whose table mappings hold values that are known at deployment only."""

import json
from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest

import dms_constructs as dms
from tests.constructs.life_cycles import Make, entry, gate, make

__all__ = ["make"]

CATALOG = dms.Catalog(dms.SourceTable("shop", "orders", columns=[dms.SourceColumn("id", "int")]))


@pytest.fixture
def first(stack: cdk.Stack) -> str:
    value: str = cdk.CfnParameter(stack, "First").value_as_string
    return value


def deployed(value: Any, given: str) -> str:
    """Return a text of the template as CloudFormation gives it to the function."""
    if isinstance(value, str):
        return value
    _, parts = value["Fn::Join"]
    return "".join(part if isinstance(part, str) else given for part in parts)


def filtered(first: str) -> dms.TableMappings:
    rule = dms.Include("shop", "orders", filters=[dms.Filter("id", dms.Condition.gte(first))])
    return dms.TableMappings(rule)


def test_a_rule_is_compared_by_the_value_that_it_is_given(stack: cdk.Stack, make: Make, first: str) -> None:
    make(table_mappings=dms.TableMappings(dms.Include(first)))

    (rule,) = json.loads(deployed(entry(stack)["Tables"]["List"], "shop"))["Rules"]
    assert json.loads(rule)["object-locator"]["schema-name"] == "shop"


def test_a_table_is_compared_by_the_value_that_it_is_given(stack: cdk.Stack, make: Make, first: str) -> None:
    make(table_mappings=filtered(first), source_catalog=CATALOG)

    ((_, _, content),) = json.loads(deployed(entry(stack)["Tables"]["List"], "7"))["Tables"]
    assert content.split(" ")[1:] == ["7"]


def test_the_name_of_a_token_counts_for_nothing(make_again: Callable[[], dict[str, Any]]) -> None:
    assert make_again() == make_again()


@pytest.fixture
def make_again() -> Callable[[], dict[str, Any]]:
    from tests.constructs import conftest

    def made() -> dict[str, Any]:
        stack = conftest.stack.__wrapped__(cdk.App())
        secret = conftest.secret.__wrapped__(stack)
        connection = conftest.connection.__wrapped__(secret)
        dms.DatabaseMigration(
            stack,
            "Migration",
            compute=dms.Provisioned(vpc=conftest.vpc.__wrapped__(stack)),
            source=dms.MySqlSource(stack, "Source", connection=connection),
            target=dms.PostgreSqlTarget(stack, "Target", connection=connection, database="shop"),
            migration_type=dms.MigrationType.FULL_LOAD,
            table_mappings=filtered(cdk.CfnParameter(stack, "First").value_as_string),
            source_catalog=CATALOG,
            start=dms.StartPolicy.ALWAYS_RUNNING,
        )
        return entry(stack)

    return made


def test_another_value_is_another_document(stack: cdk.Stack, make: Make, first: str) -> None:
    make(table_mappings=filtered(first))

    assert entry(stack)["Given"] == [{"Ref": "First"}]


def test_in_a_long_list_that_is_an_asset_a_value_has_its_name(stack: cdk.Stack, make: Make, first: str) -> None:
    make(table_mappings=dms.TableMappings(*(dms.Include(first, f"table_{number}") for number in range(200))))

    assert set(entry(stack)["Tables"]) == {"Bucket", "Key"}


def test_a_number_among_the_settings_calls_the_gate(stack: cdk.Stack, make: Make) -> None:
    rate = cdk.CfnParameter(stack, "Rate", type="Number").value_as_number
    make(task_settings=dms.TaskSettings(full_load=dms.FullLoad(commit_rate=rate)))

    assert gate(stack)["Values"]["Rate"] == {"Ref": "Rate"}
