"""What changes when one mapping takes the place of another, and what of it needs a reload."""

import json

import pytest

from dms_constructs import (
    AddColumn,
    AddTags,
    ChangeDataType,
    Condition,
    DataType,
    DefinePrimaryKey,
    Exclude,
    Expression,
    Filter,
    Include,
    LowercaseColumns,
    LowercaseTableTablespaces,
    MapRecordToDocument,
    MapRecordToRecord,
    MaskDigits,
    MaskWithHash,
    PartitionsAuto,
    RawRule,
    RemoveColumns,
    RenameColumn,
    RenameSchema,
    RenameTable,
    Rule,
    TableLobs,
    TableMappings,
    TableSettings,
)
from dms_constructs.catalog import Catalog, SourceColumn, SourceTable
from dms_constructs.errors import ConfigurationError, unchecked

CATALOG = Catalog(
    SourceTable("shop", "orders", [SourceColumn("ID", "int"), SourceColumn("note", "text")], primary_key=["ID"]),
    SourceTable("shop", "log"),
)
SHOP = Include("shop")
STRING = DataType("string", length=9)


def changes(old: list[Rule], new: list[Rule]) -> list[tuple[str, str, str, bool]]:
    comparison = TableMappings(*old).compare(TableMappings(*new), CATALOG)
    return [(change.table, change.kind, change.text, change.needs_reload) for change in comparison.changes]


@pytest.mark.parametrize(
    ("old", "new", "kind", "text", "reload"),
    [
        (
            [],
            [Exclude("shop", "orders")],
            "lost",
            'no longer selected, and shop.orders stays as it is: excluded by rule 2, dms.Exclude("shop", "orders")',
            False,
        ),
        (
            [Exclude("shop", "orders")],
            [],
            "gained",
            'selected now, into shop.orders: included by rule 1, dms.Include("shop")',
            True,
        ),
        ([], [RenameTable("shop", "orders", to="o")], "renamed", "shop.orders becomes shop.o", True),
        ([], [RemoveColumns("shop", "orders", "note")], "column-dropped", "column note is left out", True),
        ([RemoveColumns("shop", "orders", "note")], [], "column-gained", "column note is added", True),
        ([], [AddColumn("shop", "orders", "at", STRING)], "column-gained", "column at is added", True),
        (
            [],
            [LowercaseColumns("shop", "orders", "NOTE%"), ChangeDataType("shop", "orders", "note", to=STRING)],
            "column-type",
            "column note changes from text to string(9)",
            True,
        ),
        (
            [AddColumn("shop", "orders", "at", STRING)],
            [AddColumn("shop", "orders", "at", STRING, expression=Expression("$ID"))],
            "column-type",
            "column at holds something else",
            True,
        ),
        ([], [MaskDigits("shop", "orders", "note", "#")], "column-masked", "column note is masked", True),
        (
            [MaskDigits("shop", "orders", "note", "#")],
            [MaskWithHash("shop", "orders", "note")],
            "column-masked",
            "column note is masked in another way",
            True,
        ),
        ([MaskWithHash("shop", "orders", "note")], [], "column-masked", "column note is no longer masked", True),
        (
            [],
            [DefinePrimaryKey("shop", "orders", ["note"], name="k")],
            "key",
            "the target had the primary key ID and gets the primary key k note",
            True,
        ),
        (
            [],
            [DefinePrimaryKey("shop", "orders", ["note"], name="k", origin="unique-index")],
            "key",
            "the target had the primary key ID and gets the primary key ID and the unique index k on note",
            True,
        ),
        (
            [],
            [TableSettings("shop", "orders", parallel_load=PartitionsAuto())],
            "load",
            "the next full load will load its partitions in parallel",
            False,
        ),
        (
            [TableSettings("shop", "orders", parallel_load=PartitionsAuto())],
            [],
            "load",
            "the next full load will load it as a whole",
            False,
        ),
        (
            [],
            [TableSettings("shop", "orders", lobs=TableLobs(bulk_max_size_kb=9))],
            "load",
            "DMS will cut its large objects off at 9 KB",
            True,
        ),
        (
            [MapRecordToRecord("shop", "orders")],
            [MapRecordToDocument("shop", "orders")],
            "object-mapping",
            "map records of table orders of schema shop to one document",
            True,
        ),
    ],
)
def test_a_change_of_a_table(old: list[Rule], new: list[Rule], kind: str, text: str, reload: bool) -> None:
    assert changes([SHOP, *old], [SHOP, *new]) == [("shop.orders", kind, text, reload)]


def test_a_change_of_filters_needs_a_reload() -> None:
    some = Include("shop", "orders", filters=[Filter("ID", Condition.gte(9))])

    assert changes([Include("shop", "orders")], [some]) == [
        ("shop.orders", "filters", "rows moved: all rows before, ID >= 9 now", True)
    ]


def test_a_change_of_the_load_order_does_not() -> None:
    assert changes([Include("shop", "orders")], [Include("shop", "orders", load_order=2)]) == [
        ("shop.orders", "load", "load order none becomes 2", False)
    ]


def test_a_renamed_key_column_is_a_change_of_column_and_key() -> None:
    assert [(kind, text) for _, kind, text, _ in changes([SHOP], [SHOP, LowercaseColumns("shop", "orders", "I%")])] == [
        ("column-renamed", "column ID becomes id"),
        ("key", "the target had the primary key ID and gets the primary key id"),
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ([SHOP], [SHOP]),
        ([SHOP], [Include("%", "%"), Exclude("crm")]),
        ([SHOP], [Include("shop", rule_id="7", rule_name="all")]),
        (
            [SHOP, MaskDigits("shop", "orders", "note", "#")],
            [SHOP, MaskDigits("shop", "orders", "note", "#", rule_id="9")],
        ),
        ([Exclude("shop", "log"), SHOP], [Include("shop", "orders")]),
    ],
)
def test_another_way_to_say_the_same_is_no_change(old: list[Rule], new: list[Rule]) -> None:
    assert changes(old, new) == []


def test_the_task_settings_may_name_the_schema() -> None:
    comparison = TableMappings(SHOP).compare(
        TableMappings(SHOP, RenameSchema("shop", to="public")), CATALOG, target_schema="public"
    )

    assert comparison.changes == ()
    assert not comparison.needs_reload
    assert str(comparison) == "nothing changes for the tables of this catalog"


def test_a_comparison_reads_as_text_markdown_and_json() -> None:
    new = TableMappings(SHOP, RenameTable("shop", "orders", to="o"), Exclude("shop", "lo_"))

    comparison = TableMappings(SHOP).compare(new, CATALOG)

    assert comparison.to_reload == ("shop.orders",)
    assert str(comparison).splitlines()[:4] == [
        "2 changes for 2 tables; 1 must be loaded",
        "",
        "shop.orders: shop.orders becomes shop.o (needs a reload)",
        'shop.log: no longer selected, and shop.log stays as it is: excluded by rule 3, dms.Exclude("shop", "lo_")',
    ]
    assert "[mappings.underscoreIsAWildcard]" in str(comparison)
    assert "| shop.orders | shop.orders becomes shop.o | yes |\n" in comparison.to_markdown()
    assert "(`mappings.underscoreIsAWildcard`)" in comparison.to_markdown()
    form = json.loads(json.dumps(comparison.to_dict()))
    assert (form["needs_reload"], form["to_reload"], len(form["changes"])) == (True, ["shop.orders"], 2)
    assert form["findings"][0]["id"] == "mappings.underscoreIsAWildcard"


def test_a_mapping_is_compared_with_a_mapping() -> None:
    with pytest.raises(ConfigurationError, match=r"new must be TableMappings, got Include; write .* \[DMS-M001\]"):
        TableMappings(SHOP).compare(SHOP, CATALOG)  # type: ignore[arg-type]


def test_rules_for_columns_count_when_the_columns_are_not_known() -> None:
    (found,) = changes([SHOP], [SHOP, RemoveColumns("shop", "log", "text")])

    assert found == ("shop.log", "columns", "rules for its columns change, and which columns it has is not known", True)


def test_the_same_rules_for_columns_that_are_not_known_are_no_change() -> None:
    assert changes([SHOP, RemoveColumns("%", "log", "a")], [SHOP, RemoveColumns("%", "log", "a", rule_id="9")]) == []


def test_a_table_name_that_is_computed_otherwise_is_a_change() -> None:
    names = [Expression(f"$AR_M_SOURCE_TABLE_NAME || random() || '{end}'") for end in "ab"]
    old, new = ([SHOP, RenameTable("shop", "log", to=name)] for name in names)

    assert changes(old, new) == [("shop.log", "renamed", "its name is computed in another way", True)]
    assert changes(old, old) == []


def test_a_column_name_that_is_computed_otherwise_is_a_change() -> None:
    names = [Expression(f"$AR_M_SOURCE_COLUMN_NAME || random() || '{end}'") for end in "ab"]
    old, new = ([SHOP, RenameColumn("shop", "orders", "note", to=name)] for name in names)

    assert changes(old, new) == [("shop.orders", "column-renamed", "column ? becomes ?", True)]
    assert changes(old, old) == []


@pytest.mark.parametrize(
    ("rule", "place", "words"),
    [
        (AddTags("shop", "orders", {"a": "b"}), "shop.orders", "tag"),
        (RawRule({"rule-type": unchecked("newer"), "key": "value"}), "%.%", "newer"),
        (LowercaseTableTablespaces(), "%.%", "tablespace"),
    ],
)
def test_a_rule_whose_effect_no_table_shows_is_a_change_of_its_own(rule: Rule, place: str, words: str) -> None:
    ((table, kind, text, reload),) = changes([SHOP], [SHOP, rule])

    assert (table, kind, reload) == (place, "rule", False)
    assert text.startswith("a rule is added: ")
    assert words in text
    assert changes([SHOP, rule], [SHOP])[0][2].startswith("a rule is removed: ")
    assert changes([SHOP, rule], [SHOP, rule.with_id("7", "x")]) == []


def test_another_expression_for_a_column_of_the_source_is_no_change_of_what_it_holds() -> None:
    # Its name is the same, whichever rule makes it.
    old = RenameColumn("shop", "orders", "note", to="text")
    new = RenameColumn("shop", "orders", "note", to=Expression("'text'"))

    assert changes([SHOP, old], [SHOP, new]) == []
