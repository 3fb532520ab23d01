"""Alarms on a database in RDS or Aurora, whether a migration fills it, reads it, or has left it behind."""

from __future__ import annotations

from aws_cdk import aws_cloudwatch as cloudwatch, aws_rds as rds
from constructs import Construct

from dms_constructs._checks import is_a, located
from dms_constructs._code import as_code
from dms_constructs._construct import nothing_left, path_of, warn
from dms_constructs.engines import EngineName
from dms_constructs.errors import ConfigurationError
from dms_constructs.monitoring.alarm_actions import AlarmActions
from dms_constructs.monitoring.alarm_set import AlarmSet, CallWhom
from dms_constructs.monitoring.database_plan import WatchedDatabase
from dms_constructs.monitoring.database_reading import remember_size, sender_of, size_of
from dms_constructs.monitoring.database_size import DatabaseSize
from dms_constructs.monitoring.thresholds import DatabaseThresholds
from dms_constructs.monitoring.watched import check_region
from dms_constructs.monitoring.watched_database import has_metrics
from dms_constructs.telemetry.database_metrics import DatabaseMetrics, DatabaseRole

__all__ = ["DatabaseAlarms", "engine_of_metrics"]


class DatabaseAlarms(AlarmSet):
    """
    Alarms on an Aurora cluster, or on an instance of RDS: PostgreSQL, MySQL and MariaDB.

    Those on a cluster are on its writer, whichever instance that is after a failover, and on its volume. Each threshold
    that has a severity is an alarm, where it can go off with the engine, the capacity and the readers. Critical ones
    also make one of all, `unhealthy`, as those of `Alarms` do.

    A migration's `Alarms` watch the log of its source, and the disk where it is one of RDS: don't ask for them again.

    Creates: up to 19 alarms, and one of all that are critical.

    Source: facts/database_monitoring.json has each default with its reason.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        database: rds.IDatabaseCluster | rds.IDatabaseInstance,
        thresholds: DatabaseThresholds | None = None,
        actions: AlarmActions | None = None,
        tell_recovery: bool = True,
        suppressor: cloudwatch.IAlarm | None = None,
        runbook_url: str | None = None,
        size: DatabaseSize | None = None,
        loading: bool = False,
        is_source: bool = False,
        is_global_secondary: bool = False,
    ) -> None:
        """
        Make the alarms.

        Args:
            scope: The construct it belongs to.
            construct_id: Its name there.
            database: The cluster or instance, made in the app or imported with its engine.
            thresholds: When each alarm goes off; by default `DatabaseThresholds()`.
            actions: What is told, or done, for each severity: topics, or any action of the CDK; by default nothing.
            tell_recovery: Whether actions are called again when all is well; by default yes.
            suppressor: While this alarm is on, for example in a maintenance window, `unhealthy` calls nobody; by
                default nothing suppresses it.
            runbook_url: What to do, as a link in each alarm's description; by default none.
            size: How large it is; by default as the app says when the alarms are made. It is not known of an imported
                one: then there are no alarms on its memory and its connections, and a warning says so.
            loading: Whether a migration fills it: then there is no alarm on what a load does anyway; by default no.
            is_source: Whether a replication slot or the binary log of it is read, so the log that is kept for it is
                an alarm; by default no.
            is_global_secondary: Whether it is a secondary cluster of a global database: how far it is behind is an
                alarm then, and its instances are readers; by default no.

        Raises:
            ConfigurationError: `DMS-O005` for wrong actions, `DMS-O013` for a database of another region, `DMS-O004`
                for a threshold that must be known at synthesis, `DMS-O016` for a database whose engine is not known, or
                whose metrics are not those of Aurora or of one instance, `DMS-A001` for anything else of another type.
        """
        with located(scope, construct_id):
            is_a("DMS-O004", "thresholds", thresholds, DatabaseThresholds, "thresholds=dms.DatabaseThresholds()")
            is_a("DMS-O015", "size", size, DatabaseSize, "size=dms.DatabaseSize(instance_class='db.r6g.large')")
            for name, given in (("loading", loading), ("is_source", is_source)):
                is_a("DMS-A001", name, given, bool, f"{name}=True")
            is_a("DMS-A001", "is_global_secondary", is_global_secondary, bool, "is_global_secondary=True")
            whom = CallWhom.of(
                scope, actions=actions, tell_recovery=tell_recovery, suppressor=suppressor, runbook_url=runbook_url
            )
            role = DatabaseRole.READER if is_global_secondary else DatabaseRole.WRITER
            metrics = DatabaseMetrics(database, role=role)
            engine = engine_of_metrics(metrics, database)
        thresholds = thresholds if thresholds is not None else DatabaseThresholds()
        if size is not None:
            remember_size(database, size)
        watched = WatchedDatabase(
            metrics=metrics,
            engine=engine,
            size=size_of(database),
            loading=loading,
            is_source=is_source,
            is_global_secondary=is_global_secondary,
        )
        super().__init__(scope, construct_id, whom)
        with nothing_left(scope, construct_id), located(scope, construct_id):
            check_region(self, database)
            warn(self, watched.unknown(thresholds, path_of(database), _told))
            # An instance of RDS is what its alarms refer to, so they are made after it anyway.
            sender = sender_of(database) if metrics.is_cluster else None
            self._make("Database", database, watched.alarms(thresholds), after=sender)
            self._make_unhealthy()
            self._warn_of_doubles(database, is_of_migration=False)


def _told(size: DatabaseSize, thresholds: DatabaseThresholds) -> str:
    """Return how it is said what is not known, or that nothing is to be watched there."""
    return f"give the alarms size={as_code(size)}, with what it has, or thresholds={as_code(thresholds)}"


def engine_of_metrics(metrics: DatabaseMetrics, database: rds.IDatabaseCluster | rds.IDatabaseInstance) -> EngineName:
    """
    Return the engine of a database that can be watched.

    Raises:
        ConfigurationError: `DMS-O016` for another.
    """
    engine = metrics.engine_name
    kind = "cluster" if metrics.is_cluster else "instance"
    if engine is None:
        made = "DatabaseClusterEngine.AURORA_POSTGRESQL" if metrics.is_cluster else "DatabaseInstanceEngine.POSTGRES"
        raise ConfigurationError(
            "DMS-O016",
            f"the engine of this {kind}, {path_of(database)}, must be known: its metrics depend on it; give "
            f"rds.Database{kind.capitalize()}.from_database_{kind}_attributes the engine=rds.{made}, or what it is",
            given=database,
        )
    if not has_metrics(metrics, engine):
        raise ConfigurationError(
            "DMS-O016",
            f"database must be an Aurora cluster or an RDS instance, got {path_of(database)}, a {kind} of "
            f"{engine.value}: CloudWatch has metrics of its instances only; import each of them with "
            "rds.DatabaseInstance.from_database_instance_attributes(...), and write database=instance",
            given=database,
        )
    return engine
