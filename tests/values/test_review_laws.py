"""Laws of the review, for any tables and rules."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, strategies as st

from dms_constructs.catalog import Catalog, SourceColumn, SourceTable
from dms_constructs.engines import EngineName
from dms_constructs.review.context import Known
from dms_constructs.review.entry import Review
from tests.values.migrations import app, changed, entries, reviewed, selecting

APP = app()
TABLES = ["orders", "items", "log", "audit_1", "audit_2"]
CATALOG = Catalog(
    *(SourceTable("shop", name, [SourceColumn("id", "bigint")], primary_key=["id"]) for name in TABLES),
    engine=EngineName.MYSQL,
)
_PATTERNS = st.lists(
    st.builds(
        "{}{}.{}".format,
        st.sampled_from(["", "!"]),
        st.sampled_from(["shop", "crm"]),
        st.sampled_from([*TABLES, "%", "audit_%"]),
    ),
    unique=True,
    max_size=5,
)
MAPPINGS = _PATTERNS.map(
    lambda patterns: ["shop.orders", *(each for each in patterns if each.strip("!") != "shop.orders")]
)


def with_rules(patterns: list[str], first_id: int = 1) -> dict[str, Any]:
    return changed(APP, "Task", TableMappings=json.dumps(selecting(*patterns, first_id=first_id)))


def tables(found: Review, word: str) -> set[str]:
    return {name for each in entries(found, "Task") if f" {word}: " in each.what for name in each.tables}


@given(MAPPINGS)
def test_a_template_reviewed_against_itself_has_no_entries(patterns: list[str]) -> None:
    same = with_rules(patterns)

    assert reviewed(same, json.loads(json.dumps(same))).resources == ()


@given(MAPPINGS, st.integers(1, 10**6))
def test_renumbered_rules_have_no_entries(patterns: list[str], first_id: int) -> None:
    assert reviewed(with_rules(patterns), with_rules(patterns, first_id)).resources == ()


@given(MAPPINGS, MAPPINGS)
def test_what_one_way_gains_the_other_way_loses(one: list[str], other: list[str]) -> None:
    known = Known(catalog=CATALOG)
    there, back = (reviewed(with_rules(a), with_rules(b), known) for a, b in ((one, other), (other, one)))

    assert tables(there, "gained") == tables(back, "lost")
    assert tables(there, "lost") == tables(back, "gained")


@given(st.permutations(sorted(APP)))
def test_the_order_of_resources_is_no_change(names: list[str]) -> None:
    assert reviewed(APP, {name: APP[name] for name in names}).resources == ()


@given(st.sampled_from(sorted(APP)), st.sampled_from(sorted(APP)))
def test_whatever_goes_is_told_and_nothing_raises(one: str, other: str) -> None:
    left = {name: each for name, each in APP.items() if name not in {one, other}}

    assert {each.name for each in reviewed(APP, left).resources} >= {one, other}


_FUNCTIONS = ["Ref", "Fn::Join", "Fn::Sub", "Fn::GetAtt", "Statement", "a"]
_REFERENCES = st.sampled_from([{"Ref": "Task"}, {"Ref": "Role"}])
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | _REFERENCES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_FUNCTIONS), inner, max_size=3),
    max_leaves=6,
)
_PLACES = st.sampled_from([(name, key) for name, each in APP.items() for key in ("Properties", *each["Properties"])])


@given(_PLACES, _JSON, _JSON)
def test_whatever_a_property_holds_is_reviewed(place: tuple[str, str], old: Any, new: Any) -> None:
    def with_value(value: Any) -> dict[str, Any]:
        name, key = place
        body = APP[name] | ({"Properties": value} if key == "Properties" else {})
        return APP | {name: body if key == "Properties" else body | {"Properties": body["Properties"] | {key: value}}}

    found = reviewed(with_value(old), with_value(new))

    assert json.dumps(found.to_dict())
    assert found.summary()
