"""What a task moves, as a list that the next deployment is compared with."""

import json
from typing import Any

import pytest
from hypothesis import given, strategies as st

import dms_constructs as dms
from dms_constructs.lifecycle.table_list import table_list

ORDERS = dms.SourceTable(
    "shop",
    "orders",
    columns=[dms.SourceColumn("id", "int"), dms.SourceColumn("note", "varchar")],
    primary_key=["id"],
)
CATALOG = dms.Catalog(ORDERS, dms.SourceTable("shop", "customers"))


def of(*rules: dms.Rule, catalog: dms.Catalog | None = CATALOG) -> dict[str, Any]:
    plan = dms.TaskPlan(
        migration_type=dms.MigrationType.FULL_LOAD,
        source=dms.EndpointFacts(endpoint_type=dms.EndpointType.SOURCE, engine_name=dms.EngineName.MYSQL),
        target=dms.EndpointFacts(endpoint_type=dms.EndpointType.TARGET, engine_name=dms.EngineName.POSTGRESQL),
        table_mappings=dms.TableMappings(*rules),
        task_settings=None,
        source_catalog=catalog,
    )
    return table_list(plan)


def test_it_has_a_format() -> None:
    assert of(dms.Include("shop"))["Format"] == 1


def test_it_names_each_table_with_its_target() -> None:
    found = of(dms.Include("shop"), dms.RenameSchema("shop", to="public"))["Tables"]

    assert [each[:2] for each in found] == [["shop.customers", "public.customers"], ["shop.orders", "public.orders"]]


def test_it_leaves_out_what_is_not_moved() -> None:
    found = of(dms.Include("shop"), dms.Exclude("shop", "customers"))["Tables"]

    assert [each[0] for each in found] == ["shop.orders"]


def test_it_is_sorted() -> None:
    found = of(dms.Include("shop"))["Tables"]

    assert found == sorted(found)


@pytest.mark.parametrize(
    "rule",
    [
        dms.RemoveColumns("shop", "orders", "note"),
        dms.RenameColumn("shop", "orders", "note", to="remark"),
        dms.ChangeDataType("shop", "orders", "id", to=dms.DataType("int8")),
        dms.MaskDigits("shop", "orders", "note", "#"),
        dms.DefinePrimaryKey("shop", "orders", ["note"], name="k"),
        dms.AddColumn("shop", "orders", "added", dms.DataType("int8"), expression=dms.Expression("$id")),
    ],
    ids=lambda rule: type(rule).__name__,
)
def test_what_makes_a_loaded_table_wrong_changes_its_digest(rule: dms.Rule) -> None:
    (_, old), (_, new) = (of(dms.Include("shop"), *more)["Tables"] for more in ((), (rule,)))

    assert old[2] != new[2]


def test_a_filter_changes_the_digest() -> None:
    some = dms.Include("shop", "orders", filters=[dms.Filter("id", dms.Condition.gte(7))])
    ((_, _, old),), ((_, _, new),) = (of(rule)["Tables"] for rule in (dms.Include("shop", "orders"), some))

    assert old != new


def test_a_load_order_changes_no_digest() -> None:
    assert of(dms.Include("shop"))["Tables"] == of(dms.Include("shop", load_order=7))["Tables"]


def test_another_table_changes_no_digest() -> None:
    assert of(dms.Include("shop"))["Tables"][1] == of(dms.Include("shop", "orders"))["Tables"][0]


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_ids_of_rules_change_nothing(first: int, second: int) -> None:
    rules = dms.Include("shop", rule_id=str(first)), dms.LowercaseTables("shop", rule_id=str(first + second))

    assert of(*rules) == of(dms.Include("shop"), dms.LowercaseTables("shop"))


@given(st.integers(1, 10**6))
def test_ids_of_rules_change_nothing_without_a_catalog(rule_id: int) -> None:
    assert of(dms.Include("shop", rule_id=str(rule_id)), catalog=None) == of(dms.Include("shop"), catalog=None)


def test_without_a_catalog_it_has_the_rules_in_their_order() -> None:
    found = of(dms.Include("b"), dms.Include("a"), catalog=None)["Rules"]

    assert [json.loads(rule)["object-locator"]["schema-name"] for rule in found] == ["b", "a"]


def test_the_same_plan_is_the_same_text() -> None:
    assert json.dumps(of(dms.Include("shop"))) == json.dumps(of(dms.Include("shop")))
