"""What an evaluation says of each table, because of which rule, and how it is shown."""

import json

import pytest

from dms_constructs import (
    AddBeforeImageColumns,
    AddColumn,
    ChangeDataType,
    Condition,
    DataType,
    DefinePrimaryKey,
    Exclude,
    Explicit,
    Expression,
    Filter,
    Include,
    IncludeColumns,
    LowercaseColumns,
    LowercaseTables,
    MapRecordToRecord,
    MaskDigits,
    PartitionsAuto,
    PrefixTables,
    RawRule,
    RemoveColumns,
    RenameColumn,
    RenameSchema,
    RenameTable,
    Rule,
    TableLobs,
    TableMappings,
    TableSettings,
    TableType,
)
from dms_constructs.catalog import Catalog, SourceColumn, SourceTable
from dms_constructs.engines import EngineName
from dms_constructs.errors import ConfigurationError
from dms_constructs.mappings.evaluator.mapped_table import MappedTable

ORDERS = SourceTable(
    "shop",
    "Orders",
    [SourceColumn("ID", "bigint"), SourceColumn("Note", "longtext"), SourceColumn("total", "decimal(10,2)")],
    primary_key=["ID"],
)
CATALOG = Catalog(
    ORDERS,
    SourceTable("shop", "audit_log", ["id"]),
    SourceTable("shop", "open_orders", ["id"], table_type=TableType.VIEW),
    SourceTable("crm", "people", ["id", "name"], primary_key=["id"]),
    engine=EngineName.MYSQL,
)


def table(name: str, *rules: Rule, target_schema: str | None = None) -> MappedTable:
    evaluation = TableMappings(*rules).evaluate(CATALOG, target_schema=target_schema)
    return next(one for one in evaluation.tables if str(one.source) == name)


def columns(*rules: Rule) -> list[tuple[str | None, str]]:
    return [(column.name, column.data_type) for column in table("shop.Orders", Include("shop"), *rules).columns]


@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("shop.Orders", 'included by rule 1, dms.Include("shop")'),
        ("shop.audit_log", 'excluded by rule 2, dms.Exclude("shop", "audit%")'),
        ("shop.open_orders", "no rule includes it"),
        ("crm.people", 'included by rule 9, dms.Explicit("crm", "people")'),
    ],
)
def test_a_table_is_selected_or_not_because_of_a_rule(name: str, because: str) -> None:
    rules = [Include("shop"), Exclude("shop", "audit%"), Explicit("crm", "people", rule_id="9")]

    assert table(name, *rules).because == because


def test_an_exclude_wins_wherever_it_stands() -> None:
    found = table("shop.audit_log", Exclude("%", "audit%"), Include("shop"))

    assert not found.is_selected
    assert found.excluded_by == Exclude("%", "audit%")
    assert found.included_by == Include("shop")


def test_the_rule_with_the_lowest_id_is_the_reason() -> None:
    assert table("crm.people", Include("%", rule_id="9"), Include("crm", rule_id="8")).included_by == Include(
        "crm", rule_id="8"
    )


@pytest.mark.parametrize(
    ("kind", "selected"), [(TableType.VIEW, True), (TableType.ALL, True), (TableType.TABLE, False)]
)
def test_a_view_is_selected_by_rules_for_views(kind: TableType, selected: bool) -> None:
    assert table("shop.open_orders", Include("shop", table_type=kind)).is_selected == selected


def test_an_underscore_is_itself_in_an_explicit_rule() -> None:
    catalog = Catalog(SourceTable("shop", "a_b"), SourceTable("shop", "axb"))

    assert [str(t.source) for t in TableMappings(Explicit("shop", "a_b")).evaluate(catalog).selected] == ["shop.a_b"]


@pytest.mark.parametrize(
    ("rules", "target_schema", "target"),
    [
        ([], None, "shop.Orders"),
        ([], "public", "public.Orders"),
        ([RenameSchema("shop", to="sales")], "public", "sales.Orders"),
        ([RenameSchema("shop", to="sales"), PrefixTables("shop", add="x_")], None, "sales.x_Orders"),
        ([RenameTable("shop", "Orders", to="o"), LowercaseTables()], None, "shop.o"),
        ([LowercaseTables(), RenameTable("shop", "Orders", to="o")], None, "shop.orders"),
        ([RenameTable("shop", "%", to=Expression("'t_' || lower($AR_M_SOURCE_TABLE_NAME)"))], None, "shop.t_orders"),
        ([RenameTable("shop", "%", to=Expression("$AR_M_MODIFIED_SCHEMA || 'x'"))], "public", "public.publicx"),
        ([RenameTable("shop", "%", to=Expression("$AR_M_SOURCE_TABLE_NAME || random()"))], None, "shop.?"),
        ([RenameSchema("%", to=Expression("upper($AR_M_SOURCE_SCHEMA)"))], None, "SHOP.Orders"),
    ],
)
def test_the_target_is_what_the_lowest_naming_rule_of_each_level_makes(
    rules: list[Rule], target_schema: str | None, target: str
) -> None:
    assert table("shop.Orders", Include("shop"), *rules, target_schema=target_schema).target == target


def test_locators_are_about_names_of_the_source() -> None:
    assert (
        table(
            "shop.Orders", Include("shop"), RenameSchema("shop", to="sales"), RenameTable("sales", "Orders", to="o")
        ).target
        == "sales.Orders"
    )


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ([], [("ID", "bigint"), ("Note", "longtext"), ("total", "decimal(10,2)")]),
        ([LowercaseColumns()], [("id", "bigint"), ("note", "longtext"), ("total", "decimal(10,2)")]),
        ([RemoveColumns("shop", "Orders", "N%")], [("ID", "bigint"), ("total", "decimal(10,2)")]),
        ([RemoveColumns("%", "%", "%", of_type="nclob")], [("ID", "bigint"), ("total", "decimal(10,2)")]),
        ([RemoveColumns("%", "%", "%")], []),
        ([IncludeColumns("shop", "Orders", "ID")], [("ID", "bigint")]),
        (
            [IncludeColumns("shop", "Orders", "%"), RemoveColumns("shop", "%", "Note")],
            [("ID", "bigint"), ("total", "decimal(10,2)")],
        ),
        ([IncludeColumns("shop", "other%", "x")], [("ID", "bigint"), ("Note", "longtext"), ("total", "decimal(10,2)")]),
        (
            [
                ChangeDataType("shop", "%", "%", to=DataType("int8"), of_type="numeric"),
                RenameColumn("shop", "Orders", "ID", to="k"),
            ],
            [("k", "bigint"), ("Note", "longtext"), ("total", "int8")],
        ),
        (
            [RenameColumn("%", "%", "%", to=Expression("'c_' || $AR_M_SOURCE_COLUMN_NAME"))],
            [("c_ID", "bigint"), ("c_Note", "longtext"), ("c_total", "decimal(10,2)")],
        ),
        (
            [RenameColumn("%", "%", "ID", to=Expression("$AR_M_SOURCE_COLUMN_DATATYPE"))],
            [(None, "bigint"), ("Note", "longtext"), ("total", "decimal(10,2)")],
        ),
        (
            [AddColumn("%", "%", "at", DataType("datetime", precision=6)), RemoveColumns("%", "%", "%")],
            [("at", "datetime(6)")],
        ),
        (
            [AddBeforeImageColumns("shop", "Orders")],
            [("ID", "bigint"), ("Note", "longtext"), ("total", "decimal(10,2)"), ("BI_ID", "bigint")],
        ),
        (
            [AddBeforeImageColumns("shop", "Orders", prefix="", suffix="_old", column_filter="non-lob")],
            [
                ("ID", "bigint"),
                ("Note", "longtext"),
                ("total", "decimal(10,2)"),
                ("ID_old", "bigint"),
                ("total_old", "decimal(10,2)"),
            ],
        ),
        (
            [AddBeforeImageColumns("shop", "%", column_filter="all"), RemoveColumns("shop", "%", "ID")],
            [("Note", "longtext"), ("total", "decimal(10,2)"), ("BI_Note", "longtext"), ("BI_total", "decimal(10,2)")],
        ),
    ],
    ids=repr,
)
def test_the_columns_of_the_target(rules: list[Rule], expected: list[tuple[str | None, str]]) -> None:
    assert columns(*rules) == expected


def test_dropped_columns_name_the_rule() -> None:
    remove = RemoveColumns("shop", "Orders", "Note")

    found = table("shop.Orders", Include("shop"), remove)
    kept = table("shop.Orders", Include("shop"), IncludeColumns("shop", "Orders", "ID"))

    assert [(column.name, rule) for column, rule in found.dropped_columns] == [("Note", remove)]
    assert [(column.name, rule) for column, rule in kept.dropped_columns] == [("Note", None), ("total", None)]


def test_a_column_names_the_rules_that_made_it() -> None:
    rules = [RenameColumn("shop", "Orders", "total", to="t"), MaskDigits("shop", "Orders", "total", "#")]

    made = {column.name: column.rules for column in table("shop.Orders", Include("shop"), *rules).columns}

    assert made == {"ID": (), "Note": (), "t": tuple(rules)}


@pytest.mark.parametrize(
    ("rules", "key"),
    [
        ([], ("ID",)),
        ([LowercaseColumns()], ("id",)),
        ([RemoveColumns("%", "%", "ID")], ()),
        ([DefinePrimaryKey("shop", "Orders", ["ID", "total"], name="k")], ("ID", "total")),
        ([DefinePrimaryKey("shop", "Orders", ["total"], name="k", origin="unique-index")], ("ID",)),
    ],
)
def test_the_primary_key_of_the_target(rules: list[Rule], key: tuple[str, ...]) -> None:
    assert table("shop.Orders", Include("shop"), *rules).primary_key == key


def test_a_table_knows_its_filters_order_and_settings() -> None:
    only = Filter("ID", Condition.gte(5))
    settings = TableSettings("shop", "Orders", parallel_load=PartitionsAuto())
    records = MapRecordToRecord("shop", "%", kafka_target_topic="t")

    found = table("shop.Orders", Include("shop", "Orders", filters=[only], load_order=7), settings, records)

    assert (found.filters, found.load_order, found.settings, found.object_mapping) == ((only,), 7, settings, records)


def test_a_raw_rule_is_evaluated_as_far_as_it_is_understood() -> None:
    raw = RawRule(Include("shop").body() | {"newer-key": 1})

    assert table("shop.Orders", Include("crm"), raw).is_selected


def test_the_evaluation_needs_a_catalog() -> None:
    with pytest.raises(ConfigurationError, match=r"catalog must be a Catalog, got list.*\[DMS-M053\]"):
        TableMappings(Include("shop")).evaluate([ORDERS])  # type: ignore[arg-type]


RULES = [
    Include("shop", "Orders", filters=[Filter("ID", Condition.gte(5))], load_order=2),
    Include("crm"),
    Exclude("shop", "audit%"),
    RenameSchema("shop", to="public"),
    LowercaseTables("shop"),
    RemoveColumns("shop", "Orders", "Note"),
    ChangeDataType("shop", "Orders", "total", to=DataType("numeric", precision=12, scale=2)),
    AddColumn("shop", "Orders", "at", DataType("datetime")),
    TableSettings("shop", "Orders", parallel_load=PartitionsAuto(), lobs=TableLobs(bulk_max_size_kb=9)),
    MaskDigits("crm", "people", "name", "#"),
]


def test_an_evaluation_reads_as_text() -> None:
    assert str(TableMappings(*RULES).evaluate(CATALOG)) == (
        "2 of 3 tables and 0 of 1 view selected\n"
        "\n"
        "shop.Orders -> public.orders  (included by rule 1, "
        'dms.Include("shop", "Orders", load_order=2, filters=[dms.Filter("ID", dms.Condition.gte("5"))]))\n'
        "    load order 2\n"
        "    only rows where ID >= 5\n"
        "    load its partitions in parallel\n"
        "    cut its large objects off at 9 KB\n"
        "    total: decimal(10,2) -> numeric(12,2)\n"
        "    + at datetime\n"
        "    - Note\n"
        'crm.people  -> crm.people  (included by rule 2, dms.Include("crm"))\n'
        "    name (digits replaced by #)\n"
        "\n"
        "Not selected:\n"
        "  no rule includes it: shop.audit_log, shop.open_orders\n"
        "\n"
        "Findings:\n"
        '  rule 3, dms.Exclude("shop", "audit%") excludes nothing that is selected; remove rule 3, dms.Exclude("shop", '
        '"audit%"), or correct its names, where letter case counts [mappings.excludesNothing]'
    )


def test_an_evaluation_is_markdown() -> None:
    text = TableMappings(*RULES).evaluate(CATALOG).to_markdown()

    assert text.startswith("**2 of 3 tables and 0 of 1 view selected**\n\n| source | target | because | details |\n")
    assert '| crm.people | included by rule 2, dms.Include("crm") | name (digits replaced by \\#) |' in text
    assert "- no rule includes it: shop.audit\\_log, shop.open\\_orders\n" in text
    assert "(`mappings.excludesNothing`)" in text


def test_an_evaluation_is_json() -> None:
    form = json.loads(json.dumps(TableMappings(*RULES).evaluate(CATALOG).to_dict()))

    assert form["tables"][0] == {
        "schema": "shop",
        "name": "Orders",
        "type": "table",
        "selected": True,
        "because": form["tables"][0]["because"],
        "target_schema": "public",
        "target_name": "orders",
        "primary_key": ["ID"],
        "columns": [
            {"source": "ID", "name": "ID", "data_type": "bigint"},
            {"source": "total", "name": "total", "data_type": "numeric(12,2)"},
            {"source": None, "name": "at", "data_type": "datetime"},
        ],
        "dropped_columns": ["Note"],
        "load_order": 2,
        "filters": [
            {
                "filter-type": "source",
                "column-name": "ID",
                "filter-conditions": [{"filter-operator": "gte", "value": "5"}],
            }
        ],
        "parallel_load": {"type": "partitions-auto"},
        "lob_settings": {"bulk-max-size": "9"},
    }
    assert form["problems"] == []
    assert [finding["id"] for finding in form["findings"]] == ["mappings.excludesNothing"]


def test_a_problem_is_shown_everywhere() -> None:
    evaluation = TableMappings(Include("nothing")).evaluate(CATALOG)

    assert "no table of the catalog is selected, of 4, and" in str(evaluation)
    assert "(`DMS-M052`)" in evaluation.to_markdown()
    assert evaluation.to_dict()["problems"][0]["code"] == "DMS-M052"


def test_a_schema_of_which_nothing_is_selected_is_one_word() -> None:
    catalog = Catalog(
        ORDERS,
        *[SourceTable("mysql", f"t{n}") for n in range(11)],
        *[SourceTable("shop", f"t{n:02}") for n in range(12)],
    )

    text = str(TableMappings(Explicit("shop", "Orders")).evaluate(catalog))

    assert text.endswith(
        "Not selected:\n"
        "  no rule includes it: 11 tables of schema mysql, shop.t00, shop.t01, shop.t02, shop.t03, shop.t04, "
        "shop.t05, shop.t06, shop.t07, shop.t08, shop.t09 and 2 more of schema shop"
    )
