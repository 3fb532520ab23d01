"""Which rule decides about a column when many are about it."""

from dms_constructs import (
    AddBeforeImageColumns,
    ChangeDataType,
    DataType,
    Expression,
    Include,
    IncludeColumns,
    LowercaseColumns,
    MaskDigits,
    PrefixColumns,
    RemoveColumns,
    RenameColumn,
    Rule,
    SuffixColumns,
    TableMappings,
    UppercaseColumns,
)
from dms_constructs.catalog import Catalog, SourceColumn, SourceTable
from dms_constructs.engines import EngineName
from dms_constructs.mappings.evaluator.mapped_table import MappedTable

ORDERS = SourceTable(
    "shop",
    "orders",
    [SourceColumn("id", "bigint"), SourceColumn("card", "varchar(20)"), SourceColumn("note", "longtext")],
    primary_key=["id"],
)
CATALOG = Catalog(ORDERS, engine=EngineName.MYSQL)
STRING = DataType("string", length=5)


def orders(*rules: Rule) -> MappedTable:
    (table,) = TableMappings(Include("shop"), *rules).evaluate(CATALOG).tables
    return table


def names(*rules: Rule) -> list[str | None]:
    return [column.name for column in orders(*rules).columns]


def dropped(*rules: Rule) -> dict[str, Rule | None]:
    return {column.name: rule for column, rule in orders(*rules).dropped_columns}


def test_a_type_applies_beside_a_name_that_all_columns_get() -> None:
    columns = orders(UppercaseColumns(), ChangeDataType("%", "%", "%", to=STRING)).columns

    assert [(column.name, column.data_type) for column in columns] == [
        ("ID", "string(5)"),
        ("CARD", "string(5)"),
        ("NOTE", "string(5)"),
    ]


def test_a_mask_applies_beside_a_name_that_all_columns_get() -> None:
    mask = MaskDigits("%", "%", "%", "#")

    assert [column.rules for column in orders(UppercaseColumns(), mask).columns] == [(UppercaseColumns(), mask)] * 3


def test_an_expression_is_worked_out_beside_a_type() -> None:
    renamed = RenameColumn("shop", "orders", "card", to=Expression("$AR_M_SOURCE_COLUMN_NAME || '_x'"))

    columns = orders(renamed, ChangeDataType("shop", "orders", "card", to=STRING)).columns

    assert (columns[1].name, columns[1].data_type) == ("card_x", "string(5)")


def test_the_lowest_id_wins_whatever_tables_the_rules_name() -> None:
    assert names(UppercaseColumns("shop", "%"), PrefixColumns("%", "orders", add="x_"))[0] == "ID"
    assert names(PrefixColumns("%", "orders", add="x_"), UppercaseColumns("shop", "%"))[0] == "x_id"
    assert names(
        PrefixColumns("%", "orders", add="x_", rule_id="9"),
        UppercaseColumns("shop", "%", rule_id="5"),
        SuffixColumns("%", "%", add="_y", rule_id="7"),
    ) == ["ID", "CARD", "NOTE"]


def test_the_lowest_id_wins_between_a_rule_for_one_type_and_one_for_all() -> None:
    of_type = PrefixColumns("shop", "orders", add="n_", of_type="nclob")

    assert names(of_type, UppercaseColumns()) == ["ID", "CARD", "n_note"]
    assert names(UppercaseColumns(), of_type) == ["ID", "CARD", "NOTE"]


def test_every_rule_that_includes_a_column_is_in_use() -> None:
    rules = [IncludeColumns("shop", "orders", "id"), IncludeColumns("shop", "orders", "%", of_type="wstring")]

    evaluation = TableMappings(Include("shop"), *rules).evaluate(CATALOG)

    assert names(*rules) == ["id", "card"]
    assert "mappings.matchesNothing" not in [finding.id for finding in evaluation.findings]


def test_a_column_that_is_removed_and_included_is_left_out_by_the_remove() -> None:
    remove = RemoveColumns("shop", "orders", "card")

    assert dropped(IncludeColumns("shop", "orders", "card"), remove) == {"id": None, "card": remove, "note": None}


def test_a_before_image_is_named_after_the_column_of_the_source() -> None:
    images = AddBeforeImageColumns("shop", "orders", prefix="old_")

    assert names(UppercaseColumns(), images) == ["ID", "CARD", "NOTE", "old_id"]


def test_a_column_that_is_left_out_has_no_before_image() -> None:
    images = AddBeforeImageColumns("shop", "orders", prefix="old_", column_filter="all")

    assert names(RemoveColumns("shop", "orders", "card"), images) == ["id", "note", "old_id", "old_note"]


def test_lower_case_of_lower_case_is_no_transformation_of_a_large_object() -> None:
    evaluation = TableMappings(Include("shop"), LowercaseColumns()).evaluate(CATALOG)

    assert evaluation.findings == ()


def test_the_lowest_id_wins_when_rules_for_the_same_tables_stand_apart() -> None:
    rules = [
        PrefixColumns("shop", "%", "card", add="x_"),
        UppercaseColumns("%", "orders", "id"),
        SuffixColumns("shop", "%", "id", add="_s"),
    ]

    assert names(*rules) == ["ID", "x_card", "note"]


def test_a_column_that_is_removed_is_left_out_by_that_rule_rather_than_for_want_of_an_include() -> None:
    remove = RemoveColumns("shop", "orders", "card")

    assert dropped(IncludeColumns("shop", "orders", "id"), remove) == {"card": remove, "note": None}
