"""Google Cloud SQL for MySQL as source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import aws_cdk as cdk
from aws_cdk import aws_iam as iam, aws_kms as kms
from constructs import Construct

from dms_constructs._checks import located
from dms_constructs.endpoints._settings import EndpointSettings, renders, whole
from dms_constructs.endpoints._time_zones import check_time_zone
from dms_constructs.endpoints.certificate import ICertificate
from dms_constructs.endpoints.connection import Connection
from dms_constructs.endpoints.server import ServerEndpoint
from dms_constructs.endpoints.ssl_mode import SslMode
from dms_constructs.engines import EndpointType, EngineName

__all__ = ["GoogleCloudMySqlSource"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Settings(EndpointSettings):
    BLOCK = "GcpMySQLSettings"

    server_timezone: str | None = field(default=None, metadata=renders("ServerTimezone"))
    events_poll_interval: int | None = field(default=None, metadata=renders("EventsPollInterval"))
    clean_source_metadata_on_mismatch: bool | None = field(
        default=None, metadata=renders("CleanSourceMetadataOnMismatch")
    )
    after_connect_script: str | None = field(default=None, metadata=renders("AfterConnectScript"))

    def __post_init__(self) -> None:
        EndpointSettings.__post_init__(self)
        check_time_zone("server_timezone", self.server_timezone, must_be_named=False)


class GoogleCloudMySqlSource(ServerEndpoint):
    """
    A MySQL database in Google Cloud SQL to read from.

    A schema in table mappings is a MySQL database. Cloud SQL must not allow TLS connections only: that wants a client's
    certificate, too, and DMS has none. Source: the DMS User Guide, page CHAP_Source.GC.

    Creates: the endpoint and the role with which DMS reads its secret.
    """

    TYPE = EndpointType.SOURCE
    ENGINES = (EngineName.GOOGLE_CLOUD_MYSQL,)

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        connection: Connection,
        ssl_mode: SslMode | None = None,
        certificate: ICertificate | None = None,
        server_timezone: str | None = None,
        events_poll_interval: cdk.Duration | None = None,
        clean_source_metadata_on_mismatch: bool | None = None,
        after_connect_script: str | None = None,
        extra_connection_attributes: Mapping[str, str | int | bool] | None = None,
        kms_key: kms.IKey | None = None,
        secret_access_role: iam.IRole | None = None,
        endpoint_identifier: str | None = None,
        removal_policy: cdk.RemovalPolicy | None = None,
    ) -> None:
        """
        Make the endpoint.

        Args:
            scope: The construct it belongs to.
            construct_id: Its name there.
            connection: Where the database is and the secret that opens it.
            ssl_mode: By default `VERIFY_CA` with a certificate and `NONE` (with a warning) without.
            certificate: The authority that signed the server's certificate.
            server_timezone: The server's time zone by name, for example `Europe/Berlin`; by default that of the server.
            events_poll_interval: How often an idle binary log is asked for changes, 1 to 60 seconds; by default 5.
            clean_source_metadata_on_mismatch: Whether to rebuild cached table definitions that do not fit the log;
                by default no.
            after_connect_script: SQL to run after connecting; DMS ignores its failures; no credentials.
            extra_connection_attributes: Attributes for which there is no argument; no credentials.
            kms_key: Encrypts the connection data that DMS stores; by default the account's `aws/dms` key.
            secret_access_role: A role of yours with which DMS reads the secret; by default one is made for it.
            endpoint_identifier: A fixed name; by default CloudFormation makes one, so that it can be replaced.
            removal_policy: What happens to it when it leaves the stack; by default it is deleted.

        Raises:
            ConfigurationError: `DMS-E001` to `DMS-E008` and `DMS-E015`, `DMS-N008` and `DMS-N012` for a secret of
                another account or region, and `DMS-A001` and `DMS-A003`, each for the argument it names.
        """
        with located(scope, construct_id):
            settings = _Settings(
                server_timezone=server_timezone,
                events_poll_interval=whole("events_poll_interval", events_poll_interval, "seconds"),
                clean_source_metadata_on_mismatch=clean_source_metadata_on_mismatch,
                after_connect_script=after_connect_script,
            )
        super().__init__(
            scope,
            construct_id,
            connection=connection,
            engine_name=None,
            ssl_mode=ssl_mode,
            certificate=certificate,
            kms_key=kms_key,
            secret_access_role=secret_access_role,
            extra_connection_attributes=extra_connection_attributes,
            endpoint_identifier=endpoint_identifier,
            removal_policy=removal_policy,
            database=None,
            settings=settings,
        )
