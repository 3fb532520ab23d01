"""
Conditions of `facts/tools.json`, in three-valued logic: true, false, and not known.

A condition is an object, all of whose members must hold. A member is the name of a fact with the value it must have, a
list of such values, or bounds (`below`, `above`, `at_least`, `at_most`) with a number or the name of a threshold;
`any` is a list of conditions of which one must hold, `not` a condition that must not. What depends on a fact that is
not known is not known either, so an unknown fact makes nothing true.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from typing import Any

__all__ = ["Condition", "compiled", "facts_not_known"]

Values = Mapping[str, Any]
Condition = Callable[[Values], "bool | None"]

_BOUNDS: Mapping[str, Callable[[Any, Any], bool]] = {
    "below": operator.lt,
    "above": operator.gt,
    "at_least": operator.ge,
    "at_most": operator.le,
}


def compiled(when: Mapping[str, Any]) -> Condition:
    """Return a condition as a function of the facts."""
    return _all([_member(name, wanted) for name, wanted in when.items()])


def _all(members: list[Condition]) -> Condition:
    def holds(values: Values) -> bool | None:
        result: bool | None = True
        for member in members:
            one = member(values)
            if one is False:
                return False
            if one is None:
                result = None
        return result

    return holds


def _member(name: str, wanted: Any) -> Condition:
    if name == "any":
        alternatives = [_not(compiled(each)) for each in wanted]
        return _not(_all(alternatives))
    if name == "not":
        return _not(compiled(wanted))
    if isinstance(wanted, dict):
        return _all([_bound(name, _BOUNDS[bound], limit) for bound, limit in wanted.items()])
    allowed = tuple(wanted) if isinstance(wanted, list) else (wanted,)

    def holds(values: Values) -> bool | None:
        value = values[name]
        return None if value is None else value in allowed

    return holds


def _not(condition: Condition) -> Condition:
    def holds(values: Values) -> bool | None:
        result = condition(values)
        return None if result is None else not result

    return holds


def _bound(name: str, compare: Callable[[Any, Any], bool], limit: float | str) -> Condition:
    def holds(values: Values) -> bool | None:
        value = values[name]
        return None if value is None else compare(value, values[limit] if isinstance(limit, str) else limit)

    return holds


def facts_not_known(when: Mapping[str, Any], values: Values) -> Iterator[str]:
    """Return the facts that a condition names and that are not known."""
    for name, wanted in when.items():
        if name == "any":
            for each in wanted:
                yield from facts_not_known(each, values)
        elif name == "not":
            yield from facts_not_known(wanted, values)
        elif values[name] is None:
            yield name
