"""Which rows filters let pass: none of them, or all of them, is not what filters are for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dms_constructs._checks import skipped
from dms_constructs.mappings.rules.filters import Condition, Filter
from dms_constructs.mappings.rules.operands import Ordered, plain, values_of

__all__ = ["leaves_nulls_open", "passes_everything", "passes_nothing"]

_NULL = -1


class _Line:
    """
    The values of a column as places: on each operand, and between and around them; and one for null.

    Place 2i + 1 is the operand number i, the even ones are between: so a condition is a set of places.
    """

    def __init__(self, values: Iterable[Ordered]) -> None:
        # All are of one kind, which has an order.
        self._places = {value: 2 * place + 1 for place, value in enumerate(sorted(set(values)))}
        self.every = frozenset(range(2 * len(self._places) + 1))

    def of(self, condition: Condition, operands: Sequence[Ordered]) -> frozenset[int]:
        """Return where the condition holds; where that is not sure, it does."""
        if condition.operator == "null":
            return frozenset({_NULL})
        if condition.operator == "notnull":
            return self.every
        low = self._places[operands[0]]
        high = self._places[operands[-1]]
        within = {
            "eq": range(low, low + 1),
            "noteq": range(low, low + 1),
            "gte": range(low, len(self.every)),
            "lte": range(low + 1),
            "ste": range(low + 1),
            "between": range(low, high + 1),
            "notbetween": range(low, high + 1),
        }[condition.operator]
        # The guide does not say whether null is unequal to a value for DMS.
        return (self.every - set(within)) | {_NULL} if condition.is_negative else frozenset(within)


def _values(conditions: Sequence[Condition], *, as_text: bool) -> tuple[Ordered, ...] | None:
    """Return the values of conditions if it is known how they compare; as texts, digits do so one by one."""
    texts = tuple(operand for condition in conditions for operand in condition.operands)
    if not as_text:
        return values_of(texts)
    return texts if all(text.isascii() and text.isdecimal() for text in texts) else None


def _places(filters: Sequence[Filter], *, as_text: bool = False) -> tuple[_Line, list[frozenset[int]]] | None:
    """Return the values of the column of these filters, and where each filter passes; None where that is not known."""
    conditions = [condition for item in filters for condition in item.conditions]
    values = _values(conditions, as_text=as_text)
    if values is None or any(condition.operator not in _KNOWN for condition in conditions):
        return None
    line, rest = _Line(values), iter(values)
    passing = []
    for item in filters:
        places: frozenset[int] = frozenset()
        for condition in item.conditions:
            places |= line.of(condition, [next(rest) for _ in condition.operands])
        passing.append(places)
    return line, passing


_KNOWN = {"eq", "noteq", "gte", "lte", "ste", "between", "notbetween", "null", "notnull"}


def passes_everything(item: Filter) -> bool:
    """Whether every row passes that is not null, although the filter asks for something else."""
    if len(item.conditions) == 1 and item.conditions[0].operator == "notnull":
        return False
    found = _places([item])
    return found is not None and found[0].every <= found[1][0]


def passes_nothing(filters: Sequence[Filter], *, as_text: bool = False) -> bool:
    """
    Whether no row passes all of these filters of one column.

    Args:
        filters: The filters.
        as_text: Whether the column holds text, so numbers are compared digit by digit.
    """
    found = _places(filters, as_text=as_text)
    return not frozenset.intersection(*found[1]) if found is not None else _no_text_passes(filters)


def _no_text_passes(filters: Sequence[Filter]) -> bool:
    """Whether no row passes, for certain, where the order of the operands is not known; they may be equal."""
    if all(any(each.operator == "null" or each.is_negative for each in item.conditions) for item in filters):
        return False  # null passes
    texts = [_texts(item) for item in filters]
    known = [each for each in texts if each is not None]
    return bool(known) and not frozenset.intersection(*known)


def _texts(item: Filter) -> frozenset[object] | None:
    """Return what but null passes a filter, each in its plainest form; None where that is more than single values."""
    passing: set[object] = set()
    for condition in item.conditions:
        if condition.operator == "eq" and not any(map(skipped, condition.operands)):
            passing.update(map(plain, condition.operands))
        elif condition.operator != "null":
            return None
    return frozenset(passing)


def leaves_nulls_open(filters: Iterable[Filter]) -> bool:
    """Whether it is not sure if rows that are null pass these filters of one column."""
    is_open = False
    for item in filters:
        operators = {condition.operator for condition in item.conditions}
        if operators.isdisjoint({"noteq", "notbetween", "null"}):
            return False
        is_open = is_open or "null" not in operators
    return is_open
