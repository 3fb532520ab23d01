"""Who gives a rule something else than it takes is told what to write: what was given, as code that runs."""

from collections.abc import Callable
from typing import Any

import pytest

import dms_constructs as dms
from tests.project.messages import pieces, trouble_with

EQ = dms.Filter("id", dms.Condition.eq(1))
INT8 = dms.DataType("int8")

MEANT: list[tuple[Callable[[Any], object], Any, str]] = [
    (lambda wrong: dms.Include("a", "b", filters=wrong), EQ, 'filters=[dms.Filter("id", dms.Condition.eq("1"))]'),
    (lambda wrong: dms.Include("a", table_type=wrong), "view", "table_type=dms.TableType.VIEW"),
    (lambda wrong: dms.Include("a", load_order=wrong), "3", "load_order=3"),
    (lambda wrong: dms.Include("a", load_order=wrong), 3.0, "load_order=3"),
    (lambda wrong: dms.Exclude("a", wrong), ["b", "c"], 'dms.Exclude("a", "b") and dms.Exclude("a", "c")'),
    (
        lambda wrong: dms.AddColumn("a", "b", "c", INT8, expression=wrong),
        "$x",
        'dms.AddColumn("a", "b", "c", dms.DataType("int8"), expression=dms.Expression("$x"))',
    ),
    (lambda wrong: dms.AddColumn("a", "b", "c", wrong), "int8", 'dms.AddColumn("a", "b", "c", dms.DataType("int8"))'),
    (
        lambda wrong: dms.ChangeDataType("a", "b", "c", to=wrong),
        "int8",
        'dms.ChangeDataType("a", "b", "c", to=dms.DataType("int8"))',
    ),
    (
        lambda wrong: dms.TableSettings("a", "b", parallel_load=wrong),
        dms.PartitionsAuto,
        "parallel_load=dms.PartitionsAuto()",
    ),
    (lambda wrong: dms.TableSettings("a", "b", parallel_load=wrong), "none", "parallel_load=dms.NoSegments()"),
    (dms.TableLobs, "unlimited", "dms.LobMode.UNLIMITED"),
    (
        lambda wrong: dms.TableLobs(dms.LobMode.LIMITED, bulk_max_size_kb=wrong),
        "64",
        "bulk_max_size_kb=64",
    ),
    (lambda wrong: dms.Ranges(wrong, [[5]]), "id", '["id"]'),
    (lambda wrong: dms.Ranges(["id"], wrong), [5, 6], "[[5], [6]]"),
    (lambda wrong: dms.Ranges(["id"], wrong), [[6], [5]], "[[5], [6]]"),
    (dms.PartitionsList, "p1", '["p1"]'),
    (dms.TableMappings, dms.TableMappings(dms.Include("a")), "*mappings.rules"),
]


@pytest.mark.parametrize(("make", "wrong", "write"), MEANT, ids=[write for *_, write in MEANT])
def test_is_told_what_to_write(make: Callable[[Any], object], wrong: Any, write: str) -> None:
    with pytest.raises(dms.ConfigurationError) as caught:
        make(wrong)

    advice = caught.value.message.rpartition("; write ")[2]
    assert advice == write
    assert [trouble for piece in pieces(advice) if (trouble := trouble_with(piece))] == []


@pytest.mark.parametrize(
    ("make", "wrong"),
    [
        (lambda wrong: dms.Include("a", table_type=wrong), 5),
        (lambda wrong: dms.AddColumn("a", "b", "c", wrong), "no such type"),
        (lambda wrong: dms.AddColumn("a", "b", "c", wrong), "string"),  # a length is missing
        (lambda wrong: dms.AddColumn("a", "b", "c", INT8, expression=wrong), "lower("),
        (lambda wrong: dms.TableSettings("a", "b", parallel_load=wrong), "ranges"),
        (lambda wrong: dms.TableSettings("a", "b", parallel_load=wrong), dms.Ranges),
        (lambda wrong: dms.Ranges(["id", "x"], wrong), [5, 6]),
        (lambda wrong: dms.Exclude("a", wrong), [5]),
        (lambda wrong: dms.Exclude("a", wrong), []),
    ],
    ids=lambda part: "" if callable(part) else repr(part),
)
def test_what_can_not_be_meant_is_not_written(make: Callable[[Any], object], wrong: Any) -> None:
    with pytest.raises(dms.ConfigurationError) as caught:
        make(wrong)

    found = list(pieces(caught.value.message.rpartition("got ")[2]))
    assert [trouble for piece in found if (trouble := trouble_with(piece))] == []
