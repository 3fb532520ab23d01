"""Endpoints that are imported although the app makes them: whether they are what they are said to be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from constructs import IConstruct

from dms_constructs._code import as_code
from dms_constructs._construct import path_of
from dms_constructs.app_wide.seen import Seen, SeenEndpoint, Told, known_endpoints
from dms_constructs.endpoint_facts import EndpointFacts
from dms_constructs.errors import ConfigurationError

__all__ = ["look"]


def look(seen: Sequence[Seen]) -> Iterator[Told]:
    """Yield those that are said to have another side or engine than the endpoint of their ARN."""
    imported = [each for each in seen if isinstance(each, SeenEndpoint) and each.resource is None]
    if not imported:
        return
    made = _made(seen)
    for each in imported:
        if each.arn in made:
            yield from _differing(each, *made[each.arn])


def _made(seen: Sequence[Seen]) -> Mapping[str, tuple[IConstruct, EndpointFacts]]:
    """Return the endpoints that the app makes by their ARNs: ours, and those of others."""
    made = [each for each in seen if not isinstance(each, SeenEndpoint) or each.resource is not None]
    others = {each.arn: (each.construct, each.known) for each in made if isinstance(each, SeenEndpoint)}
    ours = {arn: (construct, facts) for construct, arn, facts in known_endpoints(made)}
    return ours | others


def _differing(said: SeenEndpoint, construct: IConstruct, known: EndpointFacts) -> Iterator[Told]:
    for name in ("endpoint_type", "engine_name"):
        one, other = getattr(said.known, name), getattr(known, name)
        if one is not None and other is not None and one is not other:
            yield (
                said.construct,
                ConfigurationError(
                    "DMS-E016",
                    f"{name} is {as_code(one)}, but the endpoint is {path_of(construct)}, whose is {as_code(other)}; "
                    f"write {name}={as_code(other)}",
                    given=one,
                ),
            )
