"""Babelfish as target, over its SQL Server port."""

from __future__ import annotations

from collections.abc import Mapping

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2, aws_iam as iam, aws_kms as kms
from constructs import Construct

from dms_constructs._checks import located
from dms_constructs.endpoints.certificate import ICertificate
from dms_constructs.endpoints.connection import Connection
from dms_constructs.endpoints.server import ServerEndpoint
from dms_constructs.endpoints.sql_server_settings import TargetSettings, check_names_database
from dms_constructs.endpoints.ssl_mode import SslMode
from dms_constructs.engines import EndpointType, EngineName

__all__ = ["BabelfishTarget"]


class BabelfishTarget(ServerEndpoint):
    """
    A database of Babelfish for Aurora PostgreSQL to load in full, over its SQL Server (TDS) port.

    AWS prefers `PostgreSqlTarget` with `babelfish_database_name`, which takes changes, too. Here a task with changes is
    refused; tables must be there before, and are neither dropped nor validated. The secret has the cluster's host and
    its TDS port, 1433 by default, and a T-SQL login. Source: the DMS User Guide, page CHAP_Target.Babelfish.

    Creates: the endpoint and the role with which DMS reads its secret.
    """

    TYPE = EndpointType.TARGET
    ENGINES = (EngineName.BABELFISH,)

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
            database: The T-SQL database to write into; it must exist.
            ssl_mode: By default `VERIFY_FULL` with a certificate and `REQUIRE` without.
            certificate: The authority that signed the server's certificate.
            use_bcp_full_load: Whether tables are loaded with bulk copy (BCP); by default yes.
            bcp_packet_size_bytes: The largest packet of bulk copy, in bytes, at least 1; AWS states no default.
            control_tables_file_group: The file group for the control tables; by default the database's.
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

    def _default_port(self, connections: ec2.Connections) -> ec2.Port | None:  # noqa: ARG002  # it is PostgreSQL's
        return None
