"""Alarms on a migration: its tasks, their instances, and the databases on both sides."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import cast

from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from dms_constructs._checks import is_a, located
from dms_constructs._code import as_code
from dms_constructs._construct import nothing_left, path_of, warn
from dms_constructs.errors import Finding
from dms_constructs.lifecycle.policies import StartPolicy
from dms_constructs.migration_type import MigrationType
from dms_constructs.monitoring.alarm_actions import AlarmActions
from dms_constructs.monitoring.alarm_plan import (
    alarms_of_instance,
    alarms_of_replication,
    alarms_of_source,
)
from dms_constructs.monitoring.alarm_set import AlarmSet, CallWhom
from dms_constructs.monitoring.database_plan import WatchedDatabase
from dms_constructs.monitoring.database_reading import sender_of
from dms_constructs.monitoring.database_size import DatabaseSize
from dms_constructs.monitoring.planned_alarm import PlannedAlarm
from dms_constructs.monitoring.thresholds import AlarmThresholds, DatabaseThresholds
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
from dms_constructs.monitoring.watched_database import DatabaseOnASide, databases_of
from dms_constructs.replication.existing_instance import IReplicationInstance
from dms_constructs.settings.full_load import StopAfter
from dms_constructs.task_plan import TaskPlan

__all__ = ["Alarms"]


class Alarms(AlarmSet):
    """
    Alarms on tasks or serverless replications, on the instances they run on, and on the databases they read and write.

    Each threshold that has a severity is an alarm. Those that are critical also make one of all, `unhealthy`: its
    actions are the critical ones, so an incident calls once, however many alarms it sets off. Those of a warning call
    for themselves.

    A task that is meant to run and doesn't is an alarm: `silence_minutes` of the thresholds. It stays quiet in stops
    that are shorter. For longer ones that are planned, give a `suppressor`.

    Creates: up to 22 alarms for a task with changes and validation, its instance and its source, and one of all; with
    `database_thresholds` those of `DatabaseAlarms` on source and target, too.

    Source: the AWS DMS User Guide, page CHAP_Monitoring; facts/monitoring.json and facts/database_monitoring.json have
    each default with its reason.
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
        database_thresholds: DatabaseThresholds | None = None,
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
            database_thresholds: When alarms on source and target go off, where a connection knows them in RDS or
                Aurora; by default there are none on them, but for the disk and the log of the source. While a target
                of this library is `LOADING`, what a load does anyway is left out.

        Raises:
            ConfigurationError: `DMS-O005` for wrong actions, `DMS-O006` for something that can't be watched, `DMS-O013`
                for one of another region, `DMS-O004` for a threshold that must be known at synthesis, `DMS-A001` for
                anything else of another type, and `DMS-O003` and `DMS-I014` for an imported task whose instance is not
                known, or has no name.
        """
        with located(scope, construct_id):
            check_replications(replications)
            is_a("DMS-O004", "thresholds", thresholds, AlarmThresholds, "thresholds=dms.AlarmThresholds()")
            is_a(
                "DMS-O004",
                "database_thresholds",
                database_thresholds,
                DatabaseThresholds,
                "database_thresholds=dms.DatabaseThresholds()",
            )
            is_a("DMS-A001", "meant_to_run", meant_to_run, bool, "meant_to_run=False")
            whom = CallWhom.of(
                scope, actions=actions, tell_recovery=tell_recovery, suppressor=suppressor, runbook_url=runbook_url
            )
        super().__init__(scope, construct_id, whom)
        self._thresholds = thresholds if thresholds is not None else AlarmThresholds()
        self._database_thresholds = database_thresholds
        self._meant_to_run = meant_to_run
        self._watched: list[object] = []
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
        for side in databases_of(replication):
            self._watch_database(side)

    def _watch_database(self, side: DatabaseOnASide) -> None:
        """Make the alarms on a database, unless it is watched already."""
        log = alarms_of_source(side, self._thresholds) if side.is_source else ()
        thresholds = self._database_thresholds
        if not self._is_new(side.database):
            return
        others: Iterable[PlannedAlarm] = ()
        sender = None
        if thresholds is not None:
            others = self._others(side, thresholds)
            sender = sender_of(side.database) if side.metrics.is_cluster else None
        self._make(side.name, side.database, itertools.chain(log, others), after=sender)
        self._warn_of_doubles(side.database, is_of_migration=True)

    def _others(self, side: DatabaseOnASide, thresholds: DatabaseThresholds) -> Iterator[PlannedAlarm]:
        """Return the alarms on a database that every database has, and warn of those that it can't have."""
        watched = WatchedDatabase(metrics=side.metrics, engine=side.engine, size=side.size, loading=side.loading)
        warn(self, watched.unknown(thresholds, path_of(side.database), _switched_off))
        # The disk of a source has an alarm of its own, which says what fills it.
        return watched.alarms(thresholds, without=_OF_THE_SOURCE if side.is_source else frozenset())

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


_OF_THE_SOURCE = frozenset({"free_storage_gib"})


def _switched_off(_: DatabaseSize, thresholds: DatabaseThresholds) -> str:
    """Return how it is said that nothing is to be watched there."""
    return f"write database_thresholds={as_code(thresholds)}"


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
