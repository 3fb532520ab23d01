"""What DMS knows in one account and region, and how its states pass by themselves."""

from __future__ import annotations

import secrets
import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from local_cloud.plugin import clock
from local_cloud.plugin.behaviours import Behaviour
from local_cloud.plugin.configuration import configuration
from local_cloud.plugin.faults import Fault
from local_cloud.plugin.kinds import KINDS
from local_cloud.plugin.throttling import Bucket

__all__ = ["ENDINGS", "OBSERVERS", "Data", "Record", "Store"]

Data = dict[str, Any]

Step = Callable[[], None]

OBSERVERS: list[Callable[[Record, str], None]] = []
"""Who hears of every state that a thing enters, with the state before."""

ENDINGS: dict[tuple[str, str], Callable[[Record, str], None]] = {}
"""How a thing of a kind gets into a state on order, with the reason; others just get there."""

_ARN_ALPHABET = string.ascii_uppercase + string.digits


@dataclass(eq=False, slots=True)
class Record:
    """
    One thing that DMS keeps.

    What comes next is on its agenda with the time it is due, and happens when the store is next looked at.
    """

    store: Store
    kind: str
    arn: str
    data: Data
    tags: dict[str, str] = field(default_factory=dict)
    agenda: list[tuple[float, Step]] = field(default_factory=list)
    history: list[tuple[float, str]] = field(default_factory=list)
    _then: Step | None = None
    _since: float = 0

    @property
    def name(self) -> str:
        """The identifier its maker gave it."""
        return str(self.data[KINDS[self.kind].name_key])

    @property
    def status(self) -> str:
        """The state it is in."""
        return str(self.data.get(KINDS[self.kind].status_key, ""))

    def become(self, status: str, then: Step | None = None) -> None:
        """Enter a state, forgetting what was planned; `then` follows one step later, unless ordered otherwise."""
        before = self.status
        self.data[KINDS[self.kind].status_key] = status
        self.agenda.clear()
        self._then, self._since = then, clock.now()
        self.history.append((self._since, status))
        if ordered := self.store.ordered(self, status):
            self._follow(ordered, configuration.step_seconds)
        elif then is not None:
            self.later(then)
        for observe in OBSERVERS:
            observe(self, before)

    def reconsider(self, behaviour: Behaviour) -> None:
        """Let a behaviour hold for the state this is in already: it is over at once, unless it is to last."""
        self.agenda.clear()
        self._follow(behaviour, clock.now() - self._since)

    def _follow(self, behaviour: Behaviour, usual_seconds: float) -> None:
        then = (lambda: self._end(behaviour)) if behaviour.then else self._then
        if then is not None:
            seconds = usual_seconds if behaviour.seconds is None else behaviour.seconds
            self.agenda.append((self._since + seconds, then))

    def _end(self, behaviour: Behaviour) -> None:
        """End a state as ordered."""
        state = behaviour.then or ""
        members = {name: value for name, value in behaviour.members.items() if value is not None}
        self.data.update(members)
        if (self.kind, state) in ENDINGS:
            ENDINGS[self.kind, state](self, behaviour.message)
        else:
            self.data["LastFailureMessage"] = behaviour.message
            self.become(state)
        self.data.update(members)  # over what the ending itself has noted
        for name in behaviour.members.keys() - members.keys():
            self.data.pop(name, None)

    def later(self, action: Step, steps: float = 1) -> None:
        """Plan an action that many steps from now."""
        self.at(clock.now() + steps * configuration.step_seconds, action)

    def at(self, moment: float, action: Step) -> None:
        """Plan an action for a moment."""
        self.agenda.append((moment, action))


class Store:
    """All that DMS keeps for one account in one region."""

    def __init__(self, partition: str, region: str, account: str) -> None:
        self.partition = partition
        self.region = region
        self.account = account
        self.records: dict[str, Record] = {}
        self.connections: dict[tuple[str, str], Data] = {}
        self.catalogues: dict[str, list[Data]] = {}
        self.behaviours: list[Behaviour] = []
        self.bucket = Bucket()
        # What the door lets a metric be, by the name of the thing and of the metric; and until when metrics were sent.
        self.measured: dict[tuple[str, str], float] = {}
        self.sent_until = clock.now()
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

    def ordered(self, record: Record, state: str) -> Behaviour | None:
        """Take the first behaviour that is ordered for a thing in a state."""
        for behaviour in self.behaviours:
            if behaviour.fits(record.arn, record.name, state):
                behaviour.times -= 1
                if behaviour.times == 0:
                    self.behaviours.remove(behaviour)
                return behaviour
        return None

    def expects(self, record: Record, state: str) -> bool:
        """Say whether something is ordered for a thing in a state."""
        return any(behaviour.fits(record.arn, record.name, state) for behaviour in self.behaviours)

    def order(self, behaviour: Behaviour) -> None:
        """Take an order; it holds at once for what is in its state already."""
        self.behaviours.append(behaviour)
        for record in list(self.records.values()):
            if behaviour in self.behaviours and behaviour.fits(record.arn, record.name, record.status):
                taken = self.ordered(record, record.status)
                record.reconsider(taken or behaviour)

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
        record = Record(self, kind, arn, data)
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
