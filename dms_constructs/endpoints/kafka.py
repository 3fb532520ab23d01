"""Apache Kafka as target: Amazon MSK, or a cluster of your own."""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2, aws_kms as kms
from constructs import Construct

from dms_constructs import facts
from dms_constructs._checks import is_a, located, skipped
from dms_constructs._construct import check_holds_resources
from dms_constructs.endpoint_facts import DatabaseIdentity
from dms_constructs.endpoints._conditions import check_conditions
from dms_constructs.endpoints._groups import groups_of
from dms_constructs.endpoints._instead import instead_of
from dms_constructs.endpoints._kafka_brokers import (
    MskAccess,
    brokers_of,
    check_cluster,
    ports_of,
    security_groups_of,
)
from dms_constructs.endpoints._msk_listeners import check_broker_ports, check_listener
from dms_constructs.endpoints._settings import renders
from dms_constructs.endpoints._stream_settings import StreamSettings
from dms_constructs.endpoints.certificate import ICertificate, check_certificate
from dms_constructs.endpoints.cluster import ClusterEndpoint, WithoutRole, check_peer
from dms_constructs.endpoints.message_format import MessageFormat
from dms_constructs.endpoints.secret_field import SecretField, check_field, see_fields
from dms_constructs.engines import EndpointType, EngineName
from dms_constructs.errors import ConfigurationError, Finding, may_be_shown, shown

__all__ = ["MskCluster", "KafkaSecurityProtocol", "KafkaTarget"]


class KafkaSecurityProtocol(enum.Enum):
    """
    How DMS connects to the brokers of Kafka.

    Source: the DMS User Guide, page CHAP_Target.Kafka.
    """

    PLAINTEXT = "plaintext"
    """Not encrypted."""
    SSL_ENCRYPTION = "ssl-encryption"
    """TLS; DMS verifies the brokers."""
    SSL_AUTHENTICATION = "ssl-authentication"
    """TLS, and DMS has a certificate that the brokers verify."""
    SASL_SSL = "sasl-ssl"
    """TLS, and DMS logs in with a user name and a password (SCRAM-SHA-512)."""


class MskCluster(Protocol):
    """What a `KafkaTarget` needs of a cluster of MSK; `aws_msk.CfnCluster` has it."""

    @property
    def attr_arn(self) -> str:
        """Its ARN."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Settings(StreamSettings):
    BLOCK = "KafkaSettings"

    topic: str | None = field(default=None, metadata=renders("Topic"))
    message_max_bytes: int | None = field(default=None, metadata=renders("MessageMaxBytes"))
    security_protocol: KafkaSecurityProtocol = field(metadata=renders("SecurityProtocol", KafkaSecurityProtocol))
    sasl_username: str | None = field(default=None, metadata=renders("SaslUsername"))


_DECIDED_BY = {
    "Broker": "broker",
    "SaslPassword": "sasl_password",
    "SslCaCertificateArn": "ssl_ca_certificate",
    "SslClientCertificateArn": "ssl_client_certificate",
    "SslClientKeyArn": "ssl_client_key",
    "SslClientKeyPassword": "ssl_client_key_password",
}


class KafkaTarget(ClusterEndpoint):
    """
    A topic of Kafka to write into: a record for each row of a load, and for each change.

    What records look like, and which partition and topic they go to, object mappings say: `dms.MapRecordToRecord`.
    Brokers must make topics themselves (`auto.create.topics.enable=true`) where these don't exist. Of MSK, DMS has no
    IAM authentication, so MSK Serverless can't be a target. Tasks with large objects need a limit for them, and must
    not apply changes in batches.

    Creates: the endpoint and, for a cluster of MSK, a function that looks up its brokers when it deploys.

    Source: the DMS User Guide, page CHAP_Target.Kafka, and KafkaSettings in the API reference.
    """

    TYPE = EndpointType.TARGET
    ENGINES = (EngineName.KAFKA,)

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        cluster: MskCluster | None = None,
        broker: str | Sequence[str] | None = None,
        peer: ec2.IConnectable | None = None,
        topic: str | None = None,
        message_format: MessageFormat | None = None,
        message_max_bytes: int | None = None,
        include_transaction_details: bool | None = None,
        include_partition_value: bool | None = None,
        partition_include_schema_table: bool | None = None,
        include_table_alter_operations: bool | None = None,
        include_control_details: bool | None = None,
        include_null_and_empty: bool | None = None,
        no_hex_prefix: bool | None = None,
        security_protocol: KafkaSecurityProtocol | None = None,
        ssl_ca_certificate: ICertificate | None = None,
        ssl_client_certificate: ICertificate | None = None,
        ssl_client_key: ICertificate | None = None,
        ssl_client_key_password: SecretField | None = None,
        sasl_username: str | SecretField | None = None,
        sasl_password: SecretField | None = None,
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
            cluster: The cluster of MSK: `msk.CfnCluster`, or anything with its `attr_arn`.
            broker: Instead of `cluster`, one or more brokers, each as `host:port`; in one string, with commas between.
            peer: The security group (or anything with `connections`) in front of the brokers; by default the groups
                of `cluster`.
            topic: Where records go whose rule says no other, of letters, digits, `.`, `_` and `-`; by
                default `kafka-default-topic`.
            message_format: By default `JSON`.
            message_max_bytes: The largest record, in bytes; by default 1000000.
            include_transaction_details: Whether records say their transaction: commit time, log position and ids; by
                default no.
            include_partition_value: Whether records say the value that chose their partition; by default no.
            partition_include_schema_table: Whether that value starts with the names of schema and table where it is
                the primary key, which spreads equal keys of many tables over the partitions; by default no.
            include_table_alter_operations: Whether there are records for changed table definitions; by default no.
            include_control_details: Whether records say the definitions of tables and columns; by default no.
            include_null_and_empty: Whether records have columns that are NULL or empty; by default no.
            no_hex_prefix: Whether raw data goes without `0x` before it; by default no.
            security_protocol: By default what the other arguments are for: `SASL_SSL` with a user name,
                `SSL_AUTHENTICATION` with a client's certificate, else `SSL_ENCRYPTION`.
            ssl_ca_certificate: The private authority that signed the brokers' certificates, for a cluster of your own;
                not with `SASL_SSL`.
            ssl_client_certificate: The certificate that DMS shows the brokers.
            ssl_client_key: The private key of this; imported into DMS outside of the app, as it would be readable in
                the template.
            ssl_client_key_password: The password of the key: a field of a secret.
            sasl_username: The user name that DMS logs in with.
            sasl_password: Its password: a field of a secret.
            extra_connection_attributes: Attributes for which there is no argument; no credentials.
            kms_key: Encrypts the connection data that DMS stores; by default the account's `aws/dms` key.
            endpoint_identifier: A fixed name; by default CloudFormation makes one, so that it can be replaced.
            removal_policy: What happens to it when it leaves the stack; by default it is deleted.

        Raises:
            ConfigurationError: `DMS-Y021` for a password that is not a field of a secret, `DMS-Y022` where the cluster
                is said twice, not at all, or can't be a target, `DMS-Y023` for something that is not a list of
                brokers, `DMS-Y024` for what a `security_protocol` needs or excludes, `DMS-Y025` for a topic that can't
                be one, `DMS-Y033` for a cluster of MSK without brokers for the `security_protocol`, `DMS-Y034` for a
                port of MSK that is for another one, `DMS-R002` for a cluster in a stack that can't deploy a function's
                code, `DMS-E005`, `DMS-E006`, `DMS-E008`, `DMS-E015`, and `DMS-A001` and `DMS-A003`, each for the
                argument it names.
        """
        with located(scope, construct_id):
            check_holds_resources(scope, construct_id)
            check_cluster(scope, cluster, broker)
            check_peer(peer)
            brokers = brokers_of(broker)
            for name, given in (
                ("ssl_ca_certificate", ssl_ca_certificate),
                ("ssl_client_certificate", ssl_client_certificate),
                ("ssl_client_key", ssl_client_key),
            ):
                check_certificate(given, name, scope=scope)
            check_field("ssl_client_key_password", ssl_client_key_password)
            check_field("sasl_password", sasl_password)
            kind = KafkaSecurityProtocol
            is_a("DMS-E008", "security_protocol", security_protocol, kind, "dms.KafkaSecurityProtocol.SSL_ENCRYPTION")
            if security_protocol is None:
                has_login = sasl_username is not None or sasl_password is not None
                has_certificate = ssl_client_certificate is not None or ssl_client_key is not None
                security_protocol = (
                    kind.SASL_SSL if has_login else kind.SSL_AUTHENTICATION if has_certificate else kind.SSL_ENCRYPTION
                )
            check_broker_ports(brokers, security_protocol.value)
            settings = _Settings(
                topic=topic,
                message_format=message_format,
                message_max_bytes=message_max_bytes,
                include_transaction_details=include_transaction_details,
                include_partition_value=include_partition_value,
                partition_include_schema_table=partition_include_schema_table,
                include_table_alter_operations=include_table_alter_operations,
                include_control_details=include_control_details,
                include_null_and_empty=include_null_and_empty,
                no_hex_prefix=no_hex_prefix,
                security_protocol=security_protocol,
                sasl_username=sasl_username.reference if isinstance(sasl_username, SecretField) else sasl_username,
            )
            given_secrets = {"SaslPassword": sasl_password, "SslClientKeyPassword": ssl_client_key_password}
            given_certificates = {
                "SslCaCertificateArn": ssl_ca_certificate,
                "SslClientCertificateArn": ssl_client_certificate,
                "SslClientKeyArn": ssl_client_key,
            }
            said = {
                **settings.said,
                **{name: each.certificate_arn for name, each in given_certificates.items() if each is not None},
                **{name: each.reference for name, each in given_secrets.items() if each is not None},
            }
            findings = [*_check_topic(topic), *check_conditions(_Settings, said, _DECIDED_BY)]
            if cluster is not None:
                findings += check_listener(cluster, security_protocol.value)
        access: WithoutRole | MskAccess = WithoutRole()
        if cluster is not None:
            access = MskAccess(cluster.attr_arn, security_protocol.value)
        super().__init__(
            scope,
            construct_id,
            engine_name=EngineName.KAFKA,
            access=access,
            settings={**({"Broker": brokers} if brokers is not None else {}), **said},
            findings=findings,
            kms_key=kms_key,
            extra_connection_attributes=extra_connection_attributes,
            instead_of_attributes=instead_of("KafkaSettings", [_Settings], _DECIDED_BY),
            endpoint_identifier=endpoint_identifier,
            removal_policy=removal_policy,
            uses=ssl_ca_certificate or ssl_client_certificate,
        )
        see_fields(
            self,
            ssl_client_key_password=ssl_client_key_password,
            sasl_username=sasl_username,
            sasl_password=sasl_password,
        )
        self._brokers, self._topic, self._cluster = brokers, topic, cluster
        ports = ports_of(brokers, security_protocol.value)
        if peer is not None:
            self._opens(lambda _: peer, ports)
        else:
            groups = security_groups_of(cluster)
            self._opens(None if cluster is None else lambda me: groups_of(me, groups, ports[0]), ports)

    def _identity(self) -> DatabaseIdentity:
        return DatabaseIdentity(
            host=self._brokers,
            database=self._topic,
            construct_path=getattr(self._cluster, "node", self.node).path,
        )


def _check_topic(topic: str | None) -> list[Finding]:
    """Raise unless Kafka can have the topic; return a finding about a name that can collide with another."""
    if skipped(topic) or topic is None:
        return []
    fact = facts.endpoint_settings("KafkaSettings")["members"]["Topic"]
    if not re.fullmatch(fact["pattern"], topic) or topic in fact["reserved"]:
        near = re.sub(r"[^A-Za-z0-9._-]+", "-", topic)[: fact["max_length"]]
        near = near if near not in fact["reserved"] and may_be_shown(topic) else "shop"
        raise ConfigurationError(
            "DMS-Y025",
            f"topic must have 1 to {fact['max_length']} letters, digits, periods, underscores and hyphens, and not "
            f"be {' or '.join(map(repr, fact['reserved']))}, got "
            f"{shown(topic)}; write topic={near!r}",
            given=topic,
            source=fact["source"],
        )
    if not all(each in topic for each in fact["collides"]):
        return []
    return [
        Finding(
            "endpoint.topicMayCollide",
            f"the topic {topic!r} has a period and an underscore, which Kafka can't tell apart in the names of metrics",
            fact["source"],
            fix=f"write topic={topic.replace('_', '-')!r}, or one with underscores only",
        )
    ]
