"""What changes for the tables of a source when one mapping takes the place of another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from dms_constructs._markdown import escaped
from dms_constructs.mappings.evaluation import Evaluation
from dms_constructs.mappings.evaluator.mapped_columns import MappedColumn
from dms_constructs.mappings.evaluator.mapped_table import MappedTable
from dms_constructs.mappings.report import remarks_as_dict, remarks_as_markdown, remarks_as_text
from dms_constructs.mappings.rules.filters import filters_in_words
from dms_constructs.mappings.rules.masking import Masking
from dms_constructs.mappings.rules.rule import Rule

__all__ = ["Comparison", "TableChange"]


@dataclass(frozen=True, slots=True)
class TableChange:
    """
    One thing that changes for one table.

    Attributes:
        table: The table of the source, as `schema.name`.
        kind: What happens to it: `gained`, `lost`, `renamed`, `columns`, `column-gained`, `column-dropped`,
            `column-renamed`, `column-type`, `column-masked`, `key`, `filters`, `load`, `object-mapping` or `rule`.
        text: The same in words.
        needs_reload: Whether the data on the target is right only after a reload of the table.
    """

    table: str
    kind: str
    text: str
    needs_reload: bool

    def __str__(self) -> str:
        return f"{self.table}: {self.text}"


class Comparison:
    """
    What changes for the tables of a source: `print(old.compare(new, catalog))`.

    An action that alters tables on the target takes effect with a reload only, not when the task is resumed. Source:
    the DMS User Guide, page
    CHAP_Tasks.CustomizingTasks.TableMapping.SelectionTransformation.Transformations.

    Attributes:
        old: What the mapping so far does.
        new: What the mapping that takes its place does.
        changes: What changes, in the order of the catalog; empty when nothing does.
    """

    def __init__(self, old: Evaluation, new: Evaluation) -> None:
        self.old = old
        self.new = new
        changes = [
            change for before, after in zip(old.tables, new.tables, strict=True) for change in _changes(before, after)
        ]
        self.changes: tuple[TableChange, ...] = (*changes, *_other_changes(old, new))

    @property
    def needs_reload(self) -> bool:
        """Whether any table must be loaded again."""
        return any(change.needs_reload for change in self.changes)

    @property
    def to_reload(self) -> tuple[str, ...]:
        """The tables that must be loaded, or loaded again."""
        return tuple(dict.fromkeys(change.table for change in self.changes if change.needs_reload))

    def summary(self) -> str:
        """Say in one line what changes."""
        if not self.changes:
            return "nothing changes for the tables of this catalog"
        tables = len({change.table for change in self.changes})
        reload = len(self.to_reload)
        needs = f"; {reload} must be loaded" if reload else "; none must be loaded again"
        return (
            f"{len(self.changes)} change{'s' * (len(self.changes) != 1)} for {tables} table{'s' * (tables != 1)}{needs}"
        )

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON-compatible data."""
        return {
            "needs_reload": self.needs_reload,
            "to_reload": list(self.to_reload),
            "changes": [
                {
                    "table": change.table,
                    "kind": change.kind,
                    "text": change.text,
                    "needs_reload": change.needs_reload,
                }
                for change in self.changes
            ],
            **remarks_as_dict(self.new.problems, self.new.findings),
        }

    def to_markdown(self) -> str:
        """Return it as Markdown, for a pull request."""
        lines = [f"**{self.summary()}**"]
        if self.changes:
            lines += ["", "| table | change | reload |", "|---|---|---|"]
            lines += [
                f"| {escaped(change.table)} | {escaped(change.text)} | {'yes' if change.needs_reload else ''} |"
                for change in self.changes
            ]
        lines += remarks_as_markdown(self.new.problems, self.new.findings)
        return "\n".join(lines) + "\n"

    def __str__(self) -> str:
        lines = [self.summary()]
        if self.changes:
            lines.append("")
        lines += [f"{change}{' (needs a reload)' * change.needs_reload}" for change in self.changes]
        lines += remarks_as_text(self.new.problems, self.new.findings)
        return "\n".join(lines)

    def __repr__(self) -> str:
        return f"<Comparison: {self.summary()}>"


def _changes(before: MappedTable, after: MappedTable) -> Iterator[TableChange]:
    table = str(before.source)
    if not before.is_selected and not after.is_selected:
        return
    if not before.is_selected:
        yield TableChange(table, "gained", f"selected now, into {after.target}: {after.because}", needs_reload=True)
        return
    if not after.is_selected:
        text = f"no longer selected, and {before.target} stays as it is: {after.because}"
        yield TableChange(table, "lost", text, needs_reload=False)
        return
    if (before.target_schema, before.target_name) != (after.target_schema, after.target_name):
        yield TableChange(table, "renamed", f"{before.target} becomes {after.target}", needs_reload=True)
    elif None in (before.target_schema, before.target_name) and _naming(before) != _naming(after):
        yield TableChange(table, "renamed", "its name is computed in another way", needs_reload=True)
    if not before.source.columns and before.column_rules() != after.column_rules():
        text = "rules for its columns change, and which columns it has is not known"
        yield TableChange(table, "columns", text, needs_reload=True)
    yield from _column_changes(table, before, after)
    if before.filters != after.filters:
        was, becomes = (filters_in_words(one.filters) or "all rows" for one in (before, after))
        yield TableChange(table, "filters", f"rows moved: {was} before, {becomes} now", needs_reload=True)
    yield from _load_changes(table, before, after)


def _column_changes(table: str, before: MappedTable, after: MappedTable) -> Iterator[TableChange]:
    was, becomes = _by_source(before), _by_source(after)
    for key, column in was.items():
        other = becomes.get(key)
        if other is None:
            yield TableChange(table, "column-dropped", f"column {column.name} is left out", needs_reload=True)
            continue
        computed = column.name is None and _bare(column.rules) != _bare(other.rules)
        if column.name != other.name or computed:
            text = f"column {column.name or '?'} becomes {other.name or '?'}"
            yield TableChange(table, "column-renamed", text, needs_reload=True)
        if column.data_type != other.data_type:
            text = f"column {other.name or '?'} changes from {column.data_type or '?'} to {other.data_type or '?'}"
            yield TableChange(table, "column-type", text, needs_reload=True)
        masks = [_bare(rule for rule in one.rules if isinstance(rule, Masking)) for one in (column, other)]
        if masks[0] != masks[1]:
            verb = (
                "is masked" if not masks[0] else "is no longer masked" if not masks[1] else "is masked in another way"
            )
            yield TableChange(table, "column-masked", f"column {other.name or '?'} {verb}", needs_reload=True)
        elif column.source is None and _bare(column.rules) != _bare(other.rules):
            yield TableChange(table, "column-type", f"column {other.name} holds something else", needs_reload=True)
    for key, column in becomes.items():
        if key not in was:
            yield TableChange(table, "column-gained", f"column {column.name or '?'} is added", needs_reload=True)
    keys = [_key_in_words(one) for one in (before, after)]
    if keys[0] != keys[1]:
        yield TableChange(table, "key", f"the target had {keys[0]} and gets {keys[1]}", needs_reload=True)


def _naming(table: MappedTable) -> list[Rule]:
    return _bare(rule for rule in (table.schema_rule, table.table_rule) if rule is not None)


def _other_changes(old: Evaluation, new: Evaluation) -> Iterator[TableChange]:
    """Return the rules that come or go and whose effect no table shows."""
    was, becomes = old.unknown_rules(), new.unknown_rules()
    for verb, rules, others in (("removed", was, becomes), ("added", becomes, was)):
        for rule in rules:
            if rule not in others:
                place = f"{getattr(rule, 'schema', '%')}.{getattr(rule, 'table', '%')}"
                yield TableChange(place, "rule", f"a rule is {verb}: {rule.describe()}", needs_reload=False)


def _key_in_words(table: MappedTable) -> str:
    rule, key = table.key_rule, ", ".join(table.primary_key)
    defined = f" {rule.name}" if rule is not None and rule.origin != "unique-index" else ""
    index = (
        f" and the unique index {rule.name} on {', '.join(rule.columns)}" if rule is not None and not defined else ""
    )
    return (f"the primary key{defined} {key}" if key else "no primary key") + index


def _bare(rules: Iterable[Rule]) -> list[Rule]:
    """Return rules without their ids, which say nothing about what they do."""
    return [rule.with_id(None, None) for rule in rules]


def _by_source(table: MappedTable) -> dict[tuple[bool, str], MappedColumn]:
    return {
        (column.source is None, column.source.name if column.source is not None else str(column.name)): column
        for column in table.columns
    }


def _load_changes(table: str, before: MappedTable, after: MappedTable) -> Iterator[TableChange]:
    if before.load_order != after.load_order:
        text = f"load order {_or_none(before.load_order)} becomes {_or_none(after.load_order)}"
        yield TableChange(table, "load", text, needs_reload=False)
    was, becomes = (
        (one.settings.parallel_load, one.settings.lobs) if one.settings is not None else (None, None)
        for one in (before, after)
    )
    if was[0] != becomes[0]:
        text = becomes[0].describe() if becomes[0] is not None else "load it as a whole"
        yield TableChange(table, "load", f"the next full load will {text}", needs_reload=False)
    if was[1] != becomes[1]:
        text = becomes[1].describe() if becomes[1] is not None else "move its large objects as the task settings say"
        yield TableChange(table, "load", f"DMS will {text}", needs_reload=True)
    mapped = [_bare([one.object_mapping] if one.object_mapping is not None else []) for one in (before, after)]
    if mapped[0] != mapped[1]:
        text = mapped[1][0].describe() if mapped[1] else "records are no longer mapped"
        yield TableChange(table, "object-mapping", text, needs_reload=True)


def _or_none(value: int | None) -> str:
    return "none" if value is None else str(value)
