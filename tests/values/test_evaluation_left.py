"""Findings look at what is left after the rules, and at what the task can meet."""

import pytest

from dms_constructs import (
    AddBeforeImageColumns,
    AddColumn,
    ChangeDataType,
    Condition,
    DataType,
    Exclude,
    Explicit,
    Expression,
    Filter,
    Include,
    IncludeColumns,
    RemoveColumns,
    RenameColumn,
    RenameSchema,
    RenameTable,
    Rule,
    SuffixTables,
    TableMappings,
)
from dms_constructs.catalog import Catalog, SourceColumn, SourceTable
from dms_constructs.catalog.table_type import TableType
from dms_constructs.engines import EngineName
from dms_constructs.migration_type import MigrationType

CDC, LOAD = MigrationType.FULL_LOAD_AND_CDC, MigrationType.FULL_LOAD
MYSQL, POSTGRESQL = EngineName.MYSQL, EngineName.POSTGRESQL
NOTES = SourceTable("shop", "notes", [SourceColumn("id", "bigint"), SourceColumn("doc", lob=True)])
ORDERS = SourceTable(
    "shop", "orders", [SourceColumn("id", "bigint"), SourceColumn("state", "varchar(9)")], primary_key=["id"]
)
SHOP = Include("shop")
STRING = DataType("string", length=9)


def found(
    *rules: Rule,
    tables: tuple[SourceTable, ...] = (NOTES, ORDERS),
    kind: MigrationType | None = CDC,
    source: EngineName | None = MYSQL,
    target: EngineName | None = None,
) -> set[str]:
    evaluation = TableMappings(*rules).evaluate(
        Catalog(*tables), migration_type=kind, source_engine=source, target_engine=target
    )
    return {problem.code for problem in evaluation.problems} | {finding.id for finding in evaluation.findings}


def filtered(table: str, column: str) -> Include:
    return Include("shop", table, filters=[Filter(column, Condition.eq(1))])


def test_large_objects_without_a_key_are_a_finding() -> None:
    assert "mappings.lobsWithoutKey" in found(SHOP)


@pytest.mark.parametrize(
    "rule",
    [RemoveColumns("shop", "notes", "doc"), RemoveColumns("shop", "%", "d%"), IncludeColumns("shop", "notes", "id")],
    ids=repr,
)
def test_large_objects_that_are_left_out_are_none(rule: Rule) -> None:
    assert "mappings.lobsWithoutKey" not in found(SHOP, rule)


def test_large_objects_that_are_kept_still_are() -> None:
    assert "mappings.lobsWithoutKey" in found(SHOP, RemoveColumns("shop", "notes", "id"))


def test_an_excluded_table_has_no_findings() -> None:
    assert found(SHOP, Exclude("shop", "notes")) == set()


@pytest.mark.parametrize("kind", [MigrationType.CDC, MigrationType.FULL_LOAD_AND_CDC, None])
def test_a_filter_outside_the_key_loses_deletes_of_postgresql(kind: MigrationType | None) -> None:
    assert "mappings.filterOutsideKey" in found(filtered("orders", "state"), kind=kind, source=POSTGRESQL)


@pytest.mark.parametrize(
    ("rule", "kind", "source"),
    [
        (filtered("orders", "id"), CDC, POSTGRESQL),
        (filtered("orders", "state"), LOAD, POSTGRESQL),
        (filtered("orders", "state"), CDC, MYSQL),
        (filtered("orders", "state"), CDC, None),
        (Include("shop", "orders"), CDC, POSTGRESQL),
    ],
)
def test_other_filters_do_not(rule: Rule, kind: MigrationType, source: EngineName | None) -> None:
    assert "mappings.filterOutsideKey" not in found(rule, kind=kind, source=source)


def test_a_catalog_without_columns_does_not_answer_for_a_filter() -> None:
    assert "mappings.filtersNotChecked" in found(filtered("log", "id"), tables=(SourceTable("shop", "log"),))


def test_a_catalog_without_columns_takes_no_warning_about_columns_away() -> None:
    rules = [SHOP, RenameColumn("shop", "log", "a", to="b"), ChangeDataType("shop", "log", "a", to=STRING)]

    assert "mappings.severalActionsForObject" in found(*rules, tables=(SourceTable("shop", "log"),))


def test_a_catalog_with_columns_decides() -> None:
    rules = [SHOP, RenameColumn("shop", "orders", "a", to="b"), ChangeDataType("shop", "orders", "a", to=STRING)]

    assert "mappings.severalActionsForObject" not in found(*rules)


def test_a_catalog_without_system_tables_does_not_say_that_the_server_has_none() -> None:
    assert "mappings.systemSchemas" in found(Include("%"))


@pytest.mark.parametrize("kind", [CDC, MigrationType.CDC])
def test_a_selected_view_is_a_problem_while_changes_are_replicated(kind: MigrationType) -> None:
    view = SourceTable("shop", "totals", table_type=TableType.VIEW)

    assert "DMS-M016" in found(Include("shop", table_type=TableType.ALL), tables=(ORDERS, view), kind=kind)


def test_a_rule_for_tables_and_views_is_fine_where_there_are_only_tables() -> None:
    assert found(Include("shop", table_type=TableType.ALL), tables=(ORDERS,)) == set()


def test_a_selected_view_is_fine_in_a_full_load() -> None:
    view = SourceTable("shop", "totals", table_type=TableType.VIEW)

    assert found(Include("shop", table_type=TableType.ALL), tables=(ORDERS, view), kind=LOAD) == set()


def test_views_of_a_source_that_is_not_listed_matter_where_there_are_some() -> None:
    view = SourceTable("shop", "totals", table_type=TableType.VIEW)
    rule = Include("shop", table_type=TableType.ALL)
    source = EngineName.AURORA_POSTGRESQL

    assert "mappings.viewsSourceNotListed" in found(rule, tables=(view,), kind=LOAD, source=source)
    assert "mappings.viewsSourceNotListed" not in found(rule, tables=(ORDERS,), kind=LOAD, source=source)


@pytest.mark.parametrize("source", [MYSQL, EngineName.MARIADB, EngineName.AURORA_MYSQL, EngineName.SQL_SERVER, None])
def test_names_in_another_case_are_a_finding_where_case_may_not_count(source: EngineName | None) -> None:
    assert found(Include("SHOP"), source=source) == {"mappings.selectsNothing"}


@pytest.mark.parametrize("source", [POSTGRESQL, EngineName.AURORA_POSTGRESQL, EngineName.ORACLE])
def test_names_in_another_case_are_a_problem_where_it_does(source: EngineName) -> None:
    assert found(Include("SHOP"), source=source) == {"DMS-M052", "mappings.selectsNothing"}


def test_the_fix_of_names_in_another_case_has_the_names_of_the_catalog() -> None:
    (finding,) = TableMappings(Include("SHOP", "ORD%")).evaluate(Catalog(ORDERS)).findings

    assert finding.fix == 'write dms.Include("shop", "ord%")'


@pytest.mark.parametrize("target", [None, MYSQL, POSTGRESQL])
def test_an_added_column_must_differ_in_more_than_letter_case(target: EngineName | None) -> None:
    assert "DMS-M047" in found(SHOP, AddColumn("shop", "orders", "ID", STRING), target=target)


def test_columns_that_differ_in_letter_case_only_collide_in_mysql() -> None:
    rules = [SHOP, RenameColumn("shop", "orders", "state", to="ID")]

    assert "DMS-M047" in found(*rules, target=MYSQL)
    assert "DMS-M047" not in found(*rules, target=POSTGRESQL)


def test_columns_of_the_source_that_differ_in_letter_case_only_collide_in_mysql() -> None:
    table = SourceTable("shop", "a", ["n", "N"], primary_key=["n"])

    assert "DMS-M047" in found(SHOP, tables=(table,), source=POSTGRESQL, target=EngineName.AURORA_MYSQL)
    assert "DMS-M047" not in found(SHOP, tables=(table,), source=POSTGRESQL, target=POSTGRESQL)


def columns(*rules: Rule) -> list[str | None]:
    (table,) = TableMappings(SHOP, *rules).evaluate(Catalog(ORDERS)).tables
    return [column.name for column in table.columns]


IMAGES = AddBeforeImageColumns("shop", "%")


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (RenameColumn("shop", "orders", "BI_id", to="was"), ["id", "state", "was"]),
        (RemoveColumns("shop", "%", "BI_%"), ["id", "state"]),
    ],
)
def test_a_rule_after_before_images_sees_them(rule: Rule, expected: list[str]) -> None:
    assert columns(IMAGES, rule) == expected
    assert "mappings.matchesNothing" not in found(SHOP, IMAGES, rule, tables=(ORDERS,))


def test_the_type_of_a_before_image_can_be_changed() -> None:
    mappings = TableMappings(SHOP, IMAGES, ChangeDataType("shop", "%", "BI_id", to=STRING))

    (table,) = mappings.evaluate(Catalog(ORDERS)).tables

    assert (table.columns[-1].name, table.columns[-1].data_type) == ("BI_id", "string(9)")


def test_a_rule_before_before_images_does_not_see_them() -> None:
    rule = RenameColumn("shop", "orders", "BI_id", to="was")

    assert columns(rule, IMAGES) == ["id", "state", "BI_id"]
    assert "mappings.matchesNothing" in found(SHOP, rule, IMAGES, tables=(ORDERS,))


def test_removing_a_suffix_that_is_the_whole_name_leaves_no_name() -> None:
    rule = SuffixTables("shop", remove="orders")

    assert rule.new_name("orders", {}) == ""
    assert rule.new_name("old_orders", {}) == "old_"
    assert "DMS-M057" in found(SHOP, rule, tables=(ORDERS,))


@pytest.mark.parametrize(
    "rules",
    [
        [SHOP, Include("crm"), RenameSchema("shop", to="public"), RenameSchema("crm", to="public")],
        [Include("%"), RenameSchema("shop%", to="public")],
        [SHOP, Include("public"), RenameSchema("shop", to="public")],
        [Include("shop", "a%"), Explicit("crm", "ab"), RenameSchema("%", to="public")],
    ],
    ids=repr,
)
def test_schemas_that_may_share_a_name_of_a_table_are_a_finding(rules: list[Rule]) -> None:
    assert "mappings.schemasMerged" in [finding.id for finding in TableMappings(*rules).findings]


@pytest.mark.parametrize(
    "rules",
    [
        [SHOP, RenameSchema("%", to="public")],
        [SHOP, RenameSchema("shop", to="public"), RenameSchema("crm", to="public")],
        [Explicit("shop", "a"), Explicit("crm", "b"), RenameSchema("%", to="public")],
        [SHOP, Include("public"), RenameSchema("shop", to="public"), RenameSchema("public", to="old")],
    ],
    ids=repr,
)
def test_schemas_that_can_not_are_none(rules: list[Rule]) -> None:
    assert "mappings.schemasMerged" not in [finding.id for finding in TableMappings(*rules).findings]


def test_a_table_that_is_not_selected_takes_no_name() -> None:
    rules = [Include("shop", "a"), RenameTable("shop", "a", to="x"), RenameTable("shop", "b", to="x")]

    assert [finding.id for finding in TableMappings(*rules).findings] == ["mappings.matchesNothing"]


CODES = SourceTable("shop", "codes", [SourceColumn("id", "bigint"), SourceColumn("code", "int")], primary_key=["id"])
ALL_IMAGES = AddBeforeImageColumns("shop", "%", column_filter="all")
BEFORE = AddColumn("shop", "codes", "was", STRING, expression=Expression("$BI_code || $code"))


@pytest.mark.parametrize(
    "rules",
    [
        [ALL_IMAGES, BEFORE],
        [AddBeforeImageColumns("shop", "codes", suffix="_old", prefix="", column_filter="non-lob"), "$code_old"],
        [AddBeforeImageColumns("shop", "codes"), "$BI_id"],
        [ALL_IMAGES, RenameColumn("shop", "codes", "BI_code", to="old"), "$BI_code"],
        [ALL_IMAGES, RenameColumn("shop", "codes", "BI_code", to="old"), "$old"],
        [ALL_IMAGES, RemoveColumns("shop", "codes", "%"), "$code"],
    ],
    ids=repr,
)
def test_an_expression_can_use_before_images_that_a_rule_before_it_adds(rules: list[Rule | str]) -> None:
    made = [
        AddColumn("shop", "codes", "was", STRING, expression=Expression(rule)) if isinstance(rule, str) else rule
        for rule in rules
    ]

    assert found(SHOP, *made, tables=(CODES,)).isdisjoint({"DMS-M048", "mappings.unknownInExpression"})


def test_an_expression_that_comes_before_its_before_image_is_a_finding() -> None:
    assert found(SHOP, BEFORE, ALL_IMAGES, tables=(CODES,)) == {"mappings.unknownInExpression"}


def test_its_fix_is_to_put_the_before_images_first() -> None:
    rules = [SHOP, BEFORE, ALL_IMAGES]
    (finding,) = TableMappings(*rules).evaluate(Catalog(CODES)).findings

    assert finding.fix == f"put rule 3, {ALL_IMAGES!r} before rule 2, {BEFORE!r}"


@pytest.mark.parametrize(
    "rules",
    [
        [BEFORE],
        [AddBeforeImageColumns("shop", "codes"), BEFORE],  # of the key alone
        [AddBeforeImageColumns("shop", "orders", column_filter="all"), BEFORE],
        [AddBeforeImageColumns("shop", "codes", prefix="OLD_", column_filter="all"), BEFORE],
    ],
    ids=repr,
)
def test_a_before_image_that_no_rule_adds_is_still_a_problem(rules: list[Rule]) -> None:
    assert "DMS-M048" in found(SHOP, *rules, tables=(CODES, ORDERS))
