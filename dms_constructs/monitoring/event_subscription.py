"""A subscription to DMS's own notifications; EventBridge has more of them, and finds a resource by its ARN."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from aws_cdk import aws_dms, aws_iam as iam, aws_sns as sns
from constructs import Construct

from dms_constructs import facts
from dms_constructs._aws_names import parts_of_arn
from dms_constructs._checks import flag, is_a, is_object_with, located, not_blank, provides
from dms_constructs._code import as_code
from dms_constructs._construct import L1_ID, DmsConstruct, warn
from dms_constructs.errors import ConfigurationError, shown
from dms_constructs.monitoring.topics import check_topic_is_here, fifo_findings
from dms_constructs.replication.existing_instance import IReplicationInstance
from dms_constructs.telemetry.event_kinds import EventCategory, EventSourceType

__all__ = ["EventSubscription"]


class EventSubscription(DmsConstruct):
    """
    A subscription of a topic to events of instances or tasks, by category.

    For most uses, rules of EventBridge are better (`EventNotifications`, `task.on_failed`): AWS recommends them from
    engine version 3.4.5, they know serverless replications, and match the ARN. A subscription goes by names, which a
    task of CloudFormation's has only if you give it one.

    Creates: the subscription.

    Source: the AWS DMS User Guide, page CHAP_Events, and CreateEventSubscription in the API reference.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        topic: sns.ITopic,
        source_type: EventSourceType,
        categories: Sequence[EventCategory] | None = None,
        sources: Sequence[IReplicationInstance | str] | None = None,
        enabled: bool = True,
    ) -> None:
        """
        Make the subscription.

        Args:
            scope: The construct it belongs to.
            construct_id: Its name there.
            topic: Where the notifications go; DMS may publish to it then, unless it was imported.
            source_type: Whether it is about instances or about tasks.
            categories: Which events; by default all.
            sources: Which instances, or which tasks by their names; by default all of the account in this region.
            enabled: Whether it sends anything; by default yes.

        Raises:
            ConfigurationError: `DMS-O010` for a category that the source type doesn't have, or a source that has no
                name, `DMS-A001` for anything of another type.
        """
        with located(scope, construct_id):
            provides("topic", topic, "add_subscription", "a topic", "topic=notifications.topic", required=True)
            check_topic_is_here(scope, "topic", topic)
            is_a("DMS-O010", "source_type", source_type, EventSourceType, as_code(EventSourceType.REPLICATION_INSTANCE))
            if source_type is None:
                raise ConfigurationError("DMS-O010", "source_type must be given, got None")
            _check_categories(source_type, categories)
            flag("enabled", enabled)
            names = _names_of(source_type, sources)
        super().__init__(scope, construct_id)
        warn(self, fifo_findings("topic", [topic]))
        topic.grant_publish(iam.ServicePrincipal("dms.amazonaws.com"))
        self._resource = aws_dms.CfnEventSubscription(
            self,
            L1_ID,
            sns_topic_arn=topic.topic_arn,
            source_type=source_type.value,
            event_categories=[each.value for each in categories or ()] or None,
            source_ids=names or None,
            enabled=enabled,
        )


def _check_categories(source_type: EventSourceType, categories: Sequence[EventCategory] | None) -> None:
    allowed = facts.monitoring()["subscriptions"]["categories"][source_type.value]
    example = as_code(EventCategory.FAILURE)
    is_a("DMS-O010", "categories", categories, (list, tuple), f"categories=[{example}]")
    _check_not_empty("categories", categories)
    for each in categories or ():
        is_a("DMS-O010", "categories", each, EventCategory, _meant_by(each) or example)
        if each is None or each.value not in allowed:
            names = ", ".join(as_code(EventCategory(one)) for one in allowed)
            raise ConfigurationError(
                "DMS-O010",
                f"categories of {as_code(source_type)} must be among {names}, got {shown(each)}{_if_other_type(each)}",
                given=each,
            )


def _check_not_empty(name: str, given: Sequence[object] | None) -> None:
    """Raise for an empty list, which DMS would take for all there are."""
    if given is not None and not given:
        raise ConfigurationError(
            "DMS-O010", f"{name} must not be empty, which would be all of them; leave it out if that is meant"
        )


def _meant_by(text: object) -> str | None:
    """Return the category that a text is, or nearly is."""
    known = {each.value: each for each in EventCategory} | {each.name.lower(): each for each in EventCategory}
    near = get_close_matches(text.lower(), known, n=1) if isinstance(text, str) else []
    return as_code(known[near[0]]) if near else None


def _if_other_type(category: EventCategory | None) -> str:
    """Say which source type has the category."""
    has = facts.monitoring()["subscriptions"]["categories"]
    others = [each for each in EventSourceType if category is not None and category.value in has[each.value]]
    return f"; write source_type={as_code(others[0])}, or another category" if others else ""


def _names_of(source_type: EventSourceType, sources: Sequence[IReplicationInstance | str] | None) -> list[str]:
    is_a("DMS-O010", "sources", sources, (list, tuple), "sources=[instance]")
    _check_not_empty("sources", sources)
    names = []
    for each in sources or ():
        if isinstance(each, str):
            not_blank("DMS-O010", "sources", each)
            if parts_of_arn(each) is not None:
                raise ConfigurationError(
                    "DMS-O010",
                    f"sources must hold names, got the ARN {each!r}, which names nothing to a subscription; write the "
                    "identifier that the console shows, or task.on_failed('Failed', target=targets.SnsTopic(topic)), "
                    "which goes by the ARN",
                    given=each,
                )
            names.append(each)
        elif is_object_with(each, "replication_instance_identifier"):
            if source_type is not EventSourceType.REPLICATION_INSTANCE:
                raise ConfigurationError(
                    "DMS-O010",
                    "sources must be names of tasks, got a replication instance; write "
                    f"source_type={as_code(EventSourceType.REPLICATION_INSTANCE)}",
                    given=each,
                )
            names.append(each.replication_instance_identifier)
        else:
            raise ConfigurationError(
                "DMS-O010",
                f"sources must hold instances, or names, got {shown(each)}; a task without a name of yours is told by "
                "its ARN only: write task.on_failed('Failed', target=targets.SnsTopic(topic))",
                given=each,
            )
    return names
