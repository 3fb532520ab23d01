"""What alarms do, by severity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aws_cdk import aws_cloudwatch as cloudwatch, aws_cloudwatch_actions as cloudwatch_actions, aws_sns as sns

from dms_constructs._checks import arn_of, is_a, is_object_with
from dms_constructs._code import SELF, call
from dms_constructs.errors import ConfigurationError, shown
from dms_constructs.monitoring.thresholds import AlarmSeverity

__all__ = ["AlarmActions", "bound_actions"]

AlarmActions = Mapping[AlarmSeverity, Sequence[sns.ITopic | cloudwatch.IAlarmAction]]
"""What alarms take as `actions`: topics that are told, or other actions, for each severity."""

_EXAMPLE = "actions={dms.AlarmSeverity.CRITICAL: [topic]}"


def bound_actions(actions: AlarmActions | None) -> dict[AlarmSeverity, list[cloudwatch.IAlarmAction]]:
    """
    Return the actions of each severity, as the CDK takes them.

    Raises:
        ConfigurationError: `DMS-O005` for something else.
    """
    is_a("DMS-O005", "actions", actions, Mapping, _EXAMPLE)
    found: dict[AlarmSeverity, list[cloudwatch.IAlarmAction]] = {severity: [] for severity in AlarmSeverity}
    known: dict[int, cloudwatch.IAlarmAction] = {}
    for severity, given in (actions or {}).items():
        is_a("DMS-O005", "keys of actions", severity, AlarmSeverity, "dms.AlarmSeverity.CRITICAL")
        name = f"actions[dms.AlarmSeverity.{severity.name}]"
        is_a("DMS-O005", name, given, (list, tuple), f"{name}=[topic]")
        for each in given:
            if id(each) not in known:
                known[id(each)] = _bound(name, each)
            found[severity].append(known[id(each)])
    return found


def _bound(name: str, given: sns.ITopic | cloudwatch.IAlarmAction) -> cloudwatch.IAlarmAction:
    if is_object_with(given, "add_subscription"):
        return cloudwatch_actions.SnsAction(given)  # type: ignore[arg-type]  # told by what it has
    if is_object_with(given, "bind"):
        return given  # type: ignore[return-value]  # told by what it has
    arn = arn_of(name, given, ":sns:", "AWS::SNS::Topic")
    if arn is not None:
        topic = call("sns.Topic.from_topic_arn", SELF, "Topic", arn)
    else:
        topic = "notifications.topic" if is_object_with(given, "topic") else "topic"
    raise ConfigurationError(
        "DMS-O005",
        f"{name} must hold topics or alarm actions, got {shown(given)}; write [{topic}]",
        given=given,
    )
