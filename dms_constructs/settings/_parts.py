"""Sections that are on without a part that they need, and parts of sections that nobody switched on."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from dms_constructs import facts
from dms_constructs._checks import skipped
from dms_constructs._code import as_code
from dms_constructs.errors import Finding
from dms_constructs.migration_type import MigrationType
from dms_constructs.settings._audited import audited_components
from dms_constructs.settings._document import Values, nested
from dms_constructs.settings._keys import OnlyWith, key, keys
from dms_constructs.settings._meaning import is_idle, needed_by
from dms_constructs.settings._problem import Problem

__all__ = ["missing_parts", "parts_without_switch"]


class _Parts(NamedTuple):
    """What a switch needs when it has one of these values; `needs` has an example for each part."""

    on: tuple[Any, ...]
    needs: Mapping[str, str]
    source: str


@functools.cache
def _by_switch() -> Mapping[str, _Parts]:
    return {
        each["switch"]: _Parts(tuple(each["on"]), each["needs"], each["source"])
        for each in facts.task_settings()["parts"]
    }


@functools.cache
def _of_each() -> Mapping[str, Mapping[str, Any]]:
    lists: Mapping[str, Mapping[str, Any]] = facts.task_settings()["parts_of_each"]
    return lists


def missing_parts(values: Values) -> Iterator[Problem]:
    """Yield what is on without a part that it needs."""
    for switch, parts in _by_switch().items():
        if switch not in values or values[switch] not in parts.on or is_idle(values, switch):
            continue
        missing = [name for name in parts.needs if name not in values]
        if missing:
            yield Problem(
                "DMS-S028",
                f"{switch} is {values[switch]}, which needs {' and '.join(missing)}",
                f"write {_completed(values, switch, {name: parts.needs[name] for name in missing})}, with "
                f"{'a value' if len(missing) == 1 else 'values'} of your own",
                (switch,),
                parts.source,
            )
    for name, of_each in _of_each().items():
        listed = values.get(name)
        if not isinstance(listed, list) or listed == audited_components():
            continue
        for place, element in enumerate(listed, start=1):
            missing = [part for part in of_each["needs"] if isinstance(element, dict) and part not in element]
            if missing:
                yield Problem(
                    "DMS-S028",
                    f"item {place} of {name} needs {' and '.join(of_each['needs'])}, got no {' and no '.join(missing)}",
                    f"add {' and '.join(missing)}, or remove the item",
                    (name,),
                    of_each["source"],
                )
                break


def _completed(values: Values, switch: str, examples: Mapping[str, str]) -> str:
    """Return the section of the switch, with all that it says and with examples for what it lacks."""
    section = switch.partition(".")[0]
    said = {name: value for name, value in values.items() if name.startswith(f"{section}.")}
    return as_code(nested({**said, **examples}))[1:-1]


def parts_without_switch(values: Values, migration_type: MigrationType | None) -> Iterator[Finding]:
    """
    Yield the finding about parts of what nobody switched on.

    Where a section is said to be off, its parts are kept for later, and nobody has to be told.

    Args:
        values: What the settings say.
        migration_type: The type of the task, or None where it is not known: keys that do nothing in any case are not
            named again.
    """
    lacking = {
        name: switches
        for name in _dependent() & values.keys()
        if not _is_switched_on(values, name)
        and (migration_type is None or migration_type in key(name).migration_types)
        and not _says_nothing(name, values[name])
        and (switches := _switches_lacking(values, name))
    }
    if not lacking:
        return
    shown = [name for name in keys() if name in lacking]
    needed = list(dict.fromkeys(of for name in shown for of in lacking[name]))
    yield Finding(
        "settings.partsWithoutSwitch",
        f"this has no effect, because {' and '.join(f'{of.key} is not {_wanted(of)}' for of in needed)}: "
        f"{', '.join(shown)}",
        key(shown[0]).source,
        tuple(shown),
        fix=f"set {' and '.join(f'{of.key} to {_wanted(of)}' for of in needed)}, or remove {', '.join(shown)}",
    )


def _is_switched_on(values: Values, name: str) -> bool:
    """Whether the settings say that the key does something, unless what it depends on does nothing itself."""
    needed = key(name).only_with
    return needed is not None and needed.key in values and needed.holds(values[needed.key])


def _switches_lacking(values: Values, name: str) -> tuple[OnlyWith, ...]:
    """Return what the key has no effect without and nobody set; nothing where somebody switched it off on purpose."""
    if not is_idle(values, name):
        return ()
    lacking = []
    for needed in needed_by(name):
        said = values.get(needed.key, key(needed.key).recorded)
        if needed.holds(said):
            continue
        if needed.key in values and (isinstance(said, bool) or skipped(said)):
            return ()
        lacking.append(needed)
    return tuple(lacking)


def _wanted(of: OnlyWith) -> str:
    return f"above {of.above}" if of.above is not None else " or ".join(map(str, of.values))


@functools.cache
def _dependent() -> frozenset[str]:
    return frozenset(of.name for of in keys().values() if of.only_with is not None)


def _says_nothing(name: str, value: Any) -> bool:
    """Whether the value is what the service returns for what is not in use, or empty."""
    is_empty = (isinstance(value, str) and not value.strip()) or (type(value) is int and value == 0)
    return is_empty or skipped(value) or key(name).is_default(value)
