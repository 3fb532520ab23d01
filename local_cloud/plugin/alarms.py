"""
Alarms as CloudWatch evaluates them: by the periods that are over, with what is said about missing data.

MiniStack 1.5.33 looks at all values of a metric's name, whatever their dimensions, and never finds data missing. Its
composite alarms are right, but its CloudFormation doesn't have them. Source of the rules: "Using Amazon CloudWatch
alarms", "Configuring how CloudWatch alarms treat missing data".
"""

from __future__ import annotations

import json
import operator
import types
import weakref
from typing import Any

from local_cloud.plugin import clock, inside, inside_monitoring, metrics, service
from local_cloud.plugin.store import Data, Store

__all__ = ["evaluate_all", "install"]

_COMPARISONS = {
    "GreaterThanOrEqualToThreshold": operator.ge,
    "GreaterThanThreshold": operator.gt,
    "LessThanThreshold": operator.lt,
    "LessThanOrEqualToThreshold": operator.le,
}
# How many more periods than it needs an alarm looks back over, where data is missing.
_MORE_PERIODS = 2

_looked_at: weakref.WeakKeyDictionary[Store, int] = weakref.WeakKeyDictionary()
"""In which minute the alarms of a store were looked at last."""


def install() -> None:
    """Let MiniStack's CloudWatch go by the clock, look at alarms in this way, and have composite ones in templates."""
    cloudwatch = vars(inside_monitoring.cloudwatch)
    cloudwatch["time"] = types.SimpleNamespace(time=clock.now)
    cloudwatch["_evaluate_alarm"] = _evaluate
    cloudwatch["_dispatch_alarm_actions"] = _dispatch_unless_suppressed
    inside.RESOURCE_HANDLERS["AWS::CloudWatch::CompositeAlarm"] = {
        "create": _create_composite,
        "update": _update_composite,
        "delete": lambda name, _: inside_monitoring.COMPOSITE_ALARMS.pop(name, None),
    }
    inside.REPLACING["AWS::CloudWatch::CompositeAlarm"] = ("AlarmName",)
    handlers = inside.ministack.SERVICE_HANDLERS
    handle = handlers["monitoring"]

    async def look_first(*request: Any, **more: Any) -> Any:
        metrics.send()
        _evaluate_account()
        return await handle(*request, **more)

    handlers["monitoring"] = look_first


def evaluate_all() -> None:
    """Look at every alarm of the accounts that use DMS."""
    with service.lock:
        metrics.send()
        stores = service.all_stores()
    for store in stores:
        minute = int(clock.now() // 60)
        if _looked_at.get(store) != minute:  # values come by the minute
            _looked_at[store] = minute
            with inside.request_scope(store.account, store.region):
                _evaluate_account()


def _evaluate_account() -> None:
    for alarm in list(inside_monitoring.ALARMS.values()):
        _evaluate(alarm)


def _evaluate(alarm: Data) -> None:
    if not alarm.get("MetricName") or alarm["ComparisonOperator"] not in _COMPARISONS:
        return  # of expressions and bands, which nothing here works out
    state, reason = _judge(alarm)
    before = alarm["StateValue"]
    if state == before:
        return
    alarm.update(StateValue=state, StateReason=reason, StateUpdatedTimestamp=int(clock.now()))
    inside_monitoring.record_alarm_history(alarm["AlarmName"], before, state, reason)
    _dispatch_unless_suppressed(alarm, before, state, reason)
    inside_monitoring.evaluate_parent_alarms(alarm)


def _judge(alarm: Data) -> tuple[str, str]:
    """Say which state an alarm ought to be in, and why."""
    periods, missing = int(alarm["EvaluationPeriods"]), alarm.get("TreatMissingData") or "missing"
    needed = int(alarm.get("DatapointsToAlarm") or periods)
    found = _datapoints(alarm, periods + _MORE_PERIODS)
    values = [value for value in found[:periods] if value is not None]
    if len(values) < periods:  # then older ones count as well
        values = [value for value in found if value is not None][:periods]
    breaches = sum(_COMPARISONS[alarm["ComparisonOperator"]](value, alarm["Threshold"]) for value in values)
    lacking = periods - len(values)
    keep = alarm["StateValue"], alarm["StateReason"]
    if not values and missing in {"missing", "ignore"}:
        return keep if missing == "ignore" else ("INSUFFICIENT_DATA", f"Insufficient Data: {periods} missing.")
    if missing == "breaching":
        breaches += lacking
    if lacking and missing == "ignore" and len(values) < needed:
        return keep
    if missing == "missing" and 0 < len(values) < needed and breaches == len(values):
        breaches = needed
    shown = ", ".join(f"{value:g}" for value in values) or "no datapoints were received"
    reason = f"{breaches} of the last {periods} datapoints [{shown}] crossed the threshold ({alarm['Threshold']:g})"
    return ("ALARM" if breaches >= needed else "OK"), f"Threshold Crossed: {reason}"


def _datapoints(alarm: Data, periods: int) -> list[float | None]:
    """Return the values of the last periods that are over, the newest first; None for one without data."""
    length = int(alarm["Period"])
    end = int(clock.now() // length) * length
    dimensions = {each["Name"]: each["Value"] for each in alarm.get("Dimensions") or []}
    key = (alarm["Namespace"], alarm["MetricName"], inside_monitoring.dimensions_key(dimensions))
    points = inside_monitoring.METRICS.get(key) or []
    name = alarm.get("ExtendedStatistic") or alarm.get("Statistic") or "Average"
    found: list[float | None] = []
    for number in range(periods):
        first = end - (number + 1) * length
        inside_period = [point for point in points if first <= point["Timestamp"] < first + length]
        statistics = inside_monitoring.calculate(inside_period)
        found.append(inside_monitoring.statistic(statistics, name, inside_period) if statistics else None)
    return found


def _dispatch_unless_suppressed(alarm: Data, before: str, state: str, reason: str) -> None:
    """Carry out the actions of an alarm, unless another one suppresses them: that of a planned stop, for example."""
    name = str(alarm.get("ActionsSuppressor", "")).rsplit(":alarm:", 1)[-1]
    suppressor = inside_monitoring.ALARMS.get(name) or inside_monitoring.COMPOSITE_ALARMS.get(name) or {}
    if suppressor.get("StateValue") != "ALARM":
        inside_monitoring.dispatch_alarm_actions(alarm, before, state, reason)


def _create_composite(logical_id: str, properties: Data, stack_name: str) -> tuple[str, Data]:
    name = properties.get("AlarmName") or inside_monitoring.physical_name(stack_name, logical_id, max_len=255)
    return _put_composite(name, properties)


def _update_composite(name: str, old: Data, new: Data, *_: Any) -> tuple[str, Data]:  # noqa: ARG001
    return _put_composite(name, new)


def _put_composite(name: str, properties: Data) -> tuple[str, Data]:
    enabled = str(properties.get("ActionsEnabled", True)).lower() == "true"
    wanted = {**properties, "AlarmName": name, "ActionsEnabled": enabled}
    status, _, body = inside_monitoring.put_composite_alarm({}, wanted, is_cbor=False, is_json=True)
    if status != 200:
        raise ValueError(json.loads(body).get("message", "The composite alarm is invalid."))
    alarm = inside_monitoring.COMPOSITE_ALARMS[name]
    for key in ("ActionsSuppressor", "ActionsSuppressorWaitPeriod", "ActionsSuppressorExtensionPeriod"):
        if key in properties:
            alarm[key] = properties[key]
    return name, {"Arn": alarm["AlarmArn"]}
