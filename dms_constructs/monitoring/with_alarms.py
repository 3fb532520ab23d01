"""What has a database of its own, with alarms on it by one call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, cast

from dms_constructs.monitoring.database_alarms import DatabaseAlarms
from dms_constructs.monitoring.database_size import DatabaseSize

if TYPE_CHECKING:
    from aws_cdk import aws_cloudwatch as cloudwatch, aws_rds as rds

    from dms_constructs.monitoring.alarm_actions import AlarmActions
    from dms_constructs.monitoring.thresholds import DatabaseThresholds

__all__ = ["Alarmed", "WithAlarms"]


class Alarmed(NamedTuple):
    """A database that alarms can be made on, and what its owner knows of it."""

    database: rds.IDatabaseCluster
    size: DatabaseSize | None
    loading: bool = False
    is_global_secondary: bool = False


class WithAlarms:
    """
    What has a database that alarms can be made on.

    Not a construct, and the last base of one: jsii then doesn't compare its members with those of the CDK.
    """

    def _alarmed(self) -> Alarmed:
        """Return the database, and what is known of it."""
        raise NotImplementedError

    def alarms(
        self,
        construct_id: str = "Alarms",
        *,
        thresholds: DatabaseThresholds | None = None,
        actions: AlarmActions | None = None,
        tell_recovery: bool = True,
        suppressor: cloudwatch.IAlarm | None = None,
        runbook_url: str | None = None,
    ) -> DatabaseAlarms:
        """
        Make alarms on the cluster, below it. While it is loading, there are none on what a load does anyway.

        `Monitoring(database_thresholds=...)` makes the same with those of the migration: ask for one of both.

        Args:
            construct_id: Their name there.
            thresholds: When each goes off; by default `DatabaseThresholds()`.
            actions: What is told, or done, for each severity: topics, or any action of the CDK; by default nothing.
            tell_recovery: Whether actions are called again when all is well; by default yes.
            suppressor: While this alarm is on, `unhealthy` calls nobody; by default nothing suppresses it.
            runbook_url: What to do, as a link in each alarm's description; by default none.

        Raises:
            ConfigurationError: as `DatabaseAlarms`.
        """
        alarmed = self._alarmed()
        return DatabaseAlarms(
            cast("Any", self),
            construct_id,
            database=alarmed.database,
            thresholds=thresholds,
            actions=actions,
            tell_recovery=tell_recovery,
            suppressor=suppressor,
            runbook_url=runbook_url,
            size=alarmed.size,
            loading=alarmed.loading,
            is_global_secondary=alarmed.is_global_secondary,
        )
