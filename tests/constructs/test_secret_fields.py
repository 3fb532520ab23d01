"""Credentials where DMS reads no secret: fields of one, as dynamic references."""

import aws_cdk as cdk
import pytest
from aws_cdk import aws_secretsmanager as secretsmanager

import dms_constructs as dms
from tests.constructs.conftest import properties_of, resources_of, template_of

TYPE = "AWS::DMS::Endpoint"
ARN = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop-AbCdEf"
CERTIFICATE = "arn:aws:dms:eu-west-1:111122223333:cert:"
GIVEN = {
    "RedisTarget.auth_password": lambda stack, value: dms.RedisTarget(
        stack, "Target", server_name="redis.example.com", auth_password=value
    ),
    "KafkaTarget.sasl_password": lambda stack, value: dms.KafkaTarget(
        stack, "Target", broker="b-1.example.com:9096", sasl_username="dms", sasl_password=value
    ),
    "KafkaTarget.ssl_client_key_password": lambda stack, value: dms.KafkaTarget(
        stack,
        "Target",
        broker="b-1.example.com:9094",
        ssl_client_certificate=dms.Certificate.from_certificate_arn(
            stack, "A", "arn:aws:dms:eu-west-1:111122223333:cert:A"
        ),
        ssl_client_key=dms.Certificate.from_certificate_arn(stack, "B", f"{CERTIFICATE}B"),
        ssl_client_key_password=value,
    ),
}


def test_a_field_is_rendered_as_a_dynamic_reference(secret: secretsmanager.ISecret) -> None:
    rendered = cdk.Stack.of(secret).resolve(dms.SecretField(secret, "password").reference)

    assert rendered == f"{{{{resolve:secretsmanager:{ARN}:SecretString:password::}}}}"


def test_a_field_of_a_secret_of_the_app_refers_to_it(stack: cdk.Stack) -> None:
    secret = secretsmanager.Secret(stack, "Made")
    dms.RedisTarget(stack, "Target", server_name="redis.example.com", auth_password=dms.SecretField(secret, "password"))

    ((name, _),) = resources_of(stack, "AWS::SecretsManager::Secret").items()
    assert properties_of(stack, TYPE)["RedisSettings"]["AuthPassword"] == {
        "Fn::Join": ["", ["{{resolve:secretsmanager:", {"Ref": name}, ":SecretString:password::}}"]]
    }


def test_a_user_name_may_be_a_field_too(stack: cdk.Stack, secret: secretsmanager.ISecret) -> None:
    dms.KafkaTarget(
        stack,
        "Target",
        broker="b-1.example.com:9096",
        sasl_username=dms.SecretField(secret, "username"),
        sasl_password=dms.SecretField(secret, "password"),
    )

    settings = properties_of(stack, TYPE)["KafkaSettings"]
    assert settings["SaslUserName"] == f"{{{{resolve:secretsmanager:{ARN}:SecretString:username::}}}}"


@pytest.mark.parametrize("name", GIVEN)
@pytest.mark.parametrize("value", ["hunter2", cdk.SecretValue.unsafe_plain_text("hunter2"), 7])
def test_a_text_is_refused_and_not_shown(stack: cdk.Stack, name: str, value: object) -> None:
    with pytest.raises(dms.ConfigurationError, match=r"must be a field of a secret") as error:
        GIVEN[name](stack, value)

    assert error.value.code == "DMS-Y021"
    assert "hunter2" not in str(error.value)


@pytest.mark.parametrize("name", GIVEN)
def test_a_field_is_taken(stack: cdk.Stack, secret: secretsmanager.ISecret, name: str) -> None:
    GIVEN[name](stack, dms.SecretField(secret, "password"))

    assert "SecretString:password" in str(template_of(stack))


@pytest.mark.parametrize("key", ["", "a:b", "a}}", "a\\b", " password", 7, None])
def test_a_key_that_a_reference_can_not_hold_is_refused(secret: secretsmanager.ISecret, key: object) -> None:
    with pytest.raises(dms.ConfigurationError) as error:
        dms.SecretField(secret, key)

    assert error.value.code == "DMS-Y020"


@pytest.mark.parametrize("key", ["password", "auth-token", "Client Key", "ключ"])
def test_a_key_that_it_can_hold_is_taken(secret: secretsmanager.ISecret, key: str) -> None:
    assert dms.SecretField(secret, key).key == key


def test_something_else_than_a_secret_is_refused() -> None:
    with pytest.raises(dms.ConfigurationError) as error:
        dms.SecretField("shop", "password")

    assert error.value.code == "DMS-N001"
