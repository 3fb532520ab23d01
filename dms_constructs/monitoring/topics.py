"""Topics that are told: of the region of what tells them, and not of the kind that keeps an order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from constructs import IConstruct

from dms_constructs._aws_names import parts_of_arn
from dms_constructs._checks import is_object_with
from dms_constructs._construct import path_of, stack_of
from dms_constructs.app_wide.seen import is_elsewhere, region_of
from dms_constructs.errors import ConfigurationError, Finding

__all__ = ["check_topic_is_here", "fifo_findings"]


def check_topic_is_here(scope: IConstruct, name: str, topic: object) -> None:
    """
    Raise for a topic of another region: alarms, rules and subscriptions tell those of their own only.

    Raises:
        ConfigurationError: `DMS-O018`.
    """
    arn: Any = getattr(topic, "topic_arn", None)
    parts = parts_of_arn(arn) if isinstance(arn, str) else None
    if parts is not None and is_elsewhere(parts[3], stack_of(scope), region_of):
        raise ConfigurationError(
            "DMS-O018",
            f"{name} is {arn!r}, but this stack is in {region_of(stack_of(scope))}, and only a topic of the same "
            f"region can be told; give one that is there, or make this in a stack with "
            f"env=cdk.Environment(region={parts[3]!r})",
            given=arn,
        )


def fifo_findings(name: str, topics: Iterable[Any]) -> Iterator[Finding]:
    """Yield each topic that is first in, first out: what tells topics here publishes to standard ones."""
    for topic in topics:
        if is_object_with(topic, "add_subscription") and getattr(topic, "fifo", False):
            yield Finding(
                "monitoring.fifoTopic",
                f"{name} has {path_of(topic)}, a FIFO topic, which alarms, rules and subscriptions don't publish to; "
                "nor does it send mails",
                "Amazon CloudWatch User Guide, page Notify_Users_Alarm_Changes; Amazon SNS Developer Guide, page "
                "sns-fifo-topics",
                fix="make it without fifo=True, or write emails=[...] to get a topic that is right",
            )
