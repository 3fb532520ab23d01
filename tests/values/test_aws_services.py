"""Which services of AWS endpoints need, by engine."""

import pytest

from dms_constructs import facts
from dms_constructs.aws_services import AwsService, likely_services_of, services_of
from dms_constructs.endpoint_facts import DatabaseIdentity, EndpointFacts
from dms_constructs.engines import EndpointType, EngineName

NEEDED = {
    EngineName.DYNAMODB: [AwsService.DYNAMODB],
    EngineName.KINESIS: [AwsService.KINESIS],
    EngineName.NEPTUNE: [AwsService.S3],
    EngineName.REDSHIFT: [AwsService.S3, AwsService.REDSHIFT],
    EngineName.REDSHIFT_SERVERLESS: [AwsService.S3, AwsService.REDSHIFT],
    EngineName.S3: [AwsService.S3],
}


@pytest.mark.parametrize("engine", EngineName, ids=lambda engine: engine.value)
def test_by_engine(engine: EngineName) -> None:
    endpoint = EndpointFacts(endpoint_type=EndpointType.TARGET, engine_name=engine, database=DatabaseIdentity())

    assert list(services_of(endpoint)) == NEEDED.get(engine, [])


def test_a_secret_is_read_from_secrets_manager() -> None:
    endpoint = EndpointFacts(endpoint_type=EndpointType.SOURCE, database=DatabaseIdentity(secret="shop"))

    assert list(services_of(endpoint)) == [AwsService.SECRETS_MANAGER]


@pytest.mark.parametrize(
    ("engine", "services"),
    [
        (None, [AwsService.SECRETS_MANAGER]),
        (EngineName.ORACLE, [AwsService.SECRETS_MANAGER]),
        (EngineName.KINESIS, [AwsService.KINESIS]),
        (EngineName.KAFKA, []),
    ],
)
def test_of_which_only_the_engine_is_known_one_has_a_secret_where_it_can(
    engine: EngineName | None, services: list[AwsService]
) -> None:
    endpoint = EndpointFacts(endpoint_type=EndpointType.TARGET, engine_name=engine)

    assert list(likely_services_of(endpoint)) == services


@pytest.mark.parametrize("engine", [EngineName.ORACLE, EngineName.MYSQL])
def test_what_is_known_to_have_none_needs_none(engine: EngineName) -> None:
    endpoint = EndpointFacts(endpoint_type=EndpointType.SOURCE, engine_name=engine, settings={"Port": 1})

    assert list(likely_services_of(endpoint)) == []


def test_facts_and_names_are_the_same() -> None:
    assert sorted(facts.vpc_endpoints()["services"]) == sorted(each.value for each in AwsService)


def test_engines_of_the_facts_are_engines() -> None:
    named = {engine for fact in facts.vpc_endpoints()["services"].values() for engine in fact["engines"]}

    assert named <= {each.value for each in EngineName}


@pytest.mark.parametrize("service", AwsService)
def test_says_what_it_is(service: AwsService) -> None:
    assert service.display
    assert service.made_by.startswith("vpc.add_gateway_" if service.is_gateway else "vpc.add_interface_")
