"""The eleven `AWS::DMS::*` types of CloudFormation, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["RESOURCE_TYPES", "ResourceType"]


@dataclass(frozen=True, slots=True)
class ResourceType:
    """
    One type.

    Attributes:
        create: The operation that makes one.
        replacing: The properties whose change makes CloudFormation replace the resource: `createOnlyProperties` of
            the type's schema.
        name: The request's member for its name; CloudFormation makes one up where the template has none.
        longest_name: How long the made-up name may be.
        handle: The request's member that Modify and Delete know it by.
        by_name: Whether its `Ref` is its name instead of its ARN.
        sometimes_replacing: Properties of which only some parts replace.
        modifiable: Whether there is a Modify operation.
        taggable: Whether the type has `Tags`.
        resets: What a property becomes when a template no longer has it, where that is known.
        also: Properties of the type that its Create operation doesn't have.
        attributes: What `Fn::GetAtt` knows: `readOnlyProperties` of the type's schema.
    """

    create: str
    replacing: tuple[str, ...]
    name: str
    handle: str
    longest_name: int = 63
    by_name: bool = False
    sometimes_replacing: tuple[str, ...] = ()
    modifiable: bool = True
    taggable: bool = True
    resets: Mapping[str, object] = field(default_factory=dict)
    also: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()


RESOURCE_TYPES = {
    "Certificate": ResourceType(
        create="ImportCertificate",
        replacing=("CertificateIdentifier", "CertificatePem", "CertificateWallet"),
        name="CertificateIdentifier",
        handle="CertificateArn",
        modifiable=False,
        taggable=False,
        attributes=("CertificateArn",),
    ),
    "DataMigration": ResourceType(
        create="CreateDataMigration",
        replacing=(),
        name="DataMigrationName",
        handle="DataMigrationIdentifier",
        also=("DataMigrationIdentifier", "DataMigrationSettings"),
        attributes=("DataMigrationArn", "DataMigrationCreateTime"),
    ),
    "DataProvider": ResourceType(
        create="CreateDataProvider",
        replacing=(),
        name="DataProviderName",
        handle="DataProviderIdentifier",
        also=("DataProviderIdentifier", "ExactSettings"),
        attributes=("DataProviderArn", "DataProviderCreationTime"),
    ),
    "Endpoint": ResourceType(
        create="CreateEndpoint",
        replacing=("KmsKeyId", "ResourceIdentifier"),
        sometimes_replacing=("ElasticsearchSettings", "MongoDbSettings"),
        resets={"ExtraConnectionAttributes": "", "SslMode": "none"},
        name="EndpointIdentifier",
        handle="EndpointArn",
        attributes=("EndpointArn", "ExternalId"),
    ),
    "EventSubscription": ResourceType(
        create="CreateEventSubscription",
        replacing=("SubscriptionName", "SourceIds"),
        name="SubscriptionName",
        handle="SubscriptionName",
        by_name=True,
        resets={"Enabled": True},
    ),
    "InstanceProfile": ResourceType(
        create="CreateInstanceProfile",
        replacing=(),
        name="InstanceProfileName",
        handle="InstanceProfileIdentifier",
        also=("InstanceProfileIdentifier",),
        attributes=("InstanceProfileArn", "InstanceProfileCreationTime"),
    ),
    "MigrationProject": ResourceType(
        create="CreateMigrationProject",
        replacing=(),
        name="MigrationProjectName",
        handle="MigrationProjectIdentifier",
        also=(
            "MigrationProjectIdentifier",
            "InstanceProfileArn",
            "InstanceProfileName",
            "MigrationProjectCreationTime",
        ),
        attributes=("MigrationProjectArn", "MigrationProjectCreationTime", "InstanceProfileArn", "InstanceProfileName"),
    ),
    "ReplicationConfig": ResourceType(
        create="CreateReplicationConfig",
        replacing=("ResourceIdentifier",),
        name="ReplicationConfigIdentifier",
        handle="ReplicationConfigArn",
        attributes=("ReplicationConfigArn",),
    ),
    "ReplicationInstance": ResourceType(
        create="CreateReplicationInstance",
        replacing=(
            "KmsKeyId",
            "ResourceIdentifier",
            "DnsNameServers",
            "ReplicationSubnetGroupIdentifier",
            "PubliclyAccessible",
        ),
        name="ReplicationInstanceIdentifier",
        handle="ReplicationInstanceArn",
        resets={"AutoMinorVersionUpgrade": True, "MultiAZ": False},
        also=("AllowMajorVersionUpgrade",),
        attributes=("Id", "ReplicationInstancePrivateIpAddresses", "ReplicationInstancePublicIpAddresses"),
    ),
    "ReplicationSubnetGroup": ResourceType(
        create="CreateReplicationSubnetGroup",
        replacing=("ReplicationSubnetGroupIdentifier",),
        name="ReplicationSubnetGroupIdentifier",
        handle="ReplicationSubnetGroupIdentifier",
        by_name=True,
    ),
    "ReplicationTask": ResourceType(
        create="CreateReplicationTask",
        replacing=(
            "ResourceIdentifier",
            "SourceEndpointArn",
            "TargetEndpointArn",
            "ReplicationInstanceArn",
            "MigrationType",
        ),
        name="ReplicationTaskIdentifier",
        handle="ReplicationTaskArn",
        resets={"ReplicationTaskSettings": "{}"},
        attributes=("ReplicationTaskArn",),
    ),
}
