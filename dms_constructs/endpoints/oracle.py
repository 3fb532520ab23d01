"""Oracle as source and as target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import aws_cdk as cdk
from aws_cdk import aws_iam as iam, aws_kms as kms
from constructs import Construct

from dms_constructs._checks import is_a, located, not_blank, taken_as_is
from dms_constructs.endpoints._oracle_settings import CharLengthSemantics, SourceSettings, TargetSettings
from dms_constructs.endpoints._rds import is_in_rds
from dms_constructs.endpoints._settings import whole
from dms_constructs.endpoints.access import FurtherSecret, check_place_of_secret
from dms_constructs.endpoints.binary_reader import BinaryReader, OracleAsm
from dms_constructs.endpoints.certificate import ICertificate
from dms_constructs.endpoints.connection import Connection
from dms_constructs.endpoints.secret_field import see_fields
from dms_constructs.endpoints.server import ServerEndpoint
from dms_constructs.endpoints.ssl_mode import SslMode
from dms_constructs.engines import EndpointType, EngineName
from dms_constructs.errors import ConfigurationError

__all__ = ["CharLengthSemantics", "OracleSource", "OracleTarget"]

_DATABASE = "its SID or service name, such as database='ORCL'"


class OracleSource(ServerEndpoint):
    """
    An Oracle database to read from, self-managed or in RDS.

    For change data capture the database must be in ARCHIVELOG mode, with supplemental logging. DMS reads the redo logs
    through LogMiner, or as files: `binary_reader=dms.BinaryReader()`, which pluggable databases need.

    Source: the DMS User Guide, page CHAP_Source.Oracle.

    Creates: the endpoint and the role with which DMS reads its secret, and that of ASM.
    """

    TYPE = EndpointType.SOURCE
    ENGINES = (EngineName.ORACLE,)

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        connection: Connection,
        database: str,
        ssl_mode: SslMode | None = None,
        certificate: ICertificate | None = None,
        binary_reader: BinaryReader | None = None,
        add_supplemental_logging: bool | None = None,
        archived_logs_only: bool | None = None,
        archived_log_dest_id: int | None = None,
        additional_archived_log_dest_id: int | None = None,
        extra_archived_log_dest_ids: Sequence[int] | None = None,
        allow_select_nested_tables: bool | None = None,
        number_datatype_scale: int | None = None,
        spatial_data_option_to_geo_json_function_name: str | None = None,
        read_table_space_name: bool | None = None,
        enable_homogenous_tablespace: bool | None = None,
        standby_delay_time: cdk.Duration | None = None,
        retry_interval: cdk.Duration | None = None,
        fail_tasks_on_lob_truncation: bool | None = None,
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
            database: The database's SID or service name.
            ssl_mode: By default `VERIFY_CA` with a certificate and `NONE` (with a warning) without.
            certificate: The authority that signed the server's certificate, in an Oracle wallet.
            binary_reader: Reads redo logs as files, and where they are in ASM, how to get in; by default LogMiner reads
                them.
            add_supplemental_logging: Whether DMS turns on supplemental logging of each table that a task reads, by what
                keys it has; the database needs its own in any case. By default no.
            archived_logs_only: Whether only archived redo logs are read, so changes come later; by default no.
            archived_log_dest_id: The `dest_id` in `v$archived_log` of the archived redo logs to read; by default 1.
            additional_archived_log_dest_id: That of the standby, for a switchover to it; by default none.
            extra_archived_log_dest_ids: Those of several standbys, for a switchover; by default none.
            allow_select_nested_tables: Whether tables with nested tables or defined types are read, each nested one as
                a table of its own; by default no.
            number_datatype_scale: The scale of `NUMBER` without one, -2 to 38, where -1 stands for floating point and
                -2 for text; by default 10.
            spatial_data_option_to_geo_json_function_name: The function in the database that turns `SDO_GEOMETRY` into
                GeoJSON; by default `SDO2GEOJSON`.
            read_table_space_name: Whether tablespaces are read, for rules about them; by default no.
            enable_homogenous_tablespace: Whether an Oracle target gets tables and indexes in tablespaces of the same
                names; by default no.
            standby_delay_time: How far a standby that is read is behind its primary, in whole minutes; by default 0.
            retry_interval: How long DMS waits before it sends a query again, in whole seconds; by default 5.
            fail_tasks_on_lob_truncation: Whether a task fails when a large object is longer than its task settings
                allow, instead of cutting it; by default no.
            extra_connection_attributes: Attributes for which there is no argument, for example
                `{"OpenTransactionWindow": 15}`; no credentials.
            kms_key: Encrypts the connection data that DMS stores; by default the account's `aws/dms` key.
            secret_access_role: A role of yours with which DMS reads the secret; by default one is made for it.
            endpoint_identifier: A fixed name; by default CloudFormation makes one, so that it can be replaced.
            removal_policy: What happens to it when it leaves the stack; by default it is deleted.

        Raises:
            ConfigurationError: `DMS-E001` to `DMS-E008`, `DMS-E010` and `DMS-E015`, `DMS-N008` and `DMS-N012` for a
                secret of another account or region, `DMS-Q001` for what RDS for Oracle does not have, and `DMS-A001`
                and `DMS-A003`, each for the argument it names.
        """
        with located(scope, construct_id):
            not_blank("DMS-E010", "database", database, _DATABASE)
            is_a("DMS-A001", "binary_reader", binary_reader, BinaryReader, "dms.BinaryReader()")
            settings = SourceSettings(
                binary_reader=binary_reader,
                add_supplemental_logging=add_supplemental_logging,
                archived_logs_only=archived_logs_only,
                archived_log_dest_id=archived_log_dest_id,
                additional_archived_log_dest_id=additional_archived_log_dest_id,
                extra_archived_log_dest_ids=extra_archived_log_dest_ids,
                allow_select_nested_tables=allow_select_nested_tables,
                number_datatype_scale=number_datatype_scale,
                spatial_data_option_to_geo_json_function_name=spatial_data_option_to_geo_json_function_name,
                read_table_space_name=read_table_space_name,
                enable_homogenous_tablespace=enable_homogenous_tablespace,
                standby_delay_time=whole("standby_delay_time", standby_delay_time, "minutes"),
                retry_interval=whole("retry_interval", retry_interval, "seconds"),
                fail_tasks_on_lob_truncation=fail_tasks_on_lob_truncation,
            )
            asm = binary_reader.asm if binary_reader is not None else None
            if binary_reader is not None:
                _check_is_of_the_server(connection, binary_reader)
            if asm is not None:
                role = asm.secret_access_role if asm.secret_access_role is not None else secret_access_role
                check_place_of_secret(scope, asm.secret, role, "the secret of ASM")
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
            findings=settings.findings(extra_connection_attributes),
            further_secret=_of_asm(asm) if asm is not None else None,
        )
        if binary_reader is not None:
            see_fields(self, **{"BinaryReader.security_db_encryption": binary_reader.security_db_encryption})


class OracleTarget(ServerEndpoint):
    """
    An Oracle database to write into, self-managed or in RDS.

    Source: the DMS User Guide, page CHAP_Target.Oracle.

    Creates: the endpoint and the role with which DMS reads its secret.
    """

    TYPE = EndpointType.TARGET
    ENGINES = (EngineName.ORACLE,)

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        connection: Connection,
        database: str,
        ssl_mode: SslMode | None = None,
        certificate: ICertificate | None = None,
        use_direct_path_full_load: bool | None = None,
        direct_path_parallel_load: bool | None = None,
        direct_path_no_log: bool | None = None,
        char_length_semantics: CharLengthSemantics | None = None,
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
            database: The database's SID or service name.
            ssl_mode: By default `VERIFY_CA` with a certificate and `NONE` (with a warning) without.
            certificate: The authority that signed the server's certificate, in an Oracle wallet.
            use_direct_path_full_load: Whether a full load goes by Oracle's direct path; by default yes.
            direct_path_parallel_load: Whether it goes there in parallel, for tables that the task loads in parallel and
                that have neither constraints nor indexes; by default no.
            direct_path_no_log: Whether it leaves no trail in the database's logs; by default no.
            char_length_semantics: Whether columns of characters that DMS makes are as long in characters or in bytes.
                By default `DEFAULT`.
            extra_connection_attributes: Attributes for which there is no argument, for example
                `{"AlwaysReplaceEmptyString": False}`; no credentials.
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
            if not taken_as_is(char_length_semantics):
                example = "dms.CharLengthSemantics.CHAR"
                is_a("DMS-A001", "char_length_semantics", char_length_semantics, CharLengthSemantics, example)
            settings = TargetSettings(
                use_direct_path_full_load=use_direct_path_full_load,
                direct_path_parallel_load=direct_path_parallel_load,
                direct_path_no_log=direct_path_no_log,
                char_length_semantics=char_length_semantics,
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
            findings=settings.findings(),
        )


def _of_asm(asm: OracleAsm) -> FurtherSecret:
    return FurtherSecret(
        secret=asm.secret,
        role=asm.secret_access_role,
        what="the secret of ASM",
        secret_member="SecretsManagerOracleAsmSecretId",  # noqa: S106  # the name of a setting
        role_member="SecretsManagerOracleAsmAccessRoleArn",
    )


def _check_is_of_the_server(connection: object, reader: BinaryReader) -> None:
    """Raise for ASM, and for keys of encryption, where the database is in RDS."""
    needs = reader.needs_own_server
    if needs is not None and isinstance(connection, Connection) and is_in_rds(connection):
        reason = "redo logs are not in ASM" if needs == "asm" else "keys can't be taken out of their wallet"
        raise ConfigurationError(
            "DMS-Q001",
            f"BinaryReader.{needs} is not for a database in RDS, whose {reason}; remove {needs}",
            source="DMS User Guide, page CHAP_Source.Oracle, Limitations",
        )
