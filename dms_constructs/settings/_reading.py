"""Documents read back into groups, as far as groups cover them; the rest is raw."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from dms_constructs._checks import number_taken_as_is, taken_as_is
from dms_constructs.errors import ConfigurationError, read_the_file, text_of
from dms_constructs.settings import _tree
from dms_constructs.settings._document import Document, Values, merge, nested
from dms_constructs.settings._group import Group
from dms_constructs.settings._keys import keys
from dms_constructs.settings._rules import problems

__all__ = ["TARGET_SCHEMA", "arguments_of", "parse", "too_deep"]

TARGET_SCHEMA = "TargetMetadata.TargetSchema"


def parse(text: str) -> Any:
    """Return what the JSON text says; raise when it is not JSON, or has a key twice."""
    try:
        return json.loads(text, object_pairs_hook=_without_repetition)
    except json.JSONDecodeError as error:
        raise ConfigurationError(
            "DMS-S011",
            f"task settings must be a JSON object: {error.msg} at line {error.lineno}, column {error.colno}"
            f"{read_the_file(text, 'dms.TaskSettings.from_json')}",
            given=text,
        ) from None
    except TypeError:
        hint = text_of(text, "dms.TaskSettings.from_json")
        raise ConfigurationError(
            "DMS-S011", f"task settings must be JSON text, got {type(text).__name__}{hint}", given=text
        ) from None
    except RecursionError:
        raise too_deep() from None
    except UnicodeDecodeError:
        raise ConfigurationError("DMS-S011", "task settings must be JSON text in UTF-8", given=text) from None
    except ConfigurationError:
        raise
    except ValueError:  # Python does not read a number of thousands of digits
        raise ConfigurationError("DMS-S011", "task settings have a number with too many digits", given=text) from None


def too_deep() -> ConfigurationError:
    """Return the error of a document with too many sections inside sections."""
    return ConfigurationError("DMS-S011", "task settings can't be read: they are nested too deeply")


def _without_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(pairs)
    if len(document) < len(pairs):
        names = [name for name, _ in pairs]
        name = next(name for place, name in enumerate(names) if name in names[:place])
        raise ConfigurationError("DMS-S011", f"task settings have the key {name} twice", given=name)
    return document


def _is_taken(name: str, value: Any) -> bool:
    of = keys().get(name)
    return value is None or (of is not None and (taken_as_is(value) or number_taken_as_is(value) or of.takes(value)))


def arguments_of(
    values: Values,
    rest: Document,
    parts: Iterable[tuple[str, tuple[type[Group], ...]]],
    waived: frozenset[str] = frozenset(),
) -> Mapping[str, Any]:
    """
    Return the arguments of settings that say this.

    Args:
        values: What is said about keys that AWS documents; used up.
        rest: What else is said.
        parts: The arguments that are groups, with the groups that each may be.
        waived: The keys whose names are unchecked. They stay so where the value would be refused.
    """
    # A value that is wrong by itself is refused all the same.
    loose = frozenset(
        name
        for problem in problems(values)
        for name in problem.keys
        if _is_taken(name, values.get(name)) or isinstance(values.get(name), list)
    )
    loose |= {name for name in waived if not _is_taken(name, values.get(name))}
    raw = {name: values.pop(name) for name in loose if name in values}
    # What the document leaves out stays out, whatever `TaskSettings` sets by default.
    arguments: dict[str, Any] = {"full_load": None, "control_tables": None, "logging": None}
    for name, groups in parts:
        for group in groups:
            if (found := group.take_from(values)) is not None:
                arguments[name] = found
                break
    if TARGET_SCHEMA in values:
        arguments["target_schema"] = values.pop(TARGET_SCHEMA)
    unread = nested({**values, **raw})
    merge(unread, rest)
    return {**arguments, "raw": _tree.mark(unread, loose) or None}
