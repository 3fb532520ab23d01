"""The consent that a change of a task needs, and what changes in its policies."""

from __future__ import annotations

from collections.abc import Iterator

from dms_constructs.migration_type import MigrationType
from dms_constructs.review.context import Context
from dms_constructs.review.differences import Change
from dms_constructs.review.entry import Consent, Entry, Severity
from dms_constructs.review.gate import Watched, consent_digest

__all__ = ["consent_of", "is_carried", "policies"]

_STARTS = {
    "NEVER": "deployments start nothing, and changes stay safe",
    "ON_CREATE": "deployments start it when it is new",
    "ALWAYS_RUNNING": "deployments start it whenever they find it stopped",
}


def consent_of(change: Change, context: Context, *, replaced: bool, reloads: bool) -> Consent | None:
    """Return the consent that a change needs; None where it needs none, or nobody asks for it."""
    both = _both(change, context)
    if both is None:
        return None
    before, after = both
    reload_refused = reloads and after.reload == "NEVER"
    if not reload_refused and (not replaced or is_carried(change, context)):
        return None
    digest = consent_digest(before, after)
    return None if digest is None else Consent(digest, given=after.allow == digest)


def policies(change: Change, context: Context, consent: Consent | None) -> Iterator[Entry]:
    """Yield what changes in the policies of a task, and what is to say of its consent."""
    before = (context.before or {}).get(change.old.name) if change.old is not None else None
    after = (context.after or {}).get(change.new.name) if change.new is not None else None
    if before is None and after is not None:
        means = f"{_STARTS.get(after.start, 'deployments stop it for changes')}; this one touches nothing that runs"
        yield Entry(Severity.NOTE, f"its life cycle is adopted with start policy {after.start}", means)
    elif before is not None and after is None:
        means = "the task stays as it is, and DMS refuses later changes while it runs"
        yield Entry(Severity.NOTE, "its life cycle is taken away", means)
    elif before is not None and after is not None:
        if before.start != after.start:
            yield Entry(Severity.NOTE, f"start policy: {before.start} -> {after.start}", _STARTS.get(after.start, ""))
        if before.reload != after.reload:
            means = "a change that needs a reload " + (
                "needs consent" if after.reload == "NEVER" else "reloads without being asked"
            )
            yield Entry(Severity.NOTE, f"reload policy: {before.reload} -> {after.reload}", means)
    if consent is not None and not consent.given:
        means = "the deployment refuses the change before it touches anything"
        yield Entry(Severity.BREAKS, "consent is missing", means, fix=f"to go on, write {consent.code}")
    if after is not None and after.allow is not None and (consent is None or not consent.given):
        means = "it was for another change" if consent is not None else "nothing needs it any more"
        yield Entry(
            Severity.NOTE, f'dms.Allow("{after.allow}") is spent', means, fix="take it out" if consent is None else ""
        )


def _both(change: Change, context: Context) -> tuple[Watched, Watched] | None:
    if change.old is None or change.new is None:
        return None
    before = (context.before or {}).get(change.old.name)
    after = (context.after or {}).get(change.new.name)
    return None if before is None or after is None else (before, after)


def is_carried(change: Change, context: Context) -> bool:
    """Whether the new task goes on from the checkpoint of the old one, so a replacement loses no change."""
    both = _both(change, context)
    if both is None:
        return False
    before, after = both
    source = before.text("Source")
    only_changes = {before.text("MigrationType"), after.text("MigrationType")} == {MigrationType.CDC.value}
    return only_changes and source is not None and source == after.text("Source")
