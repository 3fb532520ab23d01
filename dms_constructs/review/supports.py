"""What a change does to resources that a migration stands on, and to those that watch it."""

from __future__ import annotations

from collections.abc import Iterator

from dms_constructs import facts
from dms_constructs.review.context import Context
from dms_constructs.review.differences import Change, Outcome, called, is_known
from dms_constructs.review.entry import Entry, Severity
from dms_constructs.review.words import change_s

__all__ = ["of_support", "of_watcher"]

_KEPT = {
    "Retain": "CloudFormation leaves it as it is, outside the stack",
    "RetainExceptOnCreate": "CloudFormation leaves it as it is, outside the stack",
    "Snapshot": "CloudFormation takes a last snapshot first",
}


def of_support(change: Change, _context: Context) -> Iterator[Entry]:
    """Yield whether it is replaced or removed, what is lost with it, and whether that is known."""
    if change.old is None:
        return
    known = facts.resources()["types"].get(change.type)
    if change.new is None:
        yield _gone(change, "removed", "DeletionPolicy")
    elif not is_known(change.type):
        names = ", ".join(each.name for each in change.properties)
        yield Entry(Severity.NOTE, f"not judged here: {names} {change_s(len(change.properties))}")
    elif change.is_replaced and (change.is_renamed or _holds(change) or not _follows(change)):
        yield _gone(change, f"replaced, because {_why(change)}", "UpdateReplacePolicy")
    elif known is not None:
        might = [each.name for each in change.properties if each.outcome is Outcome.MIGHT_REPLACE]
        if might:
            holds = f", and {_holds(change)} would be lost" if _holds(change) else ""
            means = f"CloudFormation replaces the {called(change.type)} in some cases{holds}"
            yield Entry(Severity.LOSES if holds else Severity.NOTE, f"might be replaced: {', '.join(might)}", means)
        if change.type == "AWS::RDS::DBCluster" and any(e.name == "DeletionProtection" for e in change.properties):
            on = str(change.new.given.get("DeletionProtection")).lower() == "true"
            if not on:
                yield Entry(Severity.WEAKENS, "deletion protection is off", "a mistake can delete its databases")


def of_watcher(change: Change, _context: Context) -> Iterator[Entry]:
    """Yield what is no longer watched: an alarm, an event rule or a subscription."""
    word = called(change.type)
    if change.new is None:
        yield Entry(Severity.WEAKENS, "removed", f"nobody is told any more what this {word} tells")
        return
    if change.old is None:
        return
    for name in ("ActionsEnabled", "Enabled", "State"):
        before, after = (str(each.given.get(name, "true")).lower() for each in (change.old, change.new))
        if before != after and after in {"false", "disabled"}:
            yield Entry(Severity.WEAKENS, f"{name}: {before} -> {after}", f"this {word} tells nobody any more")
            return
    names = ", ".join(each.name for each in change.properties)
    if change.is_replaced:
        yield Entry(Severity.NOTE, f"replaced, because {_why(change)}", f"a new {word} takes its place")
    elif names:
        yield Entry(Severity.NOTE, f"changed: {names}")


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


def _gone(change: Change, what: str, policy_name: str) -> Entry:
    known = facts.resources()["types"].get(change.type, {})
    default = known.get("deletion_policy") if policy_name == "DeletionPolicy" else None
    policy = str((change.old or change.resource).body.get(policy_name, default))
    if policy in _KEPT:
        return Entry(Severity.NOTE if "Retain" in policy else Severity.LOSES, what, _KEPT[policy])
    word = called(change.type)
    if _holds(change):
        return Entry(
            Severity.LOSES,
            what,
            f"CloudFormation deletes the {word}, and {_holds(change)} with it",
            fix="removal_policy=cdk.RemovalPolicy.RETAIN in a deployment before this one keeps it",
        )
    means = f"CloudFormation deletes the {word}" if is_known(change.type) else "what follows is not judged here"
    return Entry(Severity.NOTE, what, means)
