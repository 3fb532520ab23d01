from collections.abc import Callable

import aws_cdk as cdk
import pytest
from aws_cdk import aws_secretsmanager as secretsmanager

import dms_constructs as dms
from tests.authorities import PEM
from tests.constructs.conftest import properties_of, resources_of, template_of

TYPE = "AWS::DMS::Certificate"
ARN = "arn:aws:dms:eu-west-1:111122223333:cert:ABC"


def test_holds_the_text_as_it_is(stack: cdk.Stack) -> None:
    dms.Certificate(stack, "Ca", certificate_pem=PEM)

    assert properties_of(stack, TYPE) == {"CertificatePem": PEM}


def test_takes_a_bundle_of_several(stack: cdk.Stack) -> None:
    dms.Certificate(stack, "Ca", certificate_pem=f"# eu-west-1\n{PEM}\n# global\n{PEM}")

    assert properties_of(stack, TYPE)["CertificatePem"].count("BEGIN") == 2


def test_takes_windows_line_ends(stack: cdk.Stack) -> None:
    dms.Certificate(stack, "Ca", certificate_pem=PEM.replace("\n", "\r\n"))

    assert "\r\n" in properties_of(stack, TYPE)["CertificatePem"]


def test_takes_a_text_known_at_deployment_only(stack: cdk.Stack, parameter: Callable) -> None:
    dms.Certificate(stack, "Ca", certificate_pem=parameter().value_as_string)

    assert properties_of(stack, TYPE)["CertificatePem"] == {"Ref": "Parameter"}


def test_takes_a_fixed_name(stack: cdk.Stack) -> None:
    dms.Certificate(stack, "Ca", certificate_pem=PEM, certificate_identifier="shop-ca")

    assert properties_of(stack, TYPE)["CertificateIdentifier"] == "shop-ca"


def test_is_known_by_its_arn(stack: cdk.Stack) -> None:
    certificate = dms.Certificate(stack, "Ca", certificate_pem=PEM)

    assert stack.resolve(certificate.certificate_arn) == {"Ref": next(iter(resources_of(stack, TYPE)))}


def test_is_kept_when_asked(stack: cdk.Stack) -> None:
    dms.Certificate(stack, "Ca", certificate_pem=PEM, removal_policy=cdk.RemovalPolicy.RETAIN)

    (certificate,) = resources_of(stack, TYPE).values()

    assert certificate["DeletionPolicy"] == "Retain"


def test_an_imported_certificate_makes_no_resource(stack: cdk.Stack) -> None:
    certificate = dms.Certificate.from_certificate_arn(stack, "Ca", ARN)

    assert certificate.certificate_arn == ARN
    assert template_of(stack).get("Resources", {}) == {}


@pytest.mark.parametrize("arn", ["shop-ca", "", None, ARN.replace("cert", "rep"), "arn:aws:acm:eu-west-1:1:cert:A"])
def test_fails_when_the_arn_is_of_something_else(stack: cdk.Stack, fails: Callable, arn: object) -> None:
    fails(
        "DMS-A002",
        "^Shop/Ca: certificate_arn must look like 'arn:aws:dms:eu-west-1:111122223333:cert:ABC', got",
        lambda: dms.Certificate.from_certificate_arn(stack, "Ca", arn),
    )


@pytest.mark.parametrize(
    ("text", "got"),
    [
        ("", "got an empty string"),
        (" \n", "got an empty string"),
        (None, "got an empty string"),
        ("bundle.pem", "got 10 characters without such a line first"),
        ("-----BEGIN CERTIFICATE-----\nMIIB", "got text that starts with '-----BEGIN CERTIFICATE-----'"),
        (PEM + "-----BEGIN CERTIFICATE-----\nMIIB", "got text that starts with '-----BEGIN CERTIFICATE-----'"),
        ("-----END CERTIFICATE-----\n-----BEGIN CERTIFICATE-----", "got 53 characters"),
        (
            "-----BEGIN TRUSTED CERTIFICATE-----\nMIIB",
            "got text that starts with '-----BEGIN TRUSTED CERTIFICATE-----'",
        ),
        ("-----BEGIN PKCS7-----\nMIIB\n-----END PKCS7-----", "got text that starts with '-----BEGIN PKCS7-----'"),
    ],
)
def test_fails_when_the_text_is_no_certificate(stack: cdk.Stack, fails: Callable, text: object, got: str) -> None:
    fails(
        "DMS-C001",
        f"^Shop/Ca: certificate_pem must hold whole certificates, .*{got}.*; write certificate_pem=open..bundle.pem",
        lambda: dms.Certificate(stack, "Ca", certificate_pem=text),
        path="Shop/Ca",
    )


def test_names_the_file_whose_name_was_given(stack: cdk.Stack, fails: Callable) -> None:
    fails(
        "DMS-C001",
        r"write certificate_pem=open\('certs/shop-ca\.crt'\)\.read\(\)",
        lambda: dms.Certificate(stack, "Ca", certificate_pem="certs/shop-ca.crt"),
    )


def test_fails_when_it_is_given_bytes(stack: cdk.Stack, fails: Callable) -> None:
    fails(
        "DMS-C001",
        "must be of type str, got bytes; write .*read",
        lambda: dms.Certificate(stack, "Ca", certificate_pem=PEM.encode()),
    )


@pytest.mark.parametrize("kind", ["", "RSA ", "EC ", "ENCRYPTED "])
def test_fails_when_there_is_a_private_key(stack: cdk.Stack, kind: str) -> None:
    with pytest.raises(dms.ConfigurationError, match="must not hold a private key") as caught:
        dms.Certificate(stack, "Ca", certificate_pem=f"{PEM}-----BEGIN {kind}PRIVATE KEY-----\nSECRET")

    assert caught.value.code == "DMS-C002"


@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN PRIVATE KEY-----\nSECRET\n-----END PRIVATE KEY-----",
        "SECRET",  # a key that lost its header
        "-----BEGIN SSH2 KEY-----SECRET",
        b"-----BEGIN PRIVATE KEY-----\nSECRET\n-----END PRIVATE KEY-----",
        ["SECRET"],
    ],
)
def test_no_part_of_a_key_reaches_the_message(stack: cdk.Stack, text: object) -> None:
    with pytest.raises(dms.ConfigurationError) as caught:
        dms.Certificate(stack, "Ca", certificate_pem=text)

    assert "SECRET" not in str(caught.value)
    assert caught.value.given is None


@pytest.mark.parametrize("name", ["1_x--", "a" * 256, "", 5])
def test_fails_when_the_name_is_bad(stack: cdk.Stack, fails: Callable, name: object) -> None:
    fails(
        "DMS-C003",
        "certificate_identifier must",
        lambda: dms.Certificate(stack, "Ca", certificate_pem=PEM, certificate_identifier=name),
    )


@pytest.mark.parametrize(
    ("arn", "where"),
    [
        (ARN.replace("eu-west-1", "us-east-1"), "in region us-east-1, but this stack is in region eu-west-1"),
        (ARN.replace("1111", "9999"), "in account 999922223333, but this stack is in account 111122223333"),
    ],
    ids=["region", "account"],
)
def test_one_from_elsewhere_is_refused_where_it_is_given(app: cdk.App, arn: str, where: str) -> None:
    stack = cdk.Stack(app, "Placed", env=cdk.Environment(account="111122223333", region="eu-west-1"))
    secret = secretsmanager.Secret.from_secret_name_v2(stack, "Secret", "dms/shop")
    authority = dms.Certificate.from_certificate_arn(stack, "Ca", arn)

    with pytest.raises(dms.ConfigurationError, match="Placed/Source: certificate is ") as raised:
        dms.MySqlSource(stack, "Source", connection=dms.Connection.from_secret(secret), certificate=authority)

    assert raised.value.code == "DMS-X006"
    assert where in str(raised.value)


def test_one_from_elsewhere_is_taken_by_a_stack_whose_place_is_not_known(stack: cdk.Stack) -> None:
    secret = secretsmanager.Secret.from_secret_name_v2(stack, "Secret", "dms/shop")
    authority = dms.Certificate.from_certificate_arn(stack, "Ca", ARN)

    assert dms.MySqlSource(stack, "Source", connection=dms.Connection.from_secret(secret), certificate=authority)
