"""Settings as Python code, with comments on what is worth a thought."""

from __future__ import annotations

import dataclasses
import enum
import json
import textwrap
from collections.abc import Iterable, Mapping
from typing import Any

from dms_constructs.errors import Finding, is_unchecked
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


@dataclasses.dataclass(frozen=True)
class _Call:
    """An expression with parts: on one line if they fit, else each on its own."""

    opening: str
    parts: tuple[tuple[str, str | _Call], ...]
    closing: str

    def lines(self, before: str, indent: str, after: str) -> list[str]:
        flat = f"{indent}{before}{self.flat()}{after}"
        if len(flat) <= _WIDTH:
            return [flat]
        inner = indent + _STEP
        lines = [f"{indent}{before}{self.opening}"]
        for name, part in self.parts:
            lines += part.lines(name, inner, ",") if isinstance(part, _Call) else [f"{inner}{name}{part},"]
        return [*lines, f"{indent}{self.closing}{after}"]

    def flat(self) -> str:
        parts = (f"{name}{part.flat() if isinstance(part, _Call) else part}" for name, part in self.parts)
        return f"{self.opening}{', '.join(parts)}{self.closing}"


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
            expression = _expression(value)
            if isinstance(expression, _Call):
                lines += expression.lines(f"{name}=", _STEP, ",")
            else:
                lines.append(f"{_STEP}{name}={expression},")
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


def _expression(value: Any) -> str | _Call:
    if is_unchecked(value):
        plain = next(kind for kind in (str, int, float) if isinstance(value, kind))
        return f"dms.unchecked({_literal(plain(value))})"
    if isinstance(value, enum.Enum):
        return f"dms.{type(value).__name__}.{value.name}"
    if isinstance(value, Group):
        return _Call(f"dms.{type(value).__name__}(", tuple(_fields(value)), ")")
    if isinstance(value, Mapping):
        parts = tuple((f"{_flat(name)}: ", _expression(inner)) for name, inner in value.items())
        return _Call("{", parts, "}")
    if isinstance(value, list | tuple):
        return _Call("[", tuple(("", _expression(inner)) for inner in value), "]")
    return _literal(value)


def _literal(value: Any) -> str:
    """Return a scalar as Python has it; what is invisible in a string is escaped."""
    if not isinstance(value, str):
        return repr(value)
    return json.dumps(value, ensure_ascii=False) if value.isprintable() else ascii(value)


def _flat(value: Any) -> str:
    expression = _expression(value)
    return expression.flat() if isinstance(expression, _Call) else expression


def _fields(group: Group) -> Iterable[tuple[str, str | _Call]]:
    for field in dataclasses.fields(group):  # type: ignore[arg-type]  # every group is a dataclass
        value = getattr(group, field.name)
        default = field.default_factory() if field.default_factory is not dataclasses.MISSING else field.default
        if value != default or is_unchecked(value):
            yield f"{field.name}=", _expression(value)
