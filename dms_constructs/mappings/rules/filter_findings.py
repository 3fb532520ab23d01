"""What is surprising about the filters of a rule."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence

from dms_constructs import _checks, facts
from dms_constructs.catalog import SourceColumn
from dms_constructs.errors import Finding
from dms_constructs.mappings.rules.filters import Condition, Filter, filters_in_words
from dms_constructs.mappings.rules.operands import is_impossible_date
from dms_constructs.mappings.rules.rows import leaves_nulls_open, passes_everything, passes_nothing
from dms_constructs.mappings.rules.rule import Rule
from dms_constructs.mappings.rules.words import shown, with_values

__all__ = ["filter_findings", "null_findings", "type_findings"]

Filters = tuple[Filter, ...]


def filter_findings(rule: Rule, filters: Filters) -> Iterator[Finding]:
    """Yield the findings about the filters of a rule, of which a row must pass all."""
    # Most filters ask one thing of a column each, and thousands of rules are made in one go.
    are_plain = len({item.column for item in filters}) == len(filters) and all(map(_is_plain, filters))
    for item in filters:
        if are_plain:
            pass
        elif passes_everything(item):
            yield _everything(rule, filters, item)
        elif len(item.conditions) > 1 and any(condition.is_negative for condition in item.conditions):
            yield _negative_with_others(rule, filters, item)
        yield from _impossible_dates(rule, item)
        if item.column != item.column.strip() and not _checks.skipped(item.column):
            stripped = tuple(Filter(each.column.strip(), *each.conditions) for each in filters)
            yield Finding(
                "mappings.blankInName",
                f"{shown(rule)}: column {item.column!r} of a filter begins or ends with a blank",
                fix=f"write {_with(rule, stripped)}",
            )
    if are_plain:
        return
    for column in dict.fromkeys(item.column for item in filters):
        of_column = tuple(item for item in filters if item.column == column)
        if passes_nothing(of_column):
            yield _nothing(rule, filters, of_column)
    yield from null_findings(rule, filters, {item.column for item in filters})


def _is_plain(item: Filter) -> bool:
    """Whether some rows pass the filter and others don't, whatever it compares with."""
    return len(item.conditions) == 1 and item.conditions[0].operator in {"eq", "gte", "lte", "ste"}


def null_findings(rule: Rule, filters: Filters, columns: Container[str]) -> Iterator[Finding]:
    """Yield the findings about rows that are null in one of these columns, those of them that may be."""
    for column in dict.fromkeys(item.column for item in filters if item.column in columns):
        of_column = tuple(item for item in filters if item.column == column)
        if leaves_nulls_open(of_column) and not any(map(passes_everything, of_column)):
            yield Finding(
                "mappings.nullsOfNegativeFilter",
                f"{shown(rule)}: AWS doesn't say whether rows whose {column} is null pass "
                f"{filters_in_words(of_column)}; databases leave them out",
                fix=f"write {_with(rule, (*filters, Filter(column, Condition.notnull())))} to leave them out for sure",
            )


def type_findings(rule: Rule, filters: Filters, columns: Iterable[SourceColumn]) -> Iterator[Finding]:
    """Yield the findings about filters that no row passes because of what their columns can hold."""
    for column in columns:
        of_column = tuple(item for item in filters if item.column == column.name)
        if not of_column or passes_nothing(of_column):
            continue
        why = _why_none(of_column, column)
        if why is not None:
            yield Finding(
                "mappings.filterPassesNothing",
                f"{shown(rule)}: no row passes {filters_in_words(of_column)}, because {column.name} {why}",
                fix=f"write {_with(rule, _in_place_of(filters, of_column, ()))} to move all rows, or exclude the table",
            )


_LENGTH = re.compile(r"[a-z ]+\(([0-9]+)\)")
_WHOLE = re.compile(r"(u?)int([1248])")
_TEXTS = frozenset({"string", "wstring"})


def _why_none(filters: Filters, column: SourceColumn) -> str | None:
    """Say what of a column keeps all rows from passing; None if nothing is known to."""
    if column.nullable is False and any({each.operator for each in item.conditions} == {"null"} for item in filters):
        return "is never null"
    kind, whole = column.dms_type or "", _WHOLE.fullmatch(column.dms_type or "")
    if whole is not None:
        bits = 8 * int(whole[2])
        low, high = (0, 2**bits - 1) if whole[1] else (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
        held = Filter(column.name, Condition("between", (str(low), str(high))), Condition.null())
        return f"holds {low:,} to {high:,}" if passes_nothing((*filters, held)) else None
    if kind in _TEXTS:
        if passes_nothing(filters, as_text=True):
            return f"is {column.data_type or 'text'}, and digits are compared there one by one"
        length = _LENGTH.fullmatch(column.data_type.strip().lower())
        if length is not None and any(_all_longer(item, int(length[1])) for item in filters):
            return f"is {column.data_type}"
    return None


def _all_longer(item: Filter, length: int) -> bool:
    return all(each.operator == "eq" and len(each.operands[0].rstrip()) > length for each in item.conditions)


def _with(rule: Rule, filters: Filters) -> str:
    return shown(with_values(rule, filters=filters))


def _in_place_of(filters: Filters, old: Sequence[Filter], new: Filters) -> Filters:
    """Return the filters with new ones where the first of some stood, and without these."""
    at = next(place for place, item in enumerate(filters) if item is old[0])
    kept = [[] if any(item is each for each in old) else [item] for item in filters]
    kept[at] = list(new)
    return tuple(item for part in kept for item in part)


def _apart(item: Filter) -> Filters:
    """Return a filter for each condition: a row must meet all then. One for two ends is a range."""
    ends = {condition.operator: condition for condition in item.conditions}
    low, high = ends.get("gte"), ends.get("lte") or ends.get("ste")
    if len(item.conditions) == 2 and low is not None and high is not None:
        return (Filter(item.column, Condition("between", (*low.operands, *high.operands))),)
    return tuple(Filter(item.column, condition) for condition in item.conditions)


def _negative_with_others(rule: Rule, filters: Filters, item: Filter) -> Finding:
    version = facts.table_mappings()["filters"]["negative_with_others"]["value"]
    all_hold = f"write {_with(rule, _in_place_of(filters, [item], _apart(item)))} if all must hold"
    asks_for_null = any(condition.operator == "null" for condition in item.conditions)
    return Finding(
        "mappings.negativeConditionWithOthers",
        f"{shown(rule)}: a filter may have a negative condition beside others from engine version {version} on, "
        "and treats NULL in a special way then; a row passes when any one of them holds",
        fix=f"use engine version {version} or later" if asks_for_null else all_hold,
    )


def _everything(rule: Rule, filters: Filters, item: Filter) -> Finding:
    apart = _apart(item) if len(item.conditions) > 1 else (_turned(item),)
    together = _in_place_of(filters, [item], apart)
    if any(map(passes_everything, apart)) or passes_nothing([each for each in together if each.column == item.column]):
        fix = f"write {_with(rule, _in_place_of(filters, [item], ()))} to move all rows"
    elif len(item.conditions) > 1:
        fix = f"write {_with(rule, together)} for the rows that meet all of the conditions"
    else:
        fix = f"write {_with(rule, together)}"
    several = ": the conditions of one filter are ORed, and one is enough" if len(item.conditions) > 1 else ""
    return Finding(
        "mappings.filterPassesEverything",
        f"{shown(rule)}: every row that is not null passes {item.describe()}{several}",
        fix=fix,
    )


def _nothing(rule: Rule, filters: Filters, of_column: Filters) -> Finding:
    if len(of_column) == 1:
        instead = _turned(of_column[0])
    else:  # with one condition each, one of them was probably meant to be enough
        instead = Filter(of_column[0].column, *(condition for item in of_column for condition in item.conditions))
    if passes_nothing([instead]) or passes_everything(instead):
        fix = f"write {_with(rule, _in_place_of(filters, of_column, ()))} to move all rows, or exclude the table"
    elif len(of_column) == 1:
        fix = f"write {_with(rule, _in_place_of(filters, of_column, (instead,)))}"
    else:
        fix = (
            f"write {_with(rule, _in_place_of(filters, of_column, (instead,)))} for the rows that meet one of the "
            "conditions"
        )
    return Finding(
        "mappings.filterPassesNothing",
        f"{shown(rule)}: no row passes {filters_in_words(of_column)}, so the table stays empty",
        fix=fix,
    )


def _turned(item: Filter) -> Filter:
    """Return the filter with the ends of its ranges the other way round."""
    return Filter(
        item.column, *(Condition(condition.operator, condition.operands[::-1]) for condition in item.conditions)
    )


def _impossible_dates(rule: Rule, item: Filter) -> Iterator[Finding]:
    wrong = [operand for condition in item.conditions for operand in condition.operands if is_impossible_date(operand)]
    if wrong:
        yield Finding(
            "mappings.impossibleDate",
            f"{shown(rule)}: {', '.join(wrong)} has the form of a date, but no calendar has it",
            fix="correct it: dates are YYYY-MM-DD, and times YYYY-MM-DD HH:MM:SS.SSS",
        )
