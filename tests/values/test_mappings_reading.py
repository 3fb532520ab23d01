"""Documents that others wrote become rules again."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from dms_constructs import Include, LowercaseTables, RawRule, RenameColumn, RenameSchema, TableMappings, TableType
from dms_constructs.errors import ConfigurationError

INCLUDE = {
    "rule-type": "selection",
    "rule-id": "1",
    "rule-name": "1",
    "object-locator": {"schema-name": "shop", "table-name": "%"},
    "rule-action": "include",
}


def read(*rules: dict[str, Any]) -> TableMappings:
    return TableMappings.from_dict({"rules": list(rules)})


def test_ids_that_are_positions_are_left_to_the_mapping() -> None:
    assert read(INCLUDE).rules == (Include("shop"),)


def test_other_ids_are_kept() -> None:
    assert read(INCLUDE | {"rule-id": 587, "rule-name": "all"}).rules == (
        Include("shop", rule_id="587", rule_name="all"),
    )


def test_a_document_of_the_console_is_understood() -> None:
    mappings = read(
        INCLUDE | {"rule-id": "566111704", "rule-name": "566111704", "filters": []},
        {
            "rule-type": "transformation",
            "rule-id": "566251737",
            "rule-name": "566251737",
            "rule-target": "schema",
            "object-locator": {"schema-name": "dbo", "table-name": "%"},
            "rule-action": "rename",
            "value": "shop_dbo",
            "old-value": None,
        },
        {
            "rule-type": "transformation",
            "rule-id": "566139410",
            "rule-name": "566139410",
            "rule-target": "table",
            "object-locator": {"schema-name": "%", "table-name": "%"},
            "rule-action": "convert-lowercase",
            "value": None,
            "old-value": None,
        },
    )

    assert [rule.with_id(None, None) for rule in mappings.rules] == [
        Include("shop"),
        RenameSchema("dbo", to="shop_dbo"),
        LowercaseTables(),
    ]


@pytest.mark.parametrize("order", [3, "3"])
def test_a_load_order_may_be_a_number_or_a_string(order: object) -> None:
    assert read(INCLUDE | {"load-order": order}).rules == (Include("shop", load_order=3),)


def test_a_table_type_is_read() -> None:
    locator = INCLUDE["object-locator"] | {"table-type": "view"}  # type: ignore[operator]

    assert read(INCLUDE | {"object-locator": locator}).rules == (Include("shop", table_type=TableType.VIEW),)


def test_a_default_table_type_says_nothing() -> None:
    locator = INCLUDE["object-locator"] | {"table-type": "table"}  # type: ignore[operator]

    assert read(INCLUDE | {"object-locator": locator}).rules == (Include("shop"),)


@pytest.mark.parametrize(
    "rule",
    [
        INCLUDE | {"newer-key": "x"},
        INCLUDE | {"object-locator": {"schema-name": "shop", "table-name": "%", "newer-name": "x"}},
        {
            "rule-type": "transformation",
            "rule-target": "table",
            "rule-action": "rename",
            "object-locator": {"schema-name": "shop", "table-name": "%"},
            "expression": "lower($AR_M_SOURCE_TABLE_NAME)",
            "newer-key": {"a": [1, 2]},
        },
        {
            "rule-type": "post-processing",
            "rule-action": "add-tag",
            "object-locator": {"schema-name": "shop", "table-name": "%"},
            "tag-set": [{"key": "a", "value": "b", "newer-key": True}],
        },
    ],
)
def test_a_rule_with_more_than_its_class_has_stays_as_it_is(rule: dict[str, Any]) -> None:
    first = INCLUDE | {"object-locator": {"schema-name": "a", "table-name": "%"}}

    found = read(first, rule | {"rule-id": "2", "rule-name": "2"}).rules[1]

    assert isinstance(found, RawRule)
    assert found.body() == {key: value for key, value in rule.items() if key not in {"rule-id", "rule-name"}}


def test_indented_text_reads_like_compact_text() -> None:
    mappings = TableMappings(Include("shop"), RenameColumn("shop", "orders", "ts", to="created_at"))

    assert TableMappings.from_json(json.dumps(mappings.to_dict(), indent=2)) == mappings


@pytest.mark.parametrize(
    ("code", "message", "text"),
    [
        ("DMS-M023", "are not JSON: Expecting ',' delimiter at line 2, column 4", '{"rules": [1\n   2]}'),
        ("DMS-M023", "Expecting value at line 1, column 1", ""),
        ("DMS-M023", "got dict; write dms.TableMappings.from_dict(document)", {}),
        ("DMS-M023", "Path; write dms.TableMappings.from_json(path.read_text())", Path("mappings.json")),
        ("DMS-M023", "got StringIO; write dms.TableMappings.from_json(file.read())", io.StringIO("{}")),
        ("DMS-M023", "must be JSON text, got int", 5),
        ("DMS-M024", 'must be an object {"rules": [...]}, got list; write {"rules": ...} around', "[]"),
        ("DMS-M024", "got 'rule' (did you mean 'rules'?)", '{"rule": []}'),
        ("DMS-M024", "rules must be a list, got None", "{}"),
        ("DMS-M024", "rule 1 must be an object, got 3", '{"rules": [3]}'),
        ("DMS-M002", "needs rules, got none", '{"rules": []}'),
        ("DMS-M007", "rule 1 (rule-id one):", json.dumps({"rules": [INCLUDE | {"rule-id": "one"}]})),
        ("DMS-M008", "both have rule_id '1'", json.dumps({"rules": [INCLUDE, INCLUDE | {"load-order": 2}]})),
        ("DMS-M015", "rule 1 (rule-id 1): dms.Include(", json.dumps({"rules": [INCLUDE | {"load-order": "last"}]})),
        (
            "DMS-M020",
            "got 'includ' (did you mean 'include'?)",
            json.dumps({"rules": [INCLUDE, INCLUDE | {"rule-id": 7, "rule-action": "includ"}]}),
        ),
        (
            "DMS-M022",
            "rule 2 (rule-id 7): object-locator lacks table-name",
            json.dumps({"rules": [INCLUDE, INCLUDE | {"rule-id": 7, "object-locator": {"schema-name": "shop"}}]}),
        ),
    ],
)
def test_reading_fails_when_the_document_is_wrong(code: str, message: str, text: Any) -> None:
    with pytest.raises(ConfigurationError) as caught:
        TableMappings.from_json(text)

    assert caught.value.code == code
    assert message in str(caught.value)
