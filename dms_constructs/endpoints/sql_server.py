"""Microsoft SQL Server as source and as target."""

from __future__ import annotations

from collections.abc import Mapping

import aws_cdk as cdk
from aws_cdk import aws_iam as iam, aws_kms as kms
from constructs import Construct

from dms_constructs._checks import located
from dms_constructs._construct import warn
from dms_constructs.endpoints.certificate import ICertificate
from dms_constructs.endpoints.connection import Connection
from dms_constructs.endpoints.server import ServerEndpoint
from dms_constructs.endpoints.sql_server_checks import (
    check_is_possible_in_rds,
    findings_of_edition,
    findings_of_log,
)
from dms_constructs.endpoints.sql_server_settings import (
    SafeguardPolicy,
    SourceSettings,
    TargetSettings,
    TlogAccessMode,
    check_names_database,
)
from dms_constructs.endpoints.ssl_mode import SslMode
from dms_constructs.engines import EndpointType, EngineName

__all__ = ["SqlServerSource", "SqlServerTarget"]


class SqlServerSource(ServerEndpoint):
    """
    A SQL Server database to read from; one endpoint reads one database.

    For change data capture the server needs the full or bulk-logged recovery model, a full backup, and MS-Replication
    or MS-CDC (on RDS, MS-CDC). Source: the DMS User Guide, page CHAP_Source.SQLServer.

    Creates: the endpoint and the role with which DMS reads its secret.
    """

    TYPE = EndpointType.SOURCE
    ENGINES = (EngineName.SQL_SERVER,)

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
        tlog_access_mode: TlogAccessMode | None = None,
        read_backup_only: bool | None = None,
        use_third_party_backup_device: bool | None = None,
        query_single_always_on_node: bool | None = None,
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
            tlog_access_mode: Where changes are read; by default `PREFER_TLOG`.
            read_backup_only: Whether changes are read from backups of the log only, to keep the active log small; it
                needs `sysadmin`, and has no effect on RDS; by default no.
            use_third_party_backup_device: Whether backups of the log that other software makes in SQL Server's own
                format are read; AWS states no default.
            query_single_always_on_node: Whether only one node of an Always On availability group is asked for backups
                of the log, as its name says; AWS describes it as something else, and states no default.
            force_lob_lookup: Whether large objects that are stored in the row are looked up, too; by default no.
            trim_space_in_char: Whether spaces at the end of `CHAR` and `NCHAR` values are cut off; by default yes.
            extra_connection_attributes: Attributes for which there is no argument, for example
                `{"SetUpMsCdcForTables": True}`; no credentials.
            kms_key: Encrypts the connection data that DMS stores; by default the account's `aws/dms` key.
            secret_access_role: A role of yours with which DMS reads the secret; by default one is made for it.
            endpoint_identifier: A fixed name; by default CloudFormation makes one, so that it can be replaced.
            removal_policy: What happens to it when it leaves the stack; by default it is deleted.

        Raises:
            ConfigurationError: `DMS-E001` to `DMS-E008` and `DMS-E015`, `DMS-Q021` without a database, `DMS-Q022` for
                a safeguard that RDS does not allow, `DMS-N008` and `DMS-N012` for a secret of another account or
                region, and `DMS-A001` and `DMS-A003`, each for the argument it names.
        """
        with located(scope, construct_id):
            check_names_database(database)
            settings = SourceSettings(
                safeguard_policy=safeguard_policy,
                tlog_access_mode=tlog_access_mode,
                read_backup_only=read_backup_only,
                use_third_party_backup_device=use_third_party_backup_device,
                query_single_always_on_node=query_single_always_on_node,
                force_lob_lookup=force_lob_lookup,
                trim_space_in_char=trim_space_in_char,
            )
            check_is_possible_in_rds(connection, settings, extra_connection_attributes)
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
        warn(
            self,
            [
                *findings_of_edition(connection),
                *findings_of_log(connection, settings, extra_connection_attributes),
            ],
        )


class SqlServerTarget(ServerEndpoint):
    """
    A SQL Server database to write into; one endpoint writes one database.

    DMS logs in as a member of `db_owner`. Source: the DMS User Guide, page CHAP_Target.SQLServer.

    Creates: the endpoint and the role with which DMS reads its secret.
    """

    TYPE = EndpointType.TARGET
    ENGINES = (EngineName.SQL_SERVER,)

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        connection: Connection,
        database: str,
        ssl_mode: SslMode | None = None,
        certificate: ICertificate | None = None,
        use_bcp_full_load: bool | None = None,
        bcp_packet_size_bytes: int | None = None,
        control_tables_file_group: str | None = None,
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
            database: The database to write into; it must exist.
            ssl_mode: By default `VERIFY_FULL` with a certificate and `REQUIRE` without.
            certificate: The authority that signed the server's certificate.
            use_bcp_full_load: Whether tables are loaded with bulk copy (BCP); write False where the target's tables
                have identity columns that the source lacks, or computed columns; by default yes.
            bcp_packet_size_bytes: The largest packet of bulk copy, in bytes, at least 1; AWS states no default.
            control_tables_file_group: The file group for the control tables; it must exist. By default the database's.
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
            settings = TargetSettings(
                use_bcp_full_load=use_bcp_full_load,
                bcp_packet_size_bytes=bcp_packet_size_bytes,
                control_tables_file_group=control_tables_file_group,
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
        warn(self, findings_of_edition(connection))
