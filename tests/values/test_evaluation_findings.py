"""What is wrong or surprising about a mapping, decided with the catalog instead of guessed."""

import pytest

from dms_constructs import (
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
    LowercaseColumns,
    LowercaseTables,
    MaskDigits,
    MaskWithHash,
    PartitionsAuto,
    RandomizeDigits,
    Ranges,
    RawRule,
    RemoveColumns,
    RenameColumn,
    RenameSchema,
    RenameTable,
    Rule,
    TableMappings,
    TableSettings,
    UppercaseColumns,
    UppercaseTables,
)
from dms_constructs.catalog import Catalog, SourceColumn, SourceTable
from dms_constructs.engines import EngineName
from dms_constructs.errors import unchecked

ORDERS = SourceTable(
    "shop",
    "orders",
    [
        SourceColumn("id", "bigint"),
        SourceColumn("note", "longtext"),
        SourceColumn("weight", "double"),
        SourceColumn("state", "varchar(9)"),
    ],
    primary_key=["id"],
)
LOG = SourceTable("shop", "log", [SourceColumn("id", "bigint"), SourceColumn("text", "varchar(9)")])
CATALOG = Catalog(ORDERS, LOG, SourceTable("crm", "orders", ["id"]), engine=EngineName.MYSQL)
SHOP = Include("shop")
STRING = DataType("string", length=5)


def problems(*rules: Rule, catalog: Catalog = CATALOG) -> list[tuple[str, str]]:
    return [(problem.code, problem.message) for problem in TableMappings(*rules).evaluate(catalog).problems]


def findings(*rules: Rule, catalog: Catalog = CATALOG) -> list[tuple[str, str]]:
    return [(finding.id, str(finding)) for finding in TableMappings(*rules).evaluate(catalog).findings]


@pytest.mark.parametrize(
    ("code", "words", "rules"),
    [
        ("DMS-M052", "no table of the catalog is selected, of 3, and", [Include("shops")]),
        (
            "DMS-M013",
            "shop.orders, crm.orders all go to all.orders on the target",
            [Include("%"), RenameSchema("shop", to="all"), RenameSchema("crm", to="all")],
        ),
        ("DMS-M013", "shop.orders, shop.log all go to shop.log", [SHOP, RenameTable("shop", "orders", to="log")]),
        (
            "DMS-M047",
            "2 columns of shop.orders are called state",
            [SHOP, RenameColumn("shop", "orders", "weight", to="state")],
        ),
        ("DMS-M047", "2 columns of shop.log are called text", [SHOP, AddColumn("shop", "log", "text", STRING)]),
        (
            "DMS-M048",
            "shop.orders has no column ID (did you mean 'id'? letter case counts)",
            [Include("shop", "orders", filters=[Filter("ID", Condition.gte(1))])],
        ),
        (
            "DMS-M048",
            "shop.orders has no column key; correct the name",
            [SHOP, TableSettings("shop", "orders", parallel_load=Ranges(["key"], [[1]]))],
        ),
        (
            "DMS-M048",
            "shop.orders has no column nr",
            [SHOP, DefinePrimaryKey("shop", "orders", ["id", "nr"], name="k")],
        ),
        (
            "DMS-M048",
            "shop.log has no column state",
            [SHOP, AddColumn("shop", "%", "s", STRING, expression=Expression("lower($state)"))],
        ),
        (
            "DMS-M049",
            "column note is a large object (longtext)",
            [Include("shop", "orders", filters=[Filter("note", Condition.notnull())])],
        ),
        (
            "DMS-M050",
            "column weight is double, and ranges can't be of",
            [SHOP, TableSettings("shop", "orders", parallel_load=Ranges(["weight"], [[1]]))],
        ),
        (
            "DMS-M051",
            "shop.orders.weight is real8, and this mask is for string, wstring",
            [SHOP, MaskDigits("shop", "orders", "weight", "#")],
        ),
        (
            "DMS-M051",
            "shop.orders.weight is real8, and this mask is for string, wstring, numeric",
            [SHOP, RandomizeDigits("shop", "orders", "weight")],
        ),
        (
            "DMS-M051",
            "shop.orders.weight is real8",  # the type changes too late
            [SHOP, MaskDigits("shop", "orders", "weight", "#"), ChangeDataType("shop", "orders", "weight", to=STRING)],
        ),
    ],
)
def test_a_problem_is_found_with_the_catalog(code: str, words: str, rules: list[Rule]) -> None:
    (found,) = problems(*rules)

    assert found[0] == code
    assert words in found[1]


@pytest.mark.parametrize(
    "rules",
    [
        [SHOP],
        [SHOP, RenameTable("shop", "orders", to="log"), Exclude("shop", "log")],
        [SHOP, ChangeDataType("shop", "orders", "weight", to=STRING), MaskDigits("shop", "orders", "weight", "#")],
        [SHOP, MaskWithHash("shop", "orders", "state")],
        [SHOP, TableSettings("shop", "orders", parallel_load=Ranges(["id", "state"], [[1, "a"]]))],
        [SHOP, AddColumn("shop", "log", "state", STRING)],
        [SHOP, RenameColumn("shop", "orders", "weight", to="state"), RemoveColumns("shop", "orders", "state")],
        [SHOP, DefinePrimaryKey("shop", "log", ["nr"], name="k"), RenameColumn("shop", "log", "id", to="nr")],
    ],
    ids=repr,
)
def test_what_dms_takes_is_no_problem(rules: list[Rule]) -> None:
    assert problems(*rules) == []


@pytest.mark.parametrize(
    ("finding", "words", "rules"),
    [
        (
            "mappings.selectsNothing",
            'rule 2, dms.Include("Crm") selects no table',
            [SHOP, Include("Crm")],
        ),
        (
            "mappings.excludesNothing",
            'rule 2, dms.Exclude("shop", "tmp%") excludes nothing that is selected',
            [SHOP, Exclude("shop", "tmp%")],
        ),
        (
            "mappings.excludesNothing",
            'rule 2, dms.Exclude("crm") excludes nothing that is selected',
            [SHOP, Exclude("crm")],
        ),
        (
            "mappings.excludedEntirely",
            'rule 2, dms.Include("sho%", "l%") selects nothing: all of it is excluded again',
            [SHOP, Include("sho%", "l%"), Exclude("%", "%g")],
        ),
        (
            "mappings.matchesNothing",
            'rule 2, dms.LowercaseTables("shop", "x%") matches nothing that is selected',
            [SHOP, LowercaseTables("shop", "x%")],
        ),
        (
            "mappings.matchesNothing",
            'rule 2, dms.LowercaseColumns("shop", "log", "nr") matches nothing',
            [SHOP, LowercaseColumns("shop", "log", "nr")],
        ),
        (
            "mappings.matchesNothing",
            "rule 2, dms.TableSettings",
            [SHOP, TableSettings("shop", "x", parallel_load=PartitionsAuto())],
        ),
        (
            "mappings.ruleNeverApplies",
            'rule 3, dms.UppercaseTables("shop", "o%") never applies',
            [SHOP, LowercaseTables("shop", "%ers"), UppercaseTables("shop", "o%")],
        ),
        (
            "mappings.underscoreIsAWildcard",
            'rule 1, dms.Include("shop", "o_ders") selects shop.orders too',
            [Include("shop", "o_ders")],
        ),
        (
            "mappings.underscoreIsAWildcard",
            'rule 2, dms.Exclude("shop", "l_g%") excludes shop.log too',
            [SHOP, Exclude("shop", "l_g%")],
        ),
        (
            "mappings.nameNotKnown",
            "the names of shop.orders, shop.log on the target are computed at run time",
            [SHOP, RenameTable("shop", "%", to=Expression("$AR_M_SOURCE_TABLE_NAME || random()"))],
        ),
        (
            "mappings.selectedTwice",
            'rule 1, dms.Include("shop") and rule 2, dms.Explicit("shop", "log", load_order=2) both select',
            [SHOP, Explicit("shop", "log", load_order=2)],
        ),
        (
            "mappings.filteredTableWithoutKey",
            "shop.log is filtered and has no primary key",
            [Include("shop", "log", filters=[Filter("id", Condition.gte(1))])],
        ),
        (
            "mappings.operationIndicatorWithoutKey",
            "shop.log has none; give shop.log a primary key",
            [SHOP, AddColumn("shop", "%", "op", STRING, expression=Expression("operation_indicator('D','U','I')"))],
        ),
        (
            "mappings.keyColumnDropped",
            "shop.orders loses column id of its primary key",
            [SHOP, RemoveColumns("%", "%", "id")],
        ),
        (
            "mappings.lobTransformed",
            'rule 2, dms.UppercaseColumns("shop", column="n%") changes shop.orders.note, a large object',
            [SHOP, UppercaseColumns("shop", "%", "n%")],
        ),
        (
            "mappings.keyMasked",
            "shop.orders.id belongs to the primary key",
            [SHOP, RandomizeDigits("shop", "orders", "id")],
        ),
        (
            "mappings.severalActionsForObject",
            "are both about shop.orders.state",
            [SHOP, UppercaseColumns("shop", "orders", "st%"), ChangeDataType("%", "%", "state", to=STRING)],
        ),
        ("mappings.notEvaluated", "rule 2, dms.RawRule(", [SHOP, RawRule({"rule-type": unchecked("newer")})]),
        ("mappings.notEvaluated", "what it does is not known here", [SHOP, LowercaseTables("${Token[a.1]}")]),
    ],
)
def test_a_surprise_is_found_with_the_catalog(finding: str, words: str, rules: list[Rule]) -> None:
    (found,) = findings(*rules)

    assert found[0] == finding
    assert words in found[1]


@pytest.mark.parametrize(
    "rules",
    [
        # What is only guessed without a catalog, and not so with this one.
        [Include("shop", "or_er_"), Exclude("shop", "lo_")],
        [Include("%"), Exclude("crm"), RenameSchema("sho%", to="public")],
        [SHOP, LowercaseTables("shop"), UppercaseTables("shop", "x%"), Exclude("crm")],
    ],
    ids=repr,
)
def test_what_the_catalog_disproves_is_no_surprise(rules: list[Rule]) -> None:
    guessed = {finding.id for finding in TableMappings(*rules).findings}

    assert guessed
    assert guessed.isdisjoint(
        {key for key, _ in findings(*rules)} - {"mappings.underscoreIsAWildcard", "mappings.matchesNothing"}
    )


@pytest.mark.parametrize(
    ("engine", "schemas"), [(EngineName.MYSQL, ["mysql", "sys"]), (EngineName.POSTGRESQL, ["pg_catalog"])]
)
def test_selected_system_schemas_are_a_surprise(engine: EngineName, schemas: list[str]) -> None:
    catalog = Catalog(SourceTable("shop", "a"), *[SourceTable(schema, "a") for schema in schemas], engine=engine)

    (found,) = findings(Include("%"), catalog=catalog)

    assert found[0] == "mappings.systemSchemas"
    assert f"system tables are selected, {len(schemas)} of them: {schemas[0]}.a" in found[1]


def test_large_objects_without_a_key_are_a_surprise() -> None:
    catalog = Catalog(SourceTable("shop", "notes", [SourceColumn("text", lob=True)]))

    (found,) = findings(SHOP, catalog=catalog)

    assert found[0] == "mappings.lobsWithoutKey"


def test_columns_with_special_characters_are_a_surprise_when_they_are_changed() -> None:
    catalog = Catalog(SourceTable("shop", "a", ["order-no", "id"]))

    (found,) = findings(SHOP, UppercaseColumns(), catalog=catalog)

    assert found[0] == "mappings.specialCharacters"
    assert "changes shop.a.order-no" in found[1]


def test_a_type_that_is_not_known_is_a_surprise_when_it_matters() -> None:
    found = dict(findings(Include("crm"), RemoveColumns("crm", "%", "%", of_type="blob")))

    assert "crm.orders.id is not known" in found["mappings.typeNotKnown"]


def test_findings_about_rules_alone_stay() -> None:
    assert [key for key, _ in findings(Include("shop", rule_name="every-table"))] == [
        "mappings.ruleNameNotAlphanumeric"
    ]


def test_a_thousand_tables_with_one_flaw_are_one_finding() -> None:
    catalog = Catalog(*[SourceTable("shop", f"t{n}", [SourceColumn("x", lob=True)]) for n in range(1000)])

    (found,) = findings(SHOP, catalog=catalog)

    assert "(and 999 more of this kind); add dms.RemoveColumns" in found[1]
