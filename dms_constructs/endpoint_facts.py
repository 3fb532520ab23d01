"""What is known of an endpoint before deployment, as a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dms_constructs.engines import EndpointType, EngineName

__all__ = ["DatabaseIdentity", "EndpointFacts"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseIdentity:
    """Which database it is, as far as that is known; two that share what they know may be the same."""

    secret: str | None = None
    """The ARN or name of the secret that opens it."""
    host: str | None = None
    """Where its server is."""
    port: int | None = None
    """The server's TCP port."""
    database: str | None = None
    """The name of the database on the server, or of the bucket."""
    construct_path: str | None = None
    """The path of the database in the app, where the app makes or imports it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointFacts:
    """
    What a task needs to know of an endpoint, whether or not this app owns it.

    What two endpoints must agree on is a function of two of these.
    """

    endpoint_type: EndpointType
    """Whether data is read from it or written to it."""
    engine_name: EngineName | None = None
    """Its engine, or None when that is not known."""
    settings: Mapping[str, object] | None = field(default=None, hash=False)
    """The declared settings by AWS's names, such as `SlotName`; None when nothing is known of them."""
    extra_connection_attributes: Mapping[str, str] | None = field(default=None, hash=False)
    """The extra connection attributes by name; None when nothing is known of them."""
    database: DatabaseIdentity | None = None
    """Which database it is, or None when nothing is known."""

    def setting(self, name: str) -> object:
        """Return a declared setting by AWS's name; None where it is not declared, or nothing is known."""
        return self.settings.get(name) if self.settings is not None else None
