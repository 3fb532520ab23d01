"""A dashboard of a migration: how far the load is, how late changes are, and what stands in the way."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from dms_constructs import facts
from dms_constructs._checks import is_a, located, skipped, text
from dms_constructs._construct import DmsConstruct, nothing_left
from dms_constructs.errors import ConfigurationError, shown
from dms_constructs.monitoring.alarms import Alarms
from dms_constructs.monitoring.dashboard_rows import Row, of_instance, of_replication, title_row
from dms_constructs.monitoring.database_rows import of_database
from dms_constructs.monitoring.watched import Watched, check_replications, instance_of, is_among
from dms_constructs.monitoring.watched_database import databases_of

__all__ = ["MigrationDashboard", "check_dashboard_name"]


class MigrationDashboard(DmsConstruct):
    """
    A dashboard with a part for each task or serverless replication, each instance, and each database.

    A part has the progress of the load, latencies, throughput, what waits in memory and on disk, validation, the last
    errors of the log, and the alarms that are on; an instance's has processors, memory, swap and disk. That of a
    database is made where a connection knows it in RDS or Aurora: processors or capacity, connections, memory, storage,
    readers, commits, and on a source the log that it keeps.

    Creates: the dashboard.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        replications: Sequence[Watched],
        alarms: Alarms | None = None,
        title: str | None = None,
        runbook_url: str | None = None,
        dashboard_name: str | None = None,
        databases: bool = True,
    ) -> None:
        """
        Make the dashboard.

        Args:
            scope: The construct it belongs to.
            construct_id: Its name there.
            replications: The tasks, or serverless replications.
            alarms: Alarms to show the state of; by default none.
            title: What stands at the top; by default the path of the construct it belongs to.
            runbook_url: What to do, as a link at the top; by default none.
            dashboard_name: A fixed name, unique in the account; by default CloudFormation makes one.
            databases: Whether it has a part for each database that a connection knows, in RDS or Aurora; by default
                yes.

        Raises:
            ConfigurationError: `DMS-O006` for something that can't be watched, `DMS-O011` for a bad name, `DMS-O017`
                for too many widgets, `DMS-A001` for anything else of another type, `DMS-O003` and `DMS-I014` for an
                imported task whose instance is not known, or has no name.
        """
        with located(scope, construct_id):
            check_replications(replications)
            is_a("DMS-A001", "alarms", alarms, Alarms, "alarms=dms.Alarms(self, 'Alarms', replications=[task])")
            text("title", title, "The shop moves")
            text("runbook_url", runbook_url, "https://wiki.example.com/migration")
            check_dashboard_name(dashboard_name)
            is_a("DMS-A001", "databases", databases, bool, "databases=False")
        super().__init__(scope, construct_id)
        self._alarms = alarms
        self._databases = databases
        self._shown: list[object] = []
        self._count = 0
        with nothing_left(scope, construct_id):
            self._dashboard = cloudwatch.Dashboard(self, "Default", dashboard_name=dashboard_name)
            self._add([title_row(self, title or scope.node.path, alarms, runbook_url)])
            for replication in replications:
                self._show(replication)

    @property
    def dashboard(self) -> cloudwatch.Dashboard:
        """The dashboard, to add widgets of yours to."""
        return self._dashboard

    def add_replication(self, replication: Watched) -> None:
        """
        Show another task or serverless replication, and its instance.

        Raises:
            ConfigurationError: `DMS-O006` for something that can't be watched.
        """
        with located(self, "Widgets"):
            check_replications([replication])
        self._show(replication)

    def _show(self, replication: Watched) -> None:
        self._add(of_replication(replication, self._alarms))
        instance = instance_of(replication)
        if instance is not None and self._is_new(instance):
            self._add(of_instance(instance, self._alarms))
        for database in databases_of(replication) if self._databases else ():
            if self._is_new(database.database):
                self._add(of_database(database, self._alarms))

    def _is_new(self, watched: object) -> bool:
        """Whether it isn't shown yet; it counts as shown then."""
        is_new = not is_among(watched, self._shown)
        if is_new:
            self._shown.append(watched)
        return is_new

    def _add(self, rows: Iterable[Row]) -> None:
        for row in rows:
            self._count += len(row)
            most = facts.monitoring()["dashboards"]["most_widgets"]["value"]
            if self._count > most:
                raise ConfigurationError(
                    "DMS-O017",
                    f"a dashboard has {most} widgets at most, and these replications need more; give some of "
                    "them to another one, for example dms.MigrationDashboard(self, 'Second', "
                    "replications=[other_task]), or leave out the databases with databases=False",
                    path=self.node.path,
                )
            self._dashboard.add_widgets(*row)


def check_dashboard_name(name: str | None) -> None:
    """
    Raise unless a dashboard can have the name.

    Raises:
        ConfigurationError: `DMS-O011`.
    """
    if skipped(name):
        return
    allowed = isinstance(name, str) and 0 < len(name) <= _LONGEST_NAME
    if not allowed or not all(each.isascii() and (each.isalnum() or each in "-_") for each in str(name)):
        raise ConfigurationError(
            "DMS-O011",
            f"dashboard_name must be 1 to {_LONGEST_NAME} ASCII letters, digits, hyphens and underscores, "
            f"got {shown(name)}; {_named_instead(name)}",
            given=name,
        )


_LONGEST_NAME = 255


def _named_instead(name: object) -> str:
    """Return what to write: the name without what is refused, where anything is left of it."""
    near = _NOT_IN_NAME.sub("-", name).strip("-") if isinstance(name, str) else ""
    written = f"write dashboard_name={near!r}, or " if near and len(near) <= _LONGEST_NAME else ""
    return f"{written}leave it out to get one that CloudFormation makes"


_NOT_IN_NAME = re.compile(r"[^A-Za-z0-9_-]+")
