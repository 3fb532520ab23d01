"""Rules of EventBridge on what DMS tells of an instance, a task or a serverless replication."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, cast

from dms_constructs import facts
from dms_constructs._checks import is_a, is_list, located, provides
from dms_constructs._code import as_code
from dms_constructs.errors import ConfigurationError
from dms_constructs.telemetry.event_kinds import InstanceEvent, TaskEvent

if TYPE_CHECKING:
    from aws_cdk import aws_events as events

__all__ = [
    "ARNS",
    "IInstanceEvents",
    "IReplicationEvents",
    "InstanceEvents",
    "ServerlessEvents",
    "TaskEvents",
    "event_pattern",
]

ARNS = {
    "task": "replication_task_arn",
    "serverless": "replication_config_arn",
    "instance": "replication_instance_arn",
}
"""Each kind of what has metrics and events, with the attribute that is its ARN."""


class IReplicationEvents(Protocol):
    """The events of a task or a serverless replication, whether or not this app owns it."""

    def on_failed(self, construct_id: str, *, target: events.IRuleTarget | None = None) -> events.Rule:
        """Make a rule that matches when it fails."""

    def on_stopped(self, construct_id: str, *, target: events.IRuleTarget | None = None) -> events.Rule:
        """Make a rule that matches when it stops."""


class IInstanceEvents(Protocol):
    """The events of a replication instance, whether or not this app owns it."""

    def on_event(
        self, construct_id: str, *, target: events.IRuleTarget | None = None, events: Sequence[InstanceEvent] = ()
    ) -> events.Rule:
        """Make a rule that matches these of its events, or all."""


def event_pattern(kind: str, arn: str, detail: Mapping[str, Sequence[str]]) -> events.EventPattern:
    """Return the pattern of events of one resource only, told by its ARN, with these details."""
    from aws_cdk import aws_events  # noqa: PLC0415  # slow to load, and few apps have rules

    known = facts.monitoring()["events"]
    return aws_events.EventPattern(
        source=[known["source"]],
        detail_type=known["detail_types"]["value"][kind],
        resources=[arn],
        detail=dict(detail) or None,
    )


class _Events:
    """What tells of itself: rules are made in it, and match its own ARN only, whatever its name."""

    EVENTS_OF: ClassVar[str]
    """Which events of the facts it has."""

    def _rule(
        self,
        construct_id: str,
        target: events.IRuleTarget | None,
        detail: Mapping[str, Sequence[str]],
    ) -> events.Rule:
        from aws_cdk import aws_events  # noqa: PLC0415  # see above

        scope = cast("Any", self)
        with located(scope, construct_id):
            provides(
                "target",
                target,
                "bind",
                "a target of a rule",
                "target=targets.SnsTopic(topic), of aws_cdk.aws_events_targets",
                code="DMS-O008",
            )
        return aws_events.Rule(
            scope,
            construct_id,
            event_pattern=event_pattern(self.EVENTS_OF, getattr(self, ARNS[self.EVENTS_OF]), detail),
            targets=[target] if target is not None else None,
        )

    def _on_ids(
        self,
        construct_id: str,
        target: events.IRuleTarget | None,
        wanted: Sequence[enum.Enum],
        expected: type[enum.Enum],
    ) -> events.Rule:
        with located(cast("Any", self), construct_id):
            example = as_code(next(iter(expected)))
            is_a("DMS-O008", "events", wanted, (list, tuple), f"events=[{example}]")
            for each in wanted:
                is_a("DMS-O008", "events", each, expected, example)
                if each is None:
                    raise ConfigurationError("DMS-O008", f"events must not hold None; write events=[{example}]")
        ids = [each.value for each in wanted]
        return self._rule(construct_id, target, {"eventId": ids} if ids else {})


class TaskEvents(_Events):
    """The events of a replication task."""

    EVENTS_OF = "task"

    def on_event(
        self, construct_id: str, *, target: events.IRuleTarget | None = None, events: Sequence[TaskEvent] = ()
    ) -> events.Rule:
        """
        Make a rule that matches these of its events, or all.

        Args:
            construct_id: The rule's name in the task.
            target: What it calls; by default nothing yet.
            events: Which events; by default all.

        Raises:
            ConfigurationError: `DMS-O008` for a wrong target or event.
        """
        return self._on_ids(construct_id, target, events, TaskEvent)

    def on_failed(self, construct_id: str, *, target: events.IRuleTarget | None = None) -> events.Rule:
        """Make a rule that matches when it fails."""
        return self.on_event(construct_id, target=target, events=[TaskEvent.FAILED])

    def on_stopped(self, construct_id: str, *, target: events.IRuleTarget | None = None) -> events.Rule:
        """Make a rule that matches when it stops, by itself or because somebody, or a deployment, stops it."""
        return self.on_event(construct_id, target=target, events=[TaskEvent.STOPPED])


class ServerlessEvents(_Events):
    """
    The events of a serverless replication, which come as another type than those of a task.

    Its failure is told in this type only: a rule on events of tasks never matches it.
    """

    EVENTS_OF = "serverless"

    def on_event(
        self, construct_id: str, *, target: events.IRuleTarget | None = None, event_types: Sequence[str] = ()
    ) -> events.Rule:
        """
        Make a rule that matches these of its events, or all.

        Args:
            construct_id: The rule's name in the replication.
            target: What it calls; by default nothing yet.
            event_types: Which events, as AWS calls them: `REPLICATION_FAILED`; by default all.

        Raises:
            ConfigurationError: `DMS-O008` for a wrong target or event.
        """
        with located(cast("Any", self), construct_id):
            is_list("DMS-O008", "event_types", event_types, "event_types=['REPLICATION_FAILED']", of_texts=True)
            for each in event_types:
                is_a("DMS-O008", "event_types", each, str, "'REPLICATION_FAILED'")
        return self._rule(construct_id, target, {"eventType": event_types} if event_types else {})

    def on_failed(self, construct_id: str, *, target: events.IRuleTarget | None = None) -> events.Rule:
        """Make a rule that matches when it fails."""
        return self.on_event(construct_id, target=target, event_types=_serverless("failed"))

    def on_stopped(self, construct_id: str, *, target: events.IRuleTarget | None = None) -> events.Rule:
        """Make a rule that matches when it stops."""
        return self.on_event(construct_id, target=target, event_types=_serverless("stopped"))


def _serverless(what: str) -> Sequence[str]:
    found: Sequence[str] = facts.monitoring()["events"]["serverless"]["value"][what]
    return found


class InstanceEvents(_Events):
    """The events of a replication instance."""

    EVENTS_OF = "instance"

    def on_event(
        self, construct_id: str, *, target: events.IRuleTarget | None = None, events: Sequence[InstanceEvent] = ()
    ) -> events.Rule:
        """
        Make a rule that matches these of its events, or all.

        Args:
            construct_id: The rule's name in the instance.
            target: What it calls; by default nothing yet.
            events: Which events; by default all.

        Raises:
            ConfigurationError: `DMS-O008` for a wrong target or event.
        """
        return self._on_ids(construct_id, target, events, InstanceEvent)
