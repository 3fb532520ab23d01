"""An evaluation as text, Markdown and JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from dms_constructs._markdown import escaped
from dms_constructs.catalog.table_type import TableType
from dms_constructs.errors import ConfigurationError, Finding
from dms_constructs.mappings.evaluator.mapped_columns import MappedColumn
from dms_constructs.mappings.evaluator.mapped_table import MappedTable
from dms_constructs.mappings.rules.filters import filters_in_words
from dms_constructs.mappings.rules.masking import Masking

__all__ = [
    "as_dict",
    "as_markdown",
    "as_text",
    "details",
    "not_selected",
    "remarks",
    "remarks_as_dict",
    "remarks_as_markdown",
    "remarks_as_text",
    "summary",
]


def summary(tables: Sequence[MappedTable]) -> str:
    """Return how many tables are selected."""
    kinds = [(TableType.TABLE, "table"), (TableType.VIEW, "view")]
    parts = []
    for kind, word in kinds:
        of_kind = [table for table in tables if table.source.table_type is kind]
        if of_kind or kind is TableType.TABLE:
            selected = sum(table.is_selected for table in of_kind)
            parts.append(f"{selected} of {len(of_kind)} {word}{'s' if len(of_kind) != 1 else ''}")
    return f"{' and '.join(parts)} selected"


def details(table: MappedTable) -> Iterator[str]:
    """Return what is worth saying about a selected table, one line each."""
    if table.load_order is not None:
        yield f"load order {table.load_order}"
    if table.filters:
        yield f"only rows where {filters_in_words(table.filters)}"
    if not table.is_bare:
        yield from _more_details(table)


def _more_details(table: MappedTable) -> Iterator[str]:
    settings = table.settings
    if settings is not None:
        yield from (part.describe() for part in (settings.parallel_load, settings.lobs) if part is not None)
    if table.object_mapping is not None:
        yield table.object_mapping.describe()
    for column in table.columns:
        if column.source is None:
            yield f"+ {column.name} {column.data_type}".rstrip()
        elif column.rules:
            yield from _changes(column.source.name, column.source.data_type, column)
    for dropped, rule in table.dropped_columns:
        yield f"- {dropped.name}" + ("" if rule is not None else " (no rule includes it)")
    if table.key_rule is not None:
        yield table.key_rule.describe()


def _changes(before: str, old_type: str, column: MappedColumn) -> Iterator[str]:
    after = column.name if column.name is not None else "(computed at run time)"
    retyped = f": {old_type or 'its type'} -> {column.data_type}" if column.data_type != old_type else ""
    masked = "".join(f" ({rule.hidden()})" for rule in column.rules if isinstance(rule, Masking))
    if after != before or retyped or masked:
        yield f"{before} -> {after}{retyped}{masked}" if after != before else f"{before}{retyped}{masked}"


def remarks(problems: Iterable[ConfigurationError], findings: Iterable[Finding]) -> Iterator[tuple[str, str]]:
    """Return code or id and text of what is wrong, and then of the findings."""
    for problem in problems:
        yield problem.code, problem.message
    for finding in findings:
        yield finding.id, str(finding)


def as_text(tables: Sequence[MappedTable], problems: Iterable[ConfigurationError], findings: Iterable[Finding]) -> str:
    """Return what becomes of tables, and what there is to say about it, as a person would want to read it."""
    lines = [summary(tables)]
    selected = [table for table in tables if table.is_selected]
    if selected:
        width = max(len(str(table.source)) for table in selected)
        lines.append("")
        for table in selected:
            lines.append(f"{table.source!s:{width}} -> {table.target}  ({table.because})")
            lines += [f"    {line}" for line in details(table)]
    left = not_selected(tables)
    if left:
        lines += ["", "Not selected:", *[f"  {reason}: {names}" for reason, names in left]]
    lines += remarks_as_text(problems, findings)
    return "\n".join(lines)


def remarks_as_text(problems: Iterable[ConfigurationError], findings: Iterable[Finding]) -> list[str]:
    """Return problems and findings as lines of text."""
    lines: list[str] = []
    for title, entries in (("Problems:", remarks(problems, ())), ("Findings:", remarks((), findings))):
        texts = [f"  {text} [{code}]" for code, text in entries]
        lines += ["", title, *texts] if texts else []
    return lines


def not_selected(tables: Iterable[MappedTable]) -> list[tuple[str, str]]:
    """Return the reasons why tables are not selected, and which; a schema of which nothing is selected in short."""
    tables = list(tables)
    some = {table.source.schema for table in tables if table.is_selected}
    reasons: dict[str, dict[str, list[str]]] = {}
    for table in tables:
        if not table.is_selected:
            by_schema = reasons.setdefault(table.because, {})
            by_schema.setdefault(table.source.schema, []).append(str(table.source))
    return [
        (reason, ", ".join(_in_short(schema, names, whole=schema not in some) for schema, names in by_schema.items()))
        for reason, by_schema in reasons.items()
    ]


_FEW = 10


def _in_short(schema: str, names: Sequence[str], *, whole: bool) -> str:
    if len(names) <= _FEW:
        return ", ".join(names)
    if whole:
        return f"{len(names)} tables of schema {schema}"
    return f"{', '.join(names[:_FEW])} and {len(names) - _FEW} more of schema {schema}"


def as_markdown(
    tables: Sequence[MappedTable], problems: Iterable[ConfigurationError], findings: Iterable[Finding]
) -> str:
    """Return it as Markdown, for a pull request."""
    lines = [f"**{summary(tables)}**"]
    selected = [table for table in tables if table.is_selected]
    if selected:
        lines += ["", "| source | target | because | details |", "|---|---|---|---|"]
        lines += [_row(table) for table in selected]
    left = not_selected(tables)
    if left:
        lines += ["", "Not selected:", "", *[f"- {escaped(reason)}: {escaped(names)}" for reason, names in left]]
    lines += remarks_as_markdown(problems, findings)
    return "\n".join(lines) + "\n"


def remarks_as_markdown(problems: Iterable[ConfigurationError], findings: Iterable[Finding]) -> list[str]:
    """Return problems and findings as lines of Markdown."""
    lines: list[str] = []
    for title, entries in (("Problems:", remarks(problems, ())), ("Findings:", remarks((), findings))):
        texts = [f"- {escaped(text)} (`{code}`)" for code, text in entries]
        lines += ["", title, "", *texts] if texts else []
    return lines


def _row(table: MappedTable) -> str:
    cells = [str(table.source), table.target, table.because]
    return f"| {' | '.join(map(escaped, cells))} | {'<br>'.join(map(escaped, details(table)))} |"


def as_dict(
    tables: Iterable[MappedTable], problems: Iterable[ConfigurationError], findings: Iterable[Finding]
) -> dict[str, Any]:
    """Return it as JSON-compatible data."""
    return {"tables": [_table(table) for table in tables], **remarks_as_dict(problems, findings)}


def remarks_as_dict(problems: Iterable[ConfigurationError], findings: Iterable[Finding]) -> dict[str, Any]:
    """Return problems and findings as JSON-compatible data."""
    return {
        "problems": [{"code": problem.code, "message": problem.message} for problem in problems],
        "findings": [finding.as_dict() for finding in findings],
    }


def _table(table: MappedTable) -> dict[str, Any]:
    source = table.source
    form: dict[str, Any] = {
        "schema": source.schema,
        "name": source.name,
        "type": source.table_type.value,
        "selected": table.is_selected,
        "because": table.because,
    }
    if not table.is_selected:
        return form
    form |= {
        "target_schema": table.target_schema,
        "target_name": table.target_name,
        "primary_key": list(table.primary_key),
        "columns": [
            {
                "source": column.source.name if column.source is not None else None,
                "name": column.name,
                "data_type": column.data_type,
            }
            for column in table.columns
        ],
        "dropped_columns": [column.name for column, _ in table.dropped_columns],
    }
    if table.load_order is not None:
        form["load_order"] = table.load_order
    if table.filters:
        form["filters"] = [item.body() for item in table.filters]
    settings = table.settings
    if settings is not None and settings.parallel_load is not None:
        form["parallel_load"] = settings.parallel_load.body()
    if settings is not None and settings.lobs is not None:
        form["lob_settings"] = settings.lobs.body()
    return form
