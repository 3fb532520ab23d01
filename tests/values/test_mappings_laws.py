"""What holds for every mapping."""

import json
from typing import Any

from hypothesis import given, strategies as st

import dms_constructs as dms
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
    UppercaseTables,
)
from dms_constructs.errors import ConfigurationError

EXACT = st.text(st.characters(exclude_characters="%", exclude_categories=["Cs"]), min_size=1, max_size=4).filter(
    lambda text: not text.isspace()
)
PATTERNS = EXACT | st.sampled_from(["%", "a%", "%_b"])
IDS: dict[str, Any] = {
    "rule_id": st.none() | st.integers(1, 9).map(str),
    "rule_name": st.none() | st.sampled_from(["1", "2", "shop", "all"]),
}
TYPES = st.sampled_from(TableType)
ORDERS = st.none() | st.integers(1, 2147483647)
RULES: st.SearchStrategy[Rule] = st.one_of(
    st.builds(Include, PATTERNS, PATTERNS, table_type=TYPES, load_order=ORDERS, **IDS),
    st.builds(Exclude, PATTERNS, PATTERNS, table_type=TYPES, **IDS),
    st.builds(Explicit, EXACT, EXACT, table_type=TYPES, load_order=ORDERS, **IDS),
    st.builds(RenameSchema, PATTERNS, to=EXACT, **IDS),
    st.builds(RenameTable, PATTERNS, EXACT, to=EXACT, **IDS),
    st.builds(RenameColumn, PATTERNS, PATTERNS, EXACT, to=EXACT, **IDS),
    st.builds(LowercaseSchemas, PATTERNS, **IDS),
    st.builds(LowercaseTables, PATTERNS, PATTERNS, **IDS),
    st.builds(LowercaseColumns, PATTERNS, PATTERNS, PATTERNS, **IDS),
    st.builds(UppercaseTables, PATTERNS, PATTERNS, **IDS),
    st.builds(
        lambda schema, newer, **ids: RawRule(Include(schema).body() | {"newer-key": newer}, **ids),
        PATTERNS,
        st.lists(st.dictionaries(EXACT, EXACT | st.integers()), min_size=1, max_size=2),
        **IDS,
    ),
)


@st.composite
def mappings(draw: st.DrawFn) -> TableMappings:
    rules = [Include("anchor"), *draw(st.lists(RULES, max_size=5))]
    kept: list[Rule] = []
    for rule in rules:  # a rule that clashes with those before it is left out
        try:
            TableMappings(*kept, rule)
        except ConfigurationError:
            continue
        kept.append(rule)
    return TableMappings(*kept)


def ids(mapping: TableMappings) -> list[str]:
    return [rule["rule-id"] for rule in mapping.to_dict()["rules"]]


@given(mappings())
def test_a_mapping_reads_itself_back(mapping: TableMappings) -> None:
    again = TableMappings.from_json(mapping.to_json())

    assert again == mapping
    assert again.to_json() == mapping.to_json()


@given(mappings())
def test_rules_without_ids_read_back_as_they_were_written(mapping: TableMappings) -> None:
    plain = TableMappings(*dict.fromkeys(rule.with_id(None, None) for rule in mapping.rules))

    assert TableMappings.from_json(plain.to_json()).rules == plain.rules


@given(mappings())
def test_the_same_rules_are_the_same_bytes(mapping: TableMappings) -> None:
    again = TableMappings(*mapping.rules)

    assert again.to_json() == mapping.to_json()
    assert again.findings == mapping.findings


@given(mappings())
def test_ids_and_names_are_unique(mapping: TableMappings) -> None:
    rules = mapping.to_dict()["rules"]

    assert len({int(rule["rule-id"]) for rule in rules}) == len({rule["rule-name"] for rule in rules}) == len(rules)


@given(mappings())
def test_ids_stay_when_a_rule_is_appended(mapping: TableMappings) -> None:
    longer = TableMappings(*mapping.rules, Include("appended"))

    assert ids(longer)[:-1] == ids(mapping)


@given(mappings())
def test_the_document_holds_no_null(mapping: TableMappings) -> None:
    assert "null" not in json.dumps(mapping.to_dict()).replace('"null"', "")


@given(mappings())
def test_every_rule_has_one_sentence(mapping: TableMappings) -> None:
    assert len(mapping.describe()) == len(mapping.rules)
    assert all(mapping.describe())


@given(mappings())
def test_the_repr_says_everything(mapping: TableMappings) -> None:
    assert eval(repr(mapping), {"dms": dms}).rules == mapping.rules
