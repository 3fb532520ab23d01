"""Alarms on a migration: its tasks, their instances, and the databases that they read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, cast

from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct, IConstruct

from dms_constructs._checks import is_a, located, provides, text
from dms_constructs._construct import DmsConstruct, created, nothing_left, warn
from dms_constructs.endpoints.server import ServerEndpoint
from dms_constructs.errors import ConfigurationError, Finding, did_you_mean, shown
from dms_constructs.lifecycle.policies import StartPolicy
from dms_constructs.migration_type import MigrationType
from dms_constructs.monitoring.alarm_actions import AlarmActions, bound_actions
from dms_constructs.monitoring.alarm_plan import (
    PlannedAlarm,
    alarms_of_instance,
    alarms_of_replication,
    alarms_of_source,
)
from dms_constructs.monitoring.thresholds import AlarmSeverity, AlarmThresholds
from dms_constructs.monitoring.watched import (
    KIND_NAMES,
    Watched,
    check_region,
    check_replications,
    instance_of,
    is_among,
    kind_of,
    plan_of,
)
from dms_constructs.replication.existing_instance import IReplicationInstance
from dms_constructs.settings.full_load import StopAfter
from dms_constructs.task_plan import TaskPlan

__all__ = ["Alarms"]


class _Made(NamedTuple):
    """An alarm, and what it is on."""

    watched: object
    name: str
    severity: AlarmSeverity
    alarm: cloudwatch.Alarm


class Alarms(DmsConstruct):
    """
    Alarms on tasks or serverless replications, on the instances they run on, and on the databases they read.

    Each threshold that has a severity is an alarm. Those that are critical also make one of all, `unhealthy`: its
    actions are the critical ones, so an incident calls once, however many alarms it sets off. Those of a warning call
    for themselves.

    A task that is meant to run and doesn't is an alarm: `silence_minutes` of the thresholds. It stays quiet in stops
    that are shorter. For longer ones that are planned, give a `suppressor`.

    Creates: up to 22 alarms for a task with changes and validation, its instance and its source, and one of all.

    Source: the AWS DMS User Guide, page CHAP_Monitoring; facts/monitoring.json has each default with its reason.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        replications: Sequence[Watched],
        thresholds: AlarmThresholds | None = None,
        actions: AlarmActions | None = None,
        tell_recovery: bool = True,
        meant_to_run: bool | None = None,
        suppressor: cloudwatch.IAlarm | None = None,
        runbook_url: str | None = None,
    ) -> None:
        """
        Make the alarms.

        Args:
            scope: The construct it belongs to.
            construct_id: Its name there.
            replications: The tasks, or serverless replications.
            thresholds: When each alarm goes off; by default `AlarmThresholds()`.
            actions: What is told, or done, for each severity: topics, or any action of the CDK; by default nothing.
            tell_recovery: Whether actions are called again when all is well; by default yes.
            meant_to_run: Whether silence is an alarm; by default yes for those that replicate changes without an end,
                and for imported ones. A full load ends by itself, so its silence isn't, nor is that of a task that its
                settings stop after the load, or of one with `StartPolicy.NEVER`.
            suppressor: While this alarm is on, for example in a maintenance window, `unhealthy` calls nobody; by
                default nothing suppresses it.
            runbook_url: What to do, as a link in each alarm's description; by default none.

        Raises:
            ConfigurationError: `DMS-O005` for wrong actions, `DMS-O006` for something that can't be watched, `DMS-O013`
                for one of another region, `DMS-O004` for a threshold that must be known at synthesis, `DMS-A001` for
                anything else of another type, and `DMS-O003` and `DMS-I014` for an imported task whose instance is not
                known, or has no name.
        """
        with located(scope, construct_id):
            check_replications(replications)
            is_a("DMS-O004", "thresholds", thresholds, AlarmThresholds, "thresholds=dms.AlarmThresholds()")
            is_a("DMS-A001", "tell_recovery", tell_recovery, bool, "tell_recovery=False")
            is_a("DMS-A001", "meant_to_run", meant_to_run, bool, "meant_to_run=False")
            text("runbook_url", runbook_url, "https://wiki.example.com/migration")
            provides("suppressor", suppressor, "alarm_arn", "an alarm", "suppressor=maintenance_alarm")
            self._actions = bound_actions(actions)
        super().__init__(scope, construct_id)
        self._thresholds = thresholds if thresholds is not None else AlarmThresholds()
        self._tell_recovery = tell_recovery
        self._meant_to_run = meant_to_run
        self._suppressor = suppressor
        self._runbook = f" Runbook: {runbook_url}" if runbook_url else ""
        self._made: list[_Made] = []
        self._labels: set[str] = set()
        self._watched: list[object] = []
        self._unhealthy: cloudwatch.CompositeAlarm | None = None
        with nothing_left(scope, construct_id):
            for replication in replications:
                self._watch(replication)
            self._make_unhealthy()

    def add_replication(self, replication: Watched) -> None:
        """
        Watch another task or serverless replication, with its instance and its source.

        Raises:
            ConfigurationError: `DMS-O006` for something that can't be watched.
        """
        with located(self, "Alarms"):
            check_replications([replication])
        self._watch(replication)
        self._make_unhealthy()

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

    def _watch(self, replication: Watched) -> None:
        """Make the alarms on a replication, and on what it runs on and reads unless that is watched already."""
        with located(cast("Construct", self.node.scope), self.node.id):
            check_region(self, replication)
        kind, plan = kind_of(replication), plan_of(replication)
        meant = self._meant_to_run if self._meant_to_run is not None else _is_meant_to_run(replication, plan)
        planned = alarms_of_replication(replication, kind, plan, self._thresholds, meant_to_run=meant)
        self._make(KIND_NAMES[kind], replication, planned)

        instance = instance_of(replication)
        if instance is not None and self._is_new(instance):
            self._advise_on(instance)
            self._make(KIND_NAMES["instance"], instance, alarms_of_instance(instance, self._thresholds))
        source = getattr(replication, "source", None)
        if isinstance(source, ServerEndpoint) and source.connection.database is not None:
            database = source.connection.database
            if self._is_new(database):
                planned = alarms_of_source(source.connection, source.engine_name, self._thresholds)
                self._make("Source", cast("IConstruct", database), planned)

    def _is_new(self, watched: object) -> bool:
        """Whether it isn't watched yet; it counts as watched then."""
        is_new = not is_among(watched, self._watched)
        if is_new:
            self._watched.append(watched)
        return is_new

    def _advise_on(self, instance: IReplicationInstance) -> None:
        """Warn where too little is known of an instance."""
        memory = instance.instance_class.memory_gib if instance.instance_class is not None else None
        if memory is None and self._thresholds.freeable_memory_percent is not None:
            warn(
                self,
                [
                    Finding(
                        "monitoring.memoryUnknown",
                        f"there is no alarm on the memory of {instance.node.path}, because its class is not known",
                        fix="give from_replication_instance_attributes its instance_class, or the alarms "
                        "thresholds=dms.AlarmThresholds(freeable_memory_percent=None)",
                    )
                ],
            )

    def _make(self, kind: str, watched: IConstruct, planned: Iterable[PlannedAlarm]) -> None:
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
                alarm_description=f"{kind} {path} {each.says} ({each.metric_name}). {each.do}.{self._runbook}",
            )
            if each.severity is AlarmSeverity.WARNING:
                self._act(alarm, AlarmSeverity.WARNING)
            self._made.append(_Made(watched, each.name, each.severity, alarm))

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
            f"to do.{self._runbook}",
            actions_suppressor=cast("Any", self._suppressor),
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
        actions = self._actions[severity]
        if actions:
            alarm.add_alarm_action(*actions)
            if self._tell_recovery:
                alarm.add_ok_action(*actions)


_AT_MOST = 30
"""A rule takes 100 alarms and 10,240 characters, and an ARN has up to 300."""


def _any_of(alarms: Sequence[cloudwatch.AlarmBase]) -> str:
    return " OR ".join(f'ALARM("{alarm.alarm_arn}")' for alarm in alarms)


def _is_meant_to_run(replication: object, plan: TaskPlan | None) -> bool:
    """Whether it replicates changes without an end, and may be started; what was imported might."""
    if getattr(replication, "start", None) is StartPolicy.NEVER:
        return False
    if plan is None or plan.migration_type is None:
        return True
    return plan.migration_type.has_cdc and plan.cdc_stop is None and not _stops_after_load(plan)


def _stops_after_load(plan: TaskPlan) -> bool:
    """Whether its settings stop it once the load is over; one that only replicates changes has no load."""
    settings = plan.task_settings
    if settings is None or plan.migration_type is not MigrationType.FULL_LOAD_AND_CDC:
        return False
    return any(settings.values.get(each.value) is True for each in StopAfter)
