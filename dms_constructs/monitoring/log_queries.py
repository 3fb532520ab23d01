"""Queries for the console of CloudWatch Logs Insights."""

from __future__ import annotations

from collections.abc import Sequence

from aws_cdk import aws_logs as logs
from constructs import Construct

from dms_constructs import facts
from dms_constructs._checks import located
from dms_constructs._construct import DmsConstruct
from dms_constructs.monitoring.logs import Logged, query_lines
from dms_constructs.monitoring.watched import Watched, check_replications

__all__ = ["LogQueries"]


class LogQueries(DmsConstruct):
    """
    Saved queries on the logs of tasks or serverless replications: errors, latencies, and tables as they were loaded.

    They stand in the console of CloudWatch Logs Insights, in a folder named by the construct's path.

    Creates: three query definitions for each replication.
    """

    def __init__(self, scope: Construct, construct_id: str, *, replications: Sequence[Watched]) -> None:
        """
        Make the queries.

        Args:
            scope: The construct it belongs to.
            construct_id: Its name there.
            replications: The tasks, or serverless replications; an imported one needs its instance, with its name.

        Raises:
            ConfigurationError: `DMS-O006` for something that has no log, `DMS-O003` for an imported task whose instance
                is not known.
        """
        with located(scope, construct_id):
            check_replications(replications)
        super().__init__(scope, construct_id)
        self._count = 0
        for replication in replications:
            self._save(replication)

    def add_replication(self, replication: Watched) -> None:
        """
        Save the queries on the log of another task or serverless replication.

        Raises:
            ConfigurationError: `DMS-O006` for something that has no log.
        """
        with located(self, "Queries"):
            check_replications([replication])
        self._save(replication)

    def _save(self, replication: Watched) -> None:
        logged = Logged.by(replication)
        if logged is None:
            return
        self._count += 1
        path = replication.node.path
        for name in facts.monitoring()["queries"]:
            words = name.replace("_", " ")
            logs.CfnQueryDefinition(
                self,
                f"{words.title().replace(' ', '')}{self._count if self._count > 1 else ''}",
                name=f"{path}/{words}",
                log_group_names=[logged.group],
                query_string="\n| ".join(query_lines(name, logged)),
            )
