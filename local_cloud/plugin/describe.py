"""Every Describe operation alike: filters, then pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from local_cloud.plugin.faults import Fault
from local_cloud.plugin.kinds import KINDS
from local_cloud.plugin.registry import OPERATIONS, Operation
from local_cloud.plugin.rules import invalid
from local_cloud.plugin.store import Data, Store

__all__ = ["filtered", "paged", "register"]

_PAGE = 100
_FEWEST = 20


def register() -> None:
    """Add a Describe operation for every kind that has none of its own."""
    for kind in KINDS:
        OPERATIONS.setdefault(f"Describe{kind}s", _describe(kind))


def _describe(kind: str) -> Operation:
    def handler(store: Store, request: Data) -> Data:
        known = KINDS[kind]
        found = filtered(
            known.noun, known.filters, request, [{**each.data, "Arn": each.arn} for each in store.of(kind)]
        )
        return paged(known.plural, request, found)

    return handler


def filtered(noun: str, known: Mapping[str, tuple[str, ...]], request: Data, items: Iterable[Data]) -> list[Data]:
    """
    Keep the items that match all filters of a request.

    Raises:
        Fault: If DMS has no such filter here, or if there are filters and nothing matches them: DMS answers then that
            it found nothing, where an unfiltered request gets an empty list.
    """
    found = list(items)
    filters = request.get("Filters") or []
    for each in filters:
        keys = known.get(each["Name"])
        if keys is None:
            raise invalid(f"Invalid filter name: {each['Name']}. Valid names: {', '.join(known)}.")
        found = [item for item in found if any(item.get(key) in each["Values"] for key in keys)]
    if filters and not found:
        raise Fault("ResourceNotFoundFault", f"No {noun}s found matching provided filters.")
    return found


def paged(name: str, request: Data, items: list[Data], largest: int = _PAGE) -> Data:
    """Answer with one page of items and, if there are more, with the marker of the next page."""
    size = request.get("MaxRecords") or min(largest, _PAGE)
    if not _FEWEST <= size <= largest:
        raise invalid(f"Invalid value {size} for MaxRecords. Must be between {_FEWEST} and {largest}.")
    marker = request.get("Marker") or "0"
    if not marker.isdigit():
        raise invalid(f"Invalid marker: {marker}.")
    start = int(marker)
    page: Data = {name: items[start : start + size]}
    if start + size < len(items):
        page["Marker"] = str(start + size)
    return page
