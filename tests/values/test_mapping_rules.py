"""What the rules beyond selection and names refuse, find, say and compute."""

import copy
import datetime
import decimal
import itertools
import pickle
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, strategies as st

import dms_constructs as dms
from dms_constructs import (
    AddBeforeImageColumns,
    AddColumn,
    AddTags,
    Attribute,
    ChangeDataType,
    Condition,
    DataType,
    DefinePrimaryKey,
    Expression,
    Filter,
    Include,
    IncludeColumns,
    LobMode,
    LowercaseColumns,
    LowercaseTables,
    MapRecordToDocument,
    MapRecordToRecord,
    MaskDigits,
    MaskWithHash,
    NoSegments,
    OverrideValidation,
    PartitionKeyType,
    PartitionsAuto,
    PartitionsList,
    PrefixSchemas,
    PrefixTables,
    RandomizeDigits,
    Ranges,
    RemoveColumns,
    RenameSchema,
    RenameTable,
    RenameTableTablespace,
    Rule,
    SubpartitionsAuto,
    SuffixColumns,
    SuffixTables,
    TableLobs,
    TableMappings,
    TableSettings,
    UppercaseTables,
)
from dms_constructs.errors import ConfigurationError, unchecked

STRING = DataType("string", length=50)
NOON = datetime.datetime(2024, 2, 3, 12, 0, 0)  # noqa: DTZ001  # as a database without time zones has it


def fails(code: str, message: str, make: Callable[[], object]) -> None:
    with pytest.raises(ConfigurationError) as caught:
        make()
    assert caught.value.code == code
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("code", "message", "make"),
    [
        ("DMS-M025", "got 'strng' (did you mean 'string'?)", lambda: DataType("strng")),
        ("DMS-M025", 'type must be the name of a type such as "string", got None', lambda: DataType(None)),  # type: ignore[arg-type]
        ("DMS-M025", "got 'bigint' (did you mean 'int8'?)", lambda: DataType("bigint")),
        ("DMS-M025", "got 'NUMBER(10,2)' (did you mean 'numeric'?)", lambda: DataType("NUMBER(10,2)")),
        ("DMS-M025", "got 'nvarchar(max)' (did you mean 'wstring'?)", lambda: DataType("nvarchar(max)")),
        ("DMS-M025", "got 'uniqueidentifier' (did you mean 'string'?)", lambda: DataType("uniqueidentifier")),
        ("DMS-M025", "of_type must be one of", lambda: RemoveColumns("a", "b", "%", of_type="varchar")),
        ("DMS-M026", "length must be 1 or more, got 0", lambda: DataType("string", length=0)),
        ("DMS-M026", "scale must be a whole number", lambda: DataType("numeric", scale="2")),  # type: ignore[arg-type]
        (
            "DMS-M010",
            'dms.PrefixTables("a", add=""): add must be a string that is not empty',
            lambda: PrefixTables("a", add=""),
        ),
        ("DMS-M032", "give one of add, remove and replace, got none of them", lambda: PrefixTables("a")),
        ("DMS-M032", 'got add and remove; write replace="y", by="x"', lambda: SuffixTables("a", add="x", remove="y")),
        ("DMS-M032", 'got replace, and by=None; give by, or write remove="x"', lambda: PrefixSchemas("a", replace="x")),
        ("DMS-M032", "got add, and by='y'; leave by out", lambda: PrefixSchemas("a", add="x", by="y")),
        ("DMS-M034", "data_type must be a DataType", lambda: AddColumn("a", "b", "c", "string")),  # type: ignore[arg-type]
        ("DMS-M034", "expression must be an Expression", lambda: AddColumn("a", "b", "c", STRING, expression="$ID")),  # type: ignore[arg-type]
        ("DMS-M034", "to must be a DataType", lambda: ChangeDataType("a", "b", "c", to="int8")),  # type: ignore[arg-type]
        (
            "DMS-M035",
            "the column has that name already; leave prefix out for BI_",
            lambda: AddBeforeImageColumns("a", "b", prefix=""),
        ),
        ("DMS-M035", "(did you mean 'pk-only'?)", lambda: AddBeforeImageColumns("a", "b", column_filter="pk_only")),
        (
            "DMS-M036",
            "one printable ASCII character that is not a space, got '##'; write '#'",
            lambda: MaskDigits("a", "b", "c", "##"),
        ),
        ("DMS-M036", "got ' '", lambda: MaskDigits("a", "b", "c", " ")),
        ("DMS-M036", "got 'é'", lambda: MaskDigits("a", "b", "c", "é")),
        (
            "DMS-M011",
            "table must be an exact name, got '%': DMS defines the key of one table; write a rule for each",
            lambda: DefinePrimaryKey("a", "%", ["c"], name="k"),
        ),
        ("DMS-M037", "columns must name at least one column", lambda: DefinePrimaryKey("a", "b", [], name="k")),
        ("DMS-M037", "columns must be a list of names, got 'c'", lambda: DefinePrimaryKey("a", "b", "c", name="k")),
        ("DMS-M037", "must not name a column twice", lambda: DefinePrimaryKey("a", "b", ["c", "c"], name="k")),
        (
            "DMS-M037",
            "(did you mean 'unique-index'?)",
            lambda: DefinePrimaryKey("a", "b", ["c"], name="k", origin="unique"),
        ),
    ],
)
def test_a_transformation_fails_when_a_value_is_wrong(code: str, message: str, make: Callable[[], object]) -> None:
    fails(code, message, make)


@pytest.mark.parametrize(
    ("code", "message", "make"),
    [
        ("DMS-M028", "needs value, got ()", lambda: Condition("eq")),
        ("DMS-M028", "needs no value, got ('1',)", lambda: Condition("null", ("1",))),
        ("DMS-M028", "got 'gt' (did you mean 'gte'?)", lambda: Condition("gt", ("1",))),
        ("DMS-M029", "must have no time zone", lambda: Condition.eq(NOON.replace(tzinfo=datetime.timezone.utc))),
        ("DMS-M029", "at most three digits of a second", lambda: Condition.eq(NOON.replace(microsecond=1))),
        ("DMS-M029", "must be a string, a number, a date or a datetime, got True", lambda: Condition.eq(True)),  # noqa: FBT003
        ("DMS-M029", "got nan", lambda: Condition.eq(float("nan"))),
        ("DMS-M029", "the start is after the end, so no row matches", lambda: Condition.between(9, 10.5 - 2)),
        (
            "DMS-M029",
            "so every row matches",
            lambda: Condition.notbetween(datetime.date(2024, 2, 1), datetime.date(2024, 1, 1)),
        ),
        ("DMS-M010", "column of a filter must be a string that is not empty", lambda: Filter("", Condition.null())),
        ("DMS-M030", 'write dms.Filter("id", dms.Condition.gte(1))', lambda: Filter("id")),
        ("DMS-M030", "takes conditions such as dms.Condition.eq(1), got 5", lambda: Filter("id", 5)),  # type: ignore[arg-type]
        (
            "DMS-M031",
            "schema must be an exact name in a rule with filters, got 's%'",
            lambda: Include("s%", "t", filters=[Filter("id", Condition.null())]),
        ),
        ("DMS-M031", "table must be an exact name", lambda: Include("s", filters=[Filter("id", Condition.null())])),
        (
            "DMS-M031",
            "filters must be a list such as",
            lambda: Include("s", "t", filters=Filter("id", Condition.null())),
        ),  # type: ignore[arg-type]
    ],
)
def test_a_filter_fails_when_a_value_is_wrong(code: str, message: str, make: Callable[[], object]) -> None:
    fails(code, message, make)


@pytest.mark.parametrize(
    ("code", "message", "make"),
    [
        ("DMS-M038", "PartitionsList must name partitions", PartitionsList),
        ("DMS-M038", "must be a list of names, got 'p1'", lambda: PartitionsList("p1")),
        ("DMS-M038", "must not have a name twice", lambda: PartitionsList(["p", "p"])),
        ("DMS-M038", "number_of_partitions must be 1 or more", lambda: PartitionsAuto(number_of_partitions=0)),
        ("DMS-M038", "must be True or False", lambda: PartitionsAuto(collection_count_from_metadata="yes")),  # type: ignore[arg-type]
        (
            "DMS-M038",
            "Ranges must have 1 to 10 columns, got 11",
            lambda: Ranges([f"c{n}" for n in range(11)], [[1] * 11]),
        ),
        ("DMS-M038", "must have a value for each of a and b, got [1]", lambda: Ranges(["a", "b"], [[1]])),
        ("DMS-M038", "must be a list of lists", lambda: Ranges(["a"], [])),
        ("DMS-M038", "boundaries of Ranges must rise, got [20] before [3]", lambda: Ranges(["a"], [[20], [3]])),
        ("DMS-M038", 'must rise, got ["20"] before ["20"]', lambda: Ranges(["a"], [["20"], ["20"]])),
        ("DMS-M038", "segments must be 2 or more, got 1", lambda: Ranges.even("id", 1, 10, 1)),
        ("DMS-M038", "1 to 3 can't be cut into 8 parts; give at most 2", lambda: Ranges.even("id", 1, 3, 8)),
        ("DMS-M038", "can't be cut into 2 parts; load the table as a whole", lambda: Ranges.even("id", 5, 5, 2)),
        (
            "DMS-M038",
            'minimum must be below maximum, got 100 and 1; write dms.Ranges.even("id", 1, 100, 4)',
            lambda: Ranges.even("id", 100, 1, 4),
        ),
        (
            "DMS-M038",
            'write dms.Ranges.even("at", datetime.date(2025, 1, 1), datetime.date(2026, 1, 1), 4)',
            lambda: Ranges.even("at", datetime.date(2026, 1, 1), datetime.date(2025, 1, 1), 4),
        ),
        (
            "DMS-M038",
            "must both be whole numbers, decimals, dates or datetimes",
            lambda: Ranges.even("id", "a", "z", 2),
        ),
        (
            "DMS-M039",
            "given for limited; write dms.TableLobs(dms.LobMode.LIMITED, bulk_max_size_kb=64)",
            lambda: TableLobs(LobMode.LIMITED),
        ),
        ("DMS-M039", "bulk_max_size_kb must be 1 KB or more, got 0", lambda: TableLobs(bulk_max_size_kb=0)),
        ("DMS-M039", "mode must be one of dms.LobMode.LIMITED", lambda: TableLobs("limited")),  # type: ignore[arg-type]
        (
            "DMS-M040",
            "it sets nothing; give parallel_load, such as dms.PartitionsAuto(), or lobs",
            lambda: TableSettings("a", "b"),
        ),
        ("DMS-M040", "parallel_load must be one of", lambda: TableSettings("a", "b", parallel_load="auto")),  # type: ignore[arg-type]
        ("DMS-M040", "lobs must be dms.TableLobs", lambda: TableSettings("a", "b", lobs=5)),  # type: ignore[arg-type]
        (
            "DMS-M011",
            "DMS has table settings for single tables only",
            lambda: TableSettings("a", "%", parallel_load=PartitionsAuto()),
        ),
        ("DMS-M042", "the name of an attribute must be", lambda: Attribute("", "x")),
        ("DMS-M042", "the value must be a string or a dict, got 5", lambda: Attribute("a", 5)),  # type: ignore[arg-type]
        ("DMS-M042", "attributes must be a list", lambda: MapRecordToRecord("a", "b", attributes="x")),  # type: ignore[arg-type]
        (
            "DMS-M042",
            'write attributes=[dms.Attribute("c", "${d}")]',
            lambda: MapRecordToRecord("a", "b", attributes={"c": "${d}"}),  # type: ignore[arg-type]
        ),
        (
            "DMS-M042",
            'write attributes=[dms.Attribute("c", "${d}")]',
            lambda: MapRecordToRecord("a", "b", attributes=Attribute("c", "${d}")),  # type: ignore[arg-type]
        ),
        (
            "DMS-M042",
            'got \'c, d\'; write exclude_columns=["c", "d"]',
            lambda: MapRecordToRecord("a", "b", exclude_columns="c, d"),
        ),
        (
            "DMS-M042",
            "timestream_memory_duration_hours must be 1 or more",
            lambda: MapRecordToRecord("a", "b", timestream_memory_duration_hours=0),
        ),
        (
            "DMS-M043",
            'dms.PartitionKeyType.CONSTANT needs partition_key, the constant; give it, such as partition_key="all"',
            lambda: MapRecordToRecord("a", "b", partition_key_type=PartitionKeyType.CONSTANT),
        ),
        (
            "DMS-M043",
            'the attribute; give it, such as partition_key_name="id"',
            lambda: MapRecordToRecord("a", "b", partition_key_type=PartitionKeyType.ATTRIBUTE_NAME),
        ),
        (
            "DMS-M043",
            "got 'constant'; write partition_key_type=dms.PartitionKeyType.CONSTANT",
            lambda: MapRecordToDocument("a", "b", partition_key_type="constant"),
        ),  # type: ignore[arg-type]
        ("DMS-M045", "tags must be a dict", lambda: AddTags("a", "b", {})),
        ("DMS-M045", 'got \'year\': 2026; write "year": "2026"', lambda: AddTags("a", "b", {"year": 2026})),
        ("DMS-M045", "a tag must be a string by a key", lambda: AddTags("a", "b", {"": "x"})),
        ("DMS-M046", "give source_function, target_function or both", lambda: OverrideValidation("a", "b", "c")),
        (
            "DMS-M046",
            "source_function must be a string that is not empty",
            lambda: OverrideValidation("a", "b", "c", source_function=" "),
        ),
    ],
)
def test_another_rule_fails_when_a_value_is_wrong(code: str, message: str, make: Callable[[], object]) -> None:
    fails(code, message, make)


SELECT = {
    "rule-type": "selection",
    "rule-id": "1",
    "rule-name": "1",
    "object-locator": {"schema-name": "a", "table-name": "b"},
    "rule-action": "include",
}
SETTINGS = {
    "rule-type": "table-settings",
    "rule-id": "1",
    "rule-name": "1",
    "object-locator": SELECT["object-locator"],
}
COLUMN = {
    "rule-type": "transformation",
    "rule-id": "1",
    "rule-name": "1",
    "rule-target": "column",
    "object-locator": {"schema-name": "a", "table-name": "b", "column-name": "c"},
}
MAPPING = {
    "rule-type": "object-mapping",
    "rule-id": "1",
    "rule-name": "1",
    "rule-action": "map-record-to-record",
    "object-locator": SELECT["object-locator"],
}


@pytest.mark.parametrize(
    ("code", "message", "rule"),
    [
        ("DMS-M031", "filters must be a list of objects, got 'id'", SELECT | {"filters": "id"}),
        ("DMS-M030", "filter-conditions must be a list of objects", SELECT | {"filters": [{"column-name": "id"}]}),
        (
            "DMS-M028",
            "filter-operator must be a string, got None",
            SELECT | {"filters": [{"column-name": "id", "filter-conditions": [{}]}]},
        ),
        (
            "DMS-M028",
            "filter operator between needs start-value and end-value",
            SELECT | {"filters": [{"column-name": "id", "filter-conditions": [{"filter-operator": "between"}]}]},
        ),
        ("DMS-M040", "parallel-load must be an object", SETTINGS | {"parallel-load": "partitions-auto"}),
        (
            "DMS-M038",
            "the type of parallel-load must be one of partitions-auto",
            SETTINGS | {"parallel-load": {"type": "auto"}},
        ),
        ("DMS-M039", "the mode of lob-settings must be one of limited", SETTINGS | {"lob-settings": {"mode": "full"}}),
        (
            "DMS-M025",
            "data-type must be an object",
            COLUMN | {"rule-action": "change-data-type", "data-type": "string"},
        ),
        ("DMS-M025", "got 'text'", COLUMN | {"rule-action": "change-data-type", "data-type": {"type": "text"}}),
        ("DMS-M042", "mapping-parameters must be an object", MAPPING | {"mapping-parameters": []}),
        ("DMS-M042", "attribute-mappings must be a list", MAPPING | {"mapping-parameters": {"attribute-mappings": {}}}),
        (
            "DMS-M042",
            "an attribute mapping must be an object",
            MAPPING | {"mapping-parameters": {"attribute-mappings": ["a"]}},
        ),
        ("DMS-M043", "(did you mean 'constant'?)", MAPPING | {"mapping-parameters": {"partition-key-type": "constnt"}}),
        ("DMS-M027", "near", COLUMN | {"rule-action": "rename", "expression": "||"}),
        (
            "DMS-M020",
            "rule-target must be one of column",
            {"rule-type": "validation", "rule-target": "table", "rule-action": "x"},
        ),
        ("DMS-M020", "rule-action must be one of add-tag", {"rule-type": "post-processing", "rule-action": "tag"}),
    ],
)
def test_a_wrong_rule_of_a_document_is_named_by_position_and_id(code: str, message: str, rule: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError) as caught:
        TableMappings.from_dict({"rules": [SELECT | {"rule-id": "6", "rule-name": "6"}, rule | {"rule-id": "7"}]})

    assert caught.value.code == code
    assert message in str(caught.value)
    assert "rule 2 (rule-id 7)" in str(caught.value)


@pytest.mark.parametrize(
    ("finding", "words", "rule"),
    [
        (
            "mappings.unknownInExpression",
            'write dms.Expression("upper($x)")',
            AddColumn("a", "b", "c", STRING, expression=Expression("uppr($x)")),
        ),
        (
            "mappings.unknownInExpression",
            'write dms.Expression("$AR_H_TIMESTAMP")',
            AddColumn("a", "b", "c", STRING, expression=Expression("$AR_H_TIMESTMP")),
        ),
        (
            "mappings.unknownInExpression",
            "does not list $AR_M_SOURCE_TABLE",
            RenameTable("a", "%", to=Expression("$AR_M_SOURCE_TABLE")),
        ),
        ("mappings.typeOfOneColumn", "advises against of_type", RemoveColumns("a", "b", "c", of_type="blob")),
        ("mappings.bracketsInName", "'[ab]%' has brackets", LowercaseTables("a", "[ab]%")),
        ("mappings.bracketsInName", "has brackets", Include("a", "t[_]x%")),
        (
            "mappings.negativeConditionWithOthers",
            "from engine version 3.5.0 on",
            Include("b", "b", filters=[Filter("id", Condition.noteq(1), Condition.null())]),
        ),
        (
            "mappings.validationWithoutColumn",
            "no function has ${column-name}",
            OverrideValidation("a", "b", "%", source_function="0"),
        ),
    ],
)
def test_a_rule_finds_what_may_surprise(finding: str, words: str, rule: Rule) -> None:
    (found,) = TableMappings(Include("a", "other"), Include("a"), rule).findings

    assert found.id == finding
    assert words in str(found)


@pytest.mark.parametrize(
    ("code", "message", "make"),
    [
        ("DMS-M027", "an expression must be a string that is not empty, got ' '", lambda: Expression(" ")),
        ("DMS-M027", "an expression must be a string", lambda: Expression(5)),  # type: ignore[arg-type]
        ("DMS-M027", "no such column: FIRST; the value of a column is written as $FIRST", lambda: Expression("FIRST")),
        ("DMS-M027", "put text between straight quotes: 'NEW'", lambda: Expression("\u2018NEW\u2019 || $a")),
        ("DMS-M027", "put text between straight quotes: 'NEW'", lambda: Expression("\u201cNEW\u201d")),
        ("DMS-M027", "syntax error", lambda: Expression("1; DROP TABLE x")),
        ("DMS-M027", 'near ")": syntax error', lambda: Expression("1), (2")),
        ("DMS-M027", "it has a query in it", lambda: Expression("(SELECT 1)")),
        ("DMS-M027", "wrong number of arguments to function substr()", lambda: Expression("substr($a)")),
        (
            "DMS-M027",
            "'?' is not part of an expression; variables are written as $name",
            lambda: Expression("? || 'a'"),
        ),
        ("DMS-M027", "':a' is not part of an expression", lambda: Expression(":a")),
        ("DMS-M027", "it has a query in it; DMS takes expressions only", lambda: Expression("SELECT 1")),
        ("DMS-M027", "DMS takes expressions of SQLite only", lambda: Expression("1 +")),
    ],
)
def test_an_expression_fails_when_sqlite_could_not_compute_it(
    code: str, message: str, make: Callable[[], object]
) -> None:
    fails(code, message, make)


def test_an_expression_knows_what_it_uses() -> None:
    expression = Expression("lower($ID) || '$none ?' || $AR_H_OPERATION -- a note")

    assert (expression.columns, expression.headers, expression.functions) == (("ID",), ("AR_H_OPERATION",), ("lower",))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("lower($AR_M_SOURCE_TABLE_NAME) || '_x'", "orders_x"),
        ("CASE WHEN $AR_M_SOURCE_TABLE_NAME LIKE 'Or%' THEN 'o' ELSE 'x' END", "o"),
        ("substr($AR_M_SOURCE_TABLE_NAME, 1, 3)", "Ord"),
        ("$AR_M_SOURCE_TABLE_NAME || $ID", None),
        ("hash_sha256($AR_M_SOURCE_TABLE_NAME)", None),
        ("random() || ''", None),
        ("1", None),
    ],
)
def test_an_expression_is_computed_where_no_row_is_needed(text: str, value: str | None) -> None:
    assert Expression(text).evaluate({"AR_M_SOURCE_TABLE_NAME": "Orders"}) == value


def test_an_expression_may_be_unchecked() -> None:
    expression = Expression(unchecked("newer(syntax"))

    assert AddColumn("a", "b", "c", STRING, expression=expression).body()["expression"] == "newer(syntax"


@pytest.mark.parametrize(
    ("given", "text"),
    [
        (5, "5"),
        (2.5, "2.5"),
        (decimal.Decimal("1E+3"), "1000"),
        ("north", "north"),
        (datetime.date(2024, 2, 3), "2024-02-03"),
        (NOON, "2024-02-03 12:00:00"),
        (NOON.replace(microsecond=50_000), "2024-02-03 12:00:00.050"),
    ],
)
def test_an_operand_is_written_as_dms_wants_it(given: Any, text: str) -> None:
    assert Condition.gte(given).body() == {"filter-operator": "gte", "value": text}


def test_filters_in_words() -> None:
    rule = Include(
        "shop",
        "orders",
        filters=[
            Filter("id", Condition.lte(10), Condition.between(50, 75)),
            Filter("state", Condition.noteq("new")),
            Filter("paid", Condition.notnull()),
        ],
    )

    assert rule.describe() == (
        "include table orders of schema shop, only rows where (id <= 10 or id between 50 and 75) and state <> new and "
        "paid is not null"
    )


@pytest.mark.parametrize(
    ("minimum", "maximum", "segments", "boundaries"),
    [
        (1, 41, 4, [["11"], ["21"], ["31"]]),
        (datetime.date(2024, 1, 1), datetime.date(2024, 1, 31), 3, [["2024-01-11"], ["2024-01-21"]]),
        (NOON, NOON + datetime.timedelta(hours=2), 2, [["2024-02-03 13:00:00"]]),
        (decimal.Decimal("0.5"), decimal.Decimal("1.5"), 2, [["1.0"]]),
    ],
)
def test_ranges_are_cut_evenly(minimum: Any, maximum: Any, segments: int, boundaries: list[list[str]]) -> None:
    assert Ranges.even("id", minimum, maximum, segments).body()["boundaries"] == boundaries


@given(st.integers(-(10**12), 10**12), st.integers(2, 10**9), st.integers(2, 50))
def test_even_ranges_rise_and_differ_by_one_at_most(minimum: int, width: int, segments: int) -> None:
    if width < segments:
        return
    numbers = [int(b[0]) for b in Ranges.even("id", minimum, minimum + width, segments).body()["boundaries"]]
    edges = [minimum, *numbers, minimum + width]
    widths = [after - before for before, after in itertools.pairwise(edges)]

    assert len(widths) == segments
    assert max(widths) - min(widths) <= 1


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (PrefixTables("shop", add="x_"), "add the prefix x_ to table names of schema shop"),
        (
            SuffixColumns("shop", "orders", remove="_old"),
            "remove the suffix _old from column names of table orders of schema shop",
        ),
        (PrefixSchemas("a", replace="x", by="y"), "replace the prefix x by y in the name of schema a"),
        (RenameSchema("a", to=Expression("'b'")), "rename schema a to what this computes: 'b'"),
        (RenameTableTablespace("a", "b", "c", to="d"), "rename table tablespace c of table b of schema a to d"),
        (
            AddColumn("a", "b", "c", STRING, expression=Expression("$x")),
            "add column c string(50) to table b of schema a, holding $x",
        ),
        (IncludeColumns("a", "b", "c%"), "keep columns c% of table b of schema a, and none that no such rule names"),
        (RemoveColumns("a", "b", "%"), "leave out every column of table b of schema a"),
        (
            ChangeDataType("a", "%", "%", to=DataType("int8"), of_type="numeric"),
            "give every column of every table of schema a of type numeric the type int8",
        ),
        (
            AddBeforeImageColumns("a", "b"),
            (
                "add columns such as BI_x with the values of columns of the primary key before an update to table b of "
                "schema a"
            ),
        ),
        (DefinePrimaryKey("a", "b", ["c", "d"], name="k"), "make c and d the primary key k of table b of schema a"),
        (MaskDigits("a", "b", "c", "#"), "mask column c of table b of schema a: digits replaced by #"),
        (RandomizeDigits("a", "b", "c"), "mask column c of table b of schema a: digits randomized"),
        (MaskWithHash("a", "b", "c"), "mask column c of table b of schema a: replaced by a hash"),
        (TableSettings("a", "b", parallel_load=NoSegments()), "for table b of schema a: load it as a whole"),
        (
            TableSettings("a", "b", parallel_load=SubpartitionsAuto()),
            "for table b of schema a: load its subpartitions in parallel",
        ),
        (
            TableSettings("a", "b", parallel_load=PartitionsList(["p"], subpartitions=["s"])),
            "for table b of schema a: load only its partitions p and subpartitions s, in parallel",
        ),
        (
            TableSettings("a", "b", parallel_load=Ranges(["i"], [[1], [2]]), lobs=TableLobs(bulk_max_size_kb=9)),
            "for table b of schema a: load it in 3 parts by the values of i and cut its large objects off at 9 KB",
        ),
        (
            TableSettings("a", "b", lobs=TableLobs(LobMode.UNLIMITED, bulk_max_size_kb=5)),
            "for table b of schema a: move its large objects whole, those up to 5 KB with their row",
        ),
        (
            TableSettings("a", "b", lobs=TableLobs(LobMode.NONE)),
            "for table b of schema a: move its large objects as the task settings say",
        ),
        (
            MapRecordToDocument("a", "b", target_table_name="t", exclude_columns=["x"]),
            "map records of table b of schema a to one document into target table t, without columns x",
        ),
        (AddTags("a", "%", {"k": "v"}), "tag the objects of every table of schema a with k=v"),
        (
            OverrideValidation("a", "b", "c", target_function="f(${column-name})"),
            "validate column c of table b of schema a by comparing ${column-name} with f(${column-name})",
        ),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Rule) else "",
)
def test_a_rule_in_words(rule: Rule, words: str) -> None:
    assert rule.describe() == words


@pytest.mark.parametrize(
    "rule",
    [
        AddTags("a", "b", {"k": "v", "a": "b"}),
        DefinePrimaryKey("a", "b", ["c"], name="k"),
        MapRecordToRecord("a", "b", attributes=[Attribute("x", {"b": {"c": "d"}})]),
        TableSettings("a", "b", parallel_load=Ranges(["i"], [[1]])),
        Include("a", "b", filters=[Filter("id", Condition.null())]),
        RenameTable("a", "%", to=Expression("lower($AR_M_SOURCE_TABLE_NAME)")),
    ],
    ids=lambda rule: type(rule).__name__,
)
def test_a_rule_is_a_value(rule: Rule) -> None:
    again = pickle.loads(pickle.dumps(copy.deepcopy(rule)))

    assert again == rule
    assert hash(again) == hash(rule)
    assert eval(repr(rule), {"dms": dms}) == rule


def test_a_rule_does_not_change_with_what_it_was_made_of() -> None:
    tags = {"k": "v"}
    rule = AddTags("a", "b", tags)

    tags["k"] = "other"

    assert rule.tags == {"k": "v"}


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ([LowercaseTables("a%"), UppercaseTables("ab%")], 'dms.UppercaseTables("ab%") never applies'),
        ([LowercaseTables("%", "a_c"), UppercaseTables("x", "abc")], 'dms.UppercaseTables("x", "abc") never applies'),
        (
            [ChangeDataType("%", "%", "%", to=STRING), ChangeDataType("a", "b", "c%", to=DataType("int8"))],
            "never applies",
        ),
        ([MaskWithHash("a", "%", "%"), MaskDigits("a", "b", "c", "#")], "never applies"),
    ],
)
def test_a_rule_that_an_earlier_pattern_covers_never_applies(rules: list[Rule], words: str) -> None:
    (found,) = TableMappings(Include("%"), *rules).findings

    assert found.id == "mappings.ruleNeverApplies"
    assert words in str(found)


@pytest.mark.parametrize(
    "rules",
    [
        [LowercaseTables("a%"), UppercaseTables("b%")],
        [UppercaseTables("ab%"), LowercaseTables("a%")],
        [LowercaseColumns(of_type="string"), SuffixColumns(add="_x")],
        [RemoveColumns("a", "b", "c"), RemoveColumns("a", "b", "d")],
        [MaskWithHash("a", "b", "c"), ChangeDataType("a", "b", "c", to=STRING)],
        [AddColumn("a", "b", "c", STRING), AddColumn("a", "b", "d", STRING)],
    ],
    ids=repr,
)
def test_rules_that_go_together_are_no_finding(rules: list[Rule]) -> None:
    assert TableMappings(Include("%"), *rules).findings == ()


def test_two_actions_for_one_object_are_a_finding() -> None:
    rules = [SuffixColumns("a", "b", "c", add="x"), ChangeDataType("a", "b", "c", to=STRING)]

    (found,) = TableMappings(Include("a"), *rules).findings

    assert found.id == "mappings.severalActionsForObject"


@pytest.mark.parametrize(
    ("include", "rule", "expected"),
    [
        (Include("shop"), LowercaseTables("crm"), True),
        (Include("shop", "a%"), LowercaseTables("shop", "b%"), True),
        (Include("shop", "a%"), LowercaseTables("shop", "%b"), False),
        (Include("sh_p", "orders"), RenameTable("s%", "orders", to="o"), False),
        (Include("shop", "%a"), LowercaseTables("shop", "b_"), False),
        (Include("shop", "%a"), LowercaseTables("shop", "b_c"), True),
        (Include("shop", "abc"), LowercaseTables("shop", "a_c"), False),
        (Include("shop"), RenameSchema("crm", to="x"), True),
        (Include("shop"), TableSettings("crm", "x", parallel_load=PartitionsAuto()), True),
        (Include("shop"), AddTags("crm", "%", {"a": "b"}), True),
        (Include("shop"), MapRecordToRecord("shop", "x"), False),
        (Include("${Token[a.1]}"), LowercaseTables("crm"), False),
    ],
    ids=repr,
)
def test_a_rule_about_nothing_that_is_selected_is_a_finding(include: Rule, rule: Rule, expected: bool) -> None:
    findings = TableMappings(include, rule).findings

    assert ("mappings.matchesNothing" in [finding.id for finding in findings]) == expected
