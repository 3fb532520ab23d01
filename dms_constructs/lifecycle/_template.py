"""What the template will say, as far as a life cycle needs it: resolved properties, and values known at deployment."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator
from typing import Any

import aws_cdk as cdk

from dms_constructs.errors import is_unresolved
from dms_constructs.lifecycle.fingerprints import TOKEN, intrinsics

__all__ = ["deployment_values", "resolved", "tokens_in"]

_NUMBER = re.compile(r"-1\.\d+e\+289")
# What stands for a secret has no business in the events of a function.
_SECRET = re.compile(r"password|passphrase|credential", re.IGNORECASE)
_SECRET_REFERENCE = re.compile(r"\{\{resolve:(secretsmanager|ssm-secure):")
_PARAMETER_REFERENCE = re.compile(r"\{\{resolve:ssm:")


def resolved(stack: cdk.Stack, value: Any) -> Any:
    """Return data with its tokens resolved, all of them in one call to Node."""
    leaves: list[Any] = []
    places: dict[object, int] = {}

    def note(leaf: Any) -> Callable[[list[Any]], Any]:
        key: object = leaf if isinstance(leaf, _PLAIN) else json.dumps(leaf) if _is_data(leaf) else id(leaf)
        if key not in places:
            places[key] = len(leaves)
            leaves.append(leaf)
        index = places[key]
        return lambda found: found[index]

    def walk(part: Any) -> Any:
        if isinstance(part, dict):
            return {name: walk(each) for name, each in part.items()}
        if isinstance(part, list) and not is_unresolved(part):
            return [walk(each) for each in part]
        return note(part) if is_unresolved(part) or not _is_data(part) else part

    def fill(part: Any) -> Any:
        if isinstance(part, dict):
            return {name: fill(each) for name, each in part.items()}
        if isinstance(part, list):
            return [fill(each) for each in part]
        return part(found) if callable(part) else part

    shape = walk(value)
    found: list[Any] = stack.resolve(leaves) if leaves else []
    return fill(shape)


def _is_data(value: object) -> bool:
    return value is None or isinstance(value, _DATA)


_PLAIN = (str, int, float)
_DATA = (*_PLAIN, bool, list)  # made once: a union is made anew each time, and this is asked thousands of times


def tokens_in(*documents: str | None) -> list[str | float]:
    """Return the tokens inside of documents, texts and numbers, each once."""
    given = [text for text in documents if text]
    texts = [token for text in given for token in TOKEN.findall(text)]
    numbers = [float(number) for text in given if "e+289" in text for number in _NUMBER.findall(text)]
    return list(dict.fromkeys([*texts, *(each for each in numbers if is_unresolved(each))]))


def deployment_values(unresolved: Any, known: Any, behind: Collection[str], name: str) -> Iterator[tuple[str, Any]]:
    """
    Yield what is known at deployment only, by names: so a function is called when a value changes behind a reference.

    Args:
        unresolved: Properties, with tokens.
        known: The same, resolved.
        behind: The logical ids of what waits for the function itself, so it can't wait for them.
        name: What the names begin with of those that have none.
    """
    if isinstance(unresolved, dict) and isinstance(known, dict):
        for part, each in unresolved.items():
            if part != "Tags" and not _SECRET.search(part):
                yield from deployment_values(each, known.get(part), behind, f"{name}.{part}")
    elif isinstance(unresolved, list) and isinstance(known, list) and not is_unresolved(unresolved):
        for index, (each, of_it) in enumerate(zip(unresolved, known, strict=False)):
            yield from deployment_values(each, of_it, behind, f"{name}.{index}")
    elif _may_change(unresolved) and _is_worth_watching(known, behind):
        yield _short(known) or name, unresolved


def _short(known: Any) -> str:
    """Return what a plain reference is called, wherever it stands; nothing for what is more than that."""
    if isinstance(known, dict) and set(known) <= {"Ref", "Fn::GetAtt"}:
        ((_, target),) = known.items()
        return ".".join(target) if isinstance(target, list) else str(target)
    return ""


def _may_change(unresolved: Any) -> bool:
    """Whether a value is known at deployment only, or might be."""
    if isinstance(unresolved, str):
        return is_unresolved(unresolved) or "{{resolve:" in unresolved
    return is_unresolved(unresolved) or not _is_data(unresolved)


def _is_worth_watching(known: Any, behind: Collection[str]) -> bool:
    plain = _short(known).partition(".")[0]
    if plain:
        return plain not in behind and not plain.startswith("AWS::")
    text = json.dumps(known)
    if _SECRET_REFERENCE.search(text):
        return False
    targets = [target for each in intrinsics(known) for target in _targets(each)]
    if any(target in behind for target in targets):
        return False
    return bool(_PARAMETER_REFERENCE.search(text)) or any(not target.startswith("AWS::") for target in targets)


def _targets(intrinsic: Any) -> list[str]:
    """Return the logical ids that a function of CloudFormation refers to; for an import its name."""
    ((name, argument),) = intrinsic.items()
    if name == "Fn::Sub":
        text = argument[0] if isinstance(argument, list) else argument
        return re.findall(r"\$\{([\w:]+)", text)
    if name in {"Ref", "Fn::GetAtt"}:
        return [str(argument[0] if isinstance(argument, list) else argument).partition(".")[0]]
    return [json.dumps(argument)]
