"""The kinds of things DMS keeps, as data: how each is named, found and described."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["KINDS", "Kind"]


@dataclass(frozen=True, slots=True)
class Kind:
    """
    One kind of thing.

    Attributes:
        noun: What messages call it.
        arn_type: The part of its ARN after the account.
        name_key: The member of its API shape that holds its name.
        arn_key: The member that holds its ARN; empty where the shape has none.
        status_key: The member that holds its state; empty where it has none.
        filters: The filters its Describe operation takes, each with the members it looks at.
        plural: The list in the answer of its Describe operation.
    """

    noun: str
    arn_type: str
    name_key: str
    arn_key: str = ""
    status_key: str = ""
    plural: str = ""
    filters: dict[str, tuple[str, ...]] = field(default_factory=dict)


def _named(prefix: str, kind: str, *more: tuple[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Build the pair of filters that most kinds have: by ARN and by name."""
    return {f"{prefix}-arn": (f"{kind}Arn",), f"{prefix}-id": (f"{kind}Identifier",), **dict(more)}


KINDS = {
    "ReplicationInstance": Kind(
        noun="Replication instance",
        arn_type="rep",
        name_key="ReplicationInstanceIdentifier",
        arn_key="ReplicationInstanceArn",
        status_key="ReplicationInstanceStatus",
        plural="ReplicationInstances",
        filters=_named(
            "replication-instance",
            "ReplicationInstance",
            ("replication-instance-class", ("ReplicationInstanceClass",)),
            ("engine-version", ("EngineVersion",)),
        ),
    ),
    "ReplicationSubnetGroup": Kind(
        noun="Replication subnet group",
        arn_type="subgrp",
        name_key="ReplicationSubnetGroupIdentifier",
        plural="ReplicationSubnetGroups",
        filters={"replication-subnet-group-id": ("ReplicationSubnetGroupIdentifier",)},
    ),
    "Endpoint": Kind(
        noun="Endpoint",
        arn_type="endpoint",
        name_key="EndpointIdentifier",
        arn_key="EndpointArn",
        status_key="Status",
        plural="Endpoints",
        filters=_named("endpoint", "Endpoint", ("endpoint-type", ("EndpointType",)), ("engine-name", ("EngineName",))),
    ),
    "Certificate": Kind(
        noun="Certificate",
        arn_type="cert",
        name_key="CertificateIdentifier",
        arn_key="CertificateArn",
        plural="Certificates",
        filters=_named("certificate", "Certificate"),
    ),
    "ReplicationTask": Kind(
        noun="Replication task",
        arn_type="task",
        name_key="ReplicationTaskIdentifier",
        arn_key="ReplicationTaskArn",
        status_key="Status",
        plural="ReplicationTasks",
        filters=_named(
            "replication-task",
            "ReplicationTask",
            ("migration-type", ("MigrationType",)),
            ("endpoint-arn", ("SourceEndpointArn", "TargetEndpointArn")),
            ("replication-instance-arn", ("ReplicationInstanceArn",)),
        ),
    ),
    "ReplicationTaskAssessmentRun": Kind(
        noun="Replication Task Assessment Run",
        arn_type="assessment-run",
        name_key="AssessmentRunName",
        arn_key="ReplicationTaskAssessmentRunArn",
        status_key="Status",
        plural="ReplicationTaskAssessmentRuns",
        filters={
            "replication-task-assessment-run-arn": ("ReplicationTaskAssessmentRunArn",),
            "replication-task-arn": ("ReplicationTaskArn",),
            "replication-instance-arn": ("ReplicationInstanceArn",),
            "status": ("Status",),
        },
    ),
    "ReplicationConfig": Kind(
        noun="Replication config",
        arn_type="replication-config",
        name_key="ReplicationConfigIdentifier",
        arn_key="ReplicationConfigArn",
        status_key="Status",
        plural="ReplicationConfigs",
        filters=_named("replication-config", "ReplicationConfig"),
    ),
    "EventSubscription": Kind(
        noun="Event subscription",
        arn_type="es",
        name_key="CustSubscriptionId",
        status_key="Status",
        plural="EventSubscriptionsList",
        filters={"event-subscription-arn": ("Arn",), "event-subscription-id": ("CustSubscriptionId",)},
    ),
    "DataProvider": Kind(
        noun="Data provider",
        arn_type="data-provider",
        name_key="DataProviderName",
        arn_key="DataProviderArn",
        plural="DataProviders",
        filters={"data-provider-identifier": ("DataProviderName", "DataProviderArn")},
    ),
    "InstanceProfile": Kind(
        noun="Instance profile",
        arn_type="instance-profile",
        name_key="InstanceProfileName",
        arn_key="InstanceProfileArn",
        plural="InstanceProfiles",
        filters={"instance-profile-identifier": ("InstanceProfileName", "InstanceProfileArn")},
    ),
    "MigrationProject": Kind(
        noun="Migration project",
        arn_type="migration-project",
        name_key="MigrationProjectName",
        arn_key="MigrationProjectArn",
        plural="MigrationProjects",
        filters={
            "migration-project-identifier": ("MigrationProjectName", "MigrationProjectArn"),
            "instance-profile-identifier": ("InstanceProfileName", "InstanceProfileArn"),
        },
    ),
    "DataMigration": Kind(
        noun="Data migration",
        arn_type="data-migration",
        name_key="DataMigrationName",
        arn_key="DataMigrationArn",
        status_key="DataMigrationStatus",
        plural="DataMigrations",
        filters={"data-migration-name": ("DataMigrationName",), "data-migration-arn": ("DataMigrationArn",)},
    ),
}
