"""Settings as Python code, with comments on what is worth a thought."""

from __future__ import annotations

import dataclasses
import enum
import json
import textwrap
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from dms_constructs.errors import is_unchecked
from dms_constructs.settings._group import Group

if TYPE_CHECKING:
    from dms_constructs.settings.task_settings import TaskSettings

__all__ = ["code_of"]

_WIDTH = 120
_STEP = "    "
_NAME = "task_settings"


@dataclasses.dataclass(frozen=True)
class _Call:
    """An expression with parts, which stand in one line if they fit, else each in its own."""

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


def code_of(settings: TaskSettings) -> str:
    """Return a program that makes `task_settings` of the same meaning."""
    plain = settings.normalized()
    said = _arguments(plain)
    notes = _notes(settings, _owners(plain), said)
    lines = ["import dms_constructs as dms", ""]
    if general := notes.pop("", []):
        lines += ["# What DMS does where nothing is said, and is worth a thought:"]
        lines += _comment(general, "")
    if not said:
        lines.append(f"{_NAME} = dms.TaskSettings()")
    else:
        lines.append(f"{_NAME} = dms.TaskSettings(")
        for name, expression in said.items():
            lines += _comment(notes.get(name, []), _STEP)
            if isinstance(expression, _Call):
                lines += expression.lines(f"{name}=", _STEP, ",")
            else:
                lines.append(f"{_STEP}{name}={expression},")
        lines.append(")")
    return "\n".join(lines) + "\n"


def _arguments(settings: TaskSettings) -> dict[str, str | _Call]:
    """Return what has to be said, by the names of the arguments."""
    default = type(settings)()
    return {
        field.name: _expression(value)
        for field in dataclasses.fields(settings)
        if field.init and field.compare and (value := getattr(settings, field.name)) != getattr(default, field.name)
    }


def _notes(settings: TaskSettings, owners: Mapping[str, str], said: Collection[str]) -> dict[str, list[str]]:
    """Return what is to be said about each argument; under an empty name, what no argument stands for."""
    notes: dict[str, list[str]] = {}

    def note(keys: Iterable[str], text: str) -> None:
        owner = next((owners[key] for key in keys if owners.get(key) in said), "raw" if "raw" in said else "")
        notes.setdefault(owner, []).append(text)

    for doubt in settings.doubts:
        if doubt.is_default:
            notes.setdefault("", []).append(str(doubt))
        else:
            note([doubt.key], str(doubt))
    for finding in settings.findings:
        note(finding.keys, f"{finding} [{finding.id}]")
    return notes


def _owners(plain: TaskSettings) -> dict[str, str]:
    """Return the argument that each key is said by."""
    owners: dict[str, str] = {}
    for field in dataclasses.fields(plain):
        if field.init and isinstance(group := getattr(plain, field.name), Group):
            owners.update(dict.fromkeys(group.said, field.name))
    if plain.target_schema is not None:
        owners["TargetMetadata.TargetSchema"] = "target_schema"
    return owners


def _comment(notes: Iterable[str], indent: str) -> list[str]:
    lines: list[str] = []
    for text in notes:
        lines += textwrap.wrap(
            " ".join("".join(each if each.isprintable() else " " for each in text).split()),
            width=_WIDTH,
            initial_indent=f"{indent}# - ",
            subsequent_indent=f"{indent}#   ",
            break_long_words=False,
            break_on_hyphens=False,
        )
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
    """Return a scalar as Python has it; what nobody could see in a text is escaped."""
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
