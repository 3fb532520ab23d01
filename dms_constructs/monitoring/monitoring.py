"""Alarms, dashboard, notifications and queries of a migration, in one line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dms_constructs._checks import is_a, is_list, provides
from dms_constructs.errors import ConfigurationError
from dms_constructs.monitoring.thresholds import AlarmSeverity, AlarmThresholds, DatabaseThresholds

if TYPE_CHECKING:
    from aws_cdk import aws_cloudwatch as cloudwatch, aws_kms as kms, aws_sns as sns

__all__ = ["Monitoring"]


# Compared by identity, as the constructs that it holds are.
@dataclass(frozen=True, kw_only=True, eq=False)
class Monitoring:
    """
    How a migration is watched: give it to `DatabaseMigration` as `monitoring`, and everything here is made with it.

    Each part can be had alone, too: `Alarms`, `MigrationDashboard`, `EventNotifications`, `LogQueries`,
    `NotificationTopic`.

    Args:
        emails: Who is told of alarms and events; each gets a mail to confirm that. Default: nobody.
        topic: A topic that is told, instead of one made for `emails`. Default: one is made where there are `emails`.
        kms_key: Encrypts the topic that is made. Default: a key of its own.
        actions: What alarms do besides, by severity: topics, or any action of the CDK. Default: nothing.
        thresholds: When each alarm goes off. Default: `AlarmThresholds()`.
        meant_to_run: Whether silence is an alarm. Default: yes for what replicates changes without an end.
        suppressor: While this alarm is on, critical ones call nobody. Default: nothing suppresses them.
        runbook_url: What to do, as a link in alarms, messages and the dashboard. Default: none.
        database_thresholds: When alarms on source and target go off, where a connection knows them in RDS or Aurora.
            Default: no alarms on them, but for the disk and the log of the source.
        databases: Whether the dashboard shows source and target, where a connection knows them. Default: yes.
        dashboard: Whether there is a dashboard. Default: yes.
        queries: Whether there are saved queries for the logs. Default: yes.

    Raises:
        ConfigurationError: `DMS-O012` for something of another type, and for `emails` with a `topic`.
    """

    emails: Sequence[str] | None = None
    topic: sns.ITopic | None = None
    kms_key: kms.IKey | None = None
    actions: Mapping[AlarmSeverity, Sequence[sns.ITopic | cloudwatch.IAlarmAction]] | None = None
    thresholds: AlarmThresholds | None = None
    meant_to_run: bool | None = None
    suppressor: cloudwatch.IAlarm | None = None
    runbook_url: str | None = None
    database_thresholds: DatabaseThresholds | None = None
    databases: bool = True
    dashboard: bool = True
    queries: bool = True

    def __post_init__(self) -> None:
        is_list("DMS-O012", "Monitoring.emails", self.emails, "emails=['dba@example.com']", of_texts=True)
        is_a("DMS-O012", "Monitoring.actions", self.actions, Mapping, "{dms.AlarmSeverity.CRITICAL: [topic]}")
        is_a("DMS-O012", "Monitoring.thresholds", self.thresholds, AlarmThresholds, "dms.AlarmThresholds()")
        is_a(
            "DMS-O012",
            "Monitoring.database_thresholds",
            self.database_thresholds,
            DatabaseThresholds,
            "dms.DatabaseThresholds()",
        )
        is_a("DMS-O012", "Monitoring.runbook_url", self.runbook_url, str, "runbook_url='https://wiki.example.com/shop'")
        for name, attribute, kind, example in (
            ("topic", "add_subscription", "a topic", "notifications.topic"),
            ("kms_key", "key_arn", "a key", "kms.Key(self, 'Key')"),
            ("suppressor", "alarm_arn", "an alarm", "maintenance_alarm"),
        ):
            provides(f"Monitoring.{name}", getattr(self, name), attribute, kind, f"{name}={example}", code="DMS-O012")
        for name in ("databases", "dashboard", "queries", "meant_to_run"):
            is_a("DMS-O012", f"Monitoring.{name}", getattr(self, name), bool, f"{name}=True")
        if self.topic is not None and (self.emails or self.kms_key is not None):
            given = "emails" if self.emails else "kms_key"
            raise ConfigurationError(
                "DMS-O012",
                f"Monitoring.{given} is for the topic that is made, so it must be left out with topic; subscribe to "
                "the topic itself, or leave topic out",
            )
