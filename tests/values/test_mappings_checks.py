"""What is refused, what is only found surprising, and the ways past."""

from collections.abc import Callable
from typing import Any

import pytest

from dms_constructs import (
    Exclude,
    Explicit,
    Include,
    LowercaseColumns,
    LowercaseTables,
    RawRule,
    RenameColumn,
    RenameSchema,
    RenameTable,
    TableMappings,
    TableType,
    UppercaseTables,
)
from dms_constructs.engines import EngineName
from dms_constructs.errors import ConfigurationError, unchecked
from dms_constructs.migration_type import MigrationType

SHOP = Include("shop")
LOCATOR = {"schema-name": "shop", "table-name": "orders"}


def selection(**changes: Any) -> dict[str, Any]:
    body = {"rule-type": "selection", "rule-action": "include", "object-locator": LOCATOR}
    return body | {key.replace("_", "-"): value for key, value in changes.items()}


def transformation(target: Any, action: Any, **changes: Any) -> dict[str, Any]:
    return selection(rule_type="transformation", rule_target=target, rule_action=action, **changes)


def fails(code: str, message: str, make: Callable[[], object]) -> None:
    with pytest.raises(ConfigurationError) as caught:
        make()
    assert caught.value.code == code
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("code", "message", "make"),
    [
        (
            "DMS-M007",
            'dms.Include("a", rule_id="x"): rule_id must be a string of digits',
            lambda: Include("a", rule_id="x"),
        ),
        ("DMS-M007", 'got 7; write rule_id="7"', lambda: Include("a", rule_id=7)),  # type: ignore[arg-type]
        (
            "DMS-M009",
            "rule_name must be a string that is not empty, got ''; leave it out",
            lambda: Include("a", rule_name=""),
        ),
        ("DMS-M010", 'dms.Include(""): schema must be a string that is not empty', lambda: Include("")),
        ("DMS-M010", "table must be a string that is not empty, got ' '", lambda: Exclude("a", " ")),
        ("DMS-M010", "schema must be a string that is not empty, got None", lambda: Include(None)),  # type: ignore[arg-type]
        ("DMS-M010", "column must be a string", lambda: LowercaseColumns(column=5)),  # type: ignore[arg-type]
        ("DMS-M010", 'dms.RenameSchema("a", to=""): to must be', lambda: RenameSchema("a", to="")),
        (
            "DMS-M011",
            'dms.Explicit("shop", "order_%"): table must be an exact name, got \'order_%\': wildcards are for',
            lambda: Explicit("shop", "order_%"),
        ),
        ("DMS-M011", "schema must be an exact name", lambda: Explicit("%", "orders")),
        ("DMS-M013", "table must be an exact name, got 'a%'", lambda: RenameTable("shop", "a%", to="b")),
        ("DMS-M013", "column must be an exact name", lambda: RenameColumn("shop", "a", "%", to="b")),
        ("DMS-M014", "must be one of dms.TableType.TABLE,", lambda: Include("a", table_type="view")),  # type: ignore[arg-type]
        ("DMS-M015", "load_order must be 1 to 2147483647, got 0", lambda: Include("a", load_order=0)),
        ("DMS-M015", "must be a whole number", lambda: Explicit("a", "b", load_order="1")),  # type: ignore[arg-type]
    ],
)
def test_a_rule_fails_when_a_value_is_wrong(code: str, message: str, make: Callable[[], object]) -> None:
    fails(code, message, make)


@pytest.mark.parametrize(
    ("given", "hint"),
    [
        ({"rule-type": "selection"}, "write dms.RawRule({...})"),
        ({"rules": []}, "write dms.TableMappings.from_dict({...})"),
        ("shop", 'write dms.Include("shop")'),
        ('{"rules": []}', "write dms.TableMappings.from_json(text)"),
        ([SHOP], "write dms.TableMappings(*rules) with a star"),
        (Include, "write dms.Include(...)"),
        (None, 'write dms.Include("schema")'),
    ],
)
def test_a_mapping_fails_when_something_is_no_rule(given: Any, hint: str) -> None:
    fails("DMS-M001", hint, lambda: TableMappings(given))


@pytest.mark.parametrize(
    ("code", "message", "rules"),
    [
        ("DMS-M002", "needs rules, got none", []),
        ("DMS-M003", "no rule selects tables", [LowercaseTables()]),
        ("DMS-M004", "an exclude alone selects nothing", [Exclude("shop")]),
        ("DMS-M004", "an exclude alone selects nothing", [RawRule(selection(rule_action="exclude"))]),
        ("DMS-M005", 'rules 1 and 2 are the same, dms.Include("shop")', [SHOP, Include("shop")]),
        ("DMS-M005", "are the same", [SHOP, Include("shop", rule_id="7", rule_name="again")]),
        ("DMS-M005", "are the same", [RawRule(selection()), RawRule(selection())]),
        (
            "DMS-M006",
            'dms.RenameSchema("a", to="b") and dms.RenameSchema("a", to="c") name the same object',
            [SHOP, RenameSchema("a", to="b"), RenameSchema("a", to="c")],
        ),
        ("DMS-M006", "name the same object", [SHOP, LowercaseTables(), UppercaseTables()]),
        ("DMS-M006", "name the same", [SHOP, RenameColumn("a", "b", "c", to="d"), RenameColumn("a", "b", "c", to="e")]),
        ("DMS-M008", "both have rule_id '1'", [Include("a", rule_id="1"), Include("b", rule_id="1")]),
        ("DMS-M008", "both have rule_id '1'", [Include("a", rule_id="1"), Include("b", rule_id="01")]),
        ("DMS-M008", "both have rule_name 'x'", [Include("a", rule_name="x"), Include("b", rule_name="x")]),
        (
            "DMS-M013",
            "give two tables one name on the target",
            [Include("a"), RenameTable("a", "b", to="x"), RenameTable("a", "c", to="x")],
        ),
        (
            "DMS-M013",
            'gives a table the name of the one that dms.Explicit("a", "c") selects',
            [Explicit("a", "b"), Explicit("a", "c"), RenameTable("a", "b", to="c")],
        ),
        (
            "DMS-M013",
            "give two columns one name on the target",
            [Include("a"), RenameColumn("a", "b", "c", to="x"), RenameColumn("a", "b", "d", to="x")],
        ),
    ],
)
def test_a_mapping_fails_when_its_rules_do_not_fit(code: str, message: str, rules: list[Any]) -> None:
    fails(code, message, lambda: TableMappings(*rules))


def test_a_mapping_fails_when_it_is_larger_than_dms_takes() -> None:
    rules = [Explicit("s" * 1000, f"t{n}") for n in range(2000)]

    fails("DMS-M017", "dms.Condition.between for values, or several tasks", lambda: TableMappings(*rules))


@pytest.mark.parametrize(
    "rules",
    [
        [Explicit("a", "b"), Explicit("a", "c"), RenameTable("a", "b", to="c"), RenameTable("a", "c", to="d")],
        [Explicit("a", "b"), Explicit("a", "c"), RenameTable("a", "b", to="c"), UppercaseTables("a", "c")],
        [Explicit("a", "b"), Include("a", "c"), RenameTable("a", "b", to="c"), Exclude("a", "c")],
        [Explicit("a", "b"), Explicit("x", "c"), RenameTable("a", "b", to="c")],
        [Explicit("a", "b"), Explicit("a", "c"), LowercaseTables("%", "b%"), RenameTable("a", "b", to="c")],
        [Explicit("a", "c"), RenameTable("a", "b", to="c"), Include("a", "b%")],
        [Include("a"), RenameTable("a", "b", to="c")],
    ],
    ids=repr,
)
def test_a_table_may_get_a_name_that_is_free(rules: list[Any]) -> None:
    assert TableMappings(*rules).to_json()


def test_the_same_table_name_in_two_schemas_is_no_collision() -> None:
    assert TableMappings(Include("%"), RenameTable("a", "b", to="x"), RenameTable("b", "b", to="x")).findings == ()


@pytest.mark.parametrize(
    ("code", "message", "body"),
    [
        ("DMS-M018", "RawRule takes a dict, got str", "include"),
        ("DMS-M018", "filters must not be null", selection(filters=None)),
        ("DMS-M018", "filters[0] must not be null", selection(filters=[None])),
        ("DMS-M018", "must be a JSON value, got nan", selection(x=float("nan"))),
        ("DMS-M018", "must be a JSON value", selection(x={1})),
        ("DMS-M018", "a key in the rule must be a string, got 1", {1: 2}),
        ("DMS-M019", "rule-type is missing", {}),
        ("DMS-M019", '"rule_type" is not a key of the rule; did you mean "rule-type"?', {"rule_type": "selection"}),
        ("DMS-M019", "(did you mean 'selection'?)", {"rule-type": "selecton"}),
        ("DMS-M020", "rule-type must be a string", {"rule-type": ["selection"]}),
        ("DMS-M020", "got 'includ' (did you mean 'include'?)", selection(rule_action="includ")),
        ("DMS-M020", "(did you mean 'view'?)", selection(object_locator=LOCATOR | {"table-type": "viw"})),
        ("DMS-M020", "(did you mean 'table'?)", transformation("tabel", "rename", value="x")),
        ("DMS-M020", "(did you mean 'rename'?)", transformation("table", "renam", value="x")),
        ("DMS-M020", "rule-action is missing", {"rule-type": "selection", "object-locator": LOCATOR}),
        ("DMS-M020", "map-record-to-record", {"rule-type": "object-mapping", "rule-action": "map-record"}),
        (
            "DMS-M021",
            "define-primary-key does not work on rule-target schema; write table as rule-target",
            transformation("schema", "define-primary-key"),
        ),
        ("DMS-M022", "object-locator must be an object with", selection(object_locator="shop")),
        (
            "DMS-M022",
            "object-locator lacks table-name; it needs schema-name and table-name",
            selection(object_locator={"schema-name": "shop"}),
        ),
        (
            "DMS-M022",
            '"tabel-name" is not a key of object-locator; did you mean "table-name"?',
            selection(object_locator={"schema-name": "a", "tabel-name": "b"}),
        ),
        ("DMS-M022", "object-locator lacks column-name", transformation("column", "rename", value="x")),
        ("DMS-M022", "value or expression is missing", transformation("table", "rename")),
        ("DMS-M022", "data-type is missing", transformation("column", "add-column", value="x")),
        (
            "DMS-M010",
            "table-name must be a string that is not empty",
            selection(object_locator=LOCATOR | {"table-name": ""}),
        ),
        (
            "DMS-M011",
            "table-name must be an exact name in explicit rules, got '%'",
            selection(rule_action="explicit", object_locator=LOCATOR | {"table-name": "%"}),
        ),
        (
            "DMS-M011",
            "must be an exact name in table-settings rules",
            {"rule-type": "table-settings", "object-locator": LOCATOR | {"table-name": "%"}},
        ),
    ],
)
def test_a_raw_rule_fails_when_dms_could_not_read_it(code: str, message: str, body: Any) -> None:
    fails(code, message, lambda: RawRule(body))


@pytest.mark.parametrize(
    "make",
    [
        lambda: Explicit("shop", unchecked("order_%")),
        lambda: Include(unchecked("")),
        lambda: Include("shop", load_order=unchecked(0)),
        lambda: Include("other", rule_id=unchecked("seven")),
        lambda: RenameTable("shop", unchecked("a%"), to="b"),
        lambda: RawRule({"rule-type": unchecked("data-quality")}),
        lambda: RawRule(selection(rule_action=unchecked("prefer"))),
        lambda: RawRule(transformation(unchecked("view"), "rename")),
        lambda: RawRule(selection(rule_action="explicit", object_locator=LOCATOR | {"table-name": unchecked("%")})),
    ],
)
def test_unchecked_gets_past_a_check(make: Callable[[], Any]) -> None:
    assert TableMappings(SHOP, make()).to_json()


def test_unchecked_gets_past_the_checks_between_rules() -> None:
    mappings = TableMappings(
        SHOP,
        RenameTable("shop", unchecked("a"), to="b"),
        RenameTable("shop", unchecked("a"), to="c"),
        RenameTable("shop", "d", to=unchecked("c")),
    )

    assert len(mappings.rules) == 4


@pytest.mark.parametrize(
    ("finding", "words", "rules"),
    [
        ("mappings.underscoreIsAWildcard", "write dms.Explicit", [Include("shop", "user_data")]),
        ("mappings.underscoreIsAWildcard", "selected too", [Include("my_shop", "users")]),
        ("mappings.underscoreIsAWildcard", "no exact exclude", [SHOP, Exclude("shop", "user_data")]),
        (
            "mappings.schemasMerged",
            "may put two tables of one name into schema public",
            [Include("%"), RenameSchema("tenant%", to="public")],
        ),
        (
            "mappings.schemasMerged",
            'write dms.RenameSchema("b", to="c_b")',
            [Include("%"), RenameSchema("a", to="c"), RenameSchema("b", to="c")],
        ),
        ("mappings.renameToSameName", "the new name is the old one", [SHOP, RenameTable("shop", "Keep", to="Keep")]),
        (
            "mappings.ruleNeverApplies",
            'dms.LowercaseTables("shop") comes first and covers it',
            [SHOP, LowercaseTables("shop"), RenameTable("shop", "order", to="orders")],
        ),
        (
            "mappings.ruleNeverApplies",
            "RenameColumn",
            [Include("a"), RenameColumn("a", "b", "c", to="d"), LowercaseColumns("a", "b", "c")],
        ),
        (
            "mappings.excludedEntirely",
            'dms.Explicit("shop", "a") selects nothing',
            [Explicit("shop", "a"), Exclude("shop")],
        ),
        ("mappings.ruleNameNotAlphanumeric", "include-all", [Include("shop", rule_name="include-all")]),
        (
            "mappings.actionNotForTarget",
            "add-column is not documented for rule-target schema",
            [SHOP, RawRule(transformation("schema", "add-column"))],
        ),
    ],
)
def test_a_mapping_finds_what_may_surprise(finding: str, words: str, rules: list[Any]) -> None:
    (found,) = TableMappings(*rules).findings

    assert found.id == finding
    assert words in str(found)


@pytest.mark.parametrize(
    "rules",
    [
        [Include("my_shop")],
        [Include("shop", "user_%")],
        [Explicit("my_shop", "user_data")],
        [SHOP, Exclude("shop", "audit_%")],
        [SHOP, RenameTable("shop", "order", to="orders"), LowercaseTables("shop")],
        [SHOP, RenameSchema("shop", to="public"), LowercaseTables(), LowercaseColumns()],
        [Include("%"), RenameTable("tenant%", "order", to="orders"), RenameColumn("shop", "%", "ts", to="created_at")],
        [Include("shop", "${Token[a_b.1]}"), RenameSchema("${Token[s.2]}", to="${Token[s.2]}")],
        [Include("shop", table_type=TableType.ALL), Exclude("shop")],
    ],
    ids=repr,
)
def test_what_is_usual_is_no_finding(rules: list[Any]) -> None:
    assert TableMappings(*rules).findings == ()


def test_the_order_of_given_ids_decides_which_rule_never_applies() -> None:
    wide, narrow = LowercaseTables("shop", rule_id="9"), RenameTable("shop", "order", to="orders", rule_id="8")

    assert TableMappings(SHOP, wide, narrow).findings == ()


def test_many_findings_of_one_kind_are_one() -> None:
    (found,) = TableMappings(*[Include("shop", f"a_{n}") for n in range(5)]).findings

    assert found.message.endswith("(and 4 more of this kind)")


@pytest.mark.parametrize("migration_type", [MigrationType.CDC, MigrationType.FULL_LOAD_AND_CDC])
def test_a_task_fails_when_it_replicates_changes_of_views(migration_type: MigrationType) -> None:
    mappings = TableMappings(Include("shop", table_type=TableType.VIEW))

    fails(
        "DMS-M016",
        f"this task's migration type is {migration_type.value}",
        lambda: mappings.check(migration_type=migration_type, source_engine=None, target_engine=None),
    )


@pytest.mark.parametrize(
    ("source", "expected"),
    [(EngineName.MYSQL, []), (None, []), (EngineName.AURORA_POSTGRESQL, ["mappings.viewsSourceNotListed"])],
)
def test_views_may_be_loaded_from_sources_that_the_guide_lists(source: EngineName | None, expected: list[str]) -> None:
    mappings = TableMappings(Explicit("shop", "totals", table_type=TableType.VIEW))

    found = mappings.check(migration_type=MigrationType.FULL_LOAD, source_engine=source, target_engine=None)

    assert [finding.id for finding in found] == expected


def test_a_task_gets_the_findings_of_its_mapping() -> None:
    mappings = TableMappings(Include("shop", "user_data"))

    found = mappings.check(
        migration_type=MigrationType.CDC, source_engine=EngineName.MYSQL, target_engine=EngineName.AURORA_POSTGRESQL
    )

    assert found == mappings.findings != ()


def test_excluding_views_is_fine_while_changes_are_replicated() -> None:
    mappings = TableMappings(SHOP, Exclude("shop", table_type=TableType.VIEW))

    assert mappings.check(migration_type=MigrationType.CDC, source_engine=None, target_engine=None) == ()


@pytest.mark.parametrize("rule", [Include, lambda name: Exclude("shop", name), lambda name: RenameSchema(name, to="x")])
def test_an_item_of_a_list_that_is_known_at_deployment_only_is_no_name(rule: Any) -> None:
    with pytest.raises(ConfigurationError, match="must be one name, got what stands for a whole list") as caught:
        rule("#{Token[Parameter.7]}")

    assert caught.value.code == "DMS-M010"
