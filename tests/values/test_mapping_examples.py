"""
Every kind of mapping that AWS's guide shows is read into typed rules and written back without loss.

The examples are the guide's in structure and our own in words; `canonical` is what is written where that differs,
because an example has numbers as text or parts that say nothing.
"""

import json
from pathlib import Path
from typing import Any

import pytest

import dms_constructs as dms
from dms_constructs import RawRule, TableMappings, facts

EXAMPLES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "data" / "mapping_examples.json").read_text(encoding="utf-8")
)
each_example = pytest.mark.parametrize("example", EXAMPLES, ids=[f"{e['page']}: {e['name']}" for e in EXAMPLES])


def read(example: dict[str, Any]) -> TableMappings:
    return TableMappings.from_json(json.dumps({"rules": example["rules"]}))


@each_example
def test_an_example_is_read_into_typed_rules(example: dict[str, Any]) -> None:
    assert not any(isinstance(rule, RawRule) for rule in read(example).rules)


@each_example
def test_an_example_is_written_back_without_loss(example: dict[str, Any]) -> None:
    assert read(example).to_dict() == {"rules": example.get("canonical", example["rules"])}


@each_example
def test_an_example_reads_itself_back(example: dict[str, Any]) -> None:
    mapping = read(example)

    again = TableMappings.from_json(mapping.to_json())

    assert again.rules == mapping.rules
    assert again.to_json() == mapping.to_json()


@each_example
def test_an_example_is_code_that_makes_it_again(example: dict[str, Any]) -> None:
    assert eval(repr(read(example)), {"dms": dms}) == read(example)


@each_example
def test_an_example_is_explained(example: dict[str, Any]) -> None:
    assert all(sentence[0].islower() and "RawRule" not in sentence for sentence in read(example).describe())


# What the guide leaves open, and so has a finding in its own examples: what becomes of rows that are null.
OPEN = {
    "outside a range": {"mappings.nullsOfNegativeFilter"},
    "two negative filters": {"mappings.nullsOfNegativeFilter"},
}


@each_example
def test_an_example_gives_no_false_finding(example: dict[str, Any]) -> None:
    # A full load moves views too; before images are about changes.
    kind = dms.MigrationType.FULL_LOAD if example["name"] != "before images" else dms.MigrationType.CDC

    found = read(example).check(migration_type=kind, source_engine=None, target_engine=None)

    assert {finding.id for finding in found} == OPEN.get(example["name"], set())


def test_every_rule_type_is_exemplified() -> None:
    types = {rule["rule-type"] for example in EXAMPLES for rule in example["rules"]}

    assert types == set(facts.table_mappings()["document"]["rule_types"]["value"])


def test_every_filter_operator_is_exemplified() -> None:
    used = {
        condition["filter-operator"]
        for example in EXAMPLES
        for rule in example["rules"]
        for item in rule.get("filters", [])
        for condition in item["filter-conditions"]
    }

    assert used == set(facts.table_mappings()["filters"]["operators"]["value"])


def test_every_kind_of_parallel_load_is_exemplified() -> None:
    used = {
        rule["parallel-load"]["type"] for example in EXAMPLES for rule in example["rules"] if "parallel-load" in rule
    }

    assert used == set(facts.table_mappings()["table_settings"]["parallel_load_types"]["value"])


COMBOS = [combo for combo in facts.table_mappings()["transformation"]["combos"] if combo["legal"]]
WORDS: dict[str, Any] = {
    "value": "x",
    "old-value": "y",
    "data-type": {"type": "string", "length": 5},
    "before-image-def": {"column-prefix": "B_"},
    "primary-key-def": {"name": "k", "columns": ["a"]},
}


@pytest.mark.parametrize("combo", COMBOS, ids=[f"{c['rule_target']} {c['rule_action']}" for c in COMBOS])
def test_every_legal_action_of_every_target_has_a_class(combo: dict[str, Any]) -> None:
    needed = [word.split(" ")[0].split(":")[0] for word in combo["requires"] if "optional" not in word]
    rule = {
        "rule-type": "transformation",
        "rule-id": "2",
        "rule-name": "2",
        "rule-target": combo["rule_target"],
        "rule-action": combo["rule_action"],
        "object-locator": dict.fromkeys(combo["locator"], "a"),
        **{key: WORDS[key] for key in needed},
    }
    document = {"rules": [EXAMPLES[0]["rules"][0] | {"object-locator": {"schema-name": "a", "table-name": "%"}}, rule]}

    mapping = TableMappings.from_dict(document)

    assert not isinstance(mapping.rules[1], RawRule)
    assert mapping.to_dict() == document
