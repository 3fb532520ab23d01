"""The review decides as the gate does: by the same entries it finds the same change, reasons and consent."""

from __future__ import annotations

import json
from typing import Any

import changes
import pytest
from hypothesis import given, strategies as st

from dms_constructs.review.gate import Gate, GateChange, Watched

_FEW = st.sampled_from(["a", "b"])
_TABLES = st.lists(
    st.tuples(st.sampled_from(["shop.orders", "shop.items", "shop.log"]), _FEW, _FEW), unique_by=lambda row: row[0]
).map(lambda rows: {"Format": 1, "Tables": sorted(map(list, rows))})
_RULES = st.lists(
    st.builds(
        lambda kind, action, table, order: json.dumps(
            {"rule-type": kind, "rule-action": action, "object-locator": {"table-name": table}, "load-order": order}
        ),
        st.sampled_from(["selection", "transformation"]),
        st.sampled_from(["include", "exclude", "rename"]),
        _FEW,
        st.integers(1, 2),
    ),
    max_size=3,
).map(lambda rules: {"Format": 1, "Rules": rules})
_ENTRY = st.fixed_dictionaries(
    {
        "MigrationType": st.sampled_from(["full-load", "cdc", "full-load-and-cdc"]),
        "Digest": _FEW,
        "Replaces": _FEW,
        "Fingerprint": st.sampled_from(["1" * 16, "2" * 16]),
        "Start": st.just("ALWAYS_RUNNING"),
        "Ends": _FEW,
        "Reload": st.sampled_from(["NEVER", "WHEN_NEEDED"]),
    },
    optional={
        "Source": st.sampled_from(["", "mysql", "postgres"]),
        "Given": st.lists(_FEW, min_size=1),
        "Uses": st.lists(_FEW, unique=True),
        "Values": st.lists(_FEW, unique=True),
        "Load": st.dictionaries(_FEW, _FEW),
        "Allow": st.sampled_from(["11111111-22222222", "22222222-11111111"]),
    },
)
_MORE = st.fixed_dictionaries({"Resources": st.dictionaries(_FEW, _FEW), "Values": st.dictionaries(_FEW, _FEW)})
_LIST = _TABLES | _RULES


_SIDE = st.tuples(_ENTRY, _MORE, _LIST)


@given(_SIDE, _SIDE)
def test_the_review_decides_as_the_gate_does(before: tuple[Any, ...], after: tuple[Any, ...]) -> None:
    (old, old_all, old_list), (new, new_all, new_list) = before, after
    old, new = (
        entry | {"Tables": {"List": json.dumps(listed, sort_keys=True)}}
        for entry, listed in ((old, old_list), (new, new_list))
    )
    gates = tuple(Gate({}, each["Resources"], each["Values"]) for each in (old_all, new_all))
    ours = GateChange(Watched("Task", old), Watched("Task", new), gates, (lambda _: None, lambda _: None))
    kind = changes.kind(old, new, old_all, new_all)

    assert ours.replaces is (kind == changes.REPLACEMENT)
    assert ours.replaces or ours.in_place is (kind == changes.IN_PLACE)
    assert bool(ours.reload_reasons) is changes.reload(old, new, old_list, new_list).is_needed
    assert ours.is_carried is changes.may_carry_checkpoint(old, new)
    assert ours.digest == changes.consent(old, new)


@given(_ENTRY, _ENTRY, st.lists(_ENTRY, max_size=2))
def test_the_review_knows_whether_a_renamed_task_finds_its_checkpoint(
    old: dict[str, Any], new: dict[str, Any], others: list[dict[str, Any]]
) -> None:
    leaving = {f"Old{number}": Watched(f"Old{number}", entry) for number, entry in enumerate([old, *others])}
    coming = Watched("New", new)
    gates = (Gate(leaving, {}, {}), Gate({"New": coming}, {}, {}))
    ours = GateChange(leaving["Old0"], coming, gates, (lambda _: None, lambda _: None))

    assert ours.is_carried is changes.finds_checkpoint(old, new, [old, *others])


@pytest.mark.parametrize("gone", [0, 1])
def test_a_list_that_is_gone_is_a_reason_for_both(gone: int) -> None:
    sides = [
        {"MigrationType": "full-load", "Digest": mark, "Tables": {"Bucket": "b", "Key": f"{mark * 64}.json"}}
        for mark in ("a", "b")
    ]
    lists = [{"Format": 1, "Tables": []}, {"Format": 1, "Tables": []}]
    lists[gone] = None  # type: ignore[call-overload]
    gates = (Gate({}, {}, {}), Gate({}, {}, {}))
    watched = [Watched("Task", each) for each in sides]
    ours = GateChange(watched[0], watched[1], gates, (lambda _: lists[0], lambda _: lists[1]))

    assert bool(ours.reload_reasons) is changes.reload(sides[0], sides[1], lists[0], lists[1]).is_needed is True
