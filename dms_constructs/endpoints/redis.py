"""Redis as target: ElastiCache, MemoryDB or a cluster of your own."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2, aws_kms as kms
from constructs import Construct

from dms_constructs._checks import is_a, is_l1, located
from dms_constructs._construct import check_holds_resources
from dms_constructs.endpoint_facts import DatabaseIdentity
from dms_constructs.endpoints._conditions import check_conditions
from dms_constructs.endpoints._groups import groups_of
from dms_constructs.endpoints._instead import instead_of
from dms_constructs.endpoints._redis_clusters import KINDS, authentication, check_cluster, encryption
from dms_constructs.endpoints._settings import EndpointSettings, renders
from dms_constructs.endpoints.certificate import ICertificate, check_certificate
from dms_constructs.endpoints.cluster import (
    ClusterEndpoint,
    WithoutRole,
    check_one_place,
    check_peer,
    has_all,
    port_number,
)
from dms_constructs.endpoints.secret_field import SecretField, check_field, see_fields
from dms_constructs.engines import EndpointType, EngineName

__all__ = [
    "MemoryDbCluster",
    "RedisReplicationGroup",
    "RedisServerlessCache",
    "RedisAuthType",
    "RedisSecurityProtocol",
    "RedisTarget",
]


class RedisAuthType(enum.Enum):
    """
    How DMS logs in to Redis.

    Source: the DMS User Guide, page CHAP_Target.Redis.
    """

    NONE = "none"
    AUTH_TOKEN = "auth-token"  # noqa: S105  # what AWS calls it
    """With a password: Redis AUTH."""
    AUTH_ROLE = "auth-role"
    """With a user name and a password: access control lists (ACL)."""


class RedisSecurityProtocol(enum.Enum):
    """
    How the connection to Redis is encrypted.

    Source: the DMS User Guide, page CHAP_Target.Redis.
    """

    PLAINTEXT = "plaintext"
    """Not encrypted."""
    SSL_ENCRYPTION = "ssl-encryption"
    """TLS; the server's certificate is checked against Amazon's root authority, or the given one."""


class RedisReplicationGroup(Protocol):
    """What a `RedisTarget` needs of a replication group; `aws_elasticache.CfnReplicationGroup` has it."""

    @property
    def attr_configuration_end_point_address(self) -> str:
        """The host of its configuration endpoint, which it has with cluster mode."""

    @property
    def attr_configuration_end_point_port(self) -> str:
        """The port of this."""


class RedisServerlessCache(Protocol):
    """What a `RedisTarget` needs of a serverless cache; `aws_elasticache.CfnServerlessCache` has it."""

    @property
    def attr_endpoint_address(self) -> str:
        """Its host."""

    @property
    def attr_endpoint_port(self) -> str:
        """Its port."""


class MemoryDbCluster(Protocol):
    """What a `RedisTarget` needs of a cluster of MemoryDB; `aws_memorydb.CfnCluster` has it."""

    @property
    def attr_cluster_endpoint_address(self) -> str:
        """Its host."""

    @property
    def attr_cluster_endpoint_port(self) -> str | Any:
        """Its port."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Settings(EndpointSettings):
    BLOCK = "RedisSettings"

    ssl_security_protocol: RedisSecurityProtocol | None = field(
        default=None, metadata=renders("SslSecurityProtocol", RedisSecurityProtocol)
    )
    auth_type: RedisAuthType = field(metadata=renders("AuthType", RedisAuthType))
    auth_user_name: str | None = field(default=None, metadata=renders("AuthUserName"))


_DECIDED_BY = {
    "AuthPassword": "auth_password",
    "Port": "port",
    "ServerName": "server_name",
    "SslCaCertificateArn": "ssl_ca_certificate",
}


class RedisTarget(ClusterEndpoint):
    """
    A Redis cluster to write into: a hash for each row, by the key `schema.table.primary key`.

    Of ElastiCache, only clusters with cluster mode enabled, without IAM authentication. The cluster must be empty, have
    Multi-AZ, and the memory for all data. DMS skips rows with `%` or other special characters in key or value, and
    tasks with large objects need a limit for them. DMS Serverless doesn't write into Redis.

    Creates: the endpoint.

    Source: the DMS User Guide, page CHAP_Target.Redis, and RedisSettings in the API reference.
    """

    TYPE = EndpointType.TARGET
    ENGINES = (EngineName.REDIS,)

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        cluster: RedisReplicationGroup | RedisServerlessCache | MemoryDbCluster | None = None,
        server_name: str | None = None,
        port: int | None = None,
        peer: ec2.IConnectable | None = None,
        ssl_security_protocol: RedisSecurityProtocol | None = None,
        ssl_ca_certificate: ICertificate | None = None,
        auth_type: RedisAuthType | None = None,
        auth_user_name: str | SecretField | None = None,
        auth_password: SecretField | None = None,
        extra_connection_attributes: Mapping[str, str | int | bool] | None = None,
        kms_key: kms.IKey | None = None,
        endpoint_identifier: str | None = None,
        removal_policy: cdk.RemovalPolicy | None = None,
    ) -> None:
        """
        Make the endpoint.

        Args:
            scope: The construct it belongs to.
            construct_id: Its name there.
            cluster: The cluster: `elasticache.CfnReplicationGroup` with cluster mode, `elasticache.CfnServerlessCache`,
                `memorydb.CfnCluster`, or anything with the attributes of one of them.
            server_name: Instead of `cluster`, its host.
            port: Its port, with `server_name`; by default 6379.
            peer: The security group (or anything with `connections`) in front of the cluster; by default the groups
                of `cluster`.
            ssl_security_protocol: By default `SSL_ENCRYPTION`.
            ssl_ca_certificate: The authority that signed the server's certificate, for a cluster of your own; by
                default Amazon's root.
            auth_type: How DMS logs in; by default what a user name and a password are for.
            auth_user_name: The user of an access control list.
            auth_password: The password: a field of a secret.
            extra_connection_attributes: Attributes for which there is no argument; no credentials.
            kms_key: Encrypts the connection data that DMS stores; by default the account's `aws/dms` key.
            endpoint_identifier: A fixed name; by default CloudFormation makes one, so that it can be replaced.
            removal_policy: What happens to it when it leaves the stack; by default it is deleted.

        Raises:
            ConfigurationError: `DMS-Y021` for a password that is not a field of a secret, `DMS-Y022` where the cluster
                is said twice, not at all, or can't be a target, `DMS-Y024` for what an `auth_type` needs,
                `DMS-E005`, `DMS-E006`, `DMS-E008`, `DMS-E015`, and `DMS-A001` and `DMS-A003`, each for the argument
                it names.
        """
        with located(scope, construct_id):
            check_holds_resources(scope, construct_id)
            check_cluster(cluster)
            check_one_place("cluster", cluster, server_name, port, example="redis.example.com")
            check_peer(peer)
            check_certificate(ssl_ca_certificate, "ssl_ca_certificate", scope=scope)
            check_field("auth_password", auth_password)
            is_a("DMS-E008", "auth_type", auth_type, RedisAuthType, "dms.RedisAuthType.AUTH_TOKEN")
            if auth_type is None:
                with_password = RedisAuthType.AUTH_ROLE if auth_user_name is not None else RedisAuthType.AUTH_TOKEN
                has_none = auth_password is None and auth_user_name is None
                auth_type = RedisAuthType.NONE if has_none else with_password
            settings = _Settings(
                ssl_security_protocol=ssl_security_protocol,
                auth_type=auth_type,
                auth_user_name=auth_user_name.reference if isinstance(auth_user_name, SecretField) else auth_user_name,
            )
            said = {
                **settings.said,
                **({"AuthPassword": auth_password.reference} if auth_password is not None else {}),
                **({"SslCaCertificateArn": ssl_ca_certificate.certificate_arn} if ssl_ca_certificate else {}),
            }
            findings = [
                *check_conditions(_Settings, said, _DECIDED_BY),
                *encryption(cluster, expects=ssl_security_protocol is not RedisSecurityProtocol.PLAINTEXT),
                *authentication(cluster, auth_type.value, auth_user_name),
            ]
        host, number = _place(cluster, server_name, port)
        super().__init__(
            scope,
            construct_id,
            engine_name=EngineName.REDIS,
            access=WithoutRole(),
            settings={"ServerName": host, "Port": number, **said},
            findings=findings,
            kms_key=kms_key,
            extra_connection_attributes=extra_connection_attributes,
            instead_of_attributes=instead_of("RedisSettings", [_Settings], _DECIDED_BY),
            endpoint_identifier=endpoint_identifier,
            removal_policy=removal_policy,
            uses=ssl_ca_certificate,
        )
        see_fields(self, auth_user_name=auth_user_name, auth_password=auth_password)
        self._host, self._cluster = host, cluster
        if peer is not None:
            self._opens(lambda _: peer, [number])
        else:
            groups = getattr(cluster, "security_group_ids", None)
            self._opens(None if cluster is None else lambda me: groups_of(me, groups, number), [number])

    def _identity(self) -> DatabaseIdentity:
        return DatabaseIdentity(host=self._host, construct_path=getattr(self._cluster, "node", self.node).path)


def _port_of(cluster: Any, attribute: str) -> Any:
    """Return the port; of an L1 construct the one it is made with: its attribute is a text, not a number."""
    return getattr(cluster, "port", None) if is_l1(cluster) else getattr(cluster, attribute)


def _place(cluster: Any, server_name: str | None, port: int | None) -> tuple[str, int]:
    """Return host and port."""
    for _, host, number in KINDS:
        if has_all(cluster, host, number):
            return getattr(cluster, host), port_number(_port_of(cluster, number), EngineName.REDIS)
    return str(server_name), port_number(port, EngineName.REDIS)
