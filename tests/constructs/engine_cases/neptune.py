"""Amazon Neptune."""

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2

import dms_constructs as dms
from dms_constructs.endpoints import neptune
from tests.constructs.engine_case import ROLE, EngineCase, Form, made

_HOST = "graph.cluster-abc.eu-west-1.neptune.amazonaws.com"


class _Cluster:
    attr_endpoint = _HOST
    attr_port = "8183"
    attr_cluster_resource_id = "cluster-ABC"


CASES = [
    EngineCase(
        cls=dms.NeptuneTarget,
        minimal=Form(
            arguments=lambda here: {"bucket": here.bucket, "bucket_folder": "dms", "server_name": _HOST},
            properties={
                "EndpointType": "target",
                "EngineName": "neptune",
                "ServerName": _HOST,
                "Port": 8182,
                "NeptuneSettings": {
                    "ServiceAccessRoleArn": made("ServiceAccessRole"),
                    "S3BucketName": "lake",
                    "S3BucketFolder": "dms",
                },
            },
        ),
        full=(
            Form(
                arguments=lambda here: {
                    "bucket": here.bucket,
                    "bucket_folder": "dms",
                    "server_name": _HOST,
                    "port": 8183,
                    "peer": ec2.SecurityGroup.from_security_group_id(here.stack, "Group", "sg-1"),
                    "extra_connection_attributes": {dms.unchecked("traceLevel"): "1"},
                    "service_access_role": here.role,
                    "endpoint_identifier": "shop-graph",
                },
                properties={
                    "EndpointType": "target",
                    "EngineName": "neptune",
                    "EndpointIdentifier": "shop-graph",
                    "ServerName": _HOST,
                    "Port": 8183,
                    "ExtraConnectionAttributes": "traceLevel=1",
                    "NeptuneSettings": {
                        "ServiceAccessRoleArn": ROLE,
                        "S3BucketName": "lake",
                        "S3BucketFolder": "dms",
                    },
                },
            ),
            Form(
                arguments=lambda here: {
                    "bucket": here.bucket,
                    "bucket_folder": "dms",
                    "cluster": _Cluster(),
                    "iam_auth_enabled": True,
                    "error_retry_duration": cdk.Duration.seconds(1),
                    "max_retry_count": 3,
                    "max_file_size_kb": 1024,
                },
                properties={
                    "EndpointType": "target",
                    "EngineName": "neptune",
                    "ServerName": _HOST,
                    "Port": 8183,
                    "NeptuneSettings": {
                        "ServiceAccessRoleArn": made("ServiceAccessRole"),
                        "S3BucketName": "lake",
                        "S3BucketFolder": "dms",
                        "IamAuthEnabled": True,
                        "ErrorRetryDuration": 1000,
                        "MaxRetryCount": 3,
                        "MaxFileSize": 1024,
                    },
                },
            ),
        ),
        declared={neptune._Settings: None},
        decided={
            "S3BucketName": "bucket",
            "S3BucketFolder": "bucket_folder",
            "ServiceAccessRoleArn": "service_access_role",
        },
        beside={"IamAuthEnabled": {"cluster": _Cluster(), "server_name": None}},
    ),
]
