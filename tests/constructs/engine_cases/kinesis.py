"""Amazon Kinesis Data Streams."""

from aws_cdk import aws_kinesis as kinesis

import dms_constructs as dms
from dms_constructs.endpoints import kinesis as ours
from tests.constructs.engine_case import ROLE, EngineCase, Form, Place, made

STREAM = "arn:aws:kinesis:eu-west-1:111122223333:stream/orders"


def _stream(here: Place) -> kinesis.IStream:
    return kinesis.Stream.from_stream_arn(here.stack, "Stream", STREAM)


CASES = [
    EngineCase(
        cls=dms.KinesisTarget,
        minimal=Form(
            arguments=lambda here: {"stream": _stream(here)},
            properties={
                "EndpointType": "target",
                "EngineName": "kinesis",
                "KinesisSettings": {"StreamArn": STREAM, "ServiceAccessRoleArn": made("ServiceAccessRole")},
            },
        ),
        full=(
            Form(
                arguments=lambda here: {
                    "stream": _stream(here),
                    "message_format": dms.MessageFormat.JSON_UNFORMATTED,
                    "include_transaction_details": True,
                    "include_partition_value": True,
                    "partition_include_schema_table": True,
                    "include_table_alter_operations": True,
                    "include_control_details": True,
                    "include_null_and_empty": True,
                    "no_hex_prefix": True,
                    "extra_connection_attributes": {dms.unchecked("noHexPrefixes"): True},
                    "service_access_role": here.role,
                    "endpoint_identifier": "shop-stream",
                },
                properties={
                    "EndpointType": "target",
                    "EngineName": "kinesis",
                    "EndpointIdentifier": "shop-stream",
                    "ExtraConnectionAttributes": "noHexPrefixes=true",
                    "KinesisSettings": {
                        "StreamArn": STREAM,
                        "ServiceAccessRoleArn": ROLE,
                        "MessageFormat": "json-unformatted",
                        "IncludeTransactionDetails": True,
                        "IncludePartitionValue": True,
                        "PartitionIncludeSchemaTable": True,
                        "IncludeTableAlterOperations": True,
                        "IncludeControlDetails": True,
                        "IncludeNullAndEmpty": True,
                        "NoHexPrefix": True,
                    },
                },
            ),
        ),
        declared={ours._Settings: None},
        decided={"StreamArn": "stream", "ServiceAccessRoleArn": "service_access_role"},
    ),
]
