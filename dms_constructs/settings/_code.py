"""Settings as Python code, with comments on what is worth a thought."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping
from typing import Any

from dms_constructs._code import Call, expression
from dms_constructs.errors import Finding
from dms_constructs.settings._doubts import Doubt
from dms_constructs.settings._group import Group

__all__ = ["code_of"]

_WIDTH = 120
_STEP = "    "
_NAME = "task_settings"
# Code in a comment stays on one line, to be copied.
_LEFT_OUT, _UNBROKEN = "(..., ", "(...,\0"

# The arguments that set something by default, and the key whose value is unknown where they are None.
_ALWAYS_SAID = {"full_load": "FullLoadSettings.TargetTablePrepMode", "logging": "Logging.EnableLogging"}


def code_of(arguments: Mapping[str, Any], doubts: Iterable[Doubt], findings: Iterable[Finding]) -> str:
    """
    Return a program that makes `task_settings`.

    Args:
        arguments: The values to write, by the names of the arguments.
        doubts: What is worth a thought.
        findings: The warnings.
    """
    notes = _notes(arguments, doubts, findings)
    lines = ["import dms_constructs as dms", ""]
    if general := notes.pop("", []):
        lines += ["# What is not set is left to DMS. Worth a thought, with the defaults that AWS publishes:"]
        lines += _comment(general, "")
    if not arguments:
        lines.append(f"{_NAME} = dms.TaskSettings()")
    else:
        lines.append(f"{_NAME} = dms.TaskSettings(")
        for name, value in arguments.items():
            lines += _comment(notes.get(name, []), _STEP)
            written = expression(value)
            if isinstance(written, Call):
                lines += written.lines(f"{name}=", _STEP, ",", _WIDTH)
            else:
                lines.append(f"{_STEP}{name}={written},")
        lines.append(")")
    return "\n".join(lines) + "\n"


def _notes(arguments: Mapping[str, Any], doubts: Iterable[Doubt], findings: Iterable[Finding]) -> dict[str, list[str]]:
    """Return the comments on each argument; under an empty name, those that belong to no argument."""
    notes: dict[str, list[str]] = {}
    owners = _owners(arguments)

    def note(keys: Iterable[str], text: str) -> None:
        owner = next((owners[key] for key in keys if key in owners), "raw" if "raw" in arguments else "")
        notes.setdefault(owner, []).append(text)

    for doubt in doubts:
        if doubt.published is not None:
            notes.setdefault("", []).append(str(doubt))
        elif doubt.value is not None:  # a finding tells what is not set, and has no default
            note([doubt.key], str(doubt))
    for finding in findings:
        note(finding.keys, f"{finding} [{finding.id}]")
    return notes


def _owners(arguments: Mapping[str, Any]) -> dict[str, str]:
    """Return the argument that sets each key, or should."""
    owners: dict[str, str] = {}
    for name, value in arguments.items():
        if isinstance(value, Group):
            owners.update(dict.fromkeys(value.said, name))
        if name in _ALWAYS_SAID:
            owners[_ALWAYS_SAID[name]] = name
    if "target_schema" in arguments:
        owners["TargetMetadata.TargetSchema"] = "target_schema"
    return owners


def _comment(notes: Iterable[str], indent: str) -> list[str]:
    lines: list[str] = []
    for text in notes:
        plain = " ".join("".join(each if each.isprintable() else " " for each in text).split())
        wrapped = textwrap.wrap(
            plain.replace(_LEFT_OUT, _UNBROKEN),
            width=_WIDTH,
            initial_indent=f"{indent}# - ",
            subsequent_indent=f"{indent}#   ",
            break_long_words=False,
            break_on_hyphens=False,
        )
        lines += [line.replace(_UNBROKEN, _LEFT_OUT) for line in wrapped]
    return lines
