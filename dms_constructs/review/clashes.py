"""A replaced resource whose identifier the old one still has, which DMS refuses."""

from __future__ import annotations

from collections.abc import Iterator

from dms_constructs import facts
from dms_constructs.review.differences import Change, called
from dms_constructs.review.entry import Entry, Severity

__all__ = ["of_clash"]


def of_clash(change: Change) -> Iterator[Entry]:
    """Yield whether DMS refuses the new resource while the old one is there."""
    known = facts.updates()["types"].get(change.type)
    if known is None or change.old is None or change.new is None or not change.is_replaced:
        return
    name = known["identifier"]
    identifier = change.new.given.get(name)
    if isinstance(identifier, str) and change.old.given.get(name) == identifier:
        what = f"the new {called(change.type)} has the identifier of the old one, {identifier}"
        means = "CloudFormation makes the new one first, and DMS refuses a second of that name, so the deployment fails"
        yield Entry(Severity.BREAKS, what, means, fix=f"change {name} too, or remove it")
