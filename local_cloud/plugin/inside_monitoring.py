"""MiniStack's private names of CloudWatch, its logs, EventBridge and SNS that this plug-in uses: see `inside.py`."""

from __future__ import annotations

from ministack.services import cloudwatch, eventbridge
from ministack.services.cloudformation.provisioners import _physical_name
from ministack.services.cloudwatch import (
    _alarms,
    _calc_stats,
    _composite_alarms,
    _dims_key,
    _dispatch_alarm_actions,
    _evaluate_parent_alarms,
    _metric_bucket,
    _metrics,
    _put_composite_alarm,
    _record_history,
    _stat_value,
)
from ministack.services.cloudwatch_logs import _create_log_stream, _log_groups, _put_log_events
from ministack.services.eventbridge import _put_events
from ministack.services.sns import publish_internal

__all__ = [
    "ALARMS",
    "COMPOSITE_ALARMS",
    "LOG_GROUPS",
    "METRICS",
    "calculate",
    "cloudwatch",
    "create_log_stream",
    "dimensions_key",
    "dispatch_alarm_actions",
    "evaluate_parent_alarms",
    "eventbridge",
    "metric_points",
    "physical_name",
    "publish",
    "put_composite_alarm",
    "put_events",
    "put_log_events",
    "record_alarm_history",
    "statistic",
]

ALARMS = _alarms
COMPOSITE_ALARMS = _composite_alarms
LOG_GROUPS = _log_groups
METRICS = _metrics

calculate = _calc_stats
create_log_stream = _create_log_stream
dimensions_key = _dims_key
dispatch_alarm_actions = _dispatch_alarm_actions
evaluate_parent_alarms = _evaluate_parent_alarms
metric_points = _metric_bucket
physical_name = _physical_name
publish = publish_internal
put_composite_alarm = _put_composite_alarm
put_events = _put_events
put_log_events = _put_log_events
record_alarm_history = _record_history
statistic = _stat_value
