"""Certificates that DMS checks a database server's certificate against."""

from __future__ import annotations

from typing import Protocol

import aws_cdk as cdk
from aws_cdk import aws_dms
from constructs import Construct

from dms_constructs import facts
from dms_constructs._checks import identifier, is_a, located, skipped
from dms_constructs._construct import Imported
from dms_constructs.errors import ConfigurationError

__all__ = ["Certificate", "ICertificate"]


class ICertificate(Protocol):
    """What an endpoint needs of a certificate, whether or not this app owns it."""

    @property
    def certificate_arn(self) -> str:
        """Its ARN."""


class Certificate(Construct):
    """
    A certificate of the authority that signed a database server's certificate, in PEM.

    Any change makes a new one. For RDS and Aurora, take the bundle of the region from the page
    "Using SSL/TLS to encrypt a connection" of the RDS User Guide.

    Source: the DMS User Guide, page CHAP_Security.SSL.
    """

    @staticmethod
    def from_certificate_arn(scope: Construct, construct_id: str, certificate_arn: str) -> ICertificate:
        """Refer to a certificate that this app does not own."""
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
            is_a("DMS-C001", "certificate_pem", certificate_pem, str, "certificate_pem=Path('bundle.pem').read_text()")
            _check_pem(certificate_pem)
            identifier(
                "DMS-C003",
                "certificate_identifier",
                certificate_identifier,
                facts.limit("endpoint_identifier_max"),
            )
        super().__init__(scope, construct_id)
        self._resource = aws_dms.CfnCertificate(
            self, "Resource", certificate_pem=certificate_pem, certificate_identifier=certificate_identifier
        )
        if removal_policy is not None:
            self._resource.apply_removal_policy(removal_policy)
        self._arn: str | None = None

    @property
    def certificate_arn(self) -> str:
        """Its ARN."""
        if self._arn is None:
            self._arn = self._resource.ref
        return self._arn


class _ImportedCertificate(Imported):
    def __init__(self, scope: Construct, construct_id: str, arn: str) -> None:
        super().__init__(scope, construct_id)
        self._arn = arn

    @property
    def certificate_arn(self) -> str:
        return self._arn


def _check_pem(pem: str) -> None:
    if skipped(pem):
        return
    if "PRIVATE KEY-----" in pem:
        # The text itself must not reach the message: it would end up in logs.
        raise ConfigurationError(
            "DMS-C002", "certificate_pem must not hold a private key: it would be readable in the template"
        )
    begins, ends = pem.count("-----BEGIN CERTIFICATE-----"), pem.count("-----END CERTIFICATE-----")
    if begins == 0 or begins != ends:
        start = pem.strip().splitlines()[0][:40] if pem.strip() else ""
        raise ConfigurationError(
            "DMS-C001",
            "certificate_pem must hold whole certificates, from -----BEGIN CERTIFICATE----- to "
            f"-----END CERTIFICATE-----, got text that starts with {start!r}",
        )
