"""What a change does to resources that a migration stands on, and to those that watch it."""

from __future__ import annotations

from collections.abc import Iterator, Set

from dms_constructs import facts
from dms_constructs.review.context import Context
from dms_constructs.review.differences import Change, Outcome, PropertyChange, called, is_known
from dms_constructs.review.entry import Entry, Severity
from dms_constructs.review.resources import canonical, in_words
from dms_constructs.review.words import change_s, counted

__all__ = ["of_support", "of_watcher"]

_NOT_JUDGED = "what follows is not judged here"
_PROTECTED = ("AWS::RDS::DBCluster", "AWS::RDS::DBInstance")
# Of these, statements and rules tell what changes.
_ACCESS = (
    "AWS::EC2::SecurityGroup",
    "AWS::EC2::SecurityGroupEgress",
    "AWS::EC2::SecurityGroupIngress",
    "AWS::IAM::ManagedPolicy",
    "AWS::IAM::Policy",
    "AWS::IAM::Role",
    "AWS::SecretsManager::ResourcePolicy",
)
_KEPT = {
    "Retain": "CloudFormation leaves it as it is, outside the stack",
    "RetainExceptOnCreate": "CloudFormation leaves it as it is, outside the stack",
    "Snapshot": "CloudFormation takes a last snapshot first",
}


def of_support(change: Change, context: Context, *, told: Set[str] = frozenset()) -> Iterator[Entry]:
    """
    Yield whether it is replaced or removed, what is lost with it, and whether that is known.

    Args:
        change: The resource.
        context: What is known besides.
        told: The properties that were told of already, with an empty name where it was told that it goes.
    """
    if change.old is None:
        return
    if change.new is None and "" in told:
        return
    if change.new is None:
        yield _gone(change, "removed", context)
    elif change.is_replaced and is_known(change.type):
        if change.is_renamed or _holds(change) or not _follows(change):
            yield _gone(change, f"replaced, because {_why(change)}", context)
    else:
        yield from _in_place(change, told)


def _in_place(change: Change, already: Set[str]) -> Iterator[Entry]:
    # What only refers to something that is replaced says nothing that isn't said there.
    own = [each for each in change.properties if not each.of and each.name not in already]
    might = [each.name for each in own if each.outcome is Outcome.MIGHT_REPLACE]
    protecting = list(_of_protection(change.type, own))
    yield from (entry for _, entry in protecting)
    told = {name for name, _ in protecting}
    names = [each.name for each in own if each.name not in told]
    if not names:
        return
    if not is_known(change.type):
        yield Entry(Severity.NOTE, f"{', '.join(names)} {change_s(len(names))}", _NOT_JUDGED)
    elif might:
        holds = _holds(change)
        means = (
            f"CloudFormation replaces the {called(change.type)} in some cases{f', and with it {holds}' * bool(holds)}"
        )
        yield Entry(Severity.LOSES if holds else Severity.NOTE, f"{', '.join(might)} {change_s(len(might))}", means)
    elif change.type not in _ACCESS:
        means = f"CloudFormation changes the {called(change.type)} in place"
        yield Entry(Severity.NOTE, f"{', '.join(names)} {change_s(len(names))}", means)


def _of_protection(kind: str, own: list[PropertyChange]) -> Iterator[tuple[str, Entry]]:
    """Yield the properties that protected something and now do less, with what follows."""
    known = facts.resources()["types"].get(kind, {}).get("protects", {})
    for each in own:
        fact = known.get(each.name)
        if fact is None:
            continue
        values = [_plain(fact["default"] if value is None else value) for value in (each.old, each.new)]
        if "weak" in fact and values[1] == fact["weak"] != values[0]:
            yield each.name, Entry(Severity(fact["severity"]), fact["what"], fact["means"])
        elif fact.get("smaller") and _is_smaller(values[1], values[0]):
            yield (
                each.name,
                Entry(Severity(fact["severity"]), f"{each.name}: {values[0]} -> {values[1]}", fact["means"]),
            )


def _plain(value: object) -> str:
    return str(canonical(value)).lower()


def _is_smaller(value: str, than: str) -> bool:
    try:
        return float(value) < float(than)
    except ValueError:
        return False


def of_watcher(change: Change, _context: Context) -> Iterator[Entry]:
    """Yield what is no longer watched: an alarm, an event rule or a subscription."""
    word = called(change.type)
    if change.new is None:
        yield Entry(Severity.WEAKENS, "removed", f"nobody is told any more what this {word} tells")
        return
    if change.old is None:
        return
    for name in ("ActionsEnabled", "Enabled", "State"):
        before, after = (_plain(each.given.get(name, "true")) for each in (change.old, change.new))
        if before != after and after in {"false", "disabled"}:
            yield Entry(Severity.WEAKENS, f"{name}: {before} -> {after}", f"this {word} tells nobody any more")
            return
    for name in ("AlarmActions", "Targets"):
        counts = [
            len(found) if isinstance(found := each.given.get(name, []), list) else 0
            for each in (change.old, change.new)
        ]
        if counts[1] < counts[0]:
            yield Entry(Severity.WEAKENS, f"{name}: {counts[0]} -> {counts[1]}", f"this {word} tells fewer")
    names = ", ".join(_shown(each) for each in change.properties if not each.of)
    if change.is_replaced and (names or change.is_renamed):
        yield Entry(Severity.NOTE, f"replaced, because {_why(change)}", f"a new {word} takes its place")
    elif names:
        yield Entry(Severity.NOTE, names)


def _shown(each: PropertyChange) -> str:
    """Show numbers and words of what watches; nothing secret is there."""
    is_plain = all(isinstance(value, str | int | float | bool | None) for value in (each.old, each.new))
    return f"{each.name}: {in_words(each.old)} -> {in_words(each.new)}" if is_plain else f"{each.name} changes"


def _follows(change: Change) -> bool:
    """Whether it is replaced only because it refers to something that is."""
    return all(each.of for each in change.properties if each.outcome is Outcome.REPLACED)


def _holds(change: Change) -> str | None:
    """Return what is lost with it, if anything."""
    if change.type == "AWS::RDS::DBInstance" and "DBClusterIdentifier" in change.resource.given:
        return None
    found = facts.resources()["types"].get(change.type, {}).get("holds")
    return str(found) if found is not None else None


def _why(change: Change) -> str:
    if change.is_renamed and change.old is not None and change.new is not None:
        return f"its logical id changes from {change.old.name} to {change.new.name}"
    return " and ".join(
        each.name if not each.of else str(each) for each in change.properties if each.outcome is Outcome.REPLACED
    )


def _gone(change: Change, what: str, context: Context) -> Entry:
    policy = change.policy(replaced=change.new is not None)
    word, holds = called(change.type), _holds(change)
    after = _then(change, context)
    if policy in _KEPT:
        severity = Severity.LOSES if policy == "Snapshot" or after else Severity.NOTE
        return Entry(severity, what, f"{_KEPT[policy]}{after}")
    if holds:
        fix = "a removal policy of cdk.RemovalPolicy.RETAIN, deployed before, keeps it"
        return Entry(Severity.LOSES, what, f"CloudFormation deletes the {word}, and with it {holds}{after}", fix=fix)
    return Entry(Severity.NOTE, what, f"CloudFormation deletes the {word}" if is_known(change.type) else _NOT_JUDGED)


def _then(change: Change, context: Context) -> str:
    """Say what tasks find in the place of a database that is replaced."""
    if change.new is None or change.type not in _PROTECTED or not _holds(change):
        return ""
    tasks = [each for each in context.tasks() if change in context.used_by(each)]
    return f"; {counted(len(tasks), 'task')} will meet a new database, empty and without their tables" if tasks else ""
