"""Notifications of events, as sentences."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import cast

from aws_cdk import aws_events as events, aws_events_targets as targets, aws_sns as sns
from constructs import Construct, IConstruct

from dms_constructs import facts
from dms_constructs._checks import located, provides, text
from dms_constructs._construct import DmsConstruct, nothing_left, warn
from dms_constructs.monitoring.topics import check_topic_is_here, fifo_findings
from dms_constructs.monitoring.watched import (
    KIND_NAMES,
    Watched,
    arn_of,
    check_region,
    check_replications,
    instance_of,
    is_among,
    kind_of,
)
from dms_constructs.telemetry.events import event_pattern

__all__ = ["EventNotifications"]


class EventNotifications(DmsConstruct):
    """
    Rules that tell a topic, in a sentence, when a task fails, stops or pauses, or its instance is in trouble.

    They match the ARNs of the tasks and instances, so those of others stay quiet, and a replaced task is found again.

    Creates: a rule for each task or serverless replication, and for each instance; and the topic's policy.

    Source: the AWS DMS User Guide, pages CHAP_EventBridge and CHAP_Events. EventBridge delivers them as best it can, so
    alarms (`Alarms`) watch as well.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        replications: Sequence[Watched],
        topic: sns.ITopic,
        runbook_url: str | None = None,
    ) -> None:
        """
        Make the rules.

        Args:
            scope: The construct it belongs to.
            construct_id: Its name there.
            replications: The tasks, or serverless replications.
            topic: Who is told; an encrypted one needs a key that EventBridge may use (`NotificationTopic`).
            runbook_url: What to do, as a link in each message; by default none.

        Raises:
            ConfigurationError: `DMS-O006` for something that can't be watched, `DMS-O013` for one of another
                region, and `DMS-A001` for something else than a topic.
        """
        with located(scope, construct_id):
            check_replications(replications)
            provides("topic", topic, "add_subscription", "a topic", "topic=notifications.topic", required=True)
            check_topic_is_here(scope, "topic", topic)
            text("runbook_url", runbook_url, "https://wiki.example.com/migration")
        super().__init__(scope, construct_id)
        warn(self, fifo_findings("topic", [topic]))
        self._topic = topic
        self._runbook = f" Runbook: {runbook_url}" if runbook_url else ""
        self._watched: list[object] = []
        self._rules: list[events.Rule] = []
        with nothing_left(scope, construct_id):
            for replication in replications:
                self._watch(replication)

    def add_replication(self, replication: Watched) -> None:
        """
        Tell of another task or serverless replication, and of its instance.

        Raises:
            ConfigurationError: `DMS-O006` for something that can't be watched.
        """
        with located(self, "Rules"):
            check_replications([replication])
        self._watch(replication)

    @property
    def rules(self) -> Sequence[events.Rule]:
        """All rules, in the order they were made."""
        return tuple(self._rules)

    def _watch(self, replication: Watched) -> None:
        with located(cast("Construct", self.node.scope), self.node.id):
            check_region(self, replication)
        for watched in (replication, instance_of(replication)):
            if watched is not None and not is_among(watched, self._watched):
                self._watched.append(watched)
                self._rules.append(self._rule_on(watched))

    def _rule_on(self, watched: IConstruct) -> events.Rule:
        kind, path = kind_of(watched), watched.node.path
        message = f"{KIND_NAMES[kind]} {path}: {_sentence()}{self._runbook}"
        return events.Rule(
            self,
            f"{kind.capitalize()}{len(self._rules) or ''}",
            description=f"Tells of what happens to {path}",
            event_pattern=event_pattern(kind, arn_of(watched), _worth_telling(kind)),
            targets=[targets.SnsTopic(self._topic, message=events.RuleTargetInput.from_text(message))],
        )


def _worth_telling(kind: str) -> dict[str, list[str]]:
    """Return which events are told, as a pattern has it."""
    known = facts.monitoring()["events"]
    if kind == "serverless":
        return {"eventType": [each for types in known["serverless"]["value"].values() for each in types]}
    return {"eventId": known["worth_telling"]["value"][kind]}


@functools.cache
def _sentence() -> str:
    """Return what EventBridge fills in of an event: what happened, which event it was, when and where, and a link."""
    field = events.EventField.from_path
    what, link = field("$.detail.detailMessage"), field("$.detail.resourceLink")
    event, when = field("$.detail.eventType"), field("$.time")
    return f"{what} ({event}, {when}, account {field('$.account')}, {field('$.region')}) {link}"
