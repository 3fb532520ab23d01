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


@pytest.mark.parametrize(
    ("kind", "text", "message"),
    [
        ("target", "key=value", "Unsupported value 'key' for extra connection attributes"),
        ("target", "parallelLoadThreads=2;paralelLoadThreads=2", "Unsupported value 'paralelLoadThreads' for"),
        ("target", "eventsPollInterval=5", "Unsupported value 'eventsPollInterval' for"),
        ("source", "slotName=dms", "Unsupported value 'slotName' for"),
        ("target", "parallelLoadThreads", "'' at 'parallelLoadThreads' is not valid"),
        ("target", "PARALLELLOADTHREADS=6", "6 at 'ParallelLoadThreads' is not valid"),
        ("target", "maxFileSize=many", "'many' at 'maxFileSize' is not valid"),
        ("target", "loadUsingCSV=maybe", "'maybe' at 'loadUsingCSV' is not valid"),
        ("target", "targetDbType=one", "'one' at 'TargetDbType' is not valid"),
    ],
)
def test_endpoint_refuses_attributes_that_dms_does_not_have(account: Account, refuses, kind, text, message) -> None:
    with refuses("InvalidParameterValueException", message):
        account.make_endpoint(kind, ExtraConnectionAttributes=text)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("target", ""),
        ("target", "parallelloadthreads=5;MaxFileSize=512;"),
        ("target", "Initstmt=SET FOREIGN_KEY_CHECKS=0; loadUsingCSV=Y"),
        ("target", "targetDbType=MULTIPLE_DATABASES"),
        ("target", "ConnectionTimeout=many"),  # nobody verified what it takes there
        ("source", "cleanSrcMetadataOnMismatch=false;CharsetMapping=utf8,65001"),
    ],
)
def test_endpoint_takes_attributes_in_any_letter_case(account: Account, kind: str, text: str) -> None:
    account.make_endpoint(kind, ExtraConnectionAttributes=text)

    assert account.dms.describe_endpoints()["Endpoints"][0].get("ExtraConnectionAttributes", "") == text


def test_endpoint_of_an_engine_that_is_not_known_well_takes_any_attribute(account: Account) -> None:
    account.make_endpoint("source", EngineName="oracle", ExtraConnectionAttributes="useLogminerReader=N")

    assert account.dms.describe_endpoints()["Endpoints"]


def test_attributes_of_an_endpoint_are_refused_on_modification_too(account: Account, refuses) -> None:
    arn = account.make_endpoint("target")

    with refuses("InvalidParameterValueException", "Unsupported value 'key'"):
        account.dms.modify_endpoint(EndpointArn=arn, ExtraConnectionAttributes="key=value")


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
