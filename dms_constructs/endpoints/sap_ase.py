"""SAP ASE, formerly Sybase, as source and as target."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import aws_cdk as cdk
from aws_cdk import aws_iam as iam, aws_kms as kms
from constructs import Construct

from dms_constructs._checks import located, not_blank
from dms_constructs.endpoints._settings import EndpointSettings
from dms_constructs.endpoints.certificate import ICertificate
from dms_constructs.endpoints.connection import Connection
from dms_constructs.endpoints.server import ServerEndpoint
from dms_constructs.endpoints.ssl_mode import SslMode
from dms_constructs.engines import EndpointType, EngineName

__all__ = ["SapAseSource", "SapAseTarget"]

_DATABASE = "its name on the server, such as database='shop'"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Settings(EndpointSettings):
    BLOCK = "SybaseSettings"


class SapAseSource(ServerEndpoint):
    """
    An SAP ASE database to read from.

    For change data capture the user needs `sa_role`, `replication_role` and `sybase_ts_role`, and RepAgent must be off.
    Only one task may read changes of one database. When that task is gone for good, run
    `dbcc settrunc('ltm','ignore')`: the log grows until then.

    Source: the DMS User Guide, page CHAP_Source.SAP.

    Creates: the endpoint and the role with which DMS reads its secret.
    """

    TYPE = EndpointType.SOURCE
    ENGINES = (EngineName.SAP_ASE,)

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        connection: Connection,
        database: str,
        ssl_mode: SslMode | None = None,
        certificate: ICertificate | None = None,
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
            database: The database to read.
            ssl_mode: By default `VERIFY_FULL` with a certificate and `NONE` (with a warning) without.
            certificate: The authority that signed the server's certificate.
            extra_connection_attributes: `Charset`, `EnableReplication`, `EncryptPassword` and, for TLS 1.2, `Provider`:
                `{"Provider": "Adaptive Server Enterprise 16.03.06"}`; no credentials.
            kms_key: Encrypts the connection data that DMS stores; by default the account's `aws/dms` key.
            secret_access_role: A role of yours with which DMS reads the secret; by default one is made for it.
            endpoint_identifier: A fixed name; by default CloudFormation makes one, so that it can be replaced.
            removal_policy: What happens to it when it leaves the stack; by default it is deleted.

        Raises:
            ConfigurationError: `DMS-E001` to `DMS-E008`, `DMS-E010` and `DMS-E015`, `DMS-N008` and `DMS-N012` for a
                secret of another account or region, and `DMS-A001` and `DMS-A003`, each for the argument it names.
        """
        with located(scope, construct_id):
            not_blank("DMS-E010", "database", database, _DATABASE)
            settings = _Settings()
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
            database=database,
            settings=settings,
        )


class SapAseTarget(ServerEndpoint):
    """
    An SAP ASE database to write into.

    Source: the DMS User Guide, page CHAP_Target.SAP.

    Creates: the endpoint and the role with which DMS reads its secret.
    """

    TYPE = EndpointType.TARGET
    ENGINES = (EngineName.SAP_ASE,)

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        connection: Connection,
        database: str,
        ssl_mode: SslMode | None = None,
        certificate: ICertificate | None = None,
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
            database: The database to write into.
            ssl_mode: By default `VERIFY_FULL` with a certificate and `NONE` (with a warning) without.
            certificate: The authority that signed the server's certificate.
            extra_connection_attributes: `AdditionalConnectionProperties` and, for TLS, `Driver`:
                `{"Driver": "Adaptive Server Enterprise 16.03.06"}`; no credentials.
            kms_key: Encrypts the connection data that DMS stores; by default the account's `aws/dms` key.
            secret_access_role: A role of yours with which DMS reads the secret; by default one is made for it.
            endpoint_identifier: A fixed name; by default CloudFormation makes one, so that it can be replaced.
            removal_policy: What happens to it when it leaves the stack; by default it is deleted.

        Raises:
            ConfigurationError: `DMS-E001` to `DMS-E008`, `DMS-E010` and `DMS-E015`, `DMS-N008` and `DMS-N012` for a
                secret of another account or region, and `DMS-A001` and `DMS-A003`, each for the argument it names.
        """
        with located(scope, construct_id):
            not_blank("DMS-E010", "database", database, _DATABASE)
            settings = _Settings()
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
            database=database,
            settings=settings,
        )
