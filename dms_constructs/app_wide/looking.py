"""What is looked for in a whole app, in order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dms_constructs.app_wide import names, networks, places, service_roles, tasks
from dms_constructs.app_wide.seen import Seen, SeenTask, Told

__all__ = ["look"]


def look(seen: Sequence[Seen]) -> Iterator[Told]:
    """Yield what is wrong, and what deploys but may surprise."""
    yield from tasks.look([each for each in seen if isinstance(each, SeenTask)])
    yield from names.look(seen)
    yield from places.look(seen)
    yield from service_roles.look(seen)
    yield from networks.look(seen)
