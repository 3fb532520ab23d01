"""Endpoints of every engine: made, changed, and tested for the reasons for which real tests fail."""

from __future__ import annotations

import json

import pytest

from tests.local_cloud.account import Account, trust
from tests.local_cloud.engine_endpoints import (
    NO_LOGIN,
    PRINCIPAL,
    SERVICES,
    SIDES,
    WITH_SECRET,
    endpoint_of,
    outcome,
    place,
    secret_endpoint,
    service_endpoint,
)

ACTIONS = [
    ("dynamodb", "dynamodb:ListTables"),
    *(("dynamodb", f"dynamodb:{each}Table") for each in ("Create", "Delete", "Describe")),
    *(("dynamodb", f"dynamodb:{each}Item") for each in ("Delete", "Put", "Update")),
    *(("opensearch", f"es:ESHttp{each}") for each in ("Delete", "Get", "Head", "Post", "Put")),
    *(("kinesis", f"kinesis:{each}") for each in ("DescribeStream", "PutRecord", "PutRecords")),
    ("neptune", "neptune-db:WriteDataViaQuery"),
    *((engine, f"s3:{each}Object") for engine in ("neptune", "redshift") for each in ("Get", "Put", "Delete")),
    *((engine, "s3:ListBucket") for engine in ("neptune", "redshift", "redshift-serverless")),
]


@pytest.mark.parametrize(("engine", "side"), SIDES)
def test_each_engine_is_connected(account: Account, engine: str, side: str) -> None:
    assert outcome(account, endpoint_of(account, engine, side)) == "successful"


@pytest.mark.parametrize(("engine", "side"), SIDES)
def test_an_endpoint_of_each_engine_is_changed(account: Account, engine: str, side: str) -> None:
    endpoint = endpoint_of(account, engine, side)

    account.dms.modify_endpoint(EndpointArn=endpoint, EndpointIdentifier="renamed")

    (shown,) = account.dms.describe_endpoints()["Endpoints"]
    assert (shown["EndpointIdentifier"], shown["EngineName"]) == ("renamed", engine)


@pytest.mark.parametrize(("engine", "action"), ACTIONS)
def test_role_must_allow(account: Account, engine: str, action: str) -> None:
    service = SERVICES[engine](account)
    allowed = {arn: tuple(each for each in actions if each != action) for arn, actions in service.allowed.items()}

    said = outcome(account, service_endpoint(account, engine, service, allowed))

    assert "Unable to use the service access role" in said
    assert f"does not allow {action} on" in said


@pytest.mark.parametrize("engine", ["kinesis", "neptune", "opensearch", "redshift"])
def test_role_must_allow_it_on_this_resource(account: Account, engine: str) -> None:
    service = SERVICES[engine](account)
    others = {
        arn.replace("orders", "others").replace("files-", "others-"): what for arn, what in service.allowed.items()
    }

    assert "does not allow" in outcome(account, service_endpoint(account, engine, service, others))


@pytest.mark.parametrize("engine", SERVICES)
def test_role_must_be_for_dms(account: Account, engine: str) -> None:
    service = SERVICES[engine](account)
    endpoint = service_endpoint(account, engine, service, service.allowed)
    account.iam.update_assume_role_policy(RoleName="writes", PolicyDocument=trust("lambda.amazonaws.com"))

    assert f"does not let {PRINCIPAL} assume it" in outcome(account, endpoint)


@pytest.mark.parametrize("engine", ["kinesis", "neptune"])  # the API requires it of the others
def test_role_must_be_named(account: Account, engine: str) -> None:
    service = SERVICES[engine](account)
    given = {**NO_LOGIN, **service.more, service.block: service.settings}

    said = outcome(account, account.make_endpoint("target", EngineName=engine, **given))

    assert f"The endpoint has no ServiceAccessRoleArn in {service.block}" in said


def test_redshift_uses_the_role_of_the_account_where_none_is_named(account: Account) -> None:
    service = SERVICES["redshift"](account)
    given = {**NO_LOGIN, service.block: service.settings}
    endpoint = account.make_endpoint("target", EngineName="redshift", **given)

    assert "role/dms-access-for-endpoint does not exist" in outcome(account, endpoint)


def test_stream_must_exist(account: Account) -> None:
    service = SERVICES["kinesis"](account)
    gone = place(account, "kinesis", "stream/gone")

    said = outcome(
        account, service_endpoint(account, "kinesis", service._replace(settings={"StreamArn": gone}), service.allowed)
    )

    assert f"The stream {gone} does not exist" in said


@pytest.mark.parametrize("engine", ["neptune", "redshift"])
def test_bucket_must_exist(account: Account, engine: str) -> None:
    service = SERVICES[engine](account)
    account.client("s3").delete_bucket(Bucket=f"files-{account.number}")

    said = outcome(account, service_endpoint(account, engine, service, service.allowed))

    assert "the specified bucket does not exist" in said


KEYS = ("host", "port", "username", "password")
LACKING = [(*end, KEYS[number % len(KEYS)]) for number, end in enumerate(WITH_SECRET)]


@pytest.mark.parametrize(("engine", "side", "key"), LACKING)
def test_secret_must_have(*, account: Account, engine: str, side: str, key: str) -> None:
    secret = account.make_secret(**{key: None})

    assert f"The secret {secret} lacks {key}" in outcome(account, secret_endpoint(account, engine, side, secret))


def test_mongodb_without_a_login_needs_none(account: Account) -> None:
    secret = account.make_secret(username=None, password=None)

    assert outcome(account, secret_endpoint(account, "mongodb", "source", secret, AuthType="no")) == "successful"


@pytest.mark.parametrize("key", ["asm_user", "asm_password", "asm_server"])
def test_second_secret_of_oracle_must_have(account: Account, key: str) -> None:
    values = {"asm_user": "sys", "asm_password": "sesame", "asm_server": "asm.example.com:1521/+ASM"}
    given = json.dumps({name: value for name, value in values.items() if name != key})
    second = account.secrets.create_secret(Name="asm", SecretString=given)["ARN"]
    first = account.make_secret()
    role = account.make_access_role("*")
    settings = {
        "SecretsManagerSecretId": first,
        "SecretsManagerAccessRoleArn": role,
        "SecretsManagerOracleAsmSecretId": second,
        "SecretsManagerOracleAsmAccessRoleArn": role,
    }
    endpoint = account.make_endpoint("source", EngineName="oracle", **NO_LOGIN, OracleSettings=settings)

    assert f"The secret {second} lacks {key}" in outcome(account, endpoint)


def test_brokers_with_a_login_need_it(account: Account) -> None:
    settings = {"Broker": "b-1.example.com:9096", "SecurityProtocol": "sasl-ssl", "SaslUsername": "dms"}
    endpoint = account.make_endpoint("target", EngineName="kafka", **NO_LOGIN, KafkaSettings=settings)

    assert "no SaslUsername and SaslPassword" in outcome(account, endpoint)
