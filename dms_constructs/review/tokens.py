"""Text of a template, of which CloudFormation knows some parts only at deployment."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

__all__ = ["is_function", "text_of", "value_of"]


@dataclass(frozen=True)
class _Unknown:
    """A part that is known at deployment; the same part always has the same name."""

    name: str

    def __str__(self) -> str:
        # As the CDK writes it, so the library's checks know it for what it is.
        return f"${{Token[{self.name}.1]}}"


_Part = str | _Unknown
_QUOTE = re.compile(r'(?<!\\)(?:\\\\)*"')
_IN_SUB = re.compile(r"\$\{([^}]*)\}")


def is_function(value: object) -> bool:
    """Whether the value is one that CloudFormation computes."""
    if not isinstance(value, dict) or len(value) != 1:
        return False
    (key,) = value
    return isinstance(key, str) and (key == "Ref" or key.startswith("Fn::"))


def value_of(value: Any) -> Any:
    """Return a copy with a token's text for everything that CloudFormation computes."""
    if is_function(value):
        return "".join(map(str, _parts(value)))
    if isinstance(value, dict):
        return {key: value_of(item) for key, item in value.items()}
    if isinstance(value, list):
        return [value_of(item) for item in value]
    return value


def text_of(value: Any) -> str | None:
    """Return JSON text with a token's text for each part that CloudFormation computes, or None if that is all of it."""
    parts = list(_parts(value))
    if not any(isinstance(part, str) and part for part in parts):
        return None
    texts = []
    in_string = False
    for part in parts:
        if isinstance(part, str):
            texts.append(part)
            in_string ^= len(_QUOTE.findall(part)) % 2 == 1
        else:
            # What stands for a number or a list is outside any JSON string, where the marker alone would not be JSON.
            texts.append(str(part) if in_string else json.dumps(str(part)))
    return "".join(texts)


def _parts(value: Any) -> Iterator[_Part]:
    if not is_function(value):
        yield value if isinstance(value, str) else json.dumps(value)
        return
    ((function, argument),) = value.items()
    match function, argument:
        case "Fn::Join", [str(delimiter), [*items]]:
            for position, item in enumerate(items):
                if position:
                    yield delimiter
                yield from _parts(item)
        case "Fn::Sub", str(text):
            yield from _substituted(text, {})
        case "Fn::Sub", [str(text), dict(variables)]:
            yield from _substituted(text, variables)
        case _:
            yield _Unknown(_name(function, argument))


def _substituted(text: str, variables: dict[str, Any]) -> Iterator[_Part]:
    for position, part in enumerate(_IN_SUB.split(text)):
        if position % 2 == 0:
            yield part
        elif part.startswith("!"):
            yield f"${{{part[1:]}}}"
        elif part in variables:
            yield from _parts(variables[part])
        else:
            yield _Unknown(_plain(part))


def _name(function: str, argument: Any) -> str:
    if function == "Ref" and isinstance(argument, str):
        return _plain(argument)
    if function == "Fn::GetAtt" and isinstance(argument, str | list):
        return _plain(argument if isinstance(argument, str) else ".".join(map(str, argument)))
    digest = hashlib.sha256(json.dumps(argument, sort_keys=True).encode()).hexdigest()
    return f"{_plain(function.removeprefix('Fn::'))}.{digest[:8]}"


def _plain(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_.]", ".", name)
