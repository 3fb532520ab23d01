"""Rules that others keep from having an effect, and how names with wildcards compare."""

from typing import Any

import pytest

from dms_constructs import (
    DefinePrimaryKey,
    Exclude,
    Include,
    IncludeColumns,
    LowercaseColumns,
    LowercaseTables,
    RemoveColumns,
    RenameColumn,
    RenameTable,
    TableMappings,
    TableType,
    UppercaseColumns,
    UppercaseTables,
)

SHOP = Include("shop")


@pytest.mark.parametrize(
    ("expected", "rules"),
    [
        # `_` covers one letter, and not the `%` of another pattern.
        (False, [Include("shop"), LowercaseTables("shop", "a_"), UppercaseTables("shop", "a%")]),
        (True, [Include("shop"), LowercaseTables("shop", "a%"), UppercaseTables("shop", "a_")]),
        (True, [Include("shop"), LowercaseTables("shop", "a_"), UppercaseTables("shop", "ab")]),
        # A rule for columns of one type leaves the others to the next.
        (False, [Include("shop"), LowercaseColumns("shop", of_type="string"), UppercaseColumns("shop", "orders")]),
        (True, [Include("shop"), LowercaseColumns("shop"), UppercaseColumns("shop", "orders", of_type="string")]),
        (True, [Include("shop"), LowercaseColumns("shop"), UppercaseColumns("shop", "orders")]),
    ],
    ids=repr,
)
def test_a_rule_never_applies_when_an_earlier_one_covers_it(expected: bool, rules: list[Any]) -> None:
    found = [finding.id for finding in TableMappings(*rules).findings]

    assert ("mappings.ruleNeverApplies" in found) is expected


@pytest.mark.parametrize(
    ("expected", "rules"),
    [
        (True, [Include("shop", table_type=TableType.VIEW), Exclude("shop", table_type=TableType.ALL)]),
        (True, [Include("shop", "x"), Exclude("shop", table_type=TableType.ALL)]),
        (False, [Include("shop", table_type=TableType.VIEW), Exclude("shop")]),
        (False, [Include("shop", table_type=TableType.ALL), Exclude("shop")]),
        (False, [Include("shop", "a%"), Exclude("shop", "a_")]),
    ],
    ids=repr,
)
def test_a_selection_is_taken_out_when_an_exclude_covers_names_and_type(expected: bool, rules: list[Any]) -> None:
    found = [finding.id for finding in TableMappings(*rules).findings]

    assert ("mappings.excludedEntirely" in found) is expected


@pytest.mark.parametrize(
    ("expected", "rules"),
    [
        (False, [Include("shop", "orders"), LowercaseTables("shop", "_rders")]),
        (True, [Include("shop", "orders"), LowercaseTables("shop", "_orders")]),
        (False, [Include("shop", "o_d%"), LowercaseTables("shop", "%ers")]),
        (False, [Include("shop", "o_d%"), LowercaseTables("shop", "ord%")]),
        (True, [Include("shop", "o%"), LowercaseTables("shop", "p%")]),
        (True, [Include("shop", "%s"), LowercaseTables("shop", "%t")]),
    ],
    ids=repr,
)
def test_a_rule_is_about_nothing_when_no_name_fits_both_patterns(expected: bool, rules: list[Any]) -> None:
    found = [finding.id for finding in TableMappings(*rules).findings]

    assert ("mappings.matchesNothing" in found) is expected


@pytest.mark.parametrize(
    "rules",
    [
        [
            Include("shop"),
            RenameTable("shop", "a", to="c"),
            RenameTable("shop", "b", to="c"),
            Exclude("shop", "b", table_type=TableType.VIEW),
        ],
        [
            Include("shop"),
            RenameColumn("shop", "o", "a", to="c"),
            RenameColumn("shop", "o", "b", to="c"),
            RemoveColumns("shop", "o", "%", of_type="clob"),
        ],
        [Include("shop"), RenameColumn("shop", "%", "a", to="c"), RenameColumn("shop", "%", "b", to="c")],
    ],
    ids=repr,
)
def test_one_name_for_two_is_only_a_finding_when_one_may_be_absent(rules: list[Any]) -> None:
    assert "mappings.namesMeet" in [finding.id for finding in TableMappings(*rules).findings]


@pytest.mark.parametrize(
    "rules",
    [
        [Include("shop"), RenameTable("shop", "a", to="c"), RenameTable("shop", "b", to="c"), Exclude("shop", "b")],
        [
            Include("shop", table_type=TableType.ALL),
            RenameTable("shop", "a", to="c"),
            RenameTable("shop", "b", to="c"),
            Exclude("shop", "b", table_type=TableType.ALL),
        ],
        [
            Include("shop"),
            RenameColumn("shop", "o", "a", to="c"),
            RenameColumn("shop", "o", "b", to="c"),
            RemoveColumns("shop", "%", "b%"),
        ],
        [
            Include("shop"),
            RenameColumn("shop", "o", "a", to="c"),
            RenameColumn("shop", "o", "b", to="c"),
            IncludeColumns("shop", "o", "a"),
        ],
    ],
    ids=repr,
)
def test_what_is_surely_absent_has_no_name(rules: list[Any]) -> None:
    assert "mappings.namesMeet" not in [finding.id for finding in TableMappings(*rules).findings]


def test_keys_of_two_kinds_for_one_table_are_two_rules() -> None:
    key = DefinePrimaryKey("shop", "orders", ["id"], name="k")
    index = DefinePrimaryKey("shop", "orders", ["nr"], name="i", origin="unique-index")

    assert TableMappings(SHOP, key, index).rules == (SHOP, key, index)


def test_a_key_for_a_name_with_an_underscore_is_about_that_table_only() -> None:
    rules = [DefinePrimaryKey("shop", "a_b", ["id"], name="k"), DefinePrimaryKey("shop", "axb", ["id"], name="k")]

    assert TableMappings(SHOP, *rules).findings == ()
