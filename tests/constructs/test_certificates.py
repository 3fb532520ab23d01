"""What certificates say of themselves, read from what `cryptography` and `openssl` have made."""

import base64
import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.name import _ASN1Type
from cryptography.x509.oid import NameOID

import dms_constructs as dms
from dms_constructs.endpoints._certificates import findings_of, read_pem
from dms_constructs.endpoints._x509 import read
from tests.constructs.conftest import properties_of, warnings_of

# OpenSSL 3.0 made it, as `openssl x509 -req -signkey` without extensions does; `cryptography` makes newer ones only.
OF_THE_FIRST_VERSION = Path(__file__).parent / "data" / "first_version.pem"
NOW = dt.datetime(2026, 11, 28, tzinfo=dt.timezone.utc)
DAY = dt.timedelta(days=1)
EC = ec.generate_private_key(ec.SECP256R1())
KEYS = {
    "ec": EC,
    "rsa of 2048 bits": rsa.generate_private_key(65537, 2048),
    "ed25519": ed25519.Ed25519PrivateKey.generate(),
}
WALLET = base64.b64encode(bytes.fromhex("a1f84e36") + bytes(60)).decode()


def issue(
    *,
    end: dt.datetime,
    start: dt.datetime = NOW - 400 * DAY,
    name: x509.Name | str = "Shop Root",
    key: Any = EC,
    extensions: tuple[x509.ExtensionType, ...] = (),
) -> x509.Certificate:
    """Make a certificate."""
    if isinstance(name, str):
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
    )
    for extension in extensions:
        builder = builder.add_extension(extension, critical=True)
    return builder.sign(key, None if isinstance(key, ed25519.Ed25519PrivateKey) else hashes.SHA256())


def pem_of(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def der_of(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.DER)


def ends(*days: int, name: str = "Shop Root") -> str:
    """A bundle of certificates that end after so many days."""
    return "".join(pem_of(issue(end=NOW + day * DAY, name=name)) for day in days)


def told(pem: str) -> list[str]:
    return [finding.message for finding in findings_of(read_pem(pem), NOW)]


class TestReading:
    @pytest.mark.parametrize("key", KEYS.values(), ids=KEYS)
    def test_a_key_of_any_kind_is_fine(self, key: object) -> None:
        made = issue(end=NOW, key=key)

        assert read(der_of(made)).not_after == NOW

    @pytest.mark.parametrize("year", [1950, 1999, 2000, 2049, 2050, 2124, 9999])
    def test_the_end_is_that_of_cryptography(self, year: int) -> None:
        end = dt.datetime(year, 12, 31, 23, 59, 59, tzinfo=dt.timezone.utc)
        made = issue(start=dt.datetime(1950, 1, 1, tzinfo=dt.timezone.utc), end=end)

        found = read(der_of(made))
        assert (found.not_before, found.not_after) == (made.not_valid_before_utc, made.not_valid_after_utc)

    @pytest.mark.parametrize("kind", [_ASN1Type.UTF8String, _ASN1Type.PrintableString, _ASN1Type.BMPString])
    def test_a_name_may_be_written_in_many_ways(self, kind: _ASN1Type) -> None:
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Shop Root 1", _type=kind)])

        assert read(der_of(issue(end=NOW, name=name))).name == "Shop Root 1"

    def test_without_a_common_name_it_is_called_by_its_organization(self) -> None:
        name = x509.Name(
            [
                x509.NameAttribute(NameOID.COUNTRY_NAME, "DE"),
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Läden"),
            ]
        )

        assert read(der_of(issue(end=NOW, name=name))).name == "Läden"

    def test_it_may_have_no_name(self) -> None:
        assert read(der_of(issue(end=NOW, name=x509.Name([])))).name == ""

    def test_it_may_have_extensions(self) -> None:
        made = issue(end=NOW, extensions=(x509.BasicConstraints(ca=True, path_length=None),))

        assert read(der_of(made)).not_after == NOW

    def test_it_may_be_of_the_first_version(self) -> None:
        pem = OF_THE_FIRST_VERSION.read_text()

        (found,) = read_pem(pem)

        of_cryptography = x509.load_pem_x509_certificate(pem.encode())
        assert of_cryptography.version is x509.Version.v1
        assert (found.name, found.not_after) == ("Old", of_cryptography.not_valid_after_utc)

    def test_none_of_the_shortened_ones_is_read(self) -> None:
        der = der_of(issue(end=NOW))

        for length in range(len(der)):
            with pytest.raises(ValueError, match="it|not enough"):
                read(der[:length])

    def test_a_changed_byte_never_breaks_the_reader(self) -> None:
        der = der_of(issue(end=NOW))

        for at in range(len(der)):
            for value in (0x00, 0x7F, 0x80, 0xFF):
                changed = der[:at] + bytes([value]) + der[at + 1 :]
                try:
                    read(changed)
                except ValueError:
                    continue

    def test_bytes_after_it_are_refused(self) -> None:
        with pytest.raises(ValueError, match="more bytes follow it"):
            read(der_of(issue(end=NOW)) + b"\x05\x00")


class TestValidity:
    def test_of_one_that_is_valid_for_long_nothing_is_told(self) -> None:
        assert told(ends(400)) == []

    def test_one_that_has_ended_is_told_of(self) -> None:
        (message,) = told(ends(-1))

        assert message.startswith("the certificate (Shop Root) was valid until 2026-11-27")

    @pytest.mark.parametrize(("days", "count"), [(0, 1), (29, 1), (30, 0)])
    def test_one_that_ends_within_thirty_days_is_told_of(self, days: int, count: int) -> None:
        assert len(told(ends(days))) == count

    def test_one_that_is_not_valid_yet_is_told_of(self) -> None:
        (message,) = told(pem_of(issue(start=NOW + DAY, end=NOW + 400 * DAY)))

        assert "is valid from 2026-11-29 only" in message

    def test_of_a_bundle_it_is_told_which_one(self) -> None:
        (message,) = told(ends(400) + ends(3, name="Old Root"))

        assert message.startswith("certificate 2 of 2 (Old Root) is valid until 2026-12-01")

    def test_one_whose_successor_is_there_is_not_told_of(self) -> None:
        assert told(ends(3, 400)) == []

    def test_a_successor_that_is_not_valid_yet_is_not_told_of(self) -> None:
        follows = issue(start=NOW + 5 * DAY, end=NOW + 900 * DAY)

        assert told(ends(20) + pem_of(follows)) == []

    def test_a_name_that_breaks_lines_is_left_out(self) -> None:
        (message,) = told(ends(1, name="Shop\nRoot"))

        assert message.startswith("the certificate is valid until")

    def test_a_deployment_warns_of_it(self, stack: cdk.Stack) -> None:
        dms.Certificate(stack, "Ca", certificate_pem=pem_of(issue(end=NOW - 300 * DAY)))

        assert warnings_of(stack) == ["dms-constructs:certificate.expires"]


class TestRefused:
    @pytest.mark.parametrize(
        ("pem", "said"),
        [
            ("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----", "the certificate can't be read"),
            ("-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----", "it is not Base64"),
            ("-----BEGIN CERTIFICATE-----\nMIIBo\n-----END CERTIFICATE-----", "it is not Base64"),
            (ends(400) + "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----", "certificate 2 of 2 can't"),
        ],
    )
    def test_what_is_not_a_certificate_inside(
        self, stack: cdk.Stack, fails: Callable[..., Any], pem: str, said: str
    ) -> None:
        fails("DMS-C001", said, lambda: dms.Certificate(stack, "Ca", certificate_pem=pem), path="Shop/Ca")

    def test_a_request_for_a_certificate(self, stack: cdk.Stack, fails: Callable[..., Any]) -> None:
        request = x509.CertificateSigningRequestBuilder().subject_name(x509.Name([])).sign(EC, hashes.SHA256())
        body = base64.b64encode(request.public_bytes(serialization.Encoding.DER)).decode()
        pem = f"-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----"

        fails("DMS-C001", "can't be read", lambda: dms.Certificate(stack, "Ca", certificate_pem=pem))


class TestWallets:
    def test_a_wallet_goes_into_the_template_as_it_is(self, stack: cdk.Stack) -> None:
        dms.Certificate(stack, "Wallet", certificate_wallet=WALLET)

        assert properties_of(stack, "AWS::DMS::Certificate") == {"CertificateWallet": WALLET}

    def test_line_breaks_in_it_are_fine(self, stack: cdk.Stack) -> None:
        wallet = base64.encodebytes(base64.b64decode(WALLET)).decode()
        dms.Certificate(stack, "Wallet", certificate_wallet=wallet)

        assert properties_of(stack, "AWS::DMS::Certificate") == {"CertificateWallet": wallet}

    def test_a_wallet_may_be_known_at_deployment_only(self, stack: cdk.Stack, parameter: Callable[..., Any]) -> None:
        dms.Certificate(stack, "Wallet", certificate_wallet=parameter().value_as_string)

        assert properties_of(stack, "AWS::DMS::Certificate") == {"CertificateWallet": {"Ref": "Parameter"}}

    @pytest.mark.parametrize(
        ("wallet", "said"),
        [
            ("certs/cwallet.sso", r"write .*open\('certs/cwallet.sso', 'rb'\)"),
            ("", r"got 0 characters .*open\('cwallet.sso', 'rb'\)"),
            (base64.b64encode(b"0\x82 a wallet with a password").decode(), "must be the content of an auto-login"),
            (b"\xa1\xf8\x4e\x36", "must be of type str, got bytes"),
        ],
    )
    def test_something_else_is_refused(
        self, stack: cdk.Stack, fails: Callable[..., Any], wallet: Any, said: str
    ) -> None:
        fails("DMS-C004", said, lambda: dms.Certificate(stack, "Wallet", certificate_wallet=wallet))

    def test_beside_a_text_it_is_refused(self, stack: cdk.Stack, fails: Callable[..., Any]) -> None:
        fails(
            "DMS-C004",
            "exclude each other",
            lambda: dms.Certificate(stack, "Wallet", certificate_wallet=WALLET, certificate_pem=ends(400)),
        )
