"""Amazon DynamoDB."""

import dms_constructs as dms
from tests.constructs.engine_case import ROLE, EngineCase, Form, made

CASES = [
    EngineCase(
        cls=dms.DynamoDbTarget,
        minimal=Form(
            arguments=lambda _: {"tables": ["orders"]},
            properties={
                "EndpointType": "target",
                "EngineName": "dynamodb",
                "DynamoDbSettings": {"ServiceAccessRoleArn": made("ServiceAccessRole")},
            },
        ),
        full=(
            Form(
                arguments=lambda here: {
                    "tables": ["orders"],
                    "extra_connection_attributes": {dms.unchecked("readCapacity"): 100},
                    "service_access_role": here.role,
                    "endpoint_identifier": "shop-tables",
                },
                properties={
                    "EndpointType": "target",
                    "EngineName": "dynamodb",
                    "EndpointIdentifier": "shop-tables",
                    "ExtraConnectionAttributes": "readCapacity=100",
                    "DynamoDbSettings": {"ServiceAccessRoleArn": ROLE},
                },
            ),
        ),
        declared={},
        decided={"ServiceAccessRoleArn": "service_access_role"},
    ),
]
