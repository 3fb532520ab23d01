"""How names are written: blanks at their ends, brackets, and values too long to show."""

from collections.abc import Callable

import pytest

from dms_constructs import (
    AddColumn,
    Condition,
    DataType,
    DefinePrimaryKey,
    Exclude,
    Expression,
    Filter,
    Include,
    LowercaseColumns,
    LowercaseTables,
    MapRecordToRecord,
    OverrideValidation,
    PartitionsAuto,
    PartitionsList,
    PrefixSchemas,
    PrefixTables,
    Ranges,
    RawRule,
    RenameColumn,
    RenameSchema,
    RenameTable,
    Rule,
    SuffixTables,
    TableMappings,
    TableSettings,
)
from dms_constructs.errors import ConfigurationError

ALL = Include("%")
STRING = DataType("string", length=9)


def found(rule: Rule, key: str) -> list[str]:
    return [finding.fix for finding in TableMappings(ALL, rule).findings if finding.id == key]


@pytest.mark.parametrize(
    ("rule", "fix"),
    [
        (Exclude("shop", " tmp%"), 'write dms.Exclude("shop", "tmp%")'),
        (Exclude("shop ", "tmp%"), 'write dms.Exclude("shop", "tmp%")'),
        (LowercaseTables("shop\t"), 'write dms.LowercaseTables("shop")'),
        (LowercaseColumns("shop", "a", "b "), 'write dms.LowercaseColumns("shop", "a", "b")'),
        (RenameTable("shop", " a", to="b"), 'write dms.RenameTable("shop", "a", to="b")'),
        (
            TableSettings("shop", "a ", parallel_load=PartitionsAuto()),
            'write dms.TableSettings("shop", "a", parallel_load=dms.PartitionsAuto())',
        ),
        (MapRecordToRecord(" shop", "%"), 'write dms.MapRecordToRecord("shop", "%")'),
        (
            OverrideValidation("shop", "a", "b ", source_function="c"),
            'write dms.OverrideValidation("shop", "a", "b", source_function="c")',
        ),
        (
            Include("shop", "a", filters=[Filter("id ", Condition.gte(1))]),
            'write dms.Include("shop", "a", filters=[dms.Filter("id", dms.Condition.gte("1"))])',
        ),
    ],
    ids=repr,
)
def test_a_blank_at_the_end_of_a_name_is_a_finding(rule: Rule, fix: str) -> None:
    assert found(rule, "mappings.blankInName") == [fix]


NEW_NAMES: list[tuple[Rule, str, str]] = [
    (RenameTable("shop", "a", to="b "), "to='b '", 'write dms.RenameTable("shop", "a", to="b")'),
    (RenameTable("shop", "b ", to="b "), "to='b '", 'write dms.RenameTable("shop", "b ", to="b")'),
    (RenameSchema("shop", to="\tb"), "to='\\tb'", 'write dms.RenameSchema("shop", to="b")'),
    (RenameColumn("shop", "a", "b", to=" c"), "to=' c'", 'write dms.RenameColumn("shop", "a", "b", to="c")'),
    (PrefixTables("shop", add=" a"), "add=' a'", 'write dms.PrefixTables("shop", add="a")'),
    (SuffixTables("shop", add=" a "), "add=' a '", 'write dms.SuffixTables("shop", add=" a")'),
    (PrefixSchemas(replace="a", by=" b"), "by=' b'", 'write dms.PrefixSchemas(replace="a", by="b")'),
    (
        AddColumn("shop", "a", " b", STRING),
        "name=' b'",
        'write dms.AddColumn("shop", "a", "b", dms.DataType("string", length=9))',
    ),
    (
        DefinePrimaryKey("shop", "a", ["id"], name="pk "),
        "name='pk '",
        'write dms.DefinePrimaryKey("shop", "a", ["id"], name="pk")',
    ),
]


@pytest.mark.parametrize(("rule", "given", "fix"), NEW_NAMES, ids=repr)
def test_a_blank_in_a_new_name_stays_and_matches_nothing(rule: Rule, given: str, fix: str) -> None:
    finding = next(
        each
        for each in rule.findings()
        if each.id == "mappings.blankInName" and "the target keeps it there" in each.message
    )

    assert (finding.fix, "matches" in finding.message) == (fix, False)


@pytest.mark.parametrize(
    ("rule", "fix"),
    [
        (PrefixTables("shop", remove=" tmp"), 'write dms.PrefixTables("shop", remove="tmp")'),
        (SuffixTables("shop", replace="old ", by="new"), 'write dms.SuffixTables("shop", replace="old", by="new")'),
    ],
    ids=repr,
)
def test_a_blank_in_what_is_taken_away_matches_only_such_names(rule: Rule, fix: str) -> None:
    (finding,) = (each for each in TableMappings(ALL, rule).findings if each.id == "mappings.blankInName")

    assert (finding.fix, "it matches only names that do so too" in finding.message) == (fix, True)


@pytest.mark.parametrize(
    "rule",
    [
        PrefixTables("shop", add="old "),
        SuffixTables("shop", add=" old"),
        PrefixTables("shop", replace="old ", by="new "),
        RenameTable("shop", "a", to="order items"),
        RenameTable("shop", "a", to="${Token[a.1]} "),
        DefinePrimaryKey("shop", "a", ["id"], name="the key"),
    ],
    ids=repr,
)
def test_a_blank_inside_a_new_name_is_none(rule: Rule) -> None:
    assert found(rule, "mappings.blankInName") == []


@pytest.mark.parametrize(
    "rule",
    [
        Exclude("shop", "order items"),
        Exclude("shop", "% %"),
        RenameTable("shop", "%", to=Expression(" lower($AR_M_SOURCE_TABLE_NAME)")),
        Exclude("${Token[a.1]} ", "x"),
    ],
    ids=repr,
)
def test_a_blank_elsewhere_is_none(rule: Rule) -> None:
    assert found(rule, "mappings.blankInName") == []


@pytest.mark.parametrize(
    ("rule", "fix"),
    [
        (LowercaseTables("a", "[xy]%"), 'write dms.LowercaseTables("a", "x%") and dms.LowercaseTables("a", "y%")'),
        (LowercaseTables("a", "t[1-2]"), 'write dms.LowercaseTables("a", "t1") and dms.LowercaseTables("a", "t2")'),
        (Exclude("a", "b[_]c"), 'write dms.Exclude("a", "b_c")'),
        (Exclude("a", "b["), 'write dms.Exclude("a", "b")'),
    ],
    ids=repr,
)
def test_brackets_are_spelled_out(rule: Rule, fix: str) -> None:
    assert found(rule, "mappings.bracketsInName") == [fix]


LONG = "x" * 300_000


@pytest.mark.parametrize(
    "make",
    [
        lambda: Include("shop", load_order=LONG),  # type: ignore[arg-type]
        lambda: Include(LONG, load_order=0),
        lambda: Include("shop", filters=LONG),  # type: ignore[arg-type]
        lambda: Ranges(["id"], LONG),  # type: ignore[arg-type]
        lambda: Ranges(["id"], [[2]] * 100_000),
        lambda: PartitionsList([1] * 100_000),  # type: ignore[list-item]
        lambda: RawRule({"rule-type": LONG}),
        lambda: RawRule({"rule-type": "selection", "rule-action": "include", "object-locator": [LONG]}),
        lambda: Expression(LONG + "("),
        lambda: Condition(LONG),
        lambda: DataType(LONG),
        lambda: TableMappings(LONG),  # type: ignore[arg-type]
        lambda: TableMappings([ALL] * 2000),  # type: ignore[arg-type]
        lambda: TableMappings({"rules": [LONG]}),  # type: ignore[arg-type]
        lambda: TableMappings.from_dict({"rules": LONG}),
        lambda: TableMappings.from_dict({"rules": [LONG]}),
        lambda: TableMappings.from_dict([LONG]),  # type: ignore[arg-type]
        lambda: TableMappings.from_dict({LONG: []}),
        lambda: TableMappings.from_json(LONG),
        lambda: TableMappings(ALL).split_by_table([LONG]),  # type: ignore[list-item]
        lambda: TableMappings(ALL, RenameTable("a", "b", to=LONG), RenameTable("a", "b", to=LONG + "y")),
    ],
)
def test_a_message_does_not_repeat_what_is_too_long_to_read(make: Callable[[], object]) -> None:
    with pytest.raises(ConfigurationError) as caught:
        make()

    assert len(caught.value.message) < 2500


def test_a_finding_does_not_repeat_what_is_too_long_to_read() -> None:
    for finding in TableMappings(ALL, LowercaseTables("a", LONG + "["), RenameTable("b", "c", to=LONG + " ")).findings:
        assert len(str(finding)) < 2500
