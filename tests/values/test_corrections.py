"""What is suggested for what newcomers write: names that are nearly right, lists, and names of files."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import dms_constructs as dms
from dms_constructs import Include, Rule

CATALOG = dms.Catalog(
    dms.SourceTable(
        "shop", "orders", [dms.SourceColumn("id", "bigint"), dms.SourceColumn("placed", "datetime")], primary_key=["id"]
    ),
    dms.SourceTable("shop", "customers", [dms.SourceColumn("email", "varchar(99)")]),
    dms.SourceTable("shop", "open_orders", table_type=dms.TableType.VIEW),
    engine=dms.EngineName.MYSQL,
)
SHOP = Include("shop")


@pytest.mark.parametrize(
    ("rules", "meant"),
    [
        ([Include("shop.orders")], Include("shop", "orders")),
        ([Include("shop.*")], Include("shop", "%")),
        ([Include("shop", "*")], Include("shop", "%")),
        ([Include("shopp")], Include("shop")),
        ([Include("shop", "ordrs")], Include("shop", "orders")),
        ([dms.Explicit("shop", "ordrs")], dms.Explicit("shop", "orders")),
    ],
    ids=repr,
)
def test_a_mapping_that_selects_nothing_is_told_the_names_that_are_nearly_right(rules: list[Rule], meant: Rule) -> None:
    (problem,) = dms.TableMappings(*rules).evaluate(CATALOG).problems

    assert problem.code == "DMS-M052"
    assert problem.message.endswith(f"write {meant!r}")
    assert dms.TableMappings(meant).evaluate(CATALOG).problems == ()


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        (Include("shop", "custmers"), Include("shop", "customers")),
        (dms.Exclude("shop", "custmers"), dms.Exclude("shop", "customers")),
        (dms.LowercaseTables("shop.orders"), dms.LowercaseTables("shop", "orders")),
        (dms.RenameTable("shop", "ordrs", to="o"), dms.RenameTable("shop", "orders", to="o")),
        (
            dms.RenameColumn("shop", "customers", "emial", to="mail"),
            dms.RenameColumn("shop", "customers", "email", to="mail"),
        ),
    ],
    ids=repr,
)
def test_a_rule_that_matches_nothing_is_told_the_names_that_are_nearly_right(wrong: Rule, meant: Rule) -> None:
    rules = [Include("shop", "orders"), *([] if isinstance(wrong, Include) else [Include("shop", "customers")])]
    (finding,) = dms.TableMappings(*rules, wrong).evaluate(CATALOG).findings

    assert finding.fix.startswith(f"write {meant!r}, or remove rule")
    assert dms.TableMappings(*rules, meant).evaluate(CATALOG).findings == ()


@pytest.mark.parametrize(
    "rule",
    [
        Include("crm"),
        Include("shop", "open_orders"),
        dms.LowercaseColumns("shop", "orders", "state"),
        dms.Exclude("shop", "x%"),
    ],
    ids=repr,
)
def test_a_rule_that_is_like_nothing_is_told_to_correct_its_names(rule: Rule) -> None:
    fixes = [finding.fix for finding in dms.TableMappings(SHOP, rule).evaluate(CATALOG).findings]

    assert fixes == [f"remove rule 2, {rule!r}, or correct its names, where letter case counts"]


def test_a_column_that_is_not_there_is_told_the_name_that_is_nearly_right() -> None:
    rule = Include("shop", "orders", filters=[dms.Filter("plced", dms.Condition.null())])
    (problem,) = dms.TableMappings(rule).evaluate(CATALOG).problems

    assert problem.message.endswith("shop.orders has no column plced (did you mean 'placed'?); correct the name")


@pytest.mark.parametrize(
    ("code", "fix", "make"),
    [
        ("DMS-M001", 'write dms.Include("shop", "orders")', lambda: dms.TableMappings("shop.orders")),
        ("DMS-M001", 'write dms.Include("shop")', lambda: dms.TableMappings("shop.%")),
        ("DMS-M001", 'write dms.Include("shop")', lambda: dms.TableMappings("shop")),
        ("DMS-M001", 'write dms.Include("schema")', lambda: dms.TableMappings("a.b.c")),
        (
            "DMS-M010",
            'write dms.Include("shop", "a") and dms.Include("shop", "b")',
            lambda: Include("shop", ["a", "b"]),
        ),
        (
            "DMS-M034",
            'dms.DataType("string", length=9), expression=dms.Expression("$id"))',
            lambda: dms.AddColumn("shop", "t", "n", dms.DataType("string", length=9), expression="$id"),
        ),
        (
            "DMS-D004",
            "write dms.Catalog.from_json(open('shop.json').read())",
            lambda: dms.Catalog.from_json("shop.json"),
        ),
        (
            "DMS-M023",
            "write dms.TableMappings.from_json(open('shop.json').read())",
            lambda: dms.TableMappings.from_json("shop.json"),
        ),
        (
            "DMS-S011",
            "write dms.TaskSettings.from_json(open('shop.json').read())",
            lambda: dms.TaskSettings.from_json("shop.json"),
        ),
    ],
)
def test_what_was_meant_can_be_copied(code: str, fix: str, make: Callable[[], object]) -> None:
    with pytest.raises(dms.ConfigurationError) as caught:
        make()

    assert caught.value.code == code
    assert caught.value.message.endswith(fix)


@pytest.mark.parametrize("text", ["", "{", '{"tables": [\n', "orders"])
def test_text_that_is_not_the_name_of_a_file_is_not_taken_for_one(text: str) -> None:
    with pytest.raises(dms.ConfigurationError) as caught:
        dms.Catalog.from_json(text)

    assert "open(" not in caught.value.message
