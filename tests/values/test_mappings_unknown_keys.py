"""A key that the guide does not know is a finding, and turns off no other check of its rule."""

import json
from typing import Any

import pytest

from dms_constructs import RawRule, TableMappings
from dms_constructs.catalog import Catalog, SourceColumn, SourceTable
from dms_constructs.errors import ConfigurationError
from dms_constructs.migration_type import MigrationType

SHOP: dict[str, Any] = {
    "rule-type": "selection",
    "rule-id": "1",
    "rule-name": "1",
    "rule-action": "include",
    "object-locator": {"schema-name": "shop", "table-name": "%"},
}
LOCATOR = {"schema-name": "shop", "table-name": "orders"}
FILTER = {
    "filter-type": "source",
    "column-name": "id",
    "filter-conditions": [{"filter-operator": "gte", "value": "5"}],
}


def second(**parts: Any) -> dict[str, Any]:
    body = {"rule-id": "2", "rule-name": "2", "object-locator": LOCATOR}
    return body | {key.replace("_", "-"): value for key, value in parts.items()}


def read(*rules: dict[str, Any]) -> TableMappings:
    return TableMappings.from_dict({"rules": list(rules)})


def unknown(mappings: TableMappings) -> list[str]:
    return [str(finding) for finding in mappings.findings if finding.id == "mappings.unknownKey"]


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (SHOP | {"object-locator": LOCATOR, "filter": [FILTER]}, 'write "filters" instead of "filter"'),
        (SHOP | {"comment": "every table"}, 'remove "comment"'),
        (SHOP | {"object-locator": LOCATOR | {"tabletype": "view"}}, '(did you mean "table-type"?)'),
        (
            SHOP | {"object-locator": LOCATOR, "filters": [FILTER | {"filter-condition": []}, FILTER | {"note": "x"}]},
            'no key "note"',
        ),
    ],
)
def test_an_unknown_key_is_a_finding(rule: dict[str, Any], words: str) -> None:
    (found,) = unknown(read(rule))

    assert words in found


@pytest.mark.parametrize(
    "rule",
    [
        second(
            rule_type="transformation", rule_target="table", rule_action="rename", value="sales", old_value="orders"
        ),
        second(rule_type="table-settings", parallel_load={"type": "partitions-auto", "number": 5}),
        second(rule_type="post-processing", rule_action="add-tag", tag_set=[{"key": "a", "value": "b", "for": "c"}]),
        second(rule_type="object-mapping", rule_action="map-record-to-record", mapping_parameters={"partition": "x"}),
        second(
            rule_type="validation",
            rule_target="column",
            rule_action="override-validation-function",
            object_locator=LOCATOR | {"column-name": "note"},
            source_function="trim(note)",
            target="x",
        ),
    ],
    ids=lambda rule: str(rule["rule-type"]),
)
def test_every_kind_of_rule_is_looked_at(rule: dict[str, Any]) -> None:
    assert len(unknown(read(SHOP, rule))) == 1


@pytest.mark.parametrize(
    "rule",
    [
        SHOP | {"filters": []},
        SHOP | {"load-order": None},
        # The guide itself writes these in two ways.
        second(
            rule_type="object-mapping",
            rule_action="map-record-to-document",
            mapping_parameters={"attribute-mappings": [{"attribute-name": "Name", "value": "${last}"}]},
        ),
        second(
            rule_type="object-mapping",
            rule_action="map-record-to-document",
            partition_key={"value": "one"},
            mapping_parameters={"exclude-columns": ["a"]},
        ),
    ],
)
def test_what_the_guide_writes_is_not_unknown(rule: dict[str, Any]) -> None:
    assert (
        unknown(
            read(
                SHOP | {"object-locator": {"schema-name": "%", "table-name": "%"}},
                rule | {"rule-id": "2", "rule-name": "2"},
            )
        )
        == []
    )


ELSEWHERE = [
    (SHOP | {"table-type": "view"}, 'move "table-type" to object-locator'),
    (SHOP | {"object-locator": LOCATOR | {"load-order": "3"}}, 'move "load-order" to the rule itself'),
    (SHOP | {"object-locator": LOCATOR | {"filters": [FILTER]}}, 'move "filters" to the rule itself'),
    (
        SHOP | {"object-locator": LOCATOR | {"filter": [FILTER]}},
        'move "filter" to the rule itself, where it is "filters"',
    ),
    (SHOP | {"filter-conditions": FILTER["filter-conditions"]}, 'move "filter-conditions" to filters'),
    (
        second(
            rule_type="object-mapping",
            rule_action="map-record-to-document",
            mapping_parameters={"target-table-name": "t"},
        ),
        'move "target-table-name" to the rule itself',
    ),
    (
        second(rule_type="object-mapping", rule_action="map-record-to-document", partition_key_type="schema-table"),
        'move "partition-key-type" to mapping-parameters',
    ),
    (
        second(rule_type="table-settings", parallel_load={"type": "partitions-auto", "mode": "limited"}),
        'move "mode" to lob-settings',
    ),
]


@pytest.mark.parametrize(("rule", "fix"), ELSEWHERE, ids=lambda part: part if isinstance(part, str) else "")
def test_a_key_in_the_wrong_place_is_moved(rule: dict[str, Any], fix: str) -> None:
    (found,) = unknown(read(SHOP, rule | {"rule-id": "2", "rule-name": "2"}))

    assert found.endswith(f"; {fix}")


@pytest.mark.parametrize(
    ("rule", "fix"),
    [
        (SHOP | {"object-locator": LOCATOR | {"column-name": "id"}}, 'remove "column-name"'),
        (
            SHOP
            | {
                "object-locator": LOCATOR,
                "filters": [FILTER | {"filter-conditions": [FILTER["filter-conditions"][0] | {"end-value": "9"}]}],
            },
            'remove "end-value"',
        ),
        (
            second(rule_type="transformation", rule_target="table", rule_action="rename", value="a", old_value="b"),
            'remove "old-value"',
        ),
    ],
    ids=lambda part: part if isinstance(part, str) else "",
)
def test_a_key_that_others_have_there_is_not_taken_for_a_misspelt_one(rule: dict[str, Any], fix: str) -> None:
    (found,) = unknown(read(SHOP, rule | {"rule-id": "2", "rule-name": "2"}))

    assert "did you mean" not in found
    assert found.endswith(f"; {fix}")


def test_the_document_keeps_the_key_as_it_was() -> None:
    rule = SHOP | {"comment": {"by": "me", "at": [1, 2.5, True]}}

    assert read(rule).to_dict() == {"rules": [rule]}


def test_the_rule_is_selected_by_as_if_the_key_were_not_there() -> None:
    rule = SHOP | {"object-locator": {"schema-name": "shop", "table-name": "o%"}, "comment": "x"}
    catalog = Catalog(SourceTable("shop", "orders"), SourceTable("shop", "log"))

    assert [str(table.source) for table in read(rule).evaluate(catalog).selected] == ["shop.orders"]


def test_a_view_rule_with_a_comment_fails_in_a_task_that_replicates_changes() -> None:
    rule = SHOP | {"object-locator": LOCATOR | {"table-type": "view"}, "comment": "x"}

    with pytest.raises(ConfigurationError, match="DMS-M016"):
        read(rule).check(migration_type=MigrationType.CDC, source_engine=None, target_engine=None)


def test_a_rule_with_a_comment_has_its_own_findings() -> None:
    rule = SHOP | {"object-locator": {"schema-name": "shop", "table-name": "a_b"}, "comment": "x"}

    assert [finding.id for finding in read(rule).findings] == [
        "mappings.underscoreIsAWildcard",
        "mappings.unknownKey",
    ]


def test_rules_with_a_comment_are_checked_together() -> None:
    rename = second(rule_type="transformation", rule_target="schema", rule_action="rename", value="a", comment="x")
    again = rename | {"rule-id": "3", "rule-name": "3", "value": "b"}

    assert "mappings.ruleNeverApplies" in [finding.id for finding in read(SHOP, rename, again).findings]


def test_a_filter_with_a_comment_is_checked_with_the_catalog() -> None:
    rule = SHOP | {"object-locator": LOCATOR, "filters": [FILTER], "comment": "x"}
    catalog = Catalog(SourceTable("shop", "orders", [SourceColumn("id", "int")]))

    found = read(rule).evaluate(catalog, migration_type=MigrationType.CDC).findings

    assert "mappings.filteredTableWithoutKey" in [finding.id for finding in found]


def test_a_raw_rule_made_in_python_is_checked_alike() -> None:
    mappings = TableMappings(RawRule(SHOP | {"filter": [FILTER]}))

    assert len(unknown(mappings)) == 1
    assert json.loads(mappings.to_json())["rules"][0]["filter"] == [FILTER]
