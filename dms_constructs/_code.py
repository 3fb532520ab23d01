"""Values as the Python code that makes them, for whoever writes `import dms_constructs as dms`, as all examples do."""

from __future__ import annotations

import dataclasses
import enum
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dms_constructs.errors import is_unchecked, is_unresolved, qualified

__all__ = ["SELF", "Call", "Variable", "as_code", "call", "expression", "quoted"]

_STEP = "    "
_OURS = "dms."
_SCALARS = (str, bytes, bool, int, float, enum.Enum, type)
quoted = json.JSONEncoder(ensure_ascii=False).encode
"""Writes a printable text with double quotes, as Python reads it."""


@dataclass(frozen=True)
class Call:
    """An expression with parts: on one line if they fit, else each on its own."""

    opening: str
    parts: tuple[tuple[str, str | Call], ...]
    closing: str

    def lines(self, before: str, indent: str, after: str, width: int) -> list[str]:
        """Return the lines of an argument of another call."""
        flat = f"{indent}{before}{self.flat()}{after}"
        if len(flat) <= width:
            return [flat]
        inner = indent + _STEP
        lines = [f"{indent}{before}{self.opening}"]
        for name, part in self.parts:
            lines += part.lines(name, inner, ",", width) if isinstance(part, Call) else [f"{inner}{name}{part},"]
        return [*lines, f"{indent}{self.closing}{after}"]

    def flat(self) -> str:
        """Return it on one line."""
        return f"{self.opening}{', '.join(f'{name}{_flat(part)}' for name, part in self.parts)}{self.closing}"


class Variable(str):
    """A name that stands in the code as it is."""

    __slots__ = ()


SELF = Variable("self")
"""The construct in whose `__init__` the code stands."""


def as_code(value: object) -> str:
    """
    Return a value as code.

    Names of ours stand behind `dms.`, and those of the CDK behind the usual name of their module. What no code can
    make again, such as a construct, is written as the argument that it was given for.
    """
    return _flat(expression(value))


def call(name: str, /, *arguments: object, **named: object) -> str:
    """Return a call of what has this name; named arguments that are None are left out."""
    parts = [*map(as_code, arguments), *(f"{key}={_argument(key, value)}" for key, value in _given(named))]
    return f"{name}({', '.join(parts)})"


def expression(value: Any, name: str = "...") -> str | Call:
    """
    Return a value as code that can still be laid out.

    Args:
        value: The value.
        name: What to write for an object that no code can make again.
    """
    if is_unchecked(value):
        plain = next(kind for kind in (str, int, float) if isinstance(value, kind))
        return f"{_OURS}unchecked({_scalar(plain(value))})"
    if isinstance(value, Mapping):
        return Call("{", tuple((f"{as_code(key)}: ", expression(each)) for key, each in value.items()), "}")
    if isinstance(value, list | tuple):
        return Call("[", tuple(("", expression(each)) for each in value), "]")
    if isinstance(value, int | float) and is_unresolved(value):
        return name  # nobody could read the number that stands for what is known at deployment only
    if value is None or isinstance(value, _SCALARS):
        return _scalar(value)
    return _made(value) or name


def _made(value: Any) -> str | Call | None:
    """Return the call that makes an object, or None where there is no such."""
    text = repr(value)
    if text.startswith((_OURS, "datetime.")):
        return text
    if dataclasses.is_dataclass(value) and qualified(type(value)).startswith(_OURS):
        return Call(f"{qualified(type(value))}(", tuple(_fields(value)), ")")
    return None


def _fields(value: Any) -> Iterator[tuple[str, str | Call]]:
    """Yield the arguments of a dataclass that say something, by position as far as it goes."""
    by_position = True
    for field in sorted(dataclasses.fields(value), key=lambda each: each.kw_only is True):
        given = getattr(value, field.name)
        default = field.default_factory() if field.default_factory is not dataclasses.MISSING else field.default
        if not field.init or (_same(given, default) and not is_unchecked(given)):
            by_position = False
            continue
        by_position = by_position and not field.kw_only
        yield "" if by_position else f"{field.name}=", expression(given, field.name)


def _same(value: object, default: object) -> bool:
    # For Python, True equals 1.
    return isinstance(value, bool) is isinstance(default, bool) and bool(value == default)


def _given(named: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    return ((key, value) for key, value in named.items() if value is not None)


def _argument(name: str, value: object) -> str:
    return _flat(expression(value, name))


def _flat(part: str | Call) -> str:
    return part.flat() if isinstance(part, Call) else part


def _scalar(value: object) -> str:
    """Return a scalar or a name as Python has it; what is invisible in a string is escaped."""
    if isinstance(value, enum.Enum):
        return f"{qualified(type(value))}.{value.name}"
    if isinstance(value, type):
        return qualified(value)
    if isinstance(value, Variable):
        return str(value)
    if isinstance(value, str):
        return quoted(value) if value.isprintable() else ascii(value)
    if isinstance(value, float) and not math.isfinite(value):
        return f'float("{value}")'
    return repr(value)
