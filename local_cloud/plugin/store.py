"""What DMS knows in one account and region, and how its states pass by themselves."""

from __future__ import annotations

import secrets
import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from local_cloud.plugin import clock
from local_cloud.plugin.configuration import configuration
from local_cloud.plugin.faults import Fault
from local_cloud.plugin.kinds import KINDS

__all__ = ["Data", "Record", "Store"]

Data = dict[str, Any]

_ARN_ALPHABET = string.ascii_uppercase + string.digits


@dataclass(eq=False, slots=True)
class Record:
    """
    One thing that DMS keeps.

    No thread moves it along: what comes next is on its agenda with the time it is due, and happens when the store
    is next looked at.
    """

    kind: str
    arn: str
    data: Data
    tags: dict[str, str] = field(default_factory=dict)
    agenda: list[tuple[float, Callable[[], None]]] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The identifier its maker gave it."""
        return str(self.data[KINDS[self.kind].name_key])

    @property
    def status(self) -> str:
        """The state it is in."""
        return str(self.data.get(KINDS[self.kind].status_key, ""))

    def become(self, status: str, then: Callable[[], None] | None = None) -> None:
        """Enter a state, forgetting what was planned before; `then` follows one step later."""
        self.data[KINDS[self.kind].status_key] = status
        self.agenda.clear()
        if then is not None:
            self.later(then)

    def later(self, action: Callable[[], None], steps: float = 1) -> None:
        """Plan an action that many steps from now."""
        self.agenda.append((clock.now() + steps * configuration.step_seconds, action))


class Store:
    """All that DMS keeps for one account in one region."""

    def __init__(self, partition: str, region: str, account: str) -> None:
        self.partition = partition
        self.region = region
        self.account = account
        self.records: dict[str, Record] = {}
        self.connections: dict[tuple[str, str], Data] = {}
        self.catalogues: dict[str, list[Data]] = {}
        self.frozen = False

    def settle(self) -> None:
        """Let everything happen whose time has come, in its order."""
        now = clock.now()
        while not self.frozen:
            due = [
                (when, record, action)
                for record in self.records.values()
                for when, action in record.agenda
                if when <= now
            ]
            if not due:
                return
            when, record, action = min(due, key=lambda entry: entry[0])
            record.agenda.remove((when, action))
            with clock.at(when):
                action()

    def arn(self, kind: str, resource: str) -> str:
        """Build the ARN of a thing of this kind."""
        return f"arn:{self.partition}:dms:{self.region}:{self.account}:{KINDS[kind].arn_type}:{resource}"

    def add(self, kind: str, data: Data, *, resource: str | None = None, tags: list[Data] | None = None) -> Record:
        """Keep a new thing, unless its name or ARN is taken; `resource` is the end of its ARN, by default random."""
        noun, name_key = KINDS[kind].noun, KINDS[kind].name_key
        name = data[name_key]
        arn = self.arn(kind, resource or "".join(secrets.choice(_ARN_ALPHABET) for _ in range(26)))
        if arn in self.records or any(record.name == name for record in self.of(kind)):
            raise Fault("ResourceAlreadyExistsFault", f"{noun} {name} already exists.")
        if arn_key := KINDS[kind].arn_key:
            data[arn_key] = arn
        record = Record(kind, arn, data)
        record.tags = {tag["Key"]: tag.get("Value", "") for tag in tags or []}
        self.records[arn] = record
        return record

    def remove(self, record: Record) -> None:
        """Forget a thing and every connection test of it."""
        self.records.pop(record.arn, None)
        self.connections = {ends: made for ends, made in self.connections.items() if record.arn not in ends}

    def of(self, kind: str) -> Iterator[Record]:
        """All things of a kind, oldest first."""
        return (record for record in list(self.records.values()) if record.kind == kind)

    def get(self, kind: str, identifier: str) -> Record:
        """Find a thing by its ARN, or by its name where that is what identifies it."""
        for record in self.of(kind):
            if identifier == record.arn or (not KINDS[kind].arn_key and identifier.lower() == record.name.lower()):
                return record
        raise Fault("ResourceNotFoundFault", f"{KINDS[kind].noun} {identifier} not found.")

    def get_by_name_or_arn(self, kind: str, identifier: str) -> Record:
        """Find a thing in the newer part of the API, where a name does as well as an ARN."""
        for record in self.of(kind):
            if identifier in {record.arn, record.name}:
                return record
        raise Fault("ResourceNotFoundFault", f"{KINDS[kind].noun} {identifier} not found.")
