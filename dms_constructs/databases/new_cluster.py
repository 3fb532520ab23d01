"""An Aurora cluster to be made inside of its endpoint: what it is in each phase, checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2, aws_kms as kms, aws_logs as logs, aws_rds as rds

from dms_constructs import facts
from dms_constructs._checks import is_a
from dms_constructs.databases.aurora_engine import AuroraEngine
from dms_constructs.databases.capacity import Capacity, ProvisionedCapacity, ServerlessCapacity, check_capacity
from dms_constructs.databases.cluster_checks import (
    check_database,
    check_days,
    check_logs,
    check_monitoring,
    check_place,
    check_readers,
    check_seconds,
    check_user,
    stays,
)
from dms_constructs.databases.parallel_query import parallel_query_findings
from dms_constructs.databases.parameters import ParameterLevel, parameter_findings
from dms_constructs.databases.phase import TargetPhase
from dms_constructs.databases.phase_parameters import phase_parameters
from dms_constructs.databases.storage import AuroraStorage
from dms_constructs.endpoints._keys import check_key, is_of_aws
from dms_constructs.errors import ConfigurationError, Finding, is_unresolved
from dms_constructs.monitoring.database_size import DatabaseSize, said_of_connections
from dms_constructs.replication._instance_checks import check_security_groups
from dms_constructs.replication._network import retention_of

__all__ = ["NewCluster"]


@dataclass(frozen=True, kw_only=True)
class NewCluster:
    """
    An Aurora cluster that is made inside of its endpoint. Its fields say what it is when it serves.

    Raises:
        ConfigurationError: `DMS-B001` to `DMS-B012`, each for the argument it names, and `DMS-F002` to `DMS-F008` for
            parameters.
    """

    engine: AuroraEngine
    vpc: ec2.IVpc
    vpc_subnets: ec2.SubnetSelection | None = None
    security_groups: Sequence[ec2.ISecurityGroup] | None = None
    database: str | None = None
    capacity: Capacity = field(default_factory=lambda: ServerlessCapacity(min_acu=2, max_acu=16))
    phase: TargetPhase = TargetPhase.LOADING
    readers: int = 1
    parameters: Mapping[str, str] = field(default_factory=dict)
    instance_parameters: Mapping[str, str] = field(default_factory=dict)
    storage: AuroraStorage = AuroraStorage.STANDARD
    encryption_key: kms.IKey | None = None
    backup_retention: cdk.Duration | None = None
    deletion_protection: bool | None = None
    removal_policy: cdk.RemovalPolicy = cdk.RemovalPolicy.RETAIN
    cloudwatch_logs_exports: Sequence[str] | None = None
    log_retention: logs.RetentionDays = logs.RetentionDays.ONE_MONTH
    database_insights_mode: rds.DatabaseInsightsMode = rds.DatabaseInsightsMode.STANDARD
    monitoring_interval: cdk.Duration | None = None
    iam_authentication: bool = True
    auto_minor_version_upgrade: bool | None = None
    extended_support: bool = False
    backtrack_window: cdk.Duration | None = None
    admin_user: str = "dms_admin"
    comes_with_tls: bool = True
    """Whether DMS connects with TLS: a cluster that is loaded must not demand it of a DMS that comes without."""
    findings: tuple[Finding, ...] = field(init=False, default=())
    """What deploys but may surprise."""
    subnets: ec2.SubnetSelection = field(init=False)
    """Where it is: `vpc_subnets`, or what is taken without."""

    def __post_init__(self) -> None:
        self._check_kinds()
        object.__setattr__(self, "subnets", check_place(self.vpc, self.vpc_subnets))
        check_security_groups("DMS-B006", self.security_groups)
        check_capacity(self.capacity)
        check_days("backup_retention", self.backup_retention)
        check_seconds("DMS-B008", "backtrack_window", self.backtrack_window, "backtrack_window")
        check_monitoring("monitoring_interval", self.monitoring_interval)
        check_logs(self.cloudwatch_logs_exports, self.all_log_types, self.engine.rds_name)
        check_database(self.database, self.engine.name)
        check_user("admin_user", self.admin_user, self.engine.name)
        self._check_readers()
        found = [*self.engine.findings(extended_support=self.extended_support), *self._check_parameters()]
        found += parallel_query_findings(
            {**self.parameters, **self.instance_parameters},
            self.capacity,
            is_io_optimized=self.storage.is_io_optimized(TargetPhase.SERVING),
        )
        if isinstance(self.capacity, ServerlessCapacity):
            self.engine.check_acu(self.capacity)
            found += self.capacity.findings(self.phase)
            if self._is_replicated_from():
                self.refuse_pause("logical replication, which its parameters switch on, keeps it awake")
        object.__setattr__(self, "findings", (*found, *self._surprises()))

    def _check_readers(self) -> None:
        check_readers(self.readers)
        if is_unresolved(self.readers):
            raise ConfigurationError(
                "DMS-B005", "readers must be known now: each is a resource of the template; write readers=1"
            )

    def _check_kinds(self) -> None:
        is_a("DMS-A001", "phase", self.phase, TargetPhase, "dms.TargetPhase.SERVING")
        is_a("DMS-A001", "storage", self.storage, AuroraStorage, "dms.AuroraStorage.IO_OPTIMIZED")
        policies = cdk.RemovalPolicy
        is_a("DMS-A001", "removal_policy", self.removal_policy, policies, "cdk.RemovalPolicy.RETAIN")
        modes, mode = rds.DatabaseInsightsMode, self.database_insights_mode
        is_a("DMS-A001", "database_insights_mode", mode, modes, "rds.DatabaseInsightsMode.STANDARD")
        kept = self.log_retention
        is_a("DMS-A001", "log_retention", kept, logs.RetentionDays, retention_of(kept))
        for name in ("deletion_protection", "iam_authentication", "auto_minor_version_upgrade", "extended_support"):
            is_a("DMS-A001", name, getattr(self, name), bool, f"{name}=True or {name}=False")
        check_key("encryption_key", self.encryption_key)

    def _check_parameters(self) -> tuple[Finding, ...]:
        family, serverless = self.engine.family, self.is_serverless
        of_cluster = parameter_findings(family, ParameterLevel.CLUSTER, self.parameters, serverless=serverless)
        return of_cluster + parameter_findings(
            family,
            ParameterLevel.INSTANCE,
            self.instance_parameters,
            argument="instance_parameters",
            serverless=serverless,
        )

    def refuse_pause(self, why: str) -> None:
        """Raise where it is to pause, which something else keeps it from."""
        if isinstance(self.capacity, ServerlessCapacity) and self.capacity.pauses:
            raise ConfigurationError(
                "DMS-B002",
                f"a cluster with min_acu=0 is to pause, but {why}; write capacity={self.capacity.awake}",
                given=self.capacity.min_acu,
            )

    def _is_replicated_from(self) -> bool:
        """Whether its parameters switch on logical replication, or the binary log."""
        switch = facts.aurora()["logical_replication"][self.engine.rds_name]
        value = self.parameters.get(switch["parameter"])
        return value is not None and not is_unresolved(value) and str(value).upper() not in switch["off"]

    def _surprises(self) -> Iterator[Finding]:
        if not self.is_serving:
            return
        if self.readers == 0:
            yield Finding(
                "aurora.noReader",
                "a serving cluster without a reader is not available while its writer is made anew, which takes up to "
                "10 minutes",
                "Amazon Aurora User Guide, page Concepts.AuroraHighAvailability",
                fix="write readers=1",
            )
        if not self.is_protected:
            yield Finding(
                "aurora.notProtected",
                "a serving cluster without deletion protection can be deleted by mistake, with its backups",
                "Amazon RDS API reference, CreateDBCluster (DeletionProtection)",
                fix="write deletion_protection=True",
            )
        parameters = self.parameters_now(ParameterLevel.CLUSTER)
        for name, off in facts.aurora()["without_tls"][self.engine.rds_name].items():
            if str(parameters.get(name)).upper() in {off, "0", "OFF"}:
                yield Finding(
                    "aurora.tlsNotForced",
                    f"a serving cluster with {name}={parameters[name]!r} takes connections that are not encrypted",
                    fix=f"remove {name!r} from parameters: serving switches it on",
                )
        if isinstance(self.capacity, ProvisionedCapacity) and self.capacity.changes:
            yield Finding(
                "aurora.restart",
                "serving changes the class of the writer, which restarts it: connections are lost",
                "Amazon Aurora User Guide, page Aurora.Modifying",
                fix="deploy it at a quiet time; once it is deployed, remove loading_instance_type",
            )

    @property
    def secret_key(self) -> kms.IKey | None:
        """What encrypts its secrets: its key, unless that is `alias/aws/rds`, which encrypts nothing but RDS."""
        key = self.encryption_key
        return None if key is None or is_of_aws(key) else key

    @property
    def is_serverless(self) -> bool:
        """Whether its capacity follows the load."""
        return isinstance(self.capacity, ServerlessCapacity)

    @property
    def is_serving(self) -> bool:
        """Whether applications use it."""
        return self.phase is TargetPhase.SERVING

    @property
    def is_retained(self) -> bool:
        """Whether it stays when it leaves the stack."""
        return stays(self.removal_policy)

    @property
    def is_protected(self) -> bool:
        """Whether nobody can delete it."""
        return self.is_retained if self.deletion_protection is None else self.deletion_protection

    @property
    def upgrades_itself(self) -> bool:
        """Whether AWS moves it to new minor versions; left on, it would leave one with long-term support."""
        given = self.auto_minor_version_upgrade
        return not self.engine.has_long_term_support if given is None else given

    @property
    def readers_now(self) -> int:
        """How many readers it has in its phase."""
        return self.readers if self.is_serving else 0

    @property
    def backups_now(self) -> cdk.Duration:
        """How long its backups are kept in its phase."""
        days: dict[str, Any] = facts.aurora()["ours"]["backup_days"]
        if not self.is_serving:
            return cdk.Duration.days(days["loading"])
        return self.backup_retention or cdk.Duration.days(days["serving"])

    def parameters_now(self, level: ParameterLevel) -> dict[str, str]:
        """Return the parameters of its phase at a level: what is given at either level wins."""
        ours = phase_parameters(self.engine.family, self.phase, serverless=self.is_serverless)[level]
        if level is ParameterLevel.CLUSTER and not self.comes_with_tls and not self.is_serving:
            ours = {**ours, **facts.aurora()["without_tls"][self.engine.rds_name]}
        given = self.parameters if level is ParameterLevel.CLUSTER else self.instance_parameters
        named = {*self.parameters, *self.instance_parameters}
        return {**{name: value for name, value in ours.items() if name not in named}, **given}

    @property
    def size_now(self) -> DatabaseSize:
        """How large it is in its phase, as alarms need it."""
        given = {**self.parameters_now(ParameterLevel.CLUSTER), **self.parameters_now(ParameterLevel.INSTANCE)}
        connections = said_of_connections(given.get("max_connections"))
        capacity = self.capacity
        if isinstance(capacity, ServerlessCapacity):
            floor = capacity.floor(self.phase)
            return DatabaseSize(min_acu=floor, max_acu=capacity.max_acu, readers=self.readers_now, **connections)
        instance_class = f"db.{capacity.in_phase(self.phase).to_string()}"
        return DatabaseSize(instance_class=instance_class, readers=self.readers_now, **connections)

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
