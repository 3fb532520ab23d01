"""What an evaluation says where it can't know: no columns, no types, rules of which nobody knows the effect."""

import pytest

from dms_constructs import (
    AddTags,
    Condition,
    DefinePrimaryKey,
    Exclude,
    Explicit,
    Expression,
    Filter,
    Include,
    LowercaseTables,
    LowercaseTableTablespaces,
    MaskWithHash,
    PartitionsAuto,
    PrefixColumns,
    PrefixTables,
    Ranges,
    RawRule,
    RemoveColumns,
    RenameColumn,
    RenameTable,
    Rule,
    TableMappings,
    TableSettings,
    TableType,
    UppercaseColumns,
)
from dms_constructs.catalog import Catalog, SourceColumn, SourceTable
from dms_constructs.engines import EngineName
from dms_constructs.errors import unchecked
from dms_constructs.mappings.evaluation import Evaluation
from dms_constructs.migration_type import MigrationType

SHOP = Include("shop")
NAMES = Catalog(SourceTable("shop", "orders"), SourceTable("shop", "log"))
NEWER = RawRule(
    {
        "rule-type": "selection",
        "rule-action": unchecked("sample"),
        "object-locator": {"schema-name": "crm", "table-name": "%"},
    }
)


def evaluate(*rules: Rule, catalog: Catalog = NAMES) -> Evaluation:
    return TableMappings(*rules).evaluate(catalog)


def codes(evaluation: Evaluation) -> list[str]:
    return [problem.code for problem in evaluation.problems]


def ids(evaluation: Evaluation) -> list[str]:
    return [finding.id for finding in evaluation.findings]


@pytest.mark.parametrize(
    "rules",
    [
        [UppercaseColumns("shop", "orders", "id")],
        [RemoveColumns("shop", "orders", "id")],
        [RenameColumn("shop", "log", "a", to="b"), PrefixColumns("shop", "%", add="x_")],
        [TableSettings("shop", "orders", parallel_load=Ranges(["id"], [[1]]))],
        [DefinePrimaryKey("shop", "orders", ["id"], name="k")],
        [Include("shop", "orders", filters=[Filter("id", Condition.gte(1))])],
        [LowercaseTableTablespaces()],
    ],
    ids=repr,
)
def test_a_catalog_of_names_alone_disproves_nothing_about_columns(rules: list[Rule]) -> None:
    evaluation = evaluate(SHOP, *rules)

    assert codes(evaluation) == []
    assert set(ids(evaluation)) <= {"mappings.selectedTwice"}


def test_a_column_of_an_unknown_type_may_be_of_the_type_that_a_rule_is_about() -> None:
    rule = RemoveColumns("shop", "%", "%", of_type="clob")

    evaluation = evaluate(SHOP, rule, catalog=Catalog(SourceTable("shop", "orders", ["id"])))

    assert ids(evaluation) == ["mappings.typeNotKnown"]


@pytest.mark.parametrize(
    ("data_type", "reason"),
    [
        ("oid", "not known (DMS does not migrate it), so"),
        ("public.geometry(Point,4326)", "not known (DMS moves types of PostGIS between PostgreSQL databases only), so"),
        ("", "not known, so"),
    ],
)
def test_why_a_type_is_not_known_is_said(data_type: str, reason: str) -> None:
    catalog = Catalog(
        SourceTable("shop", "orders", [SourceColumn("x", data_type)], primary_key=["x"]), engine=EngineName.POSTGRESQL
    )
    mapping = TableMappings(SHOP, RemoveColumns("shop", "%", "%", of_type="clob"))

    (finding,) = mapping.check(
        migration_type=MigrationType.CDC, source_engine=EngineName.POSTGRESQL, target_engine=None, catalog=catalog
    )

    assert reason in finding.message


def test_a_rule_that_may_select_more_keeps_others_from_being_useless() -> None:
    evaluation = evaluate(SHOP, NEWER, LowercaseTables("crm"), catalog=NAMES)

    assert ids(evaluation) == ["mappings.notEvaluated"]


def test_nothing_selected_is_no_problem_when_a_rule_may_select_more() -> None:
    assert codes(evaluate(Include("nothing"), NEWER)) == []


def test_a_raw_exclude_selects_nothing() -> None:
    exclude = RawRule(
        {
            "rule-type": "selection",
            "rule-action": "exclude",
            "object-locator": {"schema-name": "x", "table-name": "%", "newer": "key"},
        }
    )

    assert "DMS-M052" in codes(evaluate(Include("nothing"), exclude))


def test_tags_are_no_rule_that_never_applies() -> None:
    tags = AddTags("shop", "orders", {"kind": "order"})

    assert "mappings.ruleNeverApplies" not in ids(evaluate(SHOP, tags))


def test_names_that_are_computed_at_run_time_meet_nobody() -> None:
    by_chance = Expression("$AR_M_SOURCE_TABLE_NAME || random()")

    evaluation = evaluate(SHOP, RenameTable("shop", "%", to=by_chance))

    assert codes(evaluation) == []
    assert [table.target_name for table in evaluation.tables] == [None, None]


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (PrefixTables("shop", remove="log"), "shop.log has no name left on the target, where it is 'shop.'"),
        (PrefixColumns("shop", remove="id"), "a column of shop.orders has no name left on the target"),
    ],
)
def test_a_name_of_which_nothing_is_left_is_a_problem(rule: Rule, words: str) -> None:
    catalog = Catalog(SourceTable("shop", "orders", ["id", "a"]), SourceTable("shop", "log", ["a"]))

    (problem,) = evaluate(SHOP, rule, catalog=catalog).problems

    assert problem.code == "DMS-M057"
    assert words in problem.message


def test_letters_of_a_right_to_left_script_are_not_transformed() -> None:
    catalog = Catalog(SourceTable("shop", "orders", ["שם", "id"]))

    assert ids(evaluate(SHOP, PrefixColumns("shop", add="x_"), catalog=catalog)) == ["mappings.specialCharacters"]


def test_accents_are_no_right_to_left_script() -> None:
    catalog = Catalog(SourceTable("shop", "orders", ["größe", "id"]))

    assert ids(evaluate(SHOP, PrefixColumns("shop", add="x_"), catalog=catalog)) == []


def test_a_key_of_a_column_that_is_left_out_is_a_problem() -> None:
    catalog = Catalog(SourceTable("shop", "orders", ["id", "a"]))
    rules = [DefinePrimaryKey("shop", "orders", ["id"], name="k"), RemoveColumns("shop", "orders", "id")]

    (problem,) = evaluate(SHOP, *rules, catalog=catalog).problems

    assert problem.code == "DMS-M048"
    assert "column id of shop.orders is left out; keep it, or remove the rule" in problem.message


def test_a_hash_of_a_key_stays_unique() -> None:
    catalog = Catalog(
        SourceTable("shop", "orders", [SourceColumn("id", "varchar(64)")], primary_key=["id"]), engine=EngineName.MYSQL
    )

    assert ids(evaluate(SHOP, MaskWithHash("shop", "orders", "id"), catalog=catalog)) == []


SIMILAR = Catalog(SourceTable("shop", "a_b"), SourceTable("shop", "aXb"))


def test_an_explicit_rule_names_one_table_exactly() -> None:
    evaluation = evaluate(Explicit("shop", "a_b"), catalog=SIMILAR)

    assert [str(table.source) for table in evaluation.selected] == ["shop.a_b"]
    assert "mappings.underscoreIsAWildcard" not in ids(evaluation)


@pytest.mark.parametrize(
    "rule",
    [
        Explicit("shop", "a_c"),
        TableSettings("shop", "a_c", parallel_load=PartitionsAuto()),
        DefinePrimaryKey("shop", "a_c", ["id"], name="k"),
    ],
    ids=repr,
)
def test_an_exact_rule_is_about_nothing_when_only_a_pattern_would_match(rule: Rule) -> None:
    evaluation = evaluate(SHOP, rule, catalog=Catalog(SourceTable("shop", "aXc", ["id"])))

    assert {"mappings.selectsNothing", "mappings.matchesNothing"}.intersection(ids(evaluation))


def test_two_rules_for_one_table_are_no_surprise_when_neither_has_more_to_say() -> None:
    assert ids(evaluate(SHOP, Include("%", "orders"))) == []


def test_an_exclude_of_everything_takes_tables_and_views_out() -> None:
    catalog = Catalog(
        SourceTable("shop", "a"), SourceTable("shop", "v", table_type=TableType.VIEW), SourceTable("crm", "b")
    )
    rules = [
        Include("%"),
        Include("%", table_type=TableType.VIEW),
        Exclude("shop", table_type=TableType.ALL),
    ]

    assert [str(table.source) for table in evaluate(*rules, catalog=catalog).selected] == ["crm.b"]


def test_a_filtered_table_without_known_columns_may_have_a_key() -> None:
    assert ids(evaluate(Include("shop", "orders", filters=[Filter("id", Condition.gte(1))]))) == []


def test_an_underscore_is_a_wildcard_when_the_name_as_written_does_not_fit() -> None:
    # `a_`, `b_` and `_a` are all there, but the last two in one underscore.
    catalog = Catalog(SourceTable("shop", "a_bxcb_a"))

    assert ids(evaluate(Include("shop", "a_%b_%_a"), catalog=catalog)) == ["mappings.underscoreIsAWildcard"]
