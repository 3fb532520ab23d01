"""The libraries of the extra `cli`, of which each command needs only some."""

from __future__ import annotations

import importlib.util

__all__ = ["missing"]


def missing(*needed: str) -> str | None:
    """Return what to install when one of these modules is not there, and None when all are."""
    absent = [name for name in needed if _is_missing(name)]
    if not absent:
        return None
    import importlib.metadata  # noqa: PLC0415  # it takes a moment, and as a rule nothing is missing
    import shlex  # noqa: PLC0415

    # All of the extra that is not there, so nobody is told a second time.
    lines = importlib.metadata.requires("dms-constructs") or []
    wanted = [line.partition(";")[0].strip() for line in lines if 'extra == "cli"' in line.replace("'", '"')]
    command = shlex.join(["pip", "install", *(each for each in wanted if _is_missing(_module(each)))])
    return f"dms-constructs needs {', '.join(absent)}, of its extra cli: {command}"


def _is_missing(module: str) -> bool:
    return importlib.util.find_spec(module) is None


def _module(requirement: str) -> str:
    """Return the module of a requirement, which has the distribution's name for each of the extra's."""
    for end in "[<>=!~ ":
        requirement = requirement.partition(end)[0]
    return requirement.lower()
