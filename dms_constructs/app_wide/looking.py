"""What is looked for in a whole app, in order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dms_constructs.app_wide import (
    imported,
    keys_of_roles,
    loading,
    names,
    networks,
    places,
    pluggable,
    rotations,
    secret_roles,
    servers,
    service_access,
    service_roles,
    tasks,
    ways_out,
    written_tables,
)
from dms_constructs.app_wide.others import Other, seen_of
from dms_constructs.app_wide.seen import Seen, SeenLogin, SeenSecretField, SeenSecretLogin, Told

__all__ = ["look"]


def look(seen: Sequence[Seen], others: Sequence[Other] = ()) -> Iterator[Told]:
    """Yield what is wrong, and what deploys but may surprise; also of what others made."""
    if others:
        seen = list(seen)
        for each in list(seen_of(others, seen)):
            if isinstance(each, Seen):
                seen.append(each)
            else:
                yield each
    yield from imported.look(seen)
    yield from tasks.look(seen)
    yield from written_tables.look(seen)
    yield from loading.look(seen)
    yield from names.look(seen)
    yield from places.look(seen)
    yield from service_roles.look(seen)
    yield from ways_out.look(seen)
    yield from networks.look(seen)
    logins = [each for each in seen if isinstance(each, SeenLogin)]
    yield from servers.look(logins, seen)
    yield from pluggable.look(logins, seen)
    with_secret = [each for each in logins if isinstance(each, SeenSecretLogin)]
    yield from rotations.look(with_secret)
    yield from rotations.look_at_fields([each for each in seen if isinstance(each, SeenSecretField)])
    yield from secret_roles.look(with_secret)
    yield from service_access.look(seen)
    yield from keys_of_roles.look(seen)
