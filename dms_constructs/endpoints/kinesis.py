"""Amazon Kinesis Data Streams as target: a record for each row, and for each change."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import TYPE_CHECKING

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from constructs import Construct

from dms_constructs._checks import Importer, located, provides
from dms_constructs._construct import check_holds_resources
from dms_constructs.endpoint_facts import DatabaseIdentity
from dms_constructs.endpoints._instead import instead_of
from dms_constructs.endpoints._l1_keys import check_key_is_known, importing_with_key
from dms_constructs.endpoints._places import check_place, read
from dms_constructs.endpoints._stream_settings import StreamSettings
from dms_constructs.endpoints.access import check_role
from dms_constructs.endpoints.endpoint import Endpoint
from dms_constructs.endpoints.message_format import MessageFormat
from dms_constructs.endpoints.service_role import Grant, ServiceRoleAccess, of_key
from dms_constructs.engines import EndpointType, EngineName

if TYPE_CHECKING:
    # Slow to load, and given objects have it loaded.
    from aws_cdk import aws_kinesis as kinesis

__all__ = ["KinesisTarget"]


class _Settings(StreamSettings):
    __slots__ = ()

    BLOCK = "KinesisSettings"


_DECIDED_BY = {"StreamArn": "stream", "ServiceAccessRoleArn": "service_access_role"}


class KinesisTarget(Endpoint):
    """
    A stream of Kinesis Data Streams to write into: a record for each row of a load, and for each change.

    The stream must be of the endpoint's account. What records look like, and which shard they go to, object mappings
    say: `dms.MapRecordToRecord`. A record has 1 MiB at most, so tasks with large objects need a limit for them.

    Creates: the endpoint and, unless given, the role with which DMS writes into the stream.

    Source: the DMS User Guide, page CHAP_Target.Kinesis, and KinesisSettings in the API reference.
    """

    TYPE = EndpointType.TARGET
    ENGINES = (EngineName.KINESIS,)

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        stream: kinesis.IStream,
        message_format: MessageFormat | None = None,
        include_transaction_details: bool | None = None,
        include_partition_value: bool | None = None,
        partition_include_schema_table: bool | None = None,
        include_table_alter_operations: bool | None = None,
        include_control_details: bool | None = None,
        include_null_and_empty: bool | None = None,
        no_hex_prefix: bool | None = None,
        extra_connection_attributes: Mapping[str, str | int | bool] | None = None,
        service_access_role: iam.IRole | None = None,
        endpoint_identifier: str | None = None,
        removal_policy: cdk.RemovalPolicy | None = None,
    ) -> None:
        """
        Make the endpoint.

        Args:
            scope: The construct it belongs to.
            construct_id: Its name there.
            stream: Where the records go, in the endpoint's account and region.
            message_format: How records are written; Firehose needs `JSON_UNFORMATTED`, a record on one line. By
                default `JSON`.
            include_transaction_details: Whether records say their transaction: commit time, log position and ids; by
                default no.
            include_partition_value: Whether records say the value that chose their shard; by default no.
            partition_include_schema_table: Whether that value starts with the names of schema and table where it is
                the primary key, which spreads equal keys of many tables over the shards; by default no.
            include_table_alter_operations: Whether there are records for changed table definitions; by default no.
            include_control_details: Whether records say the definitions of tables and columns; by default no.
            include_null_and_empty: Whether records have columns that are NULL or empty; by default no.
            no_hex_prefix: Whether raw data goes without `0x` before it; by default no.
            extra_connection_attributes: Attributes for which there is no argument; no credentials.
            service_access_role: A role of yours with which DMS writes; by default one is made for it.
            endpoint_identifier: A fixed name; by default CloudFormation makes one, so that it can be replaced.
            removal_policy: What happens to it when it leaves the stack; by default it is deleted.

        Raises:
            ConfigurationError: `DMS-Y001` for a stream of another account or region, `DMS-E005`, `DMS-E006`,
                `DMS-E008`, `DMS-E015`, `DMS-E019` for one that is imported without its key, and `DMS-A001` and
                `DMS-A003`, each for the argument it names.
        """
        with located(scope, construct_id):
            check_holds_resources(scope, construct_id)
            _check_stream(scope, stream)
            check_role("service_access_role", service_access_role)
            if service_access_role is None and read(stream, "encryption_key") is None:
                check_key_is_known("stream", stream, read(stream, "stream_arn"))
            settings = _Settings(
                message_format=message_format,
                include_transaction_details=include_transaction_details,
                include_partition_value=include_partition_value,
                partition_include_schema_table=partition_include_schema_table,
                include_table_alter_operations=include_table_alter_operations,
                include_control_details=include_control_details,
                include_null_and_empty=include_null_and_empty,
                no_hex_prefix=no_hex_prefix,
            )
        arn: str = read(stream, "stream_arn")
        super().__init__(
            scope,
            construct_id,
            engine_name=EngineName.KINESIS,
            access=ServiceRoleAccess(
                kind="kinesis_target",
                description="Lets AWS DMS write into the stream of one endpoint",
                policy_name="WriteStream",
                grants=(Grant(("stream_actions",), arn), *of_key(read(stream, "encryption_key"))),
                role=service_access_role,
            ),
            settings={"StreamArn": arn, **settings.said},
            extra_connection_attributes=extra_connection_attributes,
            instead_of_attributes=_instead(),
            endpoint_identifier=endpoint_identifier,
            removal_policy=removal_policy,
        )
        self._stream = stream

    @property
    def stream(self) -> kinesis.IStream:
        """Where the records go."""
        return self._stream

    def _identity(self) -> DatabaseIdentity:
        return DatabaseIdentity(database=read(self._stream, "stream_arn"), construct_path=self._stream.node.path)


def _check_stream(scope: Construct, stream: kinesis.IStream) -> None:
    """Raise unless this is a stream of the endpoint's account and region."""
    with_key = importing_with_key("stream", stream)
    provides(
        "stream",
        stream,
        "stream_arn",
        "a stream of Kinesis",
        with_key or "kinesis.Stream.from_stream_arn(self, 'Stream', 'arn:aws:kinesis:...')",
        required=True,
        by_arn=None
        if with_key
        else Importer("kinesis.Stream.from_stream_arn", "Stream", ":stream/", "AWS::Kinesis::Stream", "attr_arn"),
    )
    check_place(scope, "stream", stream, read(stream, "stream_arn"))


@functools.cache
def _instead() -> Mapping[str, str]:
    return instead_of("KinesisSettings", (_Settings,), _DECIDED_BY)
