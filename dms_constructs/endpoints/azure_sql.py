"""Azure SQL Database and Azure SQL Managed Instance as sources."""

from __future__ import annotations

from collections.abc import Mapping

import aws_cdk as cdk
from aws_cdk import aws_iam as iam, aws_kms as kms
from constructs import Construct

from dms_constructs._checks import located
from dms_constructs.endpoints.certificate import ICertificate
from dms_constructs.endpoints.connection import Connection
from dms_constructs.endpoints.server import ServerEndpoint
from dms_constructs.endpoints.sql_server_settings import (
    FullLoadSourceSettings,
    ManagedInstanceSettings,
    SafeguardPolicy,
    check_names_database,
)
from dms_constructs.endpoints.ssl_mode import SslMode
from dms_constructs.engines import EndpointType, EngineName

__all__ = ["AzureSqlDatabaseSource", "AzureSqlManagedInstanceSource"]


class AzureSqlDatabaseSource(ServerEndpoint):
    """
    An Azure SQL Database to read from, in full: DMS reads no changes from it.

    A task with changes is refused. Source: the DMS User Guide, page CHAP_Source.AzureSQL.

    Creates: the endpoint and the role with which DMS reads its secret.
    """

    TYPE = EndpointType.SOURCE
    ENGINES = (EngineName.AZURE_SQL_DATABASE,)

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        connection: Connection,
        database: str,
        ssl_mode: SslMode | None = None,
        certificate: ICertificate | None = None,
        force_lob_lookup: bool | None = None,
        trim_space_in_char: bool | None = None,
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
            ssl_mode: By default `VERIFY_FULL` with a certificate and `REQUIRE` without.
            certificate: The authority that signed the server's certificate.
            force_lob_lookup: Whether large objects that are stored in the row are looked up, too; by default no.
            trim_space_in_char: Whether spaces at the end of `CHAR` and `NCHAR` values are cut off; by default yes.
            extra_connection_attributes: Attributes for which there is no argument; no credentials.
            kms_key: Encrypts the connection data that DMS stores; by default the account's `aws/dms` key.
            secret_access_role: A role of yours with which DMS reads the secret; by default one is made for it.
            endpoint_identifier: A fixed name; by default CloudFormation makes one, so that it can be replaced.
            removal_policy: What happens to it when it leaves the stack; by default it is deleted.

        Raises:
            ConfigurationError: `DMS-E001` to `DMS-E008` and `DMS-E015`, `DMS-Q021` without a database, `DMS-N008` and
                `DMS-N012` for a secret of another account or region, and `DMS-A001` and `DMS-A003`, each for the
                argument it names.
        """
        with located(scope, construct_id):
            check_names_database(database)
            settings = FullLoadSourceSettings(force_lob_lookup=force_lob_lookup, trim_space_in_char=trim_space_in_char)
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


class AzureSqlManagedInstanceSource(ServerEndpoint):
    """
    A database of an Azure SQL Managed Instance to read from; one endpoint reads one database.

    DMS reads changes in its active log only, not in backups, so changes that are truncated before DMS reads them are
    lost. Source: the DMS User Guide, pages CHAP_Source.AzureMgd and CHAP_Source.SQLServer.

    Creates: the endpoint and the role with which DMS reads its secret.
    """

    TYPE = EndpointType.SOURCE
    ENGINES = (EngineName.AZURE_SQL_MANAGED_INSTANCE,)

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        connection: Connection,
        database: str,
        ssl_mode: SslMode | None = None,
        certificate: ICertificate | None = None,
        safeguard_policy: SafeguardPolicy | None = None,
        force_lob_lookup: bool | None = None,
        trim_space_in_char: bool | None = None,
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
            ssl_mode: By default `VERIFY_FULL` with a certificate and `REQUIRE` without.
            certificate: The authority that signed the server's certificate.
            safeguard_policy: How changes that are not read yet are kept in the log; by default
                `RELY_ON_SQL_SERVER_REPLICATION_AGENT`.
            force_lob_lookup: Whether large objects that are stored in the row are looked up, too; by default no.
            trim_space_in_char: Whether spaces at the end of `CHAR` and `NCHAR` values are cut off; by default yes.
            extra_connection_attributes: Attributes for which there is no argument; no credentials.
            kms_key: Encrypts the connection data that DMS stores; by default the account's `aws/dms` key.
            secret_access_role: A role of yours with which DMS reads the secret; by default one is made for it.
            endpoint_identifier: A fixed name; by default CloudFormation makes one, so that it can be replaced.
            removal_policy: What happens to it when it leaves the stack; by default it is deleted.

        Raises:
            ConfigurationError: `DMS-E001` to `DMS-E008` and `DMS-E015`, `DMS-Q021` without a database, `DMS-N008` and
                `DMS-N012` for a secret of another account or region, and `DMS-A001` and `DMS-A003`, each for the
                argument it names.
        """
        with located(scope, construct_id):
            check_names_database(database)
            settings = ManagedInstanceSettings(
                safeguard_policy=safeguard_policy,
                force_lob_lookup=force_lob_lookup,
                trim_space_in_char=trim_space_in_char,
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
            database=database,
            settings=settings,
        )
