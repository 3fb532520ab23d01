"""A cluster of an Aurora Global Database in another region than the primary's, in that region's own stack."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2, aws_kms as kms, aws_rds as rds
from constructs import Construct

from dms_constructs._checks import flag, located
from dms_constructs._construct import DmsConstruct, l1, nothing_left, warn
from dms_constructs.app_wide.seen import region_of
from dms_constructs.databases.aurora_engine import check_serverless, version_of
from dms_constructs.databases.capacity import Capacity, ProvisionedCapacity, ServerlessCapacity
from dms_constructs.databases.cluster_checks import check_days
from dms_constructs.databases.global_checks import check_is_global_database, class_trouble
from dms_constructs.databases.global_database import GlobalDatabase, IGlobalDatabase
from dms_constructs.databases.parameter_facts import ParameterLevel
from dms_constructs.databases.parameters import parameter_findings
from dms_constructs.databases.secondary_checks import check_key_of_secondary, check_place_of_secondary, check_readers
from dms_constructs.databases.surroundings import around, check_surroundings, groups_for
from dms_constructs.errors import ConfigurationError
from dms_constructs.monitoring.database_reading import remember_sender
from dms_constructs.monitoring.database_size import DatabaseSize
from dms_constructs.monitoring.with_alarms import Alarmed, WithAlarms

__all__ = ["GlobalSecondary"]


class GlobalSecondary(DmsConstruct, WithAlarms):
    """
    A read-only cluster of a global database in another region, with its readers; `alarms` watches how far it is behind.

    It belongs into a stack of its region. That stack is deployed after the primary's, and deleted before it. Logins,
    databases and data come from the primary, and so does the engine's version.

    Creates: the cluster, its readers, a subnet group, a security group, and a parameter group where the primary has
    parameters.

    Source: Amazon Aurora User Guide, pages aurora-global-database-attaching and
    aurora-global-database.configuration.requirements.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        global_database: IGlobalDatabase,
        vpc: ec2.IVpc,
        capacity: Capacity,
        readers: int = 1,
        vpc_subnets: ec2.SubnetSelection | None = None,
        security_groups: Sequence[ec2.ISecurityGroup] | None = None,
        encryption_key: kms.IKey | None = None,
        parameters: Mapping[str, str] | None = None,
        iam_authentication: bool = True,
        backup_retention: cdk.Duration | None = None,
        deletion_protection: bool = True,
        removal_policy: cdk.RemovalPolicy | None = None,
    ) -> None:
        """
        Make the cluster.

        Args:
            scope: The construct it belongs to, in a stack whose env names its region.
            construct_id: Its name there.
            global_database: The global database: of this app, or from `GlobalDatabase.from_global_database_attributes`.
            vpc: Where it is, with subnets in two Availability Zones or more.
            capacity: What its readers can do. One of them becomes the writer in a switchover or failover, so it should
                be able to do what the primary's writer does.
            readers: How many instances it has, 0 to 16; by default one. With none it is headless: its storage follows
                the primary, and instances are added before it can take over.
            vpc_subnets: Its subnets; by default private or isolated ones.
            security_groups: Its security groups; by default one of its own that lets nobody in.
            encryption_key: The key of this region that encrypts its storage. Needed when the primary is encrypted;
                `kms.Alias.from_alias_name(self, "Key", "alias/aws/rds")` is the one that RDS manages.
            parameters: Its cluster parameters, which count when it takes over; by default the primary's.
            iam_authentication: Whether users can log in with IAM tokens; by default yes.
            backup_retention: How long its own backups are kept, 1 to 35 days; by default 7 days.
            deletion_protection: Whether RDS refuses to delete it; by default yes.
            removal_policy: What happens to it, and to what it uses, when it leaves the stack; by default it stays.

        Raises:
            ConfigurationError: `DMS-H007` for a region that can't have it, `DMS-H008` for a key that is missing or of
                another region, `DMS-H009` for readers that can't be, `DMS-B001` and `DMS-B004` for
                a wrong capacity and retention, `DMS-B007` for subnets in one Availability Zone, those of
                `parameter_findings`, and `DMS-A001` for something else of another type.
        """
        with located(scope, construct_id):
            vpc_subnets = check_surroundings(
                scope,
                construct_id,
                vpc=vpc,
                vpc_subnets=vpc_subnets,
                security_groups=security_groups,
                capacity=capacity,
                deletion_protection=deletion_protection,
                removal_policy=removal_policy,
            )
            check_is_global_database(global_database)
            check_place_of_secondary(scope, global_database)
            check_key_of_secondary(scope, global_database, encryption_key)
            check_readers(readers)
            instance_class = _class_of(capacity)
            trouble = class_trouble(instance_class)
            if trouble is not None:
                raise ConfigurationError("DMS-H009", trouble, given=instance_class)
            check_days("backup_retention", backup_retention)
            flag("iam_authentication", iam_authentication)
            engine = global_database.engine
            check_serverless(engine.engine_type, version_of(engine), capacity)
            family = engine.parameter_group_family or ""
            found = parameter_findings(
                family, ParameterLevel.CLUSTER, parameters or {}, serverless=isinstance(capacity, ServerlessCapacity)
            )
        policy = removal_policy or cdk.RemovalPolicy.RETAIN
        super().__init__(scope, construct_id)
        if isinstance(global_database, GlobalDatabase):
            with nothing_left(scope, construct_id), located(scope, construct_id):
                global_database.note_secondary(self, region_of(self.stack))
            _deploy_after(self.stack, global_database)
        warn(self, found)
        of_primary = global_database.parameters if parameters is None else parameters
        groups = groups_for(self, vpc, security_groups, policy)
        resource = l1(
            rds.CfnDBCluster,
            rds.CfnDBClusterProps,
            self,
            global_cluster_identifier=global_database.global_cluster_identifier,
            engine=engine.engine_type,
            engine_version=version_of(engine),
            # CloudFormation's own default is 3306, for PostgreSQL too.
            port=global_database.port,
            db_subnet_group_name=_subnets(self, vpc, vpc_subnets, around(policy)),
            db_cluster_parameter_group_name=_parameters(self, engine, of_primary, around(policy)),
            vpc_security_group_ids=[group.security_group_id for group in groups],
            storage_encrypted=True if global_database.is_encrypted else None,
            kms_key_id=encryption_key.key_ref.key_arn if encryption_key is not None else None,
            source_region=global_database.primary_region if global_database.is_encrypted else None,
            serverless_v2_scaling_configuration=_scaling(capacity),
            enable_iam_database_authentication=iam_authentication,
            backup_retention_period=(backup_retention or cdk.Duration.days(7)).to_days(),
            copy_tags_to_snapshot=True,
            deletion_protection=deletion_protection,
        )
        resource.apply_removal_policy(policy)
        self._instances = [_reader(self, number, resource, instance_class) for number in range(1, readers + 1)]
        self._cluster = _as_cluster(self, resource, self._instances, global_database, groups)
        if self._instances:
            remember_sender(self._cluster, self._instances[0])
        self._size = _size_of(capacity, readers)

    @property
    def cluster(self) -> rds.IDatabaseCluster:
        """The cluster, for its read endpoint, its security groups, its metrics and a proxy."""
        return self._cluster

    @property
    def connections(self) -> ec2.Connections:
        """Its security groups and port."""
        return self._cluster.connections

    def _alarmed(self) -> Alarmed:
        return Alarmed(self._cluster, self._size, is_global_secondary=True)


def _size_of(capacity: Capacity, readers: int) -> DatabaseSize:
    if isinstance(capacity, ProvisionedCapacity):
        return DatabaseSize(instance_class=_class_of(capacity), readers=readers)
    return DatabaseSize(min_acu=capacity.min_acu, max_acu=capacity.max_acu, readers=readers)


def _class_of(capacity: Capacity) -> str:
    """Return the class of the instances."""
    return f"db.{capacity.instance_type.to_string()}" if isinstance(capacity, ProvisionedCapacity) else "db.serverless"


def _scaling(capacity: Capacity) -> rds.CfnDBCluster.ServerlessV2ScalingConfigurationProperty | None:
    if isinstance(capacity, ProvisionedCapacity):
        return None
    pause = capacity.pause_after
    return rds.CfnDBCluster.ServerlessV2ScalingConfigurationProperty(
        min_capacity=capacity.min_acu,
        max_capacity=capacity.max_acu,
        seconds_until_auto_pause=pause.to_seconds() if pause is not None else None,
    )


def _deploy_after(stack: cdk.Stack, global_database: GlobalDatabase) -> None:
    """Order the stacks, where one deployment has both: a stage can't wait for another."""
    primary = global_database.stack
    if cdk.Stage.of(stack) == cdk.Stage.of(primary):
        stack.node.add_dependency(primary)


def _subnets(scope: Construct, vpc: ec2.IVpc, selection: ec2.SubnetSelection | None, policy: cdk.RemovalPolicy) -> str:
    group = rds.SubnetGroup(
        scope, "Subnets", vpc=vpc, vpc_subnets=selection, description="Aurora secondary", removal_policy=policy
    )
    return group.subnet_group_name


def _parameters(
    scope: Construct, engine: rds.IClusterEngine, parameters: Mapping[str, str], policy: cdk.RemovalPolicy
) -> str | None:
    if not parameters:
        return None
    group = rds.ParameterGroup(scope, "Parameters", engine=engine, parameters=dict(parameters), removal_policy=policy)
    return group.bind_to_cluster().parameter_group_name


def _reader(scope: Construct, number: int, cluster: rds.CfnDBCluster, instance_class: str) -> rds.CfnDBInstance:
    instance = l1(
        rds.CfnDBInstance,
        rds.CfnDBInstanceProps,
        scope,
        f"Reader{number}",
        db_cluster_identifier=cluster.ref,
        db_instance_class=instance_class,
        engine=cluster.engine,
        promotion_tier=min(number, 15),
        publicly_accessible=False,
    )
    # It holds nothing of its own, and one too many would go on costing.
    instance.apply_removal_policy(cdk.RemovalPolicy.DESTROY)
    return instance


def _as_cluster(
    scope: Construct,
    resource: rds.CfnDBCluster,
    instances: Sequence[rds.CfnDBInstance],
    global_database: IGlobalDatabase,
    groups: Sequence[ec2.ISecurityGroup],
) -> rds.IDatabaseCluster:
    return rds.DatabaseCluster.from_database_cluster_attributes(
        scope,
        "Cluster",
        cluster_identifier=resource.ref,
        cluster_resource_identifier=resource.attr_db_cluster_resource_id,
        cluster_endpoint_address=resource.attr_endpoint_address,
        reader_endpoint_address=resource.attr_read_endpoint_address,
        port=global_database.port,
        engine=global_database.engine,
        instance_identifiers=[instance.ref for instance in instances],
        instance_endpoint_addresses=[instance.attr_endpoint_address for instance in instances],
        security_groups=list(groups),
    )
