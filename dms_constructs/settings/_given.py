"""What was meant by something that is not the group of settings that an argument takes."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import Any

from dms_constructs._code import as_code
from dms_constructs.errors import ConfigurationError, shown
from dms_constructs.settings._group import Group, settings_of

__all__ = ["no_group"]


def no_group(name: str, groups: tuple[type[Group], ...], given: object, part: str | None) -> ConfigurationError:
    """
    Return the error about what is not one of the groups that an argument takes.

    Args:
        name: The argument.
        groups: What it takes.
        given: What was given.
        part: The argument that takes what was given, if one does.
    """
    names = " or ".join(each.__name__ for each in groups)
    if part is not None:
        fix = f"write {part}={as_code(given)}"
    elif (made := _made_of(groups, given)) is not None:
        fix = f"write {name}={as_code(made)}"
    elif given is False and not hasattr(groups[0], "enabled"):
        fix = f"leave {name} out"
    else:
        fix = f"write {name}={' or '.join(_shortest(group, given) for group in groups)}"
    return ConfigurationError(
        "DMS-S005", f"TaskSettings.{name} must be a {names}, or left out, got {shown(given)}; {fix}", given=given
    )


def _made_of(groups: tuple[type[Group], ...], given: object) -> Group | None:
    """Return the group that its class, a mapping of arguments or keys, or a size stands for; None without one."""
    for group in groups:
        names = {
            spelt: each.name for each in settings_of(group) for spelt in (each.name, each.key.name.rpartition(".")[2])
        }
        arguments: dict[str, Any] | None = None
        if given is group:
            arguments = {}
        elif isinstance(given, Mapping) and given and given.keys() <= names.keys():
            arguments = {names[key]: value for key, value in given.items()}
        elif type(given) is int and "max_size_kb" in names:
            arguments = {"max_size_kb": given}
        if arguments is not None:
            with contextlib.suppress(ConfigurationError, TypeError):
                return group(**arguments)
    return None


def _shortest(group: type[Group], given: object) -> str:
    """Return how a group is written that says as little as it can; off where it can be, and False was given."""
    said = {"enabled": False} if given is False else {}
    try:
        return as_code(group(**said))
    except TypeError:
        return f"{as_code(group)}(...)"
