"""What `dms-constructs settings` says of the settings of tasks: checked alone, and compared."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from dms_constructs import facts
from dms_constructs._markdown import escaped
from dms_constructs.catalog import Catalog
from dms_constructs.cli import filled_in, output
from dms_constructs.cli.checking import Checked, lines_of, markdown_of, summary, to_dict
from dms_constructs.cli.choosing import Pair, change_of, known
from dms_constructs.cli.output import Line
from dms_constructs.cli.tasks import Task
from dms_constructs.cli.updates import Update, fate, updates
from dms_constructs.errors import ConfigurationError, Finding, holds_token
from dms_constructs.mappings.table_mappings import TableMappings

if TYPE_CHECKING:
    # The commands about mappings do without.
    from dms_constructs.settings import Doubt, SettingDifference, TaskSettings

__all__ = ["CheckedSettings", "ComparedSettings", "check", "compare", "show_checked", "show_compared", "unknown_in"]

_DOUBTS = "Worth a thought"
_SAME = "no difference in meaning"
_NOT_KNOWN = "not set, so not known"
_LEFT_OUT = "What is not set is left to DMS, and what it does then is not known."
_FILLED_IN = "Left to DMS, which filled in a default"
_NAMED = 3


@dataclass(frozen=True)
class CheckedSettings(Checked):
    """What there is to say about the settings of a task."""

    doubts: tuple[Doubt, ...] = ()


class ComparedSettings(NamedTuple):
    """
    A task of either side or of both, and what changes in its settings.

    Attributes:
        task: The task, as it becomes.
        change: What becomes of it: `compared`, `added` or `removed`.
        differences: What differs.
        undecided: What might differ: a template has a value that is known only at deployment, and the other side is not
            a template.
        filled_in: What only the service's answer says, with a default of DMS's: the other side leaves it to DMS.
        updates: What else of the task differs, and what that does.
        fate: What becomes of a task that is on one side only.
    """

    task: Task
    change: str
    differences: tuple[SettingDifference, ...] = ()
    undecided: tuple[SettingDifference, ...] = ()
    filled_in: tuple[SettingDifference, ...] = ()
    updates: tuple[Update, ...] = ()
    fate: str = ""

    @property
    def differs(self) -> bool:
        """Whether something changes."""
        return self.change != "compared" or bool(self.updates) or bool(self.differences)


def check(task: Task, catalog: Catalog | None = None, target_catalog: Catalog | None = None) -> CheckedSettings:
    """Check the settings of a task, alone, against what is known of the task, and against its tables."""
    if not task.known:
        return CheckedSettings(task, remarks=(task.unknown,))
    try:
        settings = task.settings()
    except ConfigurationError as error:
        return CheckedSettings(task, problem=error)
    remarks = [*_remarks(task, catalog)]
    try:
        problem, findings = None, _findings(settings, task, catalog, target_catalog)
    except ConfigurationError as error:
        problem, findings = error, settings.findings
    return CheckedSettings(task, _says(settings, task), problem, findings, tuple(remarks), _doubts(settings, task))


def _says(settings: TaskSettings, task: Task) -> tuple[str, ...]:
    """Describe the settings in brief: the service returns a hundred of them."""
    said = settings.describe(migration_type=task.migration_type, brief=True)
    return said if task.is_read_back else (*said, _LEFT_OUT)


def _doubts(settings: TaskSettings, task: Task) -> tuple[Doubt, ...]:
    """Return what of the doubts can be true; a warning already tells what is not set and has no default."""
    return tuple(
        each
        for each in settings.doubts
        if not (each.value is None and each.published is None)
        and (task.migration_type is None or task.migration_type in each.migration_types)
    )


def _findings(
    settings: TaskSettings, task: Task, catalog: Catalog | None, target_catalog: Catalog | None
) -> tuple[Finding, ...]:
    # It loads what knows task settings, as reading some does.
    from dms_constructs.cli import computes  # noqa: PLC0415

    plan = task.plan(
        mappings=_mappings(task, is_needed=catalog is not None),
        settings=settings,
        catalog=catalog,
        target_catalog=target_catalog,
    )
    found = filled_in.findings(plan, settings) if task.is_read_back else plan.settings_findings
    return (*found, *plan.task_findings, *plan.server_findings, *computes.findings(task, plan))


def _mappings(task: Task, *, is_needed: bool) -> TableMappings | None:
    """Return the table mappings of a task; they are another command's subject, unless its tables are looked at."""
    if task.rules is None:
        return None
    try:
        return task.mappings()
    except ConfigurationError:
        if is_needed:
            raise
        return None


def _remarks(task: Task, catalog: Catalog | None) -> Iterator[str]:
    if task.has_no_settings:
        if task.is_serverless:
            yield "It has no settings of its own, and what DMS does is then not known."
        else:
            as_of = facts.recorded_task_settings()["meta"]["as_of"]
            yield f"It has no settings of its own: this is what the service gives such a task, as recorded on {as_of}."
    if catalog is not None and (task.migration_type is None or task.rules is None):
        what = "migration type is" if task.migration_type is None else "table mappings are"
        yield f"No table is checked: its {what} not known."


def compare(pair: Pair) -> ComparedSettings:
    """Compare the settings of a task before and after."""
    old, new = pair
    task, change = change_of(pair)
    if old is None or new is None:
        return ComparedSettings(task, change, fate=fate(*pair))
    before, after = known("OLD", old, Task.settings), known("NEW", new, Task.settings)
    found = before.differs_from(after)
    # What a template leaves open is a value on the other side, and may well be the right one.
    undecided = () if old.origin is new.origin else tuple(each for each in found if _is_open(each.ours, each.theirs))
    by_service = tuple(each for each in found if _is_filled_in(each, old, new))
    decided = tuple(each for each in found if each not in (*undecided, *by_service))
    return ComparedSettings(task, change, decided, undecided, by_service, updates(*pair))


def _is_filled_in(difference: SettingDifference, old: Task, new: Task) -> bool:
    """Whether one side leaves it to DMS, and the other is what the service made of that."""
    return difference.might_be_same and old.is_read_back is not new.is_read_back


def unknown_in(settings: TaskSettings) -> list[str]:
    """Return the keys whose values are known only at deployment."""
    return [each.key for each in settings.differs_from(type(settings)()) if _is_open(each.ours)]


def _is_open(*values: Any) -> bool:
    return any(holds_token(json.dumps(value)) for value in values)


def show_checked(checked: Sequence[CheckedSettings], form: output.Format) -> None:
    """Write what a check says."""
    match form:
        case output.Format.JSON:
            output.to_json(
                {
                    "tasks": [
                        to_dict(each, "says") | {"doubts": [_doubt_to_dict(doubt) for doubt in each.doubts]}
                        for each in checked
                    ]
                }
            )
        case output.Format.MARKDOWN:
            paragraphs = [paragraph for each in checked for paragraph in _checked_in_markdown(each)]
            output.result("\n\n".join([*paragraphs, summary(checked)[0]]) + "\n")
        case output.Format.TEXT:
            output.lines(_checked_in_lines(checked))


def _checked_in_lines(checked: Sequence[CheckedSettings]) -> Iterator[Line]:
    for each in checked:
        yield each.task.title, "bold"
        for sentence in each.says:
            yield f"  {sentence}", ""
        yield from lines_of(each)
        if each.doubts:
            yield f"  {_DOUBTS}:", "bold"
        for doubt in each.doubts:
            yield f"    - {doubt}", ""
        yield "", ""
    yield summary(checked)


def _checked_in_markdown(checked: CheckedSettings) -> Iterator[str]:
    yield from markdown_of(checked)
    if checked.says:
        yield "\n".join(f"- {escaped(sentence)}" for sentence in checked.says)
    if checked.doubts:
        yield f"**{_DOUBTS}**"
        yield "\n".join(f"- {escaped(str(doubt))}" for doubt in checked.doubts)


def _doubt_to_dict(doubt: Doubt) -> dict[str, Any]:
    return {
        "key": doubt.key,
        "value": doubt.value,
        "published": doubt.published,
        "message": doubt.message,
        "instead": doubt.instead,
    }


def show_compared(compared: Sequence[ComparedSettings], form: output.Format) -> None:
    """Write what a comparison says."""
    match form:
        case output.Format.JSON:
            output.to_json(
                {
                    "differs": any(each.differs for each in compared),
                    "tasks": [_compared_to_dict(each) for each in compared],
                }
            )
        case output.Format.MARKDOWN:
            output.result(
                "\n\n".join(paragraph for each in compared for paragraph in _compared_in_markdown(each)) + "\n"
            )
        case output.Format.TEXT:
            output.lines(_compared_in_lines(compared))


def _compared_to_dict(compared: ComparedSettings) -> dict[str, Any]:
    form = compared.task.to_dict() | {"change": compared.change}
    if compared.fate:
        form["means"] = compared.fate
    if compared.change == "compared":
        form["replaced"] = any(each.replaces for each in compared.updates)
        form["updates"] = [each.to_dict() for each in compared.updates]
        for name in ("differences", "undecided", "filled_in"):
            form[name] = [{"key": each.key, "old": each.ours, "new": each.theirs} for each in getattr(compared, name)]
    return form


def _compared_in_lines(compared: Sequence[ComparedSettings]) -> Iterator[Line]:
    for position, each in enumerate(compared):
        if position:
            yield "", ""
        if each.change != "compared":
            yield f"{each.task.title} is {each.change}{': ' if each.fate else ''}{each.fate}", "bold"
            continue
        if each.task.name is not None:
            yield each.task.title, "bold"
        for update in each.updates:
            yield str(update), "yellow"
        for difference in each.differences:
            yield f"{difference.key}: {_shown(difference.ours)} -> {_shown(difference.theirs)}", "yellow"
        if not each.differs:
            yield _SAME, "green"
        for open_one in each.undecided:
            old, new = _shown(open_one.ours), _shown(open_one.theirs)
            yield f"not compared, because known only at deployment: {open_one.key}: {old} -> {new}", "dim"
        if each.filled_in:
            yield _filled_in(each), "dim"


def _compared_in_markdown(compared: ComparedSettings) -> Iterator[str]:
    if compared.change != "compared":
        yield f"### {escaped(compared.task.title)} is {compared.change}"
        if compared.fate:
            yield escaped(compared.fate)
        return
    if compared.task.name is not None:
        yield f"### {escaped(compared.task.title)}"
    if compared.updates:
        yield "\n".join(f"- {escaped(str(update))}" for update in compared.updates)
    if compared.differences:
        yield _table(compared.differences)
    if not compared.differs:
        yield _SAME
    if compared.undecided:
        yield "Not compared, because known only at deployment:"
        yield _table(compared.undecided)
    if compared.filled_in:
        yield escaped(_filled_in(compared))


def _filled_in(compared: ComparedSettings) -> str:
    names = [each.key for each in compared.filled_in]
    more = len(names) - _NAMED
    return f"{_FILLED_IN}: {', '.join(names[:_NAMED])}{f' and {more} more' if more > 0 else ''}"


def _table(differences: Sequence[SettingDifference]) -> str:
    rows = [
        " | ".join(escaped(cell) for cell in (each.key, _shown(each.ours), _shown(each.theirs))) for each in differences
    ]
    return "\n".join(f"| {row} |" for row in ("setting | old | new", "--- | --- | ---", *rows))


def _shown(value: Any) -> str:
    if value is None:
        return _NOT_KNOWN
    return value if isinstance(value, str) and value else json.dumps(value, ensure_ascii=False)
