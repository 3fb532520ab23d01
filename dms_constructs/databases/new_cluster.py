"""An Aurora cluster to be made inside of its endpoint: what it is in each phase, checked."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2, aws_kms as kms, aws_logs as logs, aws_rds as rds

from dms_constructs import facts
from dms_constructs._checks import flag, in_range, is_a, text
from dms_constructs._construct import check_network, select_subnets
from dms_constructs.databases.aurora_engine import AuroraEngine
from dms_constructs.databases.capacity import Capacity, ServerlessCapacity, check_capacity
from dms_constructs.databases.phase import TargetPhase
from dms_constructs.databases.storage import AuroraStorage
from dms_constructs.endpoints._keys import check_key
from dms_constructs.errors import ConfigurationError, Finding, is_list_token, is_unresolved, shown

__all__ = ["NewCluster", "check_days"]

Parameters = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class NewCluster:
    """
    An Aurora cluster that is made inside of its endpoint. Arguments say what it is when it serves.

    Raises:
        ConfigurationError: `DMS-B001` to `DMS-B011`, each for the argument it names, and those of parameters.
    """

    engine: AuroraEngine
    vpc: ec2.IVpc
    vpc_subnets: ec2.SubnetSelection | None = None
    security_groups: Sequence[ec2.ISecurityGroup] | None = None
    database: str | None = None
    capacity: Capacity = field(default_factory=lambda: ServerlessCapacity(min_acu=2, max_acu=16))
    phase: TargetPhase = TargetPhase.LOADING
    readers: int = 1
    parameters: Parameters = field(default_factory=dict)
    instance_parameters: Parameters = field(default_factory=dict)
    storage: AuroraStorage = AuroraStorage.STANDARD
    encryption_key: kms.IKey | None = None
    backup_retention: cdk.Duration | None = None
    deletion_protection: bool | None = None
    removal_policy: cdk.RemovalPolicy = cdk.RemovalPolicy.RETAIN
    cloudwatch_logs_exports: Sequence[str] | None = None
    cloudwatch_logs_retention: logs.RetentionDays = logs.RetentionDays.ONE_MONTH
    database_insights_mode: rds.DatabaseInsightsMode = rds.DatabaseInsightsMode.STANDARD
    monitoring_interval: cdk.Duration | None = None
    iam_authentication: bool = True
    auto_minor_version_upgrade: bool | None = None
    extended_support: bool = False
    backtrack_window: cdk.Duration | None = None
    admin_user: str = "dms_admin"
    comes_with_tls: bool = True
    """Whether DMS connects with TLS: a cluster that is loaded must not demand it of a DMS that comes without."""

    def __post_init__(self) -> None:
        self._check_kinds()
        self._check_place()
        in_range("DMS-B005", "readers", self.readers, 0, facts.aurora()["readers"]["maximum"])
        self._check_logs()
        limits = facts.aurora()
        check_days("backup_retention", self.backup_retention, limits["backup_retention_days"])
        self._check_seconds()
        if self.is_replicated_from:
            self.refuse_pause("logical replication, which these parameters switch on, keeps it awake")

    def refuse_pause(self, why: str) -> None:
        """Raise where it pauses, which something else keeps it from."""
        if isinstance(self.capacity, ServerlessCapacity) and self.capacity.pauses:
            raise ConfigurationError(
                "DMS-B002",
                f"a cluster with min_acu=0 is to pause, but {why}; write "
                f"capacity=dms.ServerlessCapacity(min_acu={facts.aurora()['ours']['least_serving_acu']}, "
                f"max_acu={self.capacity.max_acu:g})",
                given=self.capacity.min_acu,
            )

    @property
    def is_replicated_from(self) -> bool:
        """Whether its parameters switch on logical replication, or the binary log."""
        switch = facts.aurora()["logical_replication"][self.engine.rds_name]
        value = self.parameters.get(switch["parameter"])
        return value is not None and not is_unresolved(value) and str(value).upper() not in switch["off"]

    def _check_kinds(self) -> None:
        check_capacity(self.capacity)
        is_a("DMS-A001", "phase", self.phase, TargetPhase, "dms.TargetPhase.SERVING")
        is_a("DMS-A001", "storage", self.storage, AuroraStorage, "dms.AuroraStorage.IO_OPTIMIZED")
        policy = "cdk.RemovalPolicy.RETAIN"
        is_a("DMS-A001", "removal_policy", self.removal_policy, cdk.RemovalPolicy, policy)
        mode = rds.DatabaseInsightsMode
        is_a(
            "DMS-A001", "database_insights_mode", self.database_insights_mode, mode, "rds.DatabaseInsightsMode.STANDARD"
        )
        days = self.cloudwatch_logs_retention
        is_a("DMS-A001", "cloudwatch_logs_retention", days, logs.RetentionDays, "logs.RetentionDays.ONE_MONTH")
        for name in ("deletion_protection", "iam_authentication", "auto_minor_version_upgrade", "extended_support"):
            flag(name, getattr(self, name))
        text("admin_user", self.admin_user, "dms_admin")
        check_key("encryption_key", self.encryption_key)

    def _check_place(self) -> None:
        check_network(self.vpc, self.vpc_subnets)
        zones = select_subnets(self.vpc, self.vpc_subnets).availability_zones
        known = {zone for zone in zones if not is_unresolved(zone)}
        if not is_list_token(zones) and len(known) == len(zones) and len(known) < _ZONES:
            raise ConfigurationError(
                "DMS-B007",
                f"an Aurora cluster needs subnets in two Availability Zones, got {len(known)}: "
                f"{', '.join(sorted(known)) or 'none'}; select others with vpc_subnets, or give the VPC a second zone",
                given=sorted(known),
            )

    def _check_logs(self) -> None:
        allowed = self.all_log_types
        if self.cloudwatch_logs_exports is None:
            return
        wrong = [each for each in self.cloudwatch_logs_exports if not is_unresolved(each) and each not in allowed]
        if wrong:
            raise ConfigurationError(
                "DMS-B010",
                f"{self.engine.rds_name} has no log {shown(wrong[0])}; cloudwatch_logs_exports takes "
                f"{', '.join(map(repr, allowed))}",
                given=wrong[0],
            )

    def _check_seconds(self) -> None:
        limits = facts.aurora()
        interval = _seconds("monitoring_interval", self.monitoring_interval)
        allowed = limits["monitoring_seconds"]["value"]
        if interval is not None and interval not in allowed:
            near = min(allowed, key=lambda each: abs(each - interval))
            raise ConfigurationError(
                "DMS-B008",
                f"monitoring_interval must be one of {', '.join(map(str, allowed))} seconds, got {interval:g}; write "
                f"monitoring_interval=cdk.Duration.seconds({near})",
                given=interval,
            )
        window, bounds = _seconds("backtrack_window", self.backtrack_window), limits["backtrack_seconds"]
        if window is not None and not bounds["minimum"] <= window <= bounds["maximum"]:
            raise ConfigurationError(
                "DMS-B008",
                f"backtrack_window must be {bounds['minimum']} to {bounds['maximum']} seconds (72 hours), got "
                f"{window:g}; write backtrack_window=cdk.Duration.hours(72)",
                given=window,
            )

    @property
    def is_serving(self) -> bool:
        """Whether applications use it."""
        return self.phase is TargetPhase.SERVING

    @property
    def is_retained(self) -> bool:
        """Whether it stays when it leaves the stack."""
        return self.removal_policy is cdk.RemovalPolicy.RETAIN

    @property
    def is_protected(self) -> bool:
        """Whether nobody can delete it."""
        return self.is_retained if self.deletion_protection is None else self.deletion_protection

    @property
    def readers_now(self) -> int:
        """How many readers it has in its phase."""
        return self.readers if self.is_serving else 0

    @property
    def backup_days(self) -> cdk.Duration:
        """How long backups are kept in its phase."""
        if not self.is_serving:
            return cdk.Duration.days(facts.aurora()["ours"]["loading_backup_days"])
        return self.backup_retention or cdk.Duration.days(7)

    @property
    def is_io_optimized(self) -> bool:
        """Whether no I/O is billed in its phase."""
        return self.storage.is_io_optimized(self.phase)

    def parameters_at(self, level: str) -> dict[str, str]:
        """Return the parameters of its phase at a level, `cluster` or `instance`: its own win."""
        ours = facts.aurora()["phases"][self.engine.rds_name][self.phase.value][level]
        given = self.parameters if level == "cluster" else self.instance_parameters
        if not self.comes_with_tls and not self.is_serving and level == "cluster":
            ours = {**ours, **facts.aurora()["without_tls"][self.engine.rds_name]}
        return {**ours, **given}

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What deploys but may surprise."""
        found = self.capacity.findings(self.phase)
        if self.is_serving and self.readers == 0:
            found.append(
                Finding(
                    "aurora.noReader",
                    "a serving cluster without a reader is not available while its writer is made anew, which takes "
                    "up to 10 minutes",
                    fix="write readers=1",
                )
            )
        if self.is_serving and not self.is_protected:
            found.append(
                Finding(
                    "aurora.notProtected",
                    "a serving cluster without deletion protection can be deleted by mistake",
                    fix="write deletion_protection=True",
                )
            )
        return tuple(found)

    @property
    def upgrades_itself(self) -> bool:
        """Whether AWS moves it to new minor versions; left on, it would leave the one with long-term support."""
        return (
            not self.engine.is_long_term if self.auto_minor_version_upgrade is None else self.auto_minor_version_upgrade
        )

    @property
    def all_log_types(self) -> Sequence[str]:
        """The logs that its engine has."""
        known: list[str] = facts.aurora()["log_types"][self.engine.rds_name]
        return known

    @property
    def log_types(self) -> Sequence[str]:
        """The logs that it exports."""
        if self.cloudwatch_logs_exports is not None:
            return self.cloudwatch_logs_exports
        ours: list[str] = facts.aurora()["ours"]["log_types"][self.engine.rds_name]
        return ours


_ZONES = 2


def _seconds(name: str, value: cdk.Duration | None) -> float | None:
    """Return how many seconds it has, where that is known."""
    is_a("DMS-B008", name, value, cdk.Duration, f"{name}=cdk.Duration.seconds(60)")
    return None if value is None or value.is_unresolved() else float(value.to_seconds(integral=False))


def check_days(name: str, value: cdk.Duration | None, limits: dict[str, Any]) -> None:
    """Raise unless backups can be kept for as long."""
    is_a("DMS-B004", name, value, cdk.Duration, "cdk.Duration.days(7)")
    if value is None or value.is_unresolved():
        return
    days, low, high = value.to_days(integral=False), limits["minimum"], limits["maximum"]
    if low <= days <= high and float(days).is_integer():
        return
    off = ": Aurora's automated backups can't be switched off" if days < low else ""
    raise ConfigurationError(
        "DMS-B004",
        f"{name} must be {low} to {high} whole days, got {days:g}{off}; write "
        f"{name}=cdk.Duration.days({min(max(math.ceil(days), low), high)})",
        given=days,
    )
