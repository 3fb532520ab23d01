"""A document may hold what DMS takes although it is a mistake: reading it finds that instead of refusing it."""

from typing import Any

import pytest

from dms_constructs import (
    Include,
    LowercaseTables,
    PartitionsAuto,
    RawRule,
    RenameColumn,
    RenameTable,
    Rule,
    TableMappings,
    TableSettings,
    UppercaseTables,
)
from dms_constructs.catalog import Catalog, SourceTable
from dms_constructs.errors import ConfigurationError

INCLUDE: dict[str, Any] = {
    "rule-type": "selection",
    "rule-id": "1",
    "rule-name": "all",
    "rule-action": "include",
    "object-locator": {"schema-name": "shop", "table-name": "%"},
}
SHOP = Include("shop")
AUTO = TableSettings("shop", "orders", parallel_load=PartitionsAuto())

SAME_TWICE = [SHOP, LowercaseTables(), LowercaseTables()]
SAME_OBJECT = [SHOP, LowercaseTables("shop"), UppercaseTables("shop")]
TWO_SETTINGS = [SHOP, AUTO, TableSettings("shop", "orders", parallel_load=PartitionsAuto(), rule_name="x")]
ONE_NAME = [SHOP, RenameTable("shop", "a", to="c"), RenameTable("shop", "b", to="c")]
TAKEN_NAME = [Include("shop", "a"), Include("shop", "b"), RenameTable("shop", "a", to="b")]
ONE_COLUMN = [SHOP, RenameColumn("shop", "a", "x", to="z"), RenameColumn("shop", "a", "y", to="z")]


def document(rules: list[Rule]) -> dict[str, Any]:
    """A document with these rules, each valid alone."""
    bodies = []
    for position, rule in enumerate(rules, start=1):
        selection = [] if rule.body()["rule-type"] == "selection" else [SHOP]
        body = TableMappings(*selection, rule.with_id(None, None)).to_dict()["rules"][-1]
        bodies.append(body | {"rule-id": str(position), "rule-name": str(position)})
    return {"rules": bodies}


def ids(mappings: TableMappings) -> list[str]:
    return [finding.id for finding in mappings.findings]


@pytest.mark.parametrize(
    ("rules", "code", "finding", "words"),
    [
        (SAME_TWICE, "DMS-M005", "mappings.sameRuleTwice", "rules 2 and 3 are the same, dms.LowercaseTables()"),
        (SAME_OBJECT, "DMS-M006", "mappings.ruleNeverApplies", 'dms.UppercaseTables("shop") never applies'),
        (ONE_NAME, "DMS-M013", "mappings.namesMeet", "give two tables one name on the target"),
        (TAKEN_NAME, "DMS-M013", "mappings.namesMeet", "the name of the one that"),
        (ONE_COLUMN, "DMS-M013", "mappings.namesMeet", "give two columns one name on the target"),
    ],
)
def test_a_mistake_is_an_error_in_rules_and_a_finding_in_a_document(
    rules: list[Rule], code: str, finding: str, words: str
) -> None:
    with pytest.raises(ConfigurationError, match=code):
        TableMappings(*rules)

    found = {one.id: one.message for one in TableMappings.from_dict(document(rules)).findings}
    assert words in found[finding]


def test_two_settings_of_one_table_are_a_finding_in_a_document() -> None:
    other = TableSettings("shop", "orders", parallel_load=PartitionsAuto(), lobs=None)
    form = document([SHOP, AUTO, other])
    form["rules"][2]["parallel-load"] = {"type": "none"}

    assert "mappings.severalSettings" in ids(TableMappings.from_dict(form))


def test_a_document_that_is_read_leniently_is_written_as_it_was() -> None:
    form = document(SAME_TWICE)

    assert TableMappings.from_dict(form).to_dict() == form


def test_a_document_with_a_mistake_can_be_evaluated() -> None:
    catalog = Catalog(SourceTable("shop", "Orders"))

    (table,) = TableMappings.from_dict(document(SAME_OBJECT)).evaluate(catalog).tables

    assert table.target_name == "orders"


def test_what_the_catalog_disproves_is_no_finding_of_the_evaluation() -> None:
    evaluation = TableMappings.from_dict(document(ONE_NAME)).evaluate(Catalog(SourceTable("shop", "a")))

    assert "mappings.namesMeet" not in [finding.id for finding in evaluation.findings]
    assert evaluation.problems == ()


@pytest.mark.parametrize(
    "change",
    [
        {"filters": None},
        {"value": None, "old-value": None},
        {"rule-target": None},
    ],
    ids=repr,
)
def test_a_null_says_nothing(change: dict[str, Any]) -> None:
    form = document([SHOP])
    form["rules"][0] |= change

    assert TableMappings.from_dict(form).rules == (SHOP,)


def test_a_null_in_a_list_is_refused() -> None:
    form = document([Include("shop", "orders")])
    form["rules"][0]["filters"] = [None]

    with pytest.raises(ConfigurationError, match=r"rule 1 \(rule-id 1\).*filters\[0\] must not be null"):
        TableMappings.from_dict(form)


def test_a_made_up_name_is_none_that_a_rule_has() -> None:
    form = document([SHOP, LowercaseTables()])
    form["rules"][0]["rule-name"] = "2"
    del form["rules"][1]["rule-name"]

    names = [rule["rule-name"] for rule in TableMappings.from_dict(form).to_dict()["rules"]]

    assert len(set(names)) == 2
    assert names[0] == "2"


def test_a_document_that_is_nested_too_deeply_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="DMS-M0"):
        TableMappings.from_json('{"rules":' + "[" * 100_000 + "]" * 100_000 + "}")


def test_two_rules_of_one_name_are_read_with_a_finding() -> None:
    again = INCLUDE | {"rule-id": "2", "object-locator": {"schema-name": "crm", "table-name": "%"}}
    written = {"rules": [INCLUDE, again]}

    mappings = TableMappings.from_dict(written)

    assert [finding.id for finding in mappings.findings] == ["mappings.sameRuleName"]
    assert mappings.findings[0].fix == "leave rule_name out of rule 2"
    assert mappings.to_dict() == written


def test_two_rules_of_one_id_are_not_read() -> None:
    again = INCLUDE | {"rule-name": "other", "object-locator": {"schema-name": "crm", "table-name": "%"}}

    with pytest.raises(ConfigurationError, match="DMS-M008"):
        TableMappings.from_dict({"rules": [INCLUDE, again]})


@pytest.mark.parametrize("target", ["table-tablespace", "index-tablespace"])
def test_many_tablespaces_may_become_one(target: str) -> None:
    rule = {
        "rule-type": "transformation",
        "rule-id": "2",
        "rule-name": "2",
        "rule-target": target,
        "rule-action": "rename",
        "object-locator": {"schema-name": "shop", "table-name": "%", f"{target}-name": "%"},
        "value": "FAST",
    }

    mappings = TableMappings.from_dict({"rules": [INCLUDE, rule]})

    assert mappings.findings == ()
    assert not isinstance(mappings.rules[1], RawRule)
    assert mappings.to_dict()["rules"][1] == rule


@pytest.mark.parametrize("action", ["map-record-to-document", "map-record-to-record"])
def test_attributes_are_named_as_in_the_guide_s_two_ways(action: str) -> None:
    rule = {
        "rule-type": "object-mapping",
        "rule-id": "2",
        "rule-name": "2",
        "rule-action": action,
        "object-locator": {"schema-name": "shop", "table-name": "customers"},
        "mapping-parameters": {
            "partition-key": {"value": "all"},
            "attribute-mappings": [{"attribute-name": "CustomerName", "value": "${first},${last}"}],
        },
    }

    mappings = TableMappings.from_dict({"rules": [INCLUDE, rule]})

    assert mappings.findings == ()
    assert mappings.to_dict()["rules"][1] == rule
