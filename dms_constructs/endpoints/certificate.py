"""Certificates that DMS checks a database server's certificate against."""

from __future__ import annotations

import datetime as dt
from typing import Protocol

import aws_cdk as cdk
from aws_cdk import aws_dms
from constructs import Construct, IConstruct

from dms_constructs import facts
from dms_constructs._aws_names import arn, identifier, place_in_arn
from dms_constructs._checks import Importer, is_a, located, provides, taken_as_is
from dms_constructs._construct import L1_ID, DmsConstruct, Imported, check_removal_policy, stack_of, warn
from dms_constructs._remembered import Noticing, Remembering, remember
from dms_constructs.app_wide.seen import Seen, account_of, is_elsewhere, region_of
from dms_constructs.app_wide.watching import see
from dms_constructs.endpoints._certificates import check_wallet, findings_of, read_pem
from dms_constructs.endpoints._x509 import X509
from dms_constructs.errors import ConfigurationError

__all__ = ["Certificate", "ICertificate", "check_certificate"]


class ICertificate(IConstruct, Protocol):
    """What an endpoint needs of a certificate, whether or not this app owns it."""

    @property
    def certificate_arn(self) -> str:
        """Its ARN."""


class _Resource(Noticing, aws_dms.CfnCertificate, Remembering):
    pass


class Certificate(DmsConstruct):
    """
    A certificate of the authority that signed a database server's certificate: in PEM, or for Oracle in a wallet.

    A text may hold several. Any change makes a new one. For RDS and Aurora, take the bundle of the region from the page
    "Using SSL/TLS to encrypt a connection" of the RDS User Guide. What is not valid today, or not for long, is a
    warning (`certificate.expires`); what is in a wallet can't be read.

    Source: the DMS User Guide, page CHAP_Security.SSL.
    """

    @staticmethod
    def from_certificate_arn(scope: Construct, construct_id: str, certificate_arn: str) -> ICertificate:
        """
        Refer to a certificate that this app does not own.

        Raises:
            ConfigurationError: `DMS-A002` for something that is not the ARN of a certificate in DMS.
        """
        with located(scope, construct_id):
            arn("certificate_arn", certificate_arn, "cert")
        return _ImportedCertificate(scope, construct_id, certificate_arn)

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        certificate_pem: str | None = None,
        certificate_wallet: str | None = None,
        certificate_identifier: str | None = None,
        removal_policy: cdk.RemovalPolicy | None = None,
    ) -> None:
        """
        Import the certificate into DMS.

        Args:
            scope: The construct it belongs to.
            construct_id: Its name there.
            certificate_pem: The text of one or more certificates in PEM, without a private key.
            certificate_wallet: Instead of it, for Oracle, an auto-login wallet (`cwallet.sso`) in Base64. Anybody who
                can read the template can open it, so it must hold certificates of the authority only.
            certificate_identifier: A fixed name; by default CloudFormation makes one, so that it can be replaced.
            removal_policy: What happens to it when it leaves the stack; by default it is deleted.

        Raises:
            ConfigurationError: `DMS-C001` for text that is not a certificate, `DMS-C002` for a private key,
                `DMS-C003` for a bad name, `DMS-C004` for something that is not a wallet, or for both.
        """
        with located(scope, construct_id):
            certificates = _read(certificate_pem, certificate_wallet)
            check_removal_policy(removal_policy)
            identifier(
                "DMS-C003",
                "certificate_identifier",
                certificate_identifier,
                facts.limit("endpoint_identifier_max"),
            )
        super().__init__(scope, construct_id)
        self._resource = _Resource(
            self,
            L1_ID,
            certificate_pem=certificate_pem,
            certificate_wallet=certificate_wallet,
            certificate_identifier=certificate_identifier,
        )
        if removal_policy is not None:
            self._resource.apply_removal_policy(removal_policy)
        self._arn: str | None = None
        self._is_wallet = certificate_wallet is not None
        remember(self, self._resource, "certificate_arn")
        warn(self, findings_of(certificates, dt.datetime.now(dt.timezone.utc)))
        see(Seen(construct=self, resource=self._resource))

    @property
    def certificate_arn(self) -> str:
        """Its ARN."""
        if self._arn is None:
            self._arn = self._resource.ref
        return self._arn

    @property
    def is_wallet(self) -> bool:
        """Whether it is an Oracle wallet."""
        return self._is_wallet


def check_certificate(
    certificate: ICertificate | None, name: str = "certificate", *, scope: Construct | None = None
) -> None:
    """Raise unless this is a certificate of the account and region of the scope, where one is given."""
    provides(
        name,
        certificate,
        "certificate_arn",
        "a certificate",
        "dms.Certificate(self, 'Ca', certificate_pem=...)",
        by_arn=Importer("dms.Certificate.from_certificate_arn", "Ca", ":cert:", "AWS::DMS::Certificate"),
        secret=True,
    )
    if scope is None or not isinstance(certificate, _ImportedCertificate):
        return
    stack = stack_of(scope)
    account, region = place_in_arn(certificate.certificate_arn)
    for what, theirs, of in (("account", account, account_of), ("region", region, region_of)):
        if is_elsewhere(theirs, stack, of):
            raise ConfigurationError(
                "DMS-X006",
                f"{name} is {certificate.certificate_arn!r}, in {what} {theirs}, but this stack is in {what} "
                f"{of(stack)}, where DMS can't use it; give one of this stack's account and region",
            )


class _ImportedCertificate(Imported):
    def __init__(self, scope: Construct, construct_id: str, arn: str) -> None:
        super().__init__(scope, construct_id)
        self._arn: str = arn

    @property
    def certificate_arn(self) -> str:
        return self._arn


def _read(pem: str | None, wallet: str | None) -> list[X509]:
    """Return the certificates, as far as they can be read; raise unless there is a text, and one only."""
    is_a("DMS-C001", "certificate_pem", pem, str, "certificate_pem=open('bundle.pem').read()", secret=True)
    if wallet is None:
        return [] if taken_as_is(pem) else read_pem(pem or "")
    is_a(
        "DMS-C004",
        "certificate_wallet",
        wallet,
        str,
        "certificate_wallet=base64.b64encode(open('cwallet.sso', 'rb').read()).decode()",
        secret=True,
    )
    if pem is not None:
        raise ConfigurationError(
            "DMS-C004", "certificate_pem and certificate_wallet exclude each other, got both; remove one of them"
        )
    if not taken_as_is(wallet):
        check_wallet(wallet)
    return []
