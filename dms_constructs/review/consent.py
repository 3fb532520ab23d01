"""The consent that a change of a task needs, and what changes in its policies."""

from __future__ import annotations

from collections.abc import Iterator

from dms_constructs.review.entry import Consent, Entry, Severity
from dms_constructs.review.gate import GateChange, Watched

__all__ = ["consent_of", "of_consent", "of_policies"]

_STARTS = {
    "NEVER": "deployments start nothing, and changes stay safe",
    "ON_CREATE": "deployments start it when it is new",
    "ALWAYS_RUNNING": "deployments start it whenever they find it stopped",
}


def consent_of(gate: GateChange, *, replaced: bool, reloads: bool) -> Consent | None:
    """Return the consent that a change needs; None where it needs none, or the templates don't say."""
    is_needed = not gate.is_carried if replaced else reloads and gate.new.reload != "WHEN_NEEDED"
    digest = gate.digest if is_needed else None
    return None if digest is None else Consent(digest, given=gate.new.allow == digest)


def of_consent(after: Watched | None, consent: Consent | None) -> Iterator[Entry]:
    """Yield whether consent is missing, or was given for another change."""
    if consent is not None and not consent.given:
        means = "the deployment refuses the change before it touches anything, if the task has run"
        yield Entry(Severity.BREAKS, "consent is missing", means, fix=f"to go on, write {consent.code}")
    if after is not None and after.allow is not None and (consent is None or not consent.given):
        what = f'dms.Allow("{after.allow}") is spent'
        if consent is None:
            yield Entry(Severity.NOTE, what, "nothing needs it any more", fix="remove it")
        else:
            yield Entry(Severity.NOTE, what, "it was for another change")


def of_policies(before: Watched | None, after: Watched | None) -> Iterator[Entry]:
    """Yield what changes in the policies of a task that is on both sides."""
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
            how = "goes without asking" if after.reload == "WHEN_NEEDED" else "needs consent"
            means = f"a change that needs a reload {how}"
            yield Entry(Severity.NOTE, f"reload policy: {before.reload} -> {after.reload}", means)
