"""The page of the engines has an example of every class of endpoints."""

import pytest

import dms_constructs as dms
from tests.project.test_readme import BLOCK
from tools import engines

CLASSES = sorted(
    {one for name in dms.EngineName for one in (name.record.source_class, name.record.target_class) if one}
)
PAGE = engines.PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", CLASSES)
def test_a_class_has_an_example(name: str) -> None:
    assert any(f"dms.{name}" in code for kind, code in BLOCK.findall(PAGE) if kind == "python")


@pytest.mark.parametrize("name", dms.EngineName, ids=lambda name: name.value)
def test_an_engine_is_in_the_table_or_it_is_said_why_not(name: dms.EngineName) -> None:
    row, line = f"| {name.record.display}<br>`dms.EngineName.{name.name}` |", f"- {name.record.display}: "

    assert (row in PAGE) is not (line in PAGE)
