"""Oracle."""

import aws_cdk as cdk
from aws_cdk import aws_secretsmanager as secretsmanager

import dms_constructs as dms
from dms_constructs.endpoints import _oracle_settings
from tests.constructs.engine_case import CERTIFICATE, KEY, ROLE, SECRET, EngineCase, Form, Place, made, of_the_secret

_OWN_ROLE = {"SecretsManagerSecretId": SECRET, "SecretsManagerAccessRoleArn": made("SecretAccessRole")}
_GIVEN_ROLE = {"SecretsManagerSecretId": SECRET, "SecretsManagerAccessRoleArn": ROLE}
_ASM = SECRET.replace("shop", "asm")
_TDE = SECRET.replace("shop", "tde")
_KEY_NAME = "ORACLE.SECURITY.DB.ENCRYPTION.Adg8m2dhkU/0v/m5QUaaNJEAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
_REFUSED = _oracle_settings.SourceSettings.REFUSED
_ELSEWHERE = secretsmanager.Secret.from_secret_complete_arn(cdk.Stack(cdk.App(), "Elsewhere"), "Tde", _TDE)


def _secret(here: Place, arn: str) -> secretsmanager.ISecret:
    return secretsmanager.Secret.from_secret_complete_arn(here.stack, arn[-10:], arn)


CASES = [
    EngineCase(
        cls=dms.OracleSource,
        minimal=Form(
            arguments=lambda here: {"connection": here.connection, "database": "ORCL"},
            properties={
                "EndpointType": "source",
                "EngineName": "oracle",
                "DatabaseName": "ORCL",
                "SslMode": "none",
                "OracleSettings": _OWN_ROLE,
            },
        ),
        full=(
            Form(
                arguments=lambda here: {
                    "connection": here.connection,
                    "database": "ORCL",
                    "ssl_mode": dms.SslMode.VERIFY_CA,
                    "certificate": here.certificate,
                    "binary_reader": dms.BinaryReader(
                        asm=dms.OracleAsm(secret=_secret(here, _ASM)),
                        parallel_asm_read_threads=6,
                        read_ahead_blocks=150000,
                        oracle_path_prefix="/rdsdbdata/db/ORCL_A/",
                        use_path_prefix="/rdsdbdata/log/",
                        replace_path_prefix=True,
                        use_alternate_folder_for_online=True,
                        access_alternate_directly=False,
                        security_db_encryption_name=_KEY_NAME,
                        security_db_encryption=dms.SecretField(_secret(here, _TDE), "password"),
                    ),
                    "add_supplemental_logging": True,
                    "archived_logs_only": True,
                    "archived_log_dest_id": 1,
                    "additional_archived_log_dest_id": 2,
                    "extra_archived_log_dest_ids": [3, 4],
                    "allow_select_nested_tables": True,
                    "number_datatype_scale": -2,
                    "spatial_data_option_to_geo_json_function_name": "TO_GEOJSON",
                    "read_table_space_name": True,
                    "enable_homogenous_tablespace": True,
                    "standby_delay_time": cdk.Duration.minutes(1),
                    "retry_interval": cdk.Duration.seconds(6),
                    "fail_tasks_on_lob_truncation": True,
                    "extra_connection_attributes": {"OpenTransactionWindow": 15},
                    "kms_key": here.key,
                    "secret_access_role": here.role,
                    "endpoint_identifier": "shop-source",
                },
                properties={
                    "EndpointType": "source",
                    "EngineName": "oracle",
                    "EndpointIdentifier": "shop-source",
                    "DatabaseName": "ORCL",
                    "SslMode": "verify-ca",
                    "CertificateArn": CERTIFICATE,
                    "KmsKeyId": KEY,
                    "ExtraConnectionAttributes": "OpenTransactionWindow=15",
                    "OracleSettings": {
                        **_GIVEN_ROLE,
                        "SecretsManagerOracleAsmSecretId": _ASM,
                        "SecretsManagerOracleAsmAccessRoleArn": ROLE,
                        "UseLogminerReader": False,
                        "UseBFile": True,
                        "ParallelAsmReadThreads": 6,
                        "ReadAheadBlocks": 150000,
                        "OraclePathPrefix": "/rdsdbdata/db/ORCL_A/",
                        "UsePathPrefix": "/rdsdbdata/log/",
                        "ReplacePathPrefix": True,
                        "UseAlternateFolderForOnline": True,
                        "AccessAlternateDirectly": False,
                        "SecurityDbEncryptionName": _KEY_NAME,
                        "SecurityDbEncryption": f"{{{{resolve:secretsmanager:{_TDE}:SecretString:password::}}}}",
                        "AddSupplementalLogging": True,
                        "ArchivedLogsOnly": True,
                        "ArchivedLogDestId": 1,
                        "AdditionalArchivedLogDestId": 2,
                        "ExtraArchivedLogDestIds": [3, 4],
                        "AllowSelectNestedTables": True,
                        "NumberDatatypeScale": -2,
                        "SpatialDataOptionToGeoJsonFunctionName": "TO_GEOJSON",
                        "ReadTableSpaceName": True,
                        "EnableHomogenousTablespace": True,
                        "StandbyDelayTime": 1,
                        "RetryInterval": 6,
                        "FailTasksOnLobTruncation": True,
                    },
                },
            ),
        ),
        declared={_oracle_settings.SourceSettings: None, dms.BinaryReader: "binary_reader"},
        decided={
            **of_the_secret("OracleSettings"),
            **dict.fromkeys(
                (
                    "SecretsManagerOracleAsmAccessRoleArn",
                    "SecretsManagerOracleAsmSecretId",
                    "SecurityDbEncryption",
                    "UseBFile",
                    "UseLogminerReader",
                ),
                "binary_reader",
            ),
        },
        refused={name: _REFUSED[name] for name in ("AsmPassword", "AsmServer", "AsmUser")},
        examples={"ExtraArchivedLogDestIds": [2, 3]},
        within={"SecurityDbEncryptionName": {"security_db_encryption": dms.SecretField(_ELSEWHERE, "key")}},
    ),
    EngineCase(
        cls=dms.OracleTarget,
        minimal=Form(
            arguments=lambda here: {"connection": here.connection, "database": "ORCL"},
            properties={
                "EndpointType": "target",
                "EngineName": "oracle",
                "DatabaseName": "ORCL",
                "SslMode": "none",
                "OracleSettings": _OWN_ROLE,
            },
        ),
        full=(
            Form(
                arguments=lambda here: {
                    "connection": here.connection,
                    "database": "ORCL",
                    "ssl_mode": dms.SslMode.VERIFY_CA,
                    "certificate": here.certificate,
                    "use_direct_path_full_load": True,
                    "direct_path_parallel_load": True,
                    "direct_path_no_log": True,
                    "char_length_semantics": dms.CharLengthSemantics.CHAR,
                    "extra_connection_attributes": {"AlwaysReplaceEmptyString": False},
                    "kms_key": here.key,
                    "secret_access_role": here.role,
                    "endpoint_identifier": "shop-target",
                },
                properties={
                    "EndpointType": "target",
                    "EngineName": "oracle",
                    "EndpointIdentifier": "shop-target",
                    "DatabaseName": "ORCL",
                    "SslMode": "verify-ca",
                    "CertificateArn": CERTIFICATE,
                    "KmsKeyId": KEY,
                    "ExtraConnectionAttributes": "AlwaysReplaceEmptyString=false",
                    "OracleSettings": {
                        **_GIVEN_ROLE,
                        "UseDirectPathFullLoad": True,
                        "DirectPathParallelLoad": True,
                        "DirectPathNoLog": True,
                        "CharLengthSemantics": "char",
                    },
                },
            ),
        ),
        declared={_oracle_settings.TargetSettings: None},
        decided=of_the_secret("OracleSettings"),
    ),
]
