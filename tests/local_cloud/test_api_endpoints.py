"""What DMS asks of endpoints and certificates."""

import ssl
from pathlib import Path

import botocore
import pytest

from tests.local_cloud.account import Account

BUNDLE = (Path(botocore.__file__).parent / "cacert.pem").read_text(encoding="utf-8")
PEM = BUNDLE[BUNDLE.index("-----BEGIN") : BUNDLE.index("-----END") + 25]


def test_endpoint_is_active_at_once(account: Account) -> None:
    arn = account.make_endpoint("source")

    assert account.dms.describe_endpoints()["Endpoints"][0]["Status"] == "active"
    assert arn.startswith(f"arn:aws:dms:us-east-1:{account.number}:endpoint:")


def test_password_is_never_shown(account: Account) -> None:
    account.make_endpoint("source")

    assert "sesame" not in str(account.dms.describe_endpoints())


def test_resource_identifier_ends_the_arn(account: Account) -> None:
    assert account.make_endpoint("source", ResourceIdentifier="SHOP").endswith(":endpoint:SHOP")


@pytest.mark.parametrize(
    ("code", "message", "changed"),
    [
        ("InvalidParameterValueException", "not a valid engine for a source", {"EngineName": "postgresql"}),
        ("InvalidParameterValueException", "not a valid engine for a source", {"EngineName": "kinesis"}),
        ("InvalidParameterValueException", "enum value set: [source, target]", {"EndpointType": "sink"}),
        ("InvalidParameterValueException", "'nope' at 'SslMode'", {"SslMode": "nope"}),
        ("InvalidParameterCombinationException", "require is not supported for engine mysql", {"SslMode": "require"}),
        ("InvalidParameterValueException", "Invalid port 70000", {"Port": 70000}),
        ("InvalidParameterValueException", "0 at 'MaxFileSize' is not valid", {"MySQLSettings": {"MaxFileSize": 0}}),
        ("InvalidParameterValueException", "EndpointIdentifier is not a valid", {"EndpointIdentifier": "a_b"}),
        ("InvalidParameterValueException", "ResourceIdentifier is not a valid", {"ResourceIdentifier": "r" * 32}),
        ("InvalidParameterCombinationException", "requires a CertificateArn", {"SslMode": "verify-ca"}),
        ("ResourceNotFoundFault", "gone not found", {"SslMode": "verify-full", "CertificateArn": "arn:gone"}),
        (
            "InvalidParameterCombinationException",
            "must be specified together",
            {"MySQLSettings": {"SecretsManagerSecretId": "secret"}},
        ),
        (
            "InvalidParameterCombinationException",
            "cannot be specified together with SecretsManagerSecretId",
            {"MySQLSettings": {"SecretsManagerSecretId": "secret", "SecretsManagerAccessRoleArn": "role"}},
        ),
    ],
)  # fmt: skip
def test_endpoint_refuses_what_does_not_fit(account: Account, refuses, code, message, changed) -> None:
    with refuses(code, message):
        account.make_endpoint(**{"kind": "source"} | changed)


def test_endpoint_of_a_task_can_not_be_deleted(account: Account, refuses) -> None:
    account.make_task()

    with refuses("InvalidResourceStateFault", "it is part of task"):
        account.dms.delete_endpoint(EndpointArn=account.source)


def test_endpoint_of_a_running_task_can_not_be_modified(account: Account, refuses) -> None:
    account.make_running_task()

    with refuses("InvalidResourceStateFault", "the task task that uses it is running"):
        account.dms.modify_endpoint(EndpointArn=account.source, ServerName="other.example.com")


def test_settings_are_merged_on_modification(account: Account) -> None:
    arn = account.make_endpoint("source", MySQLSettings={"EventsPollInterval": 5})

    account.dms.modify_endpoint(EndpointArn=arn, MySQLSettings={"ServerTimezone": "UTC"})

    settings = account.dms.describe_endpoints()["Endpoints"][0]["MySQLSettings"]
    assert settings == {"EventsPollInterval": 5, "ServerTimezone": "UTC"}


def test_exact_settings_replace_the_old_ones(account: Account) -> None:
    arn = account.make_endpoint("source", MySQLSettings={"EventsPollInterval": 5})

    account.dms.modify_endpoint(EndpointArn=arn, MySQLSettings={"ServerTimezone": "UTC"}, ExactSettings=True)

    assert account.dms.describe_endpoints()["Endpoints"][0]["MySQLSettings"] == {"ServerTimezone": "UTC"}


def test_certificate_can_be_imported(account: Account) -> None:
    assert ssl.PEM_cert_to_DER_cert(PEM)

    imported = account.dms.import_certificate(CertificateIdentifier="ca", CertificatePem=PEM)["Certificate"]

    assert imported["CertificateArn"].startswith(f"arn:aws:dms:us-east-1:{account.number}:cert:")


def test_certificate_must_be_one(account: Account, refuses) -> None:
    with refuses("InvalidCertificateFault"):
        account.dms.import_certificate(CertificateIdentifier="ca", CertificatePem="-----BEGIN nonsense")


def test_certificate_in_use_can_not_be_deleted(account: Account, refuses) -> None:
    arn = account.dms.import_certificate(CertificateIdentifier="ca", CertificatePem=PEM)["Certificate"][
        "CertificateArn"
    ]
    account.make_endpoint("source", SslMode="verify-ca", CertificateArn=arn)

    with refuses("InvalidResourceStateFault", "in use by the endpoint source-end"):
        account.dms.delete_certificate(CertificateArn=arn)
