"""What holds of every advice."""

from __future__ import annotations

import enum
import math
from typing import Any

from hypothesis import assume, given, strategies as st

from dms_constructs import facts
from dms_constructs.advice import Advice, DatabasePlace, MigrationPurpose, advise

ENGINES = list(facts.tools()["engines"])
# Those that any tool is about, more often than the rest.
COMMON = ["mysql", "aurora", "postgres", "aurora-postgresql", "oracle", "redshift", "kafka"]
TOOLS = sorted(record["id"] for record in facts.tools()["tools"])

numbers = st.none() | st.integers(0, 40) | st.floats(0, 1e5, allow_nan=False)
flags = st.sampled_from([None, True, False])
engines = st.sampled_from(COMMON) | st.sampled_from(ENGINES)
FACTS: dict[str, st.SearchStrategy[Any]] = {
    "purpose": st.none() | st.sampled_from(MigrationPurpose),
    "size_gib": numbers,
    "peak_mb_per_second": numbers,
    "busiest_table_mb_per_second": numbers,
    "outage_minutes": st.none() | st.integers(0, 3) | st.integers(0, 10_000),
    "source_place": st.none() | st.sampled_from(DatabasePlace),
    "target_place": st.none() | st.sampled_from(DatabasePlace),
    **dict.fromkeys(
        [
            "same_account",
            "same_region",
            "subset",
            "transform",
            "validate",
            "keep_in_step",
            "two_way",
            "event_stream",
            "kafka_in_use",
            "tables_without_keys",
            "uneven_load",
            "custom_start_point",
            "views",
        ],
        flags,
    ),
}


def consistent(known: dict[str, Any]) -> dict[str, Any]:
    """Return the facts without those that contradict each other."""
    for side in ("source", "target"):
        if facts.tools()["engines"][known[f"{side}_engine"]]["place"] is not None:
            known[f"{side}_place"] = None
    peak, busiest = known["peak_mb_per_second"], known["busiest_table_mb_per_second"]
    if peak is not None and busiest is not None and busiest > peak:
        known["peak_mb_per_second"], known["busiest_table_mb_per_second"] = busiest, peak
    return known


pairs = engines.flatmap(lambda one: st.tuples(st.just(one), st.just(one) | engines))
# Half of all facts are left as they are by default, so that rules have a chance to hold.
situations = st.builds(
    lambda pair, known: consistent(
        {**dict.fromkeys(FACTS), "purpose": MigrationPurpose.MOVE}
        | dict.fromkeys(["subset", "transform", "keep_in_step", "two_way", "event_stream", "custom_start_point"], False)
        | known
        | {"source_engine": pair[0], "target_engine": pair[1]}
    ),
    pairs,
    st.fixed_dictionaries({}, optional=FACTS),
)


def ruled_out(advice: Advice) -> dict[str, set[str]]:
    """The disqualifiers of each tool; their numbers aside, which are not what rules it out."""
    return {option.tool: {point.text for point in option.disqualifiers} for option in advice.options}


def rank_of_dump(advice: Advice) -> float:
    rank = next(option.rank for option in advice.options if option.tool == "dump-and-restore")
    return math.inf if rank is None else rank


@given(situations)
def test_it_is_deterministic(known: dict[str, Any]) -> None:
    one, other = advise(**known), advise(**known)

    assert one == other
    assert str(one) == str(other)


@given(situations)
def test_every_tool_is_there_once(known: dict[str, Any]) -> None:
    assert sorted(option.tool for option in advise(**known).options) == TOOLS


@given(situations)
def test_ranks_count_from_one_and_what_is_ruled_out_comes_last(known: dict[str, Any]) -> None:
    advice = advise(**known)

    usable = sum(not option.disqualifiers for option in advice.options)
    assert [option.rank for option in advice.options] == [*range(1, usable + 1), *[None] * (len(TOOLS) - usable)]
    assert all((option.rank is None) == bool(option.disqualifiers) for option in advice.options)


@given(situations)
def test_it_says_why(known: dict[str, Any]) -> None:
    advice = advise(**known)

    assert advice.because
    assert (advice.rule is None) == (advice.best is None)
    assert "{" not in str(advice)
    assert "None" not in str(advice)


@given(situations, st.sampled_from(sorted(FACTS)))
def test_a_fact_that_becomes_unknown_rules_nothing_out(known: dict[str, Any], fact: str) -> None:
    before, after = ruled_out(advise(**known)), ruled_out(advise(**known | {fact: None}))

    assert all(after[tool] <= before[tool] for tool in TOOLS)


@given(situations, st.floats(0, 1e5), st.floats(0, 1e5))
def test_more_data_makes_no_dump_rank_better(known: dict[str, Any], one: float, other: float) -> None:
    less, more = (known | {"size_gib": size} for size in sorted([one, other]))

    assert rank_of_dump(advise(**more)) >= rank_of_dump(advise(**less))


@given(situations, st.integers(0, 10_000), st.integers(0, 10_000))
def test_a_shorter_outage_makes_no_dump_rank_better(known: dict[str, Any], one: int, other: int) -> None:
    shorter, longer = (known | {"outage_minutes": minutes} for minutes in sorted([one, other]))

    assert rank_of_dump(advise(**shorter)) >= rank_of_dump(advise(**longer))


@given(situations)
def test_an_open_question_is_about_a_fact_that_is_not_known(known: dict[str, Any]) -> None:
    advice = advise(**known)

    given = {name: getattr(advice.situation, name) for name in FACTS}
    assert all(given[question.fact] is None for question in advice.open_questions)
    assert all(question.may_rule_out or question.may_put_first for question in advice.open_questions)


@given(situations, st.sampled_from(sorted(FACTS)), st.data())
def test_what_changes_the_first_tool_was_an_open_question(
    known: dict[str, Any], fact: str, data: st.DataObject
) -> None:
    """Learning a fact that nothing was said about leaves the first tool where it is."""
    unknown = advise(**known | {fact: None})
    value = data.draw(FACTS[fact].filter(lambda drawn: drawn is not None))
    learned = consistent(known | {fact: value})
    assume(learned[fact] == value and all(learned[name] == known[name] for name in learned if name != fact))
    assume(getattr(unknown.situation, fact) is None)
    assume(fact not in [question.fact for question in unknown.open_questions])

    after = advise(**learned)

    assert (after.best and after.best.tool) == (unknown.best and unknown.best.tool)


@given(situations)
def test_its_json_has_plain_values_only(known: dict[str, Any]) -> None:
    def plain(value: Any) -> bool:
        if isinstance(value, dict):
            return all(isinstance(name, str) and plain(item) for name, item in value.items())
        if isinstance(value, list):
            return all(plain(item) for item in value)
        return value is None or (isinstance(value, str | int | float | bool) and not isinstance(value, enum.Enum))

    assert plain(advise(**known).to_dict())
