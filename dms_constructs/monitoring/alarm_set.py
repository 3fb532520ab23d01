"""Alarms that belong together: how they are made, found and called for, whatever they are on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, cast

from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct, IConstruct

from dms_constructs._checks import is_a, provides, text
from dms_constructs._construct import DmsConstruct, created, warn
from dms_constructs.errors import ConfigurationError, Finding, did_you_mean, shown
from dms_constructs.monitoring.alarm_actions import AlarmActions, bound_actions
from dms_constructs.monitoring.doubled import Doubled, Same, doubled
from dms_constructs.monitoring.planned_alarm import PlannedAlarm
from dms_constructs.monitoring.thresholds import AlarmSeverity
from dms_constructs.monitoring.topics import check_topic_is_here, fifo_findings

__all__ = ["AlarmSet", "CallWhom"]


class _Made(NamedTuple):
    """An alarm, and what it is on."""

    watched: object
    name: str
    severity: AlarmSeverity
    alarm: cloudwatch.Alarm
    same: Same


class CallWhom(NamedTuple):
    """Whom the alarms of a set call, and where they send the reader; checked when it is made of arguments."""

    actions: dict[AlarmSeverity, list[cloudwatch.IAlarmAction]]
    tell_recovery: bool
    suppressor: cloudwatch.IAlarm | None
    runbook: str
    findings: tuple[Finding, ...] = ()

    @classmethod
    def of(
        cls,
        scope: IConstruct,
        *,
        actions: AlarmActions | None,
        tell_recovery: bool,
        suppressor: cloudwatch.IAlarm | None,
        runbook_url: str | None,
    ) -> CallWhom:
        """
        Check the arguments.

        Raises:
            ConfigurationError: `DMS-O005` for wrong actions, `DMS-O018` for a topic of another region, `DMS-A001` for
                anything else of another type.
        """
        bound = bound_actions(actions)
        topics = [each for given in (actions or {}).values() for each in given]
        for each in topics:
            check_topic_is_here(scope, "a topic of actions", each)
        findings = {str(each): each for each in fifo_findings("actions", topics)}
        is_a("DMS-A001", "tell_recovery", tell_recovery, bool, "tell_recovery=False")
        text("runbook_url", runbook_url, "https://wiki.example.com/migration")
        provides("suppressor", suppressor, "alarm_arn", "an alarm", "suppressor=maintenance_alarm")
        runbook = f" Runbook: {runbook_url}" if runbook_url else ""
        return cls(bound, tell_recovery, suppressor, runbook, tuple(findings.values()))


class AlarmSet(DmsConstruct):
    """Alarms, and one of all that are critical: the base of what makes them."""

    def __init__(self, scope: Construct, construct_id: str, call: CallWhom) -> None:
        super().__init__(scope, construct_id)
        warn(self, call.findings)
        self._call = call
        self._made: list[_Made] = []
        self._labels: set[str] = set()
        self._unhealthy: cloudwatch.CompositeAlarm | None = None

    @property
    def alarms(self) -> Sequence[cloudwatch.Alarm]:
        """All alarms but `unhealthy`, in the order they were made."""
        return tuple(made.alarm for made in self._made)

    @property
    def unhealthy(self) -> cloudwatch.CompositeAlarm | None:
        """The alarm that is on while any critical one is; None where nothing is critical."""
        return self._unhealthy

    def of(self, watched: IConstruct) -> Sequence[cloudwatch.Alarm]:
        """Return the alarms on a task, a serverless replication, an instance, or a database that is read."""
        return tuple(made.alarm for made in self._made if made.watched is watched)

    def alarm(self, threshold: str, severity: AlarmSeverity, *, of: IConstruct) -> cloudwatch.Alarm:
        """
        Return one of the alarms, to add an action to it or to graph it.

        Args:
            threshold: The name of its threshold, for example `cdc_latency_target_seconds`.
            severity: Its severity.
            of: The task, serverless replication, instance or database that it is on.

        Raises:
            ConfigurationError: `DMS-O007` when there is no such alarm.
        """
        on_it = [made for made in self._made if made.watched is of]
        for made in on_it:
            if (made.name, made.severity) == (threshold, severity):
                return made.alarm
        names = {f"{made.name}, {made.severity.value}" for made in on_it}
        asked = f"{threshold}, {severity.value}" if isinstance(severity, AlarmSeverity) else shown(severity)
        raise ConfigurationError(
            "DMS-O007",
            f"there is no alarm {asked!r} on {of.node.path}{did_you_mean(asked, names)}; "
            f"there are {'; '.join(sorted(names)) or 'no alarms on it'}",
            path=self.node.path,
            given=threshold,
        )

    def _make(
        self, kind: str, watched: IConstruct, planned: Iterable[PlannedAlarm], *, after: IConstruct | None = None
    ) -> None:
        """Make alarms; those that go off without data are made after what sends it, where that is given."""
        node = watched.node
        path, label = node.path, self._label(node.id)
        for each in planned:
            name = "".join(word.capitalize() for word in each.name.split("_"))
            alarm = created(
                cloudwatch.Alarm,
                cloudwatch.AlarmProps,
                self,
                f"{label}{name}{each.severity.name.capitalize()}",
                metric=each.metric,
                threshold=each.threshold,
                evaluation_periods=each.periods,
                comparison_operator=each.goes_off,
                treat_missing_data=each.missing,
                alarm_description=f"{kind} {path} {each.says} ({each.metric_name}). {each.do}.{self._call.runbook}",
            )
            if each.severity is AlarmSeverity.WARNING:
                self._act(alarm, AlarmSeverity.WARNING)
            if after is not None and each.says_it_is_gone:
                alarm.node.add_dependency(after)
            same = Same(each.metric_name, each.severity, each.threshold)
            self._made.append(_Made(watched, each.name, each.severity, alarm, same))

    def _warn_of_doubles(self, database: IConstruct, *, is_of_migration: bool) -> None:
        """Warn where another set has the same alarms on a database."""
        names = {made.same: made.name for made in self._made if made.watched is database}
        warn(self, doubled(database, Doubled(self.node.path, is_of_migration, names)))

    def _label(self, construct_id: str) -> str:
        """Return how ids of alarms begin: two tasks of one id, in two migrations, are told by a number."""
        label, number = construct_id, 1
        while label in self._labels:
            number += 1
            label = f"{construct_id}{number}"
        self._labels.add(label)
        return label

    def _make_unhealthy(self) -> None:
        """Make the alarm of all critical ones, or extend it."""
        critical = [made.alarm for made in self._made if made.severity is AlarmSeverity.CRITICAL]
        if not critical:
            return
        parts = [critical[start : start + _AT_MOST] for start in range(0, len(critical), _AT_MOST)]
        rule = _any_of(critical if len(parts) == 1 else [self._part(*each) for each in enumerate(parts, start=1)])
        if self._unhealthy is not None:
            cast("Any", self._unhealthy.node.default_child).alarm_rule = rule
            return
        self._unhealthy = cloudwatch.CompositeAlarm(
            self,
            "Unhealthy",
            alarm_rule=cloudwatch.AlarmRule.from_string(rule),
            alarm_description=f"Something is critical in {self.node.path}: the alarms that are on say what and what "
            f"to do.{self._call.runbook}",
            actions_suppressor=cast("Any", self._call.suppressor),
        )
        self._act(self._unhealthy, AlarmSeverity.CRITICAL)

    def _part(self, number: int, critical: Sequence[cloudwatch.Alarm]) -> cloudwatch.CompositeAlarm:
        """Return the alarm of some critical ones, made now or extended: one alarm of all can't name so many."""
        rule = _any_of(critical)
        made = self.node.try_find_child(f"Unhealthy{number}")
        if made is not None:
            part = cast("cloudwatch.CompositeAlarm", made)
            cast("Any", part.node.default_child).alarm_rule = rule
            return part
        return cloudwatch.CompositeAlarm(
            self,
            f"Unhealthy{number}",
            alarm_rule=cloudwatch.AlarmRule.from_string(rule),
            alarm_description=f"Part {number} of what is critical in {self.node.path}. It calls nobody.",
        )

    def _act(self, alarm: cloudwatch.AlarmBase, severity: AlarmSeverity) -> None:
        actions = self._call.actions[severity]
        if actions:
            alarm.add_alarm_action(*actions)
            if self._call.tell_recovery:
                alarm.add_ok_action(*actions)


_AT_MOST = 30
"""A rule takes 100 alarms and 10,240 characters, and an ARN has up to 300."""


def _any_of(alarms: Sequence[cloudwatch.AlarmBase]) -> str:
    return " OR ".join(f'ALARM("{alarm.alarm_arn}")' for alarm in alarms)
