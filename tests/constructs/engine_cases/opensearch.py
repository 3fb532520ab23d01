"""Amazon OpenSearch Service."""

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2, aws_opensearchservice as opensearch

import dms_constructs as dms
from dms_constructs.endpoints import opensearch as ours
from tests.constructs.engine_case import ROLE, EngineCase, Form, Place, made

URI = "https://search-shop-abcdefghijklmnopqrstuvwxyz.eu-west-1.es.amazonaws.com"


def _domain(here: Place) -> opensearch.IDomain:
    arn = "arn:aws:es:eu-west-1:111122223333:domain/shop"
    return opensearch.Domain.from_domain_attributes(here.stack, "Domain", domain_arn=arn, domain_endpoint=URI)


CASES = [
    EngineCase(
        cls=dms.OpenSearchTarget,
        minimal=Form(
            arguments=lambda here: {"domain": _domain(here)},
            properties={
                "EndpointType": "target",
                "EngineName": "opensearch",
                "ElasticsearchSettings": {"EndpointUri": URI, "ServiceAccessRoleArn": made("ServiceAccessRole")},
            },
        ),
        full=(
            Form(
                arguments=lambda here: {
                    "domain": _domain(here),
                    "endpoint_uri": "https://search.example.com",
                    "engine_name": dms.EngineName.ELASTICSEARCH,
                    "full_load_error_percentage": 20,
                    "error_retry_duration": cdk.Duration.minutes(10),
                    "peer": ec2.SecurityGroup.from_security_group_id(here.stack, "Group", "sg-11111111"),
                    "extra_connection_attributes": {dms.unchecked("useNewMapping"): True},
                    "service_access_role": here.role,
                    "endpoint_identifier": "shop-search",
                },
                properties={
                    "EndpointType": "target",
                    "EngineName": "elasticsearch",
                    "EndpointIdentifier": "shop-search",
                    "ExtraConnectionAttributes": "useNewMapping=true",
                    "ElasticsearchSettings": {
                        "EndpointUri": "https://search.example.com",
                        "ServiceAccessRoleArn": ROLE,
                        "FullLoadErrorPercentage": 20,
                        "ErrorRetryDuration": 600,
                    },
                },
            ),
        ),
        declared={ours._Settings: None},
        decided={"EndpointUri": "endpoint_uri", "ServiceAccessRoleArn": "service_access_role"},
    ),
]
