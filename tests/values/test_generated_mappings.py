"""
From the facts about table mappings: one rule just outside and one just inside each word, pair and part.

The rules are read from documents, so this is about what comes from JSON; what is typed has the same checks.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any

from dms_constructs import ConfigurationError, EngineName, MigrationType, TableMappings, facts

GRAMMAR = facts.table_mappings()
COMBOS: list[dict[str, Any]] = GRAMMAR["transformation"]["combos"]
NAMES = {
    "schema-name": "shop",
    "table-name": "orders",
    "column-name": "note",
    "table-tablespace-name": "ts",
    "index-tablespace-name": "is",
}
SELECTION = {"rule-type": "selection", "rule-id": "900", "rule-name": "900", "rule-action": "include"}
SELECTION |= {"object-locator": {"schema-name": "shop", "table-name": "%"}}
VALUES: dict[str, Any] = {
    "value": "x",
    "old-value": "y",
    "data-type": {"type": "string", "length": 20},
    "primary-key-def": {"name": "pk", "origin": "primary-key", "columns": ["id"]},
    "before-image-def": {"column-prefix": "BI_", "column-suffix": "", "column-filter": "pk-only"},
}

Body = dict[str, Any]
LOAD = MigrationType.FULL_LOAD  # the one that takes views


def answer(*bodies: Body, kind: MigrationType = MigrationType.FULL_LOAD_AND_CDC, **engines: EngineName) -> set[str]:
    """The codes and ids that a document with these rules is answered with."""
    rules = [{**copy.deepcopy(body), "rule-id": str(at), "rule-name": str(at)} for at, body in enumerate(bodies, 1)]
    try:
        mappings = TableMappings.from_dict({"rules": [*rules, SELECTION]})
        found = mappings.check(
            migration_type=kind,
            source_engine=engines.get("source"),
            target_engine=engines.get("target"),
        )
    except ConfigurationError as error:
        return {error.code}
    return {finding.id for finding in found}


def is_silent(bad: Body, good: Body, **engines: EngineName) -> bool:
    """Whether a rule is answered with nothing more than its legal twin is."""
    return answer(bad, **engines) <= answer(good)


def required(combo: dict[str, Any]) -> list[str]:
    """The keys that a pair needs; the facts say more about some of them."""
    parts = [part for part in combo.get("requires", ()) if "optional" not in part]
    return [re.match(r"[\w-]+", part).group() for part in parts]  # type: ignore[union-attr]  # each begins with a key


def transformation(combo: dict[str, Any]) -> Body:
    """The least rule of a pair of target and action."""
    action, target = combo["rule_action"], combo["rule_target"]
    names = combo.get("locator") or [f"{part}-name" for part in ("schema", "table", "column")]
    body = {"rule-type": "transformation", "rule-target": target, "rule-action": action}
    body["object-locator"] = {name: NAMES[name] for name in names}
    for name in required(combo):
        body[name] = copy.deepcopy(VALUES[name])
    if action == "data-masking-digits-mask":
        body["value"] = "#"
    return body


LEGAL = [combo for combo in COMBOS if combo["legal"]]


def test_every_pair_of_target_and_action_that_the_guide_has_is_legal() -> None:
    for combo in LEGAL:
        assert {each for each in answer(transformation(combo)) if each.startswith("DMS-")} == set(), combo


PAIR = {"DMS-M021", "DMS-M022", "mappings.actionNotForTarget"}


def test_a_pair_that_the_guide_does_not_have_is_never_silent() -> None:
    assert [
        (combo["rule_target"], combo["rule_action"])
        for combo in COMBOS
        if not combo["legal"] and PAIR.isdisjoint(answer(transformation(combo)))
    ] == []


def parts() -> Iterator[tuple[str, Body, Body]]:
    """Each rule without one thing that it needs, and with it."""
    for combo in LEGAL:
        whole = transformation(combo)
        for name in required(combo):
            yield f"{combo['rule_target']} {combo['rule_action']} without {name}", _without(whole, name), whole
        for name in combo["locator"]:
            body = copy.deepcopy(whole)
            del body["object-locator"][name]
            yield f"{combo['rule_target']} {combo['rule_action']} without {name}", body, whole
    for name in ("rule-action", "object-locator"):
        yield f"selection without {name}", _without(SELECTION, name), SELECTION
    for name in ("schema-name", "table-name"):
        body = copy.deepcopy(SELECTION)
        del body["object-locator"][name]
        yield f"selection without {name}", body, SELECTION


def _without(body: Body, name: str) -> Body:
    return {key: value for key, value in body.items() if key != name}


def test_a_rule_without_what_it_needs_is_never_silent() -> None:
    assert [what for what, bad, good in parts() if is_silent(bad, good)] == []


def at(path: str, whole: Body, word: str) -> Body:
    """The rule with a word at a place; a number stands for an item of a list."""
    body = copy.deepcopy(whole)
    *parents, last = [int(part) if part.isdigit() else part for part in path.split("/")]
    inner: Any = body
    for part in parents:
        inner = inner[part]
    inner[last] = word
    return body


COLUMN = {"object-locator": {"schema-name": "shop", "table-name": "orders", "column-name": "note"}}
TABLE = {"object-locator": {"schema-name": "shop", "table-name": "orders"}}
FILTERED = {
    **_without(SELECTION, "object-locator"),
    **TABLE,
    "filters": [
        {"filter-type": "source", "column-name": "id", "filter-conditions": [{"filter-operator": "eq", "value": "1"}]}
    ],
}
TYPED = {"rule-type": "transformation", "rule-target": "column", "rule-action": "change-data-type", **COLUMN}
TYPED |= {"data-type": {"type": "string", "length": 20}}
KEYED = {"rule-type": "transformation", "rule-target": "table", "rule-action": "define-primary-key", **TABLE}
KEYED |= {"primary-key-def": {"name": "pk", "origin": "primary-key", "columns": ["id"]}}
IMAGES = {"rule-type": "transformation", "rule-target": "column", "rule-action": "add-before-image-columns", **TABLE}
IMAGES |= {"before-image-def": {"column-prefix": "BI_", "column-suffix": "", "column-filter": "pk-only"}}
LOADED = {"rule-type": "table-settings", **TABLE, "parallel-load": {"type": "none"}}
LOBS = {"rule-type": "table-settings", **TABLE, "lob-settings": {"mode": "limited", "bulk-max-size": "64"}}
MAPPED = {"rule-type": "object-mapping", "rule-action": "map-record-to-record", **TABLE}
MAPPED |= {"target-table-name": "orders", "mapping-parameters": {"partition-key-type": "primary-key"}}
TAGGED = {"rule-type": "post-processing", "rule-action": "add-tag", **TABLE}
TAGGED |= {"tag-set": [{"key": "a", "value": "b"}]}
COMPARED = {"rule-type": "validation", "rule-target": "column", "rule-action": "override-validation-function", **COLUMN}
COMPARED |= {"source-function": "lower(${column-name})", "target-function": "lower(${column-name})"}


def words() -> Iterator[tuple[str, Body, list[str]]]:
    """Each place in a rule that takes one of some words, with a rule that has one there, and the words."""
    yield "rule-type", SELECTION, GRAMMAR["document"]["rule_types"]["value"]
    yield "rule-action", SELECTION, GRAMMAR["selection"]["actions"]["value"]
    yield "object-locator/table-type", SELECTION, GRAMMAR["selection"]["table_types"]["value"]
    yield "filters/0/filter-type", FILTERED, GRAMMAR["filters"]["filter_type"]["value"]
    yield "filters/0/filter-conditions/0/filter-operator", FILTERED, list(GRAMMAR["filters"]["operators"]["value"])
    yield "rule-target", TYPED, sorted({combo["rule_target"] for combo in COMBOS})
    yield "rule-action", TYPED, sorted({combo["rule_action"] for combo in COMBOS})
    yield "data-type/type", TYPED, GRAMMAR["transformation"]["data_types"]["value"]
    yield "primary-key-def/origin", KEYED, GRAMMAR["transformation"]["primary_key_def"]["value"]["origin"]
    filters = GRAMMAR["transformation"]["before_image_def"]["value"]["column-filter"]
    yield "before-image-def/column-filter", IMAGES, filters
    yield "parallel-load/type", LOADED, list(GRAMMAR["table_settings"]["parallel_load_types"]["value"])
    yield "lob-settings/mode", LOBS, list(GRAMMAR["table_settings"]["lob_modes"]["value"])
    yield "rule-action", MAPPED, GRAMMAR["object_mapping"]["actions"]["value"]
    types = GRAMMAR["object_mapping"]["kafka_kinesis"]["value"]["partition-key-type"]
    yield "mapping-parameters/partition-key-type", MAPPED, types
    yield "rule-action", TAGGED, ["add-tag"]
    yield "rule-target", COMPARED, ["column"]
    yield "rule-action", COMPARED, ["override-validation-function"]


def test_a_word_that_the_guide_does_not_have_is_never_silent() -> None:
    misspelt = [(path, at(path, body, f"{known[0]}x"), body) for path, body, known in words()]

    assert [path for path, bad, good in misspelt if is_silent(bad, good)] == []


# Words that need more than the word: the rule is completed for these.
MORE: dict[str, Body] = {
    "between": {"filter-operator": "between", "start-value": "1", "end-value": "2"},
    "notbetween": {"filter-operator": "notbetween", "start-value": "1", "end-value": "2"},
    "null": {"filter-operator": "null"},
    "notnull": {"filter-operator": "notnull"},
    "partitions-list": {"type": "partitions-list", "partitions": ["p"]},
    "ranges": {"type": "ranges", "columns": ["id"], "boundaries": [["1"]]},
    "constant": {"partition-key-type": "constant", "partition-key": {"value": "k"}},
    "attribute-name": {"partition-key-type": "attribute-name", "partition-key-name": "k"},
    "numeric": {"type": "numeric", "precision": 5, "scale": 2},
}
OF_PAIRS = {"rule-type", "rule-action", "rule-target"}
"""Words that make another rule of a rule: the pairs above try them."""


def test_every_word_that_the_guide_has_is_legal() -> None:
    for path, body, known in words():
        if path in OF_PAIRS and body is not TAGGED and body is not COMPARED and body is not MAPPED:
            continue
        for word in known:
            legal = at(path, body, word)
            if word in MORE:
                parent = path.rpartition("/")[0]
                legal = at(parent, body, MORE[word])  # type: ignore[arg-type]  # an object in the place of a word
            assert {each for each in answer(legal, kind=LOAD) if each.startswith("DMS-")} == set(), (path, word)


def numbers() -> Iterator[tuple[str, Body, object, object]]:
    """Each number that has a bound: a value beyond it, and one on it."""
    order = GRAMMAR["selection"]["load_order"]["value"]
    yield "load-order", SELECTION, order["min"] - 1, order["min"]
    yield "load-order", SELECTION, order["max"] + 1, order["max"]
    yield "lob-settings/bulk-max-size", LOBS, "0", "1"
    for name in ("number-of-partitions", "max-records-skip-per-page"):
        yield f"parallel-load/{name}", at("parallel-load/type", LOADED, "partitions-auto"), 0, 1
    yield "parallel-load/batch-size", at("parallel-load/type", LOADED, "partitions-auto"), -1, 0
    many = GRAMMAR["table_settings"]["ranges"]["value"]["max_columns"]
    for_columns = {"type": "ranges", "columns": [], "boundaries": [["1"] * (many + 1)]}
    yield (
        "parallel-load",
        LOADED,
        {**for_columns, "columns": [f"c{number}" for number in range(many + 1)]},
        {**for_columns, "columns": [f"c{number}" for number in range(many)], "boundaries": [["1"] * many]},
    )


def test_a_number_beyond_its_bound_is_never_silent_and_one_on_it_is_legal() -> None:
    for path, body, bad, good in numbers():
        assert answer(at(path, body, bad)), (path, bad)  # type: ignore[arg-type]
        assert answer(at(path, body, good)) == set(), (path, good)  # type: ignore[arg-type]


def operands() -> Iterator[tuple[str, Body, Body]]:
    """Each filter operator with a value too many or one too few, and with its own."""
    keys = GRAMMAR["filters"]["value_keys"]["value"]
    for operator in GRAMMAR["filters"]["operators"]["value"]:
        wanted = keys.get(operator, keys["other"])
        whole = {"filter-operator": operator, **dict.fromkeys(wanted, "1")}
        for name in wanted:
            yield f"{operator} without {name}", _without(whole, name), whole
        extra = "value" if "value" not in wanted else "start-value"
        yield f"{operator} with {extra}", {**whole, extra: "1"}, whole


def test_an_operator_with_other_values_than_its_own_is_never_silent() -> None:
    place = "filters/0/filter-conditions/0"

    assert [what for what, *pair in operands() if is_silent(*(at(place, FILTERED, each) for each in pair))] == []  # type: ignore[arg-type]


def by_engine() -> Iterator[tuple[str, EngineName, Body, bool | None, dict[str, Any]]]:
    """Each rule that is for some engines, with each engine, and whether the guide names it."""
    by_source = GRAMMAR["table_settings"]["by_source"]
    for engine in EngineName:
        for kind in GRAMMAR["table_settings"]["parallel_load_types"]["value"]:
            allowed = next((entry for name, entry in by_source.items() if engine.record.is_named([name])), None)
            if allowed is not None and allowed["verified"] and kind != "none":
                load = at("parallel-load", LOADED, MORE.get(kind, {"type": kind}))  # type: ignore[arg-type]
                yield kind, engine, load, kind in allowed["value"], {"source": engine}
        for name, body, targets in (
            ("object-mapping", MAPPED, GRAMMAR["object_mapping"]["targets"]["value"]),
            ("add-tag", TAGGED, GRAMMAR["post_processing"]["targets"]),
        ):
            yield name, engine, body, engine.record.is_named(targets), {"target": engine}


def test_a_rule_for_other_engines_is_never_silent_and_one_for_the_engine_is_legal() -> None:
    for name, engine, body, is_named, engines in by_engine():
        found = answer(body, **engines)
        if is_named is False:
            assert not is_silent(body, body, **engines), (name, engine)
        elif is_named is True:
            assert {each for each in found if each.startswith("DMS-")} == set(), (name, engine, found)
