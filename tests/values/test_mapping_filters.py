"""Filters and boundaries that let pass what nobody meant: as they are typed, and as a document has them."""

import datetime
import json
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from dms_constructs import (
    Catalog,
    Condition,
    ConfigurationError,
    Exclude,
    Filter,
    Finding,
    Include,
    MigrationType,
    Ranges,
    RawRule,
    SourceColumn,
    SourceTable,
    TableMappings,
    TableSettings,
)
from dms_constructs.mappings.rules.operands import values_of
from dms_constructs.mappings.rules.rows import passes_everything, passes_nothing

EVERYTHING, NOTHING = "mappings.filterPassesEverything", "mappings.filterPassesNothing"
NULLS, NO_DATE, NOT_RISING = (
    "mappings.nullsOfNegativeFilter",
    "mappings.impossibleDate",
    "mappings.boundariesNotRising",
)


def found(*rules) -> dict[str, Finding]:
    """What is found about the rules, which is the same when they are read from their document."""
    mappings = TableMappings(Include("crm"), *rules)
    typed = {finding.id: finding for finding in mappings.findings}
    read = {finding.id for finding in TableMappings.from_json(mappings.to_json()).findings}

    assert read == typed.keys()
    return typed


def of(*filters: Filter) -> dict[str, Finding]:
    return found(Include("shop", "orders", filters=filters))


def d(*conditions: Condition) -> Filter:
    return Filter("d", *conditions)


C = Condition
JANUARY = (C.gte("2025-01-01"), C.lte("2025-01-31"))

PASSES_EVERYTHING = [
    ([d(*JANUARY)], [d(C.between("2025-01-01", "2025-01-31"))]),
    ([d(C("ste", ("9",)), C.gte("5"))], [d(C.between("5", "9"))]),
    ([d(C.gte(datetime.date(2025, 1, 1)), C.lte("2025-01-01 00:00:00"))], None),
    ([d(C.noteq(1), C.noteq(2))], [d(C.noteq(1)), d(C.noteq(2))]),
    ([d(C.notbetween("9", "5"))], [d(C.notbetween("5", "9"))]),
    ([d(C.null(), C.notnull())], []),
    ([d(C.eq(5), C.noteq(5))], []),
    ([d(C.notnull(), C.gte(5))], [d(C.notnull()), d(C.gte(5))]),
    ([d(C.lte(5), C.gte(Decimal("5.0")))], None),
    ([Filter("other", C.eq(1)), d(*JANUARY)], None),
]
PASSES_NOTHING = [
    ([d(C.gte(100)), d(C.lte(10))], [d(C.gte(100), C.lte(10))]),
    ([d(C.eq(1)), d(C.eq(2))], [d(C.eq(1), C.eq(2))]),
    ([d(C.between("100", "10"))], [d(C.between("10", "100"))]),
    ([d(C.between("2025-02-01", "2025-01-01"))], [d(C.between("2025-01-01", "2025-02-01"))]),
    ([d(C.null()), d(C.gte(5))], [d(C.null(), C.gte(5))]),
    ([d(C.null()), d(C.notnull())], []),
    ([d(C.eq(5)), d(C.noteq(5))], []),
    ([d(C.eq("new")), d(C.eq("paid"))], [d(C.eq("new"), C.eq("paid"))]),
    ([d(C.eq("new"), C.eq("open")), d(C.eq("paid"))], [d(C.eq("new"), C.eq("open"), C.eq("paid"))]),
    ([d(C.null()), d(C.eq("new"))], [d(C.null(), C.eq("new"))]),
    ([d(C.null()), d(C.gte("b"))], [d(C.null(), C.gte("b"))]),
]
FINE = [
    [d(JANUARY[0]), d(JANUARY[1])],
    [d(C.between("2025-01-01", "2025-01-31"))],
    [d(C.lte(10), C.gte(100))],
    [d(C.eq(1), C.eq(2))],
    [d(C.notnull())],
    [d(C.null(), C.gte(5))],
    [d(C.gte("a"), C.lte("b"))],  # the order of texts is the source's
    [d(C.gte("5"), C.lte("b"))],
    [d(C.gte(5)), d(C.lte(5))],
    [d(C.gte(5)), Filter("e", C.lte(1))],
    [d(C.noteq(7)), d(C.gte(5))],
    [d(C.noteq("2025-01-01")), d(C.notnull())],
    [d(C.eq("2024-02-29"), C.eq("2024-02-29 23:59:59.999"))],
    [d(C.eq("0000-00-00"), C.eq("2024-00-00"))],  # MySQL's zero dates
    [d(C.eq("2024-13"), C.eq("10-2024-40"))],
    [d(C.eq("new")), d(C.eq("NEW "))],  # one value for some databases
    [d(C.eq("José")), d(C.eq("jose"))],
    [d(C.eq("1")), d(C.eq("1.0"), C.eq("x"))],
    [d(C.eq("new")), d(C.gte("a"))],
    [d(C.eq("new")), d(C.noteq("paid"))],
    [d(C.eq("new")), d(C.eq("${Token[Status.1]}"))],
]


@pytest.mark.parametrize(("filters", "meant"), PASSES_EVERYTHING)
def test_a_filter_that_every_row_passes_is_found(filters: list[Filter], meant: list[Filter] | None) -> None:
    finding = of(*filters)[EVERYTHING]

    if meant is not None:
        assert finding.fix.startswith(f"write {Include('shop', 'orders', filters=meant)!r}")


@pytest.mark.parametrize(("filters", "meant"), PASSES_NOTHING)
def test_filters_that_no_row_passes_are_found(filters: list[Filter], meant: list[Filter]) -> None:
    finding = of(*filters)[NOTHING]

    assert finding.fix.startswith(f"write {Include('shop', 'orders', filters=meant)!r}")


@pytest.mark.parametrize("filters", FINE)
def test_filters_that_let_some_rows_pass_are_not(filters: list[Filter]) -> None:
    assert of(*filters).keys() <= {"mappings.negativeConditionWithOthers"}


@pytest.mark.parametrize("filters", [each for each, meant in PASSES_EVERYTHING + PASSES_NOTHING if meant])
def test_what_is_told_to_write_settles_it(filters: list[Filter]) -> None:
    (finding,) = (each for name, each in of(*filters).items() if name in {EVERYTHING, NOTHING})
    rule = finding.fix.removeprefix("write ").partition(" for the rows")[0]

    assert {EVERYTHING, NOTHING}.isdisjoint(found(eval(rule, {"dms": __import__("dms_constructs")})))


def test_a_time_window_in_one_filter_is_told_in_plain_words() -> None:
    assert of(d(*JANUARY))[EVERYTHING].message.endswith(
        "every row that is not null passes d >= 2025-01-01 or d <= 2025-01-31: the conditions of one filter are ORed, "
        "and one is enough"
    )


def test_a_raw_rule_is_looked_at_too() -> None:
    body = {**Include("shop", "orders", filters=[d(*JANUARY)]).body(), "comment": "x"}

    assert EVERYTHING in found(RawRule(body))


def test_filters_of_what_is_excluded_again_are_nobodys_matter() -> None:
    mappings = TableMappings(
        Include("crm"), Include("shop", "orders", filters=[d(*JANUARY)]), Exclude("shop", "orders")
    )

    assert EVERYTHING not in {finding.id for finding in mappings.findings}


@pytest.mark.parametrize("value", ["2024-13-40", "2023-02-29", "2024-01-31 24:00:00", "2024-01-32 00:00:00.000"])
def test_a_date_that_no_calendar_has_is_found(value: str) -> None:
    assert f"{value} has the form of a date" in of(d(C.gte(value)))[NO_DATE].message
    assert NO_DATE in found(TableSettings("crm", "t", parallel_load=Ranges(["d"], [[value]])))


def test_fails_when_a_document_has_a_filter_of_another_type() -> None:
    body = Include("shop", "orders", filters=[d(C.eq(1))]).body()
    body["filters"][0]["filter-type"] = "target"

    with pytest.raises(ConfigurationError, match="filter-type must be source, got 'target'|got \"target\"") as caught:
        TableMappings.from_dict({"rules": [{**body, "rule-id": "1", "rule-name": "1"}]})

    assert caught.value.code == "DMS-M030"


class TestNulls:
    @pytest.mark.parametrize("condition", [C.noteq(1), C.notbetween(1, 2)])
    def test_rows_that_are_null_are_left_open_by_a_negative_condition(self, condition: Condition) -> None:
        finding = of(d(condition))[NULLS]

        assert "whether rows whose d is null pass" in finding.message
        assert repr(Filter("d", C.notnull())) in finding.fix

    @pytest.mark.parametrize(
        "filters",
        [
            [d(C.noteq(1)), d(C.notnull())],
            [d(C.noteq(1), C.null())],
            [d(C.noteq(1)), d(C.lte(7))],
            [d(C.eq(1))],
        ],
    )
    def test_they_are_not_where_another_condition_decides(self, filters: list[Filter]) -> None:
        assert NULLS not in of(*filters)

    @pytest.mark.parametrize(
        ("columns", "key", "is_found"),
        [
            ([SourceColumn("d", nullable=True), "id"], ["id"], True),
            ([SourceColumn("d"), "id"], ["id"], True),
            ([SourceColumn("d", nullable=False), "id"], ["id"], False),
            ([SourceColumn("d")], ["d"], False),
            ([], [], True),
        ],
    )
    def test_a_catalog_decides(self, columns: list, key: list[str], is_found: bool) -> None:
        catalog = Catalog(SourceTable("shop", "orders", columns, primary_key=key))
        evaluation = TableMappings(Include("shop", "orders", filters=[d(C.noteq(1))])).evaluate(
            catalog, migration_type=MigrationType.FULL_LOAD
        )

        assert (NULLS in {finding.id for finding in evaluation.findings}) is is_found


def settings(*boundaries: list[str], columns: tuple[str, ...] = ("id",)) -> TableSettings:
    return TableSettings("crm", "t", parallel_load=Ranges(columns, boundaries))


@pytest.mark.parametrize(
    ("rule", "meant"),
    [
        (settings(["1000"], ["200"]), settings(["200"], ["1000"])),
        (settings(["2025-02-01"], ["2025-01-01"]), settings(["2025-01-01"], ["2025-02-01"])),
        (
            settings(["1", "9"], ["1", "10"], ["1", "3"], columns=("a", "b")),
            settings(["1", "3"], ["1", "9"], ["1", "10"], columns=("a", "b")),
        ),
        (settings(["1"], ["1.0"], ["2"]), settings(["1.0"], ["2"])),
        (settings(["mai"], ["ber"]), settings(["ber"], ["mai"])),
        (settings(["4"], ["c"], ["8"]), settings(["4"], ["8"], ["c"])),
    ],
)
def test_boundaries_that_do_not_rise_are_found(rule: TableSettings, meant: TableSettings) -> None:
    assert found(rule)[NOT_RISING].fix == f"write {meant!r}"
    assert found(meant) == {}


@pytest.mark.parametrize("rule", [settings(["200"], ["1000"]), settings(["B"], ["a"]), settings(["ab"], ["aa"])])
def test_boundaries_that_rise_or_whose_order_nobody_knows_are_not(rule: TableSettings) -> None:
    assert found(rule) == {}


def test_boundaries_of_a_document_are_looked_at() -> None:
    body = {**settings(["1"], ["2"]).body()}
    body["parallel-load"]["boundaries"] = [["1000"], ["200"]]
    document = {"rules": [Include("crm").body() | {"rule-id": "1"}, body | {"rule-id": "2"}]}

    assert NOT_RISING in {finding.id for finding in TableMappings.from_json(json.dumps(document)).findings}


OPERATORS = {
    "eq": lambda value, a, _: value == a,
    "noteq": lambda value, a, _: value != a,
    "gte": lambda value, a, _: value >= a,
    "lte": lambda value, a, _: value <= a,
    "ste": lambda value, a, _: value <= a,
    "between": lambda value, a, b: a <= value <= b,
    "notbetween": lambda value, a, b: not a <= value <= b,
}
SMALL = st.integers(0, 5)


@st.composite
def conditions(draw) -> Condition:
    operator = draw(st.sampled_from([*OPERATORS, "null", "notnull"]))
    count = {"between": 2, "notbetween": 2, "null": 0, "notnull": 0}.get(operator, 1)
    return Condition(operator, tuple(str(draw(SMALL)) for _ in range(count)))


FILTERS = st.lists(conditions(), min_size=1, max_size=3).map(lambda each: d(*each))
VALUES = [Decimal(half) / 2 for half in range(-2, 13)]


def holds(condition: Condition, value: Decimal | None) -> bool:
    if condition.operator in {"null", "notnull"}:
        return (value is None) is (condition.operator == "null")
    if value is None:
        return condition.is_negative  # not sure, so it may
    operands = values_of(condition.operands)
    return OPERATORS[condition.operator](value, operands[0], operands[-1])


def passing(item: Filter) -> set[Decimal | None]:
    return {value for value in [*VALUES, None] if any(holds(each, value) for each in item.conditions)}


@given(FILTERS)
def test_everything_passes_where_trying_values_says_so(item: Filter) -> None:
    only_notnull = [each.operator for each in item.conditions] == ["notnull"]

    assert passes_everything(item) is ({*VALUES} <= passing(item) and not only_notnull)


@given(st.lists(FILTERS, min_size=1, max_size=3))
def test_nothing_passes_where_trying_values_says_so(filters: list[Filter]) -> None:
    assert passes_nothing(filters) is (not set.intersection(*map(passing, filters)))


def test_a_negative_condition_beside_null_is_not_taken_apart() -> None:
    finding = of(d(C.noteq(7), C.null()))["mappings.negativeConditionWithOthers"]

    assert finding.fix == "use engine version 3.5.0 or later"
