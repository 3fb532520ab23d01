"""Everything that watches one migration."""

from __future__ import annotations

from collections.abc import Sequence

from aws_cdk import aws_sns as sns
from constructs import Construct

from dms_constructs._checks import is_a, located
from dms_constructs._construct import DmsConstruct, nothing_left
from dms_constructs.errors import ConfigurationError
from dms_constructs.monitoring.alarm_actions import AlarmActions
from dms_constructs.monitoring.alarms import Alarms
from dms_constructs.monitoring.dashboard import MigrationDashboard
from dms_constructs.monitoring.event_notifications import EventNotifications
from dms_constructs.monitoring.log_queries import LogQueries
from dms_constructs.monitoring.monitoring import Monitoring
from dms_constructs.monitoring.notification_topic import NotificationTopic
from dms_constructs.monitoring.thresholds import AlarmSeverity
from dms_constructs.monitoring.watched import Watched, check_replications

__all__ = ["MigrationMonitoring"]


class MigrationMonitoring(DmsConstruct):
    """
    What `DatabaseMigration` makes of its `monitoring`; make one yourself to watch tasks of your own.

    Creates: alarms, and what `Monitoring` asks for: a dashboard, a topic, rules, queries.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        monitoring: Monitoring,
        replications: Sequence[Watched],
    ) -> None:
        """
        Make it all.

        Args:
            scope: The construct it belongs to.
            construct_id: Its name there.
            monitoring: What is made.
            replications: The tasks, or serverless replications, that are watched.

        Raises:
            ConfigurationError: What `Alarms`, `MigrationDashboard`, `EventNotifications` and `NotificationTopic`
                refuse.
        """
        with located(scope, construct_id):
            check_replications(replications)
            is_a("DMS-O012", "monitoring", monitoring, Monitoring, "monitoring=dms.Monitoring()")
            if monitoring is None:
                raise ConfigurationError(
                    "DMS-O012", "monitoring must be given, got None; write monitoring=dms.Monitoring()"
                )
        super().__init__(scope, construct_id)
        runbook_url = monitoring.runbook_url
        with nothing_left(scope, construct_id):
            self._topic = _topic_of(self, monitoring)
            self._alarms = Alarms(
                self,
                "Alarms",
                replications=replications,
                thresholds=monitoring.thresholds,
                actions=_with_topic(monitoring.actions, self._topic),
                meant_to_run=monitoring.meant_to_run,
                suppressor=monitoring.suppressor,
                runbook_url=runbook_url,
                database_thresholds=monitoring.database_thresholds,
            )
            self._notifications = (
                EventNotifications(
                    self, "Events", replications=replications, topic=self._topic, runbook_url=runbook_url
                )
                if self._topic is not None
                else None
            )
            self._dashboard = (
                MigrationDashboard(
                    self,
                    "Dashboard",
                    replications=replications,
                    alarms=self._alarms,
                    title=scope.node.path,
                    runbook_url=runbook_url,
                    databases=monitoring.databases,
                )
                if monitoring.dashboard
                else None
            )
            self._queries = LogQueries(self, "Queries", replications=replications) if monitoring.queries else None

    def add_replication(self, replication: Watched) -> None:
        """
        Watch another task or serverless replication.

        Raises:
            ConfigurationError: `DMS-O006` for something that can't be watched.
        """
        for part in (self._alarms, self._notifications, self._dashboard, self._queries):
            if part is not None:
                part.add_replication(replication)

    @property
    def alarms(self) -> Alarms:
        """The alarms."""
        return self._alarms

    @property
    def dashboard(self) -> MigrationDashboard | None:
        """The dashboard, where there is one."""
        return self._dashboard

    @property
    def topic(self) -> sns.ITopic | None:
        """The topic that is told, where there is one."""
        return self._topic


def _topic_of(scope: Construct, monitoring: Monitoring) -> sns.ITopic | None:
    if monitoring.topic is not None or not monitoring.emails:
        return monitoring.topic
    return NotificationTopic(scope, "Topic", emails=monitoring.emails, kms_key=monitoring.kms_key).topic


def _with_topic(actions: AlarmActions | None, topic: sns.ITopic | None) -> AlarmActions | None:
    """Return the actions, and for each severity the topic."""
    if topic is None:
        return actions
    return {severity: [topic, *(actions or {}).get(severity, ())] for severity in AlarmSeverity}
