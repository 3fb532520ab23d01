"""The tasks that a command looks at: those of its files, or the one that `--task` names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Annotated, TypeVar

import typer

from dms_constructs.cli import documents, task_files
from dms_constructs.cli.tasks import Origin, Subject, Task
from dms_constructs.cli.trouble import Trouble
from dms_constructs.errors import ConfigurationError, did_you_mean
from dms_constructs.records.operation import Operation

__all__ = [
    "RecordOption",
    "Pair",
    "TargetSchemaOption",
    "TaskOption",
    "change_of",
    "chosen",
    "known",
    "one_stdin",
    "pairs",
]

T = TypeVar("T")

TaskOption = Annotated[
    str | None,
    typer.Option("--task", metavar="TASK", help="Only this task of a template: its logical id or path."),
]
TargetSchemaOption = Annotated[
    str | None,
    typer.Option(
        "--target-schema",
        metavar="NAME",
        help="The schema of tables that no rule puts elsewhere; default: what a template's task settings say.",
        show_default=False,
    ),
]

RecordOption = Annotated[
    Operation | None,
    typer.Option(
        "--record",
        help="For Kinesis, Kafka and S3 targets of a template: also show what DMS writes for a row of each table after "
        "this.",
        show_default=False,
    ),
]

Pair = tuple[Task | None, Task | None]
"""A task before and after a change; None where it is not there."""


def one_stdin(*names: str) -> None:
    """Raise when more than one of the files is to be read from stdin."""
    if names.count(documents.STDIN) > 1:
        raise Trouble("only one file can be stdin; save the other one first")


def chosen(file: str, task: str | None, subject: Subject = Subject.MAPPINGS) -> list[Task]:
    """Return the tasks of a file that a command is to look at."""
    found = task_files.chosen(file, subject)
    _need_names(task, found)
    named = _called(task, found)
    if not named:
        raise _no_task(task, found)
    return named


def pairs(old: str, new: str, task: str | None, subject: Subject = Subject.MAPPINGS) -> list[Pair]:
    """
    Return the tasks of two files, paired by their names.

    Files of two kinds have no names in common, so the one task of either is paired with that of the other.
    """
    before, after = task_files.read(old, subject), task_files.read(new, subject)
    if not before and not after:
        raise Trouble(f"neither {old} nor {new} has a DMS task: {' or '.join(task_files.KINDS)}")
    _need_names(task, before + after)
    one, other = _called(task, before), _called(task, after)
    if not one and not other:
        raise _no_task(task, before + after)
    origins = {each.origin for each in before + after}
    if len(origins) == 1 and Origin.DOCUMENT not in origins:
        named = {id(each) for each in (*one, *other)}
        return [pair for pair in _paired(before, after) if not named.isdisjoint(map(id, pair))]
    if Origin.DOCUMENT not in origins:
        # A logical id chooses in the template, and means nothing in what the service returned.
        one, other = one or list(before), other or list(after)
    elif task is not None and before and after and not (one and other):
        raise _no_task(task, before + after)
    if len(one) != 1 or len(other) != 1:
        raise _not_one_each(origins, subject)
    return [(one[0], other[0])]


def _paired(before: Sequence[Task], after: Sequence[Task]) -> Iterator[Pair]:
    """Yield tasks by their names, and those of templates whose names differ by their identifiers, which are unique."""
    new = {each.name: each for each in after}
    left = {name: each for name, each in new.items() if name not in {old.name for old in before}}
    for old in before:
        found = new.get(old.name)
        if found is None and old.identifier is not None:
            found = next((each for each in left.values() if each.identifier == old.identifier), None)
        if found is not None:
            left.pop(found.name, None)
        yield old, found
    yield from ((None, each) for each in left.values())


def change_of(pair: Pair) -> tuple[Task, str]:
    """Return the task of a pair, as it becomes, and the word for what becomes of it."""
    old, new = pair
    if new is not None:
        return new, "added" if old is None else "compared"
    if old is not None:
        return old, "removed"
    raise ValueError("a pair has a task")


def known(where: str, task: Task, of: Callable[[Task], T]) -> T:
    """Return what a command needs from a task, or say where that is wrong or not known."""
    if not task.known:
        raise Trouble(f"{where}, {task.title}: the {task.subject.value} are known only at deployment")
    try:
        return of(task)
    except ConfigurationError as error:
        raise Trouble(f"{where}, {task.title}: {error}") from None


def _called(task: str | None, found: Sequence[Task]) -> list[Task]:
    return [each for each in found if task is None or each.is_called(task)]


def _need_names(task: str | None, found: Sequence[Task]) -> None:
    if task is not None and all(each.name is None for each in found):
        raise Trouble(f"--task chooses one of several tasks, and this is {found[0].subject.value} alone; remove --task")


def _no_task(task: str | None, found: Sequence[Task]) -> Trouble:
    names = list(dict.fromkeys(each.name for each in found if each.name is not None))
    return Trouble(f"there is no task {task}{did_you_mean(task, names)}; choose one of {', '.join(names)}")


def _not_one_each(origins: set[Origin], subject: Subject) -> Trouble:
    if Origin.ANSWER not in origins:
        sides = f"one side is {subject.value} alone, and the other is a template that does not have exactly one task"
    elif Origin.TEMPLATE not in origins:
        sides = f"one side is {subject.value} alone, and the other has more or fewer tasks than one"
    else:
        sides = "one side is a template, the other what the service returned, and they do not have one task each"
    return Trouble(f"{sides}; choose one with --task")
