"""What rules and mappings render, say about themselves, and are equal to."""

import copy
import json
import pickle

import pytest

import dms_constructs as dms
import dms_constructs.mappings
from dms_constructs import (
    Exclude,
    Explicit,
    Include,
    LowercaseColumns,
    LowercaseSchemas,
    LowercaseTables,
    RawRule,
    RenameColumn,
    RenameSchema,
    RenameTable,
    Rule,
    TableMappings,
    TableType,
    UppercaseColumns,
    UppercaseSchemas,
    UppercaseTables,
    facts,
)
from dms_constructs.errors import is_unresolved
from dms_constructs.mappings.rules.kinds import CLASSES

SELECTION = {"rule-type": "selection"}
ADD_COLUMN = {
    "rule-type": "transformation",
    "rule-target": "column",
    "rule-action": "add-column",
    "object-locator": {"schema-name": "shop", "table-name": "orders"},
    "value": "loaded_at",
    "data-type": {"type": "datetime", "precision": 6},
}


def ids(mappings: TableMappings) -> list[str]:
    return [rule["rule-id"] for rule in mappings.to_dict()["rules"]]


def test_a_mapping_renders_as_compact_sorted_json() -> None:
    mappings = TableMappings(Include("shop"), RenameSchema("shop", to="public"))

    assert mappings.to_json() == (
        '{"rules":[{"object-locator":{"schema-name":"shop","table-name":"%"},"rule-action":"include","rule-id":"1",'
        '"rule-name":"1","rule-type":"selection"},{"object-locator":{"schema-name":"shop"},"rule-action":"rename",'
        '"rule-id":"2","rule-name":"2","rule-target":"schema","rule-type":"transformation","value":"public"}]}'
    )


@pytest.mark.parametrize(
    ("rule", "body", "words"),
    [
        (
            Include("shop"),
            {"rule-action": "include", "object-locator": {"schema-name": "shop", "table-name": "%"}},
            "include every table of schema shop",
        ),
        (
            Include("%", "order%", table_type=TableType.VIEW, load_order=2),
            {
                "rule-action": "include",
                "object-locator": {"schema-name": "%", "table-name": "order%", "table-type": "view"},
                "load-order": "2",
            },
            "include views order% of every schema, with load order 2",
        ),
        (
            Include("shop", "a%", table_type=TableType.ALL),
            {
                "rule-action": "include",
                "object-locator": {"schema-name": "shop", "table-name": "a%", "table-type": "all"},
            },
            "include tables or views a% of schema shop",
        ),
        (
            Exclude("shop", "audit_%"),
            {"rule-action": "exclude", "object-locator": {"schema-name": "shop", "table-name": "audit_%"}},
            "exclude tables audit_% of schema shop",
        ),
        (
            Explicit("shop", "user_data"),
            {"rule-action": "explicit", "object-locator": {"schema-name": "shop", "table-name": "user_data"}},
            "include table user_data of schema shop",
        ),
    ],
    ids=lambda value: repr(value) if isinstance(value, Rule) else "",
)
def test_a_selection_rule_renders_and_describes_itself(rule: Rule, body: dict[str, object], words: str) -> None:
    assert rule.body() == SELECTION | body
    assert rule.describe() == words


@pytest.mark.parametrize(
    ("rule", "target", "action", "names", "words"),
    [
        (RenameSchema("shop", to="public"), "schema", "rename", ["shop"], "rename schema shop to public"),
        (
            RenameTable("shop", "order", to="orders"),
            "table",
            "rename",
            ["shop", "order"],
            "rename table order of schema shop to orders",
        ),
        (
            RenameColumn("shop", "orders", "ts", to="created_at"),
            "column",
            "rename",
            ["shop", "orders", "ts"],
            "rename column ts of table orders of schema shop to created_at",
        ),
        (LowercaseSchemas(), "schema", "convert-lowercase", ["%"], "write schema names in lower case"),
        (
            LowercaseTables("shop"),
            "table",
            "convert-lowercase",
            ["shop", "%"],
            "write table names of schema shop in lower case",
        ),
        (
            LowercaseColumns("shop", "a%"),
            "column",
            "convert-lowercase",
            ["shop", "a%", "%"],
            "write column names of tables a% of schema shop in lower case",
        ),
        (
            UppercaseSchemas("shop"),
            "schema",
            "convert-uppercase",
            ["shop"],
            "write the name of schema shop in upper case",
        ),
        (
            UppercaseTables(table="a%"),
            "table",
            "convert-uppercase",
            ["%", "a%"],
            "write the names of tables a% of every schema in upper case",
        ),
        (
            UppercaseColumns(column="id"),
            "column",
            "convert-uppercase",
            ["%", "%", "id"],
            "write the name of column id of every table of every schema in upper case",
        ),
    ],
    ids=lambda value: repr(value) if isinstance(value, Rule) else "",
)
def test_a_naming_rule_renders_and_describes_itself(
    rule: Rule, target: str, action: str, names: list[str], words: str
) -> None:
    body = rule.body()

    assert (body["rule-type"], body["rule-target"], body["rule-action"]) == ("transformation", target, action)
    assert body["object-locator"] == dict(zip(("schema-name", "table-name", "column-name"), names, strict=False))
    assert body.get("value") == getattr(rule, "to", None)
    assert rule.describe() == words


def test_a_raw_rule_passes_on_what_it_was_given() -> None:
    given = copy.deepcopy(ADD_COLUMN)
    rule = RawRule(given)
    given["value"] = "changed afterwards"

    assert rule.body() == ADD_COLUMN
    assert rule.describe() == "add column loaded_at datetime(6) to table orders of schema shop"


def test_a_mapping_describes_every_rule() -> None:
    assert TableMappings(Include("shop"), Exclude("shop", "tmp%")).describe() == (
        "include every table of schema shop",
        "exclude tables tmp% of schema shop",
    )


def test_rules_are_numbered_by_position() -> None:
    assert ids(TableMappings(Include("a"), Include("b"), LowercaseTables())) == ["1", "2", "3"]


def test_rules_keep_their_own_ids_and_names() -> None:
    first, second = TableMappings(Include("a", rule_id="40", rule_name="shop"), Include("b")).to_dict()["rules"]

    assert (first["rule-id"], first["rule-name"]) == ("40", "shop")
    assert (second["rule-id"], second["rule-name"]) == ("41", "41")


def test_automatic_ids_keep_clear_of_given_ids_and_names() -> None:
    mappings = TableMappings(Include("a"), Include("b", rule_id="3"), Include("c"), Include("d", rule_name="1"))

    assert ids(mappings) == ["2", "3", "4", "5"]


def test_a_raw_rule_may_bring_its_id_inside() -> None:
    mappings = TableMappings(Include("shop"), RawRule(ADD_COLUMN | {"rule-id": 7, "rule-name": "added"}))

    assert mappings.to_dict()["rules"][1]["rule-name"] == "added"
    assert ids(mappings) == ["1", "7"]


def test_tokens_stay_in_the_text() -> None:
    token = "${Token[TOKEN.42]}"

    text = TableMappings(Include(token), Explicit("shop", token), RenameSchema(token, to=token)).to_json()

    assert is_unresolved(text)
    assert text.count(token) == 4


def test_names_outside_ascii_are_escaped() -> None:
    assert '"schema-name":"caf\\u00e9"' in TableMappings(Include("café")).to_json()


def test_mappings_are_equal_when_they_say_the_same() -> None:
    raw = RawRule(Include("shop").body())

    assert TableMappings(Include("shop")) == TableMappings(raw)
    assert hash(TableMappings(Include("shop"))) == hash(TableMappings(raw))
    assert TableMappings(Include("shop")) != TableMappings(Include("shop2"))


def test_the_document_is_a_copy() -> None:
    mappings = TableMappings(Include("shop"))
    mappings.to_dict()["rules"].clear()

    assert len(mappings.to_dict()["rules"]) == 1


def test_mappings_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        TableMappings(Include("shop")).rules = ()  # type: ignore[misc]


def test_mappings_survive_copy_and_pickle() -> None:
    mappings = TableMappings(Include("shop", rule_id="7"), RawRule(ADD_COLUMN))

    assert copy.deepcopy(mappings) == pickle.loads(pickle.dumps(mappings)) == mappings


@pytest.mark.parametrize(
    "text",
    [
        'dms.Include("shop")',
        'dms.Include("shop", "a%", table_type=dms.TableType.ALL, load_order=3, rule_id="7", rule_name="a")',
        'dms.UppercaseTables(table="x")',
        'dms.RenameColumn("shop", "orders", "ts", to="created_at")',
        'dms.TableMappings(dms.Include("shop"), dms.RenameSchema("shop", to="public"))',
    ],
)
def test_the_repr_is_what_one_would_write(text: str) -> None:
    assert repr(eval(text, {"dms": dms})) == text


def test_the_repr_of_a_raw_rule_can_be_read_back() -> None:
    rule = RawRule(ADD_COLUMN, rule_id="3")

    assert eval(repr(rule), {"dms": dms}) == rule


def test_every_class_is_of_a_kind_that_the_guide_knows() -> None:
    grammar = facts.table_mappings()
    legal = {
        ("transformation", c["rule_target"], c["rule_action"])
        for c in grammar["transformation"]["combos"]
        if c["legal"]
    }
    others = {("selection", None, action) for action in grammar["selection"]["actions"]["value"]}
    others |= {("object-mapping", None, action) for action in grammar["object_mapping"]["actions"]["value"]}
    others |= {("table-settings", None, None), ("post-processing", None, "add-tag")}
    others |= {("validation", "column", "override-validation-function")}

    assert {kind for cls in CLASSES for kind in cls.kinds()} == legal | others


def test_table_types_are_those_of_the_guide() -> None:
    assert [member.value for member in TableType] == facts.table_mappings()["selection"]["table_types"]["value"]


def test_json_of_two_thousand_rules_parses() -> None:
    mappings = TableMappings(*[Explicit("shop", f"t{n}") for n in range(2000)])

    assert len(json.loads(mappings.to_json())["rules"]) == 2000
