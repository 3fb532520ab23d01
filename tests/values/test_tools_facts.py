"""The data behind `advise` is whole, sourced, and says one thing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from dms_constructs import facts
from dms_constructs.advice.situation import Situation, derived
from dms_constructs.engines import EngineName

DATA = facts.tools()
TOOLS = {record["id"]: record for record in DATA["tools"]}
POINTS = [(tool, point) for tool, record in TOOLS.items() for point in record["points"]]
KNOWN = {*derived(Situation(source_engine="mysql", target_engine="mysql")), *DATA["thresholds"]}


def facts_named(when: dict[str, Any]) -> Iterator[str]:
    for name, wanted in when.items():
        if name == "any":
            for each in wanted:
                yield from facts_named(each)
        elif name == "not":
            yield from facts_named(wanted)
        else:
            yield name
            if isinstance(wanted, dict):
                yield from (limit for limit in wanted.values() if isinstance(limit, str))


def conditions() -> Iterator[dict[str, Any]]:
    yield from (point.get("when", {}) for _, point in POINTS)
    yield from (rule["when"] for rule in DATA["rules"])
    for situation in DATA["situations"]:
        yield situation["facts"]
        yield situation.get("given", {})


def test_a_condition_names_facts_that_there_are() -> None:
    assert {name for when in conditions() for name in facts_named(when)} <= KNOWN


@pytest.mark.parametrize("kind", ["source_engine", "target_engine"])
def test_a_condition_names_engines_that_there_are(kind: str) -> None:
    def engines(when: Any) -> Iterator[str]:
        if isinstance(when, dict):
            for name, wanted in when.items():
                if name == kind:
                    yield from wanted if isinstance(wanted, list) else [wanted]
                else:
                    yield from engines(wanted)
        elif isinstance(when, list):
            for each in when:
                yield from engines(each)

    assert {engine for when in conditions() for engine in engines(when)} <= set(DATA["engines"])


def test_a_disqualifier_was_read_on_a_page_or_is_ours() -> None:
    doubtful = [
        (tool, point["text"])
        for tool, point in POINTS
        if point["kind"] == "disqualifier" and not point["verified"] and point["source"] != "ours"
    ]

    assert doubtful == []


def test_what_is_ours_is_not_called_verified() -> None:
    records = [point for _, point in POINTS] + list(DATA["thresholds"].values()) + DATA["rules"]

    assert [record for record in records if record["source"] == "ours" and record["verified"]] == []


def test_a_point_is_a_reason_a_caution_or_a_disqualifier() -> None:
    assert {point["kind"] for _, point in POINTS} == {"reason", "caution", "disqualifier"}


def test_a_disqualifier_has_a_condition() -> None:
    assert all(point.get("when") for _, point in POINTS if point["kind"] == "disqualifier")


@pytest.mark.parametrize("tool", TOOLS)
def test_a_tool_is_compared_by_every_criterion(tool: str) -> None:
    assert set(TOOLS[tool]["traits"]) == set(DATA["criteria"])


def test_the_last_rule_holds_always_and_has_every_tool() -> None:
    last = DATA["rules"][-1]

    assert last["when"] == {}
    assert sorted(last["order"]) == sorted(TOOLS)


def test_a_rule_orders_tools_that_there_are() -> None:
    assert {tool for rule in DATA["rules"] for tool in rule["order"]} == set(TOOLS)


def test_every_fact_that_may_be_unknown_has_its_question() -> None:
    inputs = set(Situation.__dataclass_fields__) - {"source_engine", "target_engine", "assumptions"}

    assert set(DATA["facts"]) == inputs


@pytest.mark.parametrize("engine", [engine.value for engine in EngineName])
def test_an_engine_is_what_the_facts_about_endpoints_say(engine: str) -> None:
    record, ours = facts.engine(engine), DATA["engines"][engine]

    for theirs, name in [
        ("is_source", "dms_source"),
        ("is_target", "dms_target"),
        ("serverless_source", "serverless_source"),
        ("serverless_target", "serverless_target"),
    ]:
        fact = record[theirs]
        wanted = "unsure" if not fact.get("verified") else "yes" if fact["value"] else "no"
        assert ours[name] == wanted


def test_an_alias_is_no_name_and_stands_for_one() -> None:
    assert not set(DATA["aliases"]) & set(DATA["engines"])
    assert set(DATA["aliases"].values()) <= set(DATA["engines"])


STATUSES = {name: record["status"] for name, record in DATA["engines"].items() if "status" in record}


@pytest.mark.parametrize("engine", STATUSES)
def test_a_status_had_begun_when_it_was_looked_up(engine: str) -> None:
    status = STATUSES[engine]

    assert status["since"] <= status["as_of"] <= DATA["meta"]["as_of"]
    assert status["since"] in status["text"]
    assert status["kind"] in {"ended", "closed"}
    assert set(status["sides"]) <= {"source", "target"}
