"""Names on the target that are one, or that differ in letter case only, which is one name on some targets."""

from collections.abc import Sequence

import pytest

from dms_constructs import (
    AddColumn,
    DataType,
    Exclude,
    Include,
    LowercaseColumns,
    PrefixColumns,
    PrefixTables,
    RemoveColumns,
    RenameColumn,
    RenameSchema,
    RenameTable,
    Rule,
    TableMappings,
)
from dms_constructs.catalog import Catalog, SourceColumn, SourceTable
from dms_constructs.engines import EngineName, LetterCase, known
from dms_constructs.errors import ConfigurationError
from dms_constructs.migration_type import MigrationType

ORDERS = Include("shop", "orders")
SHOP = Include("shop")
STRING, NUMBER = DataType("string", length=9), DataType("int4")
IN_CASE = "mappings.namesDifferInCaseOnly"
MEET = "mappings.namesMeet"
MYSQL, SQL_SERVER, POSTGRESQL = EngineName.MYSQL, EngineName.SQL_SERVER, EngineName.POSTGRESQL


def added(name: str, table: str = "orders", data_type: DataType = STRING) -> AddColumn:
    return AddColumn("shop", table, name, data_type)


def renamed(column: str, to: str, table: str = "orders") -> RenameColumn:
    return RenameColumn("shop", table, column, to=to)


def about_names(rules: Sequence[Rule], target: EngineName | None = None) -> list[str]:
    found = TableMappings(*rules).check(
        migration_type=MigrationType.FULL_LOAD, source_engine=POSTGRESQL, target_engine=target
    )
    return [finding.id for finding in found if finding.id in {IN_CASE, MEET}]


ONE_NAME = [
    [added("a"), added("a", data_type=NUMBER)],
    [added("a"), added("A")],
    [added("a"), renamed("b", to="a")],
    [renamed("b", to="A"), added("a")],
]


@pytest.mark.parametrize("rules", ONE_NAME, ids=repr)
def test_a_column_that_a_rule_adds_under_a_name_that_is_taken_is_refused(rules: list[Rule]) -> None:
    with pytest.raises(ConfigurationError, match="DMS-M013"):
        TableMappings(ORDERS, *rules)


@pytest.mark.parametrize("rules", ONE_NAME, ids=repr)
def test_it_is_a_finding_in_a_document(rules: list[Rule]) -> None:
    bodies = [
        rule.body() | {"rule-id": str(number), "rule-name": str(number)}
        for number, rule in enumerate([ORDERS, *rules], start=1)
    ]

    found = TableMappings.from_dict({"rules": bodies}).findings

    assert [finding.id for finding in found] == [MEET]


def test_the_message_says_that_letter_case_does_not_tell_added_columns_apart() -> None:
    with pytest.raises(ConfigurationError) as raised:
        TableMappings(ORDERS, added("a"), added("A"))

    assert raised.value.message == (
        f"{added('a')!r} and {added('A')!r} give two columns names that differ in letter case only, which DMS does "
        f"not support for a column that a rule adds; write {added('A_2')!r}, or another name of its own"
    )


@pytest.mark.parametrize(
    "rules",
    [
        [SHOP, added("a", "%"), added("A", "orders")],
        [SHOP, added("a", "%"), added("a", "%", data_type=NUMBER)],
        [SHOP, added("a", "ord%"), renamed("b", to="a")],
        [SHOP, AddColumn("%", "%", "a", STRING), added("A", "ord%")],
        [SHOP, added("A", "ord%"), AddColumn("%", "%", "a", STRING)],
    ],
    ids=repr,
)
def test_wide_rules_that_give_tables_one_name_twice_are_a_finding(rules: list[Rule]) -> None:
    assert about_names(rules) == [MEET]


@pytest.mark.parametrize(
    "rules",
    [
        [SHOP, added("a"), added("b")],
        [SHOP, added("a", "orders"), added("A", "lines")],
        [SHOP, added("a", "a%"), added("A", "b%")],
        [SHOP, added("a", "%a"), added("A", "b%")],  # whether a table matches both is not known
        [SHOP, renamed("b", to="a", table="%"), added("A")],  # whether orders has a column b is not known
        [SHOP, AddColumn("crm", "orders", "a", STRING), added("A")],
        [SHOP, Exclude("shop", "old%"), added("a", "%"), added("A", "old%")],
        [SHOP, Exclude("shop", "old%"), RenameTable("shop", "orders", to="x"), RenameTable("shop", "oldies", to="x")],
        [SHOP, PrefixColumns("shop", "orders", add="x_"), renamed("a", to="n"), renamed("b", to="n")],
        [SHOP, LowercaseColumns("shop", "orders"), renamed("a", to="n"), renamed("b", to="N")],
        [SHOP, PrefixTables("shop", add="x_"), RenameTable("shop", "a", to="t"), RenameTable("shop", "b", to="t")],
        [SHOP, renamed("a", to="n"), renamed("b", to="N", table="lines")],
    ],
    ids=repr,
)
def test_other_names_do_not_meet(rules: list[Rule]) -> None:
    assert about_names(rules) == []


COLUMNS = [ORDERS, renamed("a", to="n"), renamed("b", to="N")]
TABLES = [SHOP, RenameTable("shop", "a", to="t"), RenameTable("shop", "b", to="T")]
TAKEN = [Include("shop", "a"), Include("shop", "t"), RenameTable("shop", "a", to="T")]


@pytest.mark.parametrize("target", [None, MYSQL, SQL_SERVER, EngineName.REDSHIFT, EngineName.TIMESTREAM])
@pytest.mark.parametrize("rules", [COLUMNS, TABLES, TAKEN], ids=repr)
def test_names_that_differ_in_letter_case_only_are_a_finding(rules: list[Rule], target: EngineName | None) -> None:
    assert about_names(rules, target) == [IN_CASE]


@pytest.mark.parametrize("target", [POSTGRESQL, EngineName.ORACLE, EngineName.DB2, EngineName.S3, EngineName.KAFKA])
@pytest.mark.parametrize("rules", [COLUMNS, TABLES, TAKEN], ids=repr)
def test_they_are_none_where_letter_case_tells_names_apart(rules: list[Rule], target: EngineName) -> None:
    assert about_names(rules, target) == []


def test_they_are_a_finding_while_the_target_is_not_known() -> None:
    assert [finding.id for finding in TableMappings(*COLUMNS).findings] == [IN_CASE]


@pytest.mark.parametrize(
    ("rules", "target", "words"),
    [
        (COLUMNS, MYSQL, "which is one name on a mysql target"),
        (TABLES, MYSQL, "and on a mysql target lower_case_table_names decides whether that is one name"),
        (COLUMNS, SQL_SERVER, "on a sqlserver target the collation of the database, which ignores letter case by de"),
        (TAKEN, None, "which is one name on some targets"),
    ],
)
def test_the_finding_says_what_it_depends_on(rules: list[Rule], target: EngineName | None, words: str) -> None:
    found = TableMappings(*rules).check(
        migration_type=MigrationType.FULL_LOAD, source_engine=POSTGRESQL, target_engine=target
    )

    assert [words in finding.message for finding in found if finding.id == IN_CASE] == [True]


def test_a_third_name_is_compared_with_the_one_that_it_equals() -> None:
    with pytest.raises(ConfigurationError, match="DMS-M013"):
        TableMappings(*COLUMNS, renamed("c", to="N"))


def test_one_column_that_is_renamed_twice_is_not_two_columns() -> None:
    bodies = [ORDERS.body(), renamed("a", to="n").body(), renamed("a", to="N").body()]
    rules = [body | {"rule-id": str(number)} for number, body in enumerate(bodies, start=1)]

    assert [finding.id for finding in TableMappings.from_dict({"rules": rules}).findings] == [
        "mappings.ruleNeverApplies"
    ]


def left(rules: Sequence[Rule], tables: Sequence[SourceTable], target: EngineName | None) -> set[str]:
    evaluation = TableMappings(*rules).evaluate(Catalog(*tables), source_engine=POSTGRESQL, target_engine=target)
    found = {problem.code for problem in evaluation.problems} | {finding.id for finding in evaluation.findings}
    return found & {IN_CASE, MEET, "DMS-M013", "DMS-M047"}


CODES = SourceTable("shop", "codes", [SourceColumn("id", "int"), SourceColumn("code", "int")], primary_key=["id"])
TWINS = [SourceTable("shop", "t", ["id"], primary_key=["id"]), SourceTable("shop", "T", ["id"], primary_key=["id"])]
TWIN_COLUMNS = [SourceTable("shop", "a", ["n", "N"], primary_key=["n"])]
TO_ID = RenameColumn("shop", "codes", "code", to="ID")


@pytest.mark.parametrize(
    ("rules", "tables", "target", "expected"),
    [
        ([SHOP, TO_ID], [CODES], MYSQL, "DMS-M047"),
        ([SHOP, TO_ID], [CODES], SQL_SERVER, IN_CASE),
        ([SHOP, TO_ID], [CODES], EngineName.REDSHIFT, IN_CASE),
        ([SHOP, TO_ID], [CODES], None, IN_CASE),
        ([SHOP, TO_ID], [CODES], POSTGRESQL, None),
        ([SHOP, TO_ID, RemoveColumns("shop", "codes", "id")], [CODES], SQL_SERVER, None),
        ([SHOP], TWIN_COLUMNS, MYSQL, "DMS-M047"),
        ([SHOP], TWIN_COLUMNS, SQL_SERVER, IN_CASE),
        ([SHOP], TWIN_COLUMNS, EngineName.ORACLE, None),
        ([SHOP, AddColumn("shop", "codes", "ID", STRING)], [CODES], SQL_SERVER, "DMS-M047"),
        ([SHOP], TWINS, MYSQL, IN_CASE),
        ([SHOP], TWINS, SQL_SERVER, IN_CASE),
        ([SHOP], TWINS, POSTGRESQL, None),
        ([SHOP, Exclude("shop", "T")], TWINS, SQL_SERVER, None),
        ([SHOP, RenameTable("shop", "T", to="u")], TWINS, SQL_SERVER, None),
        ([SHOP, RenameTable("shop", "codes", to="T")], [CODES, TWINS[0]], SQL_SERVER, IN_CASE),
        (
            [Include("%"), RenameSchema("shop", to="X"), RenameSchema("crm", to="x")],
            [TWINS[0], SourceTable("crm", "t", ["id"])],
            MYSQL,
            IN_CASE,
        ),
    ],
)
def test_the_catalog_decides(
    rules: list[Rule], tables: list[SourceTable], target: EngineName | None, expected: str | None
) -> None:
    assert left(rules, tables, target) == ({expected} if expected else set())


def test_a_catalog_without_columns_leaves_it_to_the_rules() -> None:
    tables = [SourceTable("shop", "orders")]

    assert left(COLUMNS, tables, SQL_SERVER) == {IN_CASE}
    assert left(COLUMNS, tables, POSTGRESQL) == set()


@pytest.mark.parametrize("name", EngineName)
def test_what_letter_case_depends_on_is_said_where_it_does(name: EngineName) -> None:
    case = known(name.record.letter_case)

    if case is not None:
        assert isinstance(case, LetterCase)
        assert {case.tables, case.columns} <= {"sensitive", "insensitive", "depends"}
        assert bool(case.decided_by) is ("depends" in {case.tables, case.columns})
