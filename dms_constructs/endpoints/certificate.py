"""Certificates that DMS checks a database server's certificate against."""

from __future__ import annotations

import re
from typing import Protocol

import aws_cdk as cdk
from aws_cdk import aws_dms
from constructs import Construct, IConstruct

from dms_constructs import facts
from dms_constructs._aws_names import arn, identifier
from dms_constructs._checks import Importer, is_a, located, provides, taken_as_is
from dms_constructs._construct import L1_ID, DmsConstruct, Imported, check_removal_policy
from dms_constructs._remembered import Noticing, Remembering, remember
from dms_constructs.app_wide.seen import Seen
from dms_constructs.app_wide.watching import see
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
    A certificate of the authority that signed a database server's certificate, in PEM.

    Any change makes a new one. For RDS and Aurora, take the bundle of the region from the page
    "Using SSL/TLS to encrypt a connection" of the RDS User Guide.

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
        certificate_pem: str,
        certificate_identifier: str | None = None,
        removal_policy: cdk.RemovalPolicy | None = None,
    ) -> None:
        """
        Import the certificate into DMS.

        Args:
            scope: The construct it belongs to.
            construct_id: Its name there.
            certificate_pem: The text of one or more certificates in PEM, without a private key.
            certificate_identifier: A fixed name; by default CloudFormation makes one, so that it can be replaced.
            removal_policy: What happens to it when it leaves the stack; by default it is deleted.

        Raises:
            ConfigurationError: `DMS-C001` for text that is not a certificate, `DMS-C002` for a private key,
                `DMS-C003` for a bad name.
        """
        with located(scope, construct_id):
            is_a(
                "DMS-C001",
                "certificate_pem",
                certificate_pem,
                str,
                "certificate_pem=open('bundle.pem').read()",
                secret=True,
            )
            _check_pem(certificate_pem)
            check_removal_policy(removal_policy)
            identifier(
                "DMS-C003",
                "certificate_identifier",
                certificate_identifier,
                facts.limit("endpoint_identifier_max"),
            )
        super().__init__(scope, construct_id)
        self._resource = _Resource(
            self, L1_ID, certificate_pem=certificate_pem, certificate_identifier=certificate_identifier
        )
        if removal_policy is not None:
            self._resource.apply_removal_policy(removal_policy)
        self._arn: str | None = None
        remember(self, self._resource, "certificate_arn")
        see(Seen(construct=self, resource=self._resource))

    @property
    def certificate_arn(self) -> str:
        """Its ARN."""
        if self._arn is None:
            self._arn = self._resource.ref
        return self._arn


def check_certificate(certificate: ICertificate | None, name: str = "certificate") -> None:
    """Raise unless this is a certificate, where one is given."""
    provides(
        name,
        certificate,
        "certificate_arn",
        "a certificate",
        "dms.Certificate(self, 'Ca', certificate_pem=...)",
        by_arn=Importer("dms.Certificate.from_certificate_arn", "Ca", ":cert:", "AWS::DMS::Certificate"),
        secret=True,
    )


class _ImportedCertificate(Imported):
    def __init__(self, scope: Construct, construct_id: str, arn: str) -> None:
        super().__init__(scope, construct_id)
        self._arn: str = arn

    @property
    def certificate_arn(self) -> str:
        return self._arn


_CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----")


def _check_pem(pem: str | None) -> None:
    if taken_as_is(pem):
        return
    pem = pem or ""
    if "PRIVATE KEY-----" in pem:
        # The text itself must not reach the message: it would end up in logs.
        raise ConfigurationError(
            "DMS-C002",
            "certificate_pem must not hold a private key: it would be readable in the template; give the certificates "
            "of the authority only, and make a new key where this one was in a template",
        )
    whole = len(_CERTIFICATE.findall(pem))
    if whole == 0 or whole != pem.count("-----BEGIN") or whole != pem.count("-----END"):
        raise ConfigurationError(
            "DMS-C001",
            "certificate_pem must hold whole certificates, from -----BEGIN CERTIFICATE----- to "
            f"-----END CERTIFICATE-----, got {_start_of(pem.strip())}; write "
            f"certificate_pem=open({pem if _FILE.fullmatch(pem) else 'bundle.pem'!r}).read()",
        )


def _start_of(pem: str) -> str:
    """Tell what a text is without its content, which may be a key that lost its header."""
    if not pem:
        return "an empty string"
    header = _HEADER.match(pem)
    return f"text that starts with {header[0]!r}" if header else f"{len(pem)} characters without such a line first"


_FILE = re.compile(r"[\w./-]{1,100}\.(?:pem|crt|cer)")
"""The name of a file, which is not a secret."""
_HEADER = re.compile(r"-----BEGIN [A-Z0-9 ]{1,40}-----")
