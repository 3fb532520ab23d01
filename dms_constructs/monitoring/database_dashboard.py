"""A dashboard of one database in RDS or Aurora."""

from __future__ import annotations

from aws_cdk import aws_cloudwatch as cloudwatch, aws_rds as rds
from constructs import Construct

from dms_constructs._checks import is_a, located, text
from dms_constructs._construct import DmsConstruct, path_of
from dms_constructs.monitoring.dashboard import check_dashboard_name
from dms_constructs.monitoring.dashboard_rows import DATABASES, title_row
from dms_constructs.monitoring.database_alarms import DatabaseAlarms, engine_of_metrics
from dms_constructs.monitoring.database_rows import of_database
from dms_constructs.monitoring.watched_database import DatabaseOnASide
from dms_constructs.telemetry.database_metrics import DatabaseMetrics

__all__ = ["DatabaseDashboard"]


class DatabaseDashboard(DmsConstruct):
    """
    A dashboard of an Aurora cluster, or of an instance of RDS, after a migration or without one.

    It has processors or capacity, connections, memory, storage, readers, commits, deadlocks, what the volume takes and
    costs, and the alarms that are on. A migration's `MigrationDashboard` has the same of its source and target.

    Creates: the dashboard.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        database: rds.IDatabaseCluster | rds.IDatabaseInstance,
        alarms: DatabaseAlarms | None = None,
        is_source: bool = False,
        title: str | None = None,
        runbook_url: str | None = None,
        dashboard_name: str | None = None,
    ) -> None:
        """
        Make the dashboard.

        Args:
            scope: The construct it belongs to.
            construct_id: Its name there.
            database: The cluster or instance, made in the app or imported with its engine.
            alarms: Alarms to show the state of; by default none.
            is_source: Whether a replication slot or the binary log of it is read, so the log that is kept for it is
                shown; by default no.
            title: What stands at the top; by default the path of the database.
            runbook_url: What to do, as a link at the top; by default none.
            dashboard_name: A fixed name, unique in the account; by default CloudFormation makes one.

        Raises:
            ConfigurationError: `DMS-O011` for a bad name, `DMS-O016` for a database whose engine is not known, or whose
                metrics are not those of Aurora or of one instance, `DMS-A001` for anything else of another type.
        """
        with located(scope, construct_id):
            is_a(
                "DMS-A001",
                "alarms",
                alarms,
                DatabaseAlarms,
                "alarms=dms.DatabaseAlarms(self, 'Alarms', database=cluster)",
            )
            is_a("DMS-A001", "is_source", is_source, bool, "is_source=True")
            text("title", title, "Orders")
            text("runbook_url", runbook_url, "https://wiki.example.com/orders")
            check_dashboard_name(dashboard_name)
            metrics = DatabaseMetrics(database)
            engine = engine_of_metrics(metrics, database)
        super().__init__(scope, construct_id)
        self._dashboard = cloudwatch.Dashboard(self, "Default", dashboard_name=dashboard_name)
        path = path_of(database)
        self._dashboard.add_widgets(*title_row(self, title or path, alarms, runbook_url, DATABASES))
        shown = DatabaseOnASide(database, metrics, engine, is_source)
        for row in of_database(shown, alarms, title=f"Database {path}"):
            self._dashboard.add_widgets(*row)

    @property
    def dashboard(self) -> cloudwatch.Dashboard:
        """The dashboard, to add widgets of yours to."""
        return self._dashboard
