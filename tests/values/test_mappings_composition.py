"""Mappings add together, are split, and say where they disagree."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from dms_constructs import (
    AddTags,
    Condition,
    Exclude,
    Explicit,
    Filter,
    Include,
    LowercaseTables,
    PartitionsAuto,
    PrefixTables,
    RawRule,
    RenameSchema,
    RenameTable,
    TableMappings,
    TableSettings,
    TableType,
)
from dms_constructs.catalog import Catalog, SourceTable
from dms_constructs.errors import ConfigurationError
from tests.values.test_evaluation_laws import CATALOGS, mappings

SHOP = TableMappings(Include("shop"), LowercaseTables())
CATALOG = Catalog(
    *[SourceTable("shop", name) for name in ("orders", "order_lines", "orderXlines", "items")],
    *[SourceTable("crm", name) for name in ("people", "audit_log")],
)


def selected(mapping: TableMappings, catalog: Catalog = CATALOG) -> set[str]:
    return {str(table.source) for table in mapping.evaluate(catalog).selected}


def targets(mapping: TableMappings, catalog: Catalog = CATALOG) -> dict[str, str]:
    return {str(table.source): table.target for table in mapping.evaluate(catalog).selected}


def test_a_sum_has_the_rules_of_both() -> None:
    assert (SHOP + TableMappings(Include("crm"))).rules == (Include("shop"), LowercaseTables(), Include("crm"))


def test_a_rule_that_both_have_is_there_once() -> None:
    assert (SHOP + TableMappings(Include("crm"), LowercaseTables())).rules == (
        Include("shop"),
        LowercaseTables(),
        Include("crm"),
    )


def test_only_mappings_can_be_added() -> None:
    with pytest.raises(TypeError):
        SHOP + Include("crm")  # type: ignore[operator]


@pytest.mark.parametrize(
    ("right", "words"),
    [
        (TableMappings(Include("shop", "items"), Exclude("shop")), "excludes all of it again"),
        (TableMappings(Include("shop", "items"), RenameTable("shop", "Items", to="i")), "comes first and covers it"),
        (TableMappings(Include("crm"), PrefixTables(add="crm_")), "name the same object"),
        (TableMappings(Include("crm", rule_id="7"), Include("x", rule_id="1")), "both have rule_id '1'"),
    ],
)
def test_a_sum_fails_when_the_parts_disagree(right: TableMappings, words: str) -> None:
    left = TableMappings(Include("shop", rule_id="1"), LowercaseTables(rule_id="2"))

    with pytest.raises(ConfigurationError) as caught:
        left + right

    assert caught.value.code == "DMS-M054"
    assert "the two mappings disagree" in caught.value.message
    assert words in caught.value.message


def test_a_sum_fails_when_one_table_is_selected_in_two_ways() -> None:
    some = TableMappings(Include("shop", "orders", filters=[Filter("id", Condition.gte(1))]))

    with pytest.raises(ConfigurationError, match=r"select the same table in different ways; keep one \[DMS-M054\]"):
        some + TableMappings(Include("shop", "orders"))


def test_a_sum_fails_when_one_table_is_set_up_in_two_ways() -> None:
    parts = [
        TableMappings(Include("shop"), TableSettings("shop", "orders", parallel_load=PartitionsAuto())),
        TableMappings(
            Include("shop"), TableSettings("shop", "orders", parallel_load=PartitionsAuto(number_of_partitions=2))
        ),
    ]

    with pytest.raises(ConfigurationError, match="settings of the same table"):
        parts[0] + parts[1]


def test_what_a_part_contradicts_by_itself_is_not_a_disagreement() -> None:
    part = TableMappings(Include("shop"), Include("shop", "tmp"), Exclude("shop", "tmp"))

    assert len((part + TableMappings(Include("crm"))).rules) == 4


def test_a_part_has_what_is_about_its_schema() -> None:
    whole = TableMappings(
        Include("shop"), Include("crm"), Exclude("crm", "audit%"), RenameSchema("shop", to="public"), LowercaseTables()
    )

    assert whole.split_by_schema() == {
        "shop": TableMappings(Include("shop"), RenameSchema("shop", to="public"), LowercaseTables()),
        "crm": TableMappings(Include("crm"), Exclude("crm", "audit%"), LowercaseTables()),
    }


def test_a_pattern_for_schemas_is_split_with_the_catalog() -> None:
    assert TableMappings(Include("%"), Exclude("%", "audit%")).split_by_schema(CATALOG) == {
        "shop": TableMappings(Include("shop"), Exclude("%", "audit%")),
        "crm": TableMappings(Include("crm"), Exclude("%", "audit%")),
    }


def test_a_schema_whose_name_would_catch_others_is_split_table_by_table() -> None:
    catalog = Catalog(SourceTable("a_b", "t"), SourceTable("axb", "t"))

    assert TableMappings(Include("a%", load_order=3)).split_by_schema(catalog) == {
        "a_b": TableMappings(Explicit("a_b", "t", load_order=3)),
        "axb": TableMappings(Include("axb", load_order=3)),
    }


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: TableMappings(Include("s%")).split_by_schema(), "has a pattern for schemas"),
        (lambda: TableMappings(Include("a_b"), Include("axb")).split_by_schema(), "because of '_'"),
        (
            lambda: TableMappings(Include("a"), RawRule(Include("b").body() | {"newer-key": "x"})).split_by_schema(),
            "selects in a way that is not known here",
        ),
        (lambda: SHOP.split_by_table([("crm", "people")]), "table crm.people is not selected"),
        (lambda: SHOP.split_by_table([("shop", "nothing")], CATALOG), "the catalog has no such table"),
    ],
)
def test_splitting_fails_when_nobody_knows_how(make: Callable[[], object], words: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        make()

    assert caught.value.code == "DMS-M055"
    assert words in caught.value.message


def test_a_large_table_is_split_off() -> None:
    whole = TableMappings(
        Include("shop"),
        RenameTable("shop", "items", to="i"),
        RenameTable("shop", "orders", to="o"),
        AddTags("shop", "%", {"a": "b"}),
    )

    parts, rest = whole.split_by_table([("shop", "items")])

    assert parts == {
        "shop.items": TableMappings(
            Explicit("shop", "items"), RenameTable("shop", "items", to="i"), AddTags("shop", "%", {"a": "b"})
        )
    }
    assert rest == TableMappings(*whole.rules, Exclude("shop", "items", table_type=TableType.ALL))


def test_a_filtered_table_keeps_its_filter_when_it_is_split_off() -> None:
    only = Include("shop", "orders", filters=[Filter("id", Condition.gte(1))])

    parts, rest = TableMappings(only, Include("crm")).split_by_table([("shop", "orders")])

    assert parts == {"shop.orders": TableMappings(only)}
    assert rest == TableMappings(Include("crm"))


def test_nothing_is_left_when_all_is_split_off() -> None:
    assert TableMappings(Explicit("shop", "items")).split_by_table([("shop", "items")])[1] is None


def test_the_rest_is_exact_with_a_catalog() -> None:
    _, rest = TableMappings(Include("shop")).split_by_table([("shop", "order_lines")], CATALOG)

    assert rest is not None
    assert selected(rest) == {"shop.orders", "shop.orderXlines", "shop.items"}


def test_own_ids_are_kept_so_that_ranks_stay() -> None:
    whole = TableMappings(
        Include("shop"), LowercaseTables(rule_id="9"), RenameTable("shop", "items", to="I", rule_id="8")
    )

    parts = whole.split_by_schema()

    assert targets(parts["shop"]) == targets(whole)


# DMS has no rule for a name with `%` in it alone.
NAMEABLE = CATALOGS.filter(lambda catalog: not any("%" in f"{table}" for table in catalog.tables))


@settings(max_examples=200)
@given(mappings(), NAMEABLE)
def test_each_table_is_in_the_part_of_its_schema_and_is_called_the_same(whole: TableMappings, catalog: Catalog) -> None:
    parts = whole.split_by_schema(catalog)

    found = [pair for part in parts.values() for pair in targets(part, catalog).items()]

    assert sorted(found) == sorted(targets(whole, catalog).items())


@settings(max_examples=200)
@given(mappings(), NAMEABLE, st.integers(0, 3))
def test_tables_split_off_and_the_rest_are_the_whole(whole: TableMappings, catalog: Catalog, number: int) -> None:
    tables = [(t.source.schema, t.source.name) for t in whole.evaluate(catalog).selected][:number]

    parts, rest = whole.split_by_table(tables, catalog)

    found = [pair for part in (*parts.values(), *([rest] if rest else [])) for pair in targets(part, catalog).items()]
    assert sorted(found) == sorted(targets(whole, catalog).items())
    assert all(selected(part, catalog) == {name} for name, part in parts.items())


def test_a_mapping_plus_itself_is_itself() -> None:
    part = TableMappings(Include("shop"), Include("shop", "orders", load_order=2), LowercaseTables())

    assert part + part == part


def test_a_document_with_a_rule_that_never_applies_can_be_added_to() -> None:
    rules = TableMappings(Include("shop"), LowercaseTables()).to_dict()["rules"]
    upper = rules[1] | {"rule-id": "3", "rule-name": "3", "rule-action": "convert-uppercase"}
    part = TableMappings.from_dict({"rules": [*rules, upper]})

    with pytest.raises(ConfigurationError, match="name the same object"):
        part + TableMappings(Include("crm"))


def test_an_explicit_rule_is_of_the_schema_with_exactly_its_name() -> None:
    whole = TableMappings(Explicit("a_b", "t"), Include("axb"))
    catalog = Catalog(SourceTable("a_b", "t"), SourceTable("axb", "t"))

    assert whole.split_by_schema() == {"a_b": TableMappings(Explicit("a_b", "t")), "axb": TableMappings(Include("axb"))}
    assert {name: selected(part, catalog) for name, part in whole.split_by_schema(catalog).items()} == {
        "a_b": {"a_b.t"},
        "axb": {"axb.t"},
    }


def test_the_load_order_of_a_filtered_table_is_kept() -> None:
    only = Include("shop", "orders", load_order=4, filters=[Filter("id", Condition.gte(1))])

    parts, _ = TableMappings(only, Include("crm")).split_by_table([("shop", "orders")])

    assert parts["shop.orders"].rules == (only,)


def test_a_table_and_a_view_are_both_taken_out_of_the_rest() -> None:
    whole = TableMappings(Include("shop", table_type=TableType.ALL))
    catalog = Catalog(SourceTable("shop", "v", table_type=TableType.VIEW), SourceTable("shop", "t"))

    _, rest = whole.split_by_table([("shop", "v")], catalog)

    assert rest is not None
    assert selected(rest, catalog) == {"shop.t"}


@pytest.mark.parametrize("tables", ["shop", 5, [("shop",)], ["shop.orders"], [("shop", 5)]], ids=repr)
def test_tables_to_split_off_are_pairs(tables: Any) -> None:
    with pytest.raises(ConfigurationError, match=r"pairs of schema and name such as .* \[DMS-M055\]"):
        SHOP.split_by_table(tables)


def test_a_raw_selection_can_not_be_split_with_a_catalog_either() -> None:
    whole = TableMappings(Include("shop"), RawRule(Include("crm").body() | {"newer-key": "x"}))

    with pytest.raises(ConfigurationError, match="DMS-M055"):
        whole.split_by_schema(CATALOG)
    with pytest.raises(ConfigurationError, match="DMS-M055"):
        whole.split_by_table([("shop", "orders")], CATALOG)


@pytest.mark.parametrize("first", [True, False])
def test_a_part_may_select_a_table_in_two_ways_by_itself(first: bool) -> None:
    orders = Include("shop", "orders")
    parts = [TableMappings(orders), TableMappings(orders, Include("shop", "orders", load_order=2))]

    left, right = parts if first else reversed(parts)

    assert set((left + right).rules) == set(parts[1].rules)


def test_what_the_second_part_contradicts_by_itself_is_not_a_disagreement() -> None:
    part = TableMappings(Include("shop"), Include("shop", "tmp"), Exclude("shop", "tmp"))

    assert len((TableMappings(Include("crm")) + part).rules) == 4


def test_rules_that_become_the_same_in_a_part_are_one() -> None:
    whole = TableMappings(Include("%", "items"), Include("shop", "items"))

    assert whole.split_by_schema(CATALOG) == {"shop": TableMappings(Include("shop", "items"))}
