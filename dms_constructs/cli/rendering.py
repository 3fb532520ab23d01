"""Values as rich shows them on a terminal, chosen by their type."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from dms_constructs.cli.characters import printable
from dms_constructs.mappings.comparison import Comparison
from dms_constructs.mappings.evaluation import Evaluation
from dms_constructs.mappings.evaluator.mapped_table import MappedTable
from dms_constructs.mappings.report import details, not_selected, remarks, summary

__all__ = ["renderable"]


def renderable(value: Any) -> RenderableType:
    """Return what rich prints for a value: tables for an evaluation or a comparison, others as they are."""
    if isinstance(value, Evaluation):
        return _evaluation(value)
    if isinstance(value, Comparison):
        return _comparison(value)
    shown: RenderableType = value
    return shown


def _evaluation(evaluation: Evaluation) -> RenderableType:
    """Return an evaluation as tables for a terminal."""
    parts: list[RenderableType] = []
    if selected := evaluation.selected:
        parts.append(_selected(selected))
    if left := not_selected(evaluation.tables):
        parts.append(_rows("not selected", "because", ((names, reason) for reason, names in left), "dim"))
    parts += _remarks(evaluation)
    parts.append(_text(summary(evaluation.tables), style="bold"))
    return Group(*parts)


def _comparison(comparison: Comparison) -> RenderableType:
    """Return a comparison as a table for a terminal."""
    parts: list[RenderableType] = []
    if comparison.changes:
        table = Table("table", "change", "reload")
        for change in comparison.changes:
            reload = _text("yes", style="yellow") if change.needs_reload else ""
            table.add_row(_text(change.table), _text(change.text), reload)
        parts.append(table)
    parts += _remarks(comparison.new)
    parts.append(_text(comparison.summary(), style="bold"))
    return Group(*parts)


def _text(text: str, style: str = "") -> Text:
    return Text(printable(text), style)


def _selected(selected: Iterable[MappedTable]) -> Table:
    table = Table("source", "target", "because", "details")
    for mapped in selected:
        table.add_row(
            _text(str(mapped.source)),
            _text(mapped.target, style="green"),
            _text(mapped.because),
            _text("\n".join(details(mapped))),
        )
    return table


def _remarks(evaluation: Evaluation) -> Iterable[Table]:
    if evaluation.problems:
        yield _rows("code", "problem", remarks(evaluation.problems, ()), "red")
    if evaluation.findings:
        yield _rows("id", "finding", remarks((), evaluation.findings), "yellow")


def _rows(first: str, second: str, rows: Iterable[tuple[str, str]], style: str) -> Table:
    table = Table(first, second)
    for left, right in rows:
        table.add_row(_text(left, style=style), _text(right))
    return table
