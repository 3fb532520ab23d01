"""Certificates as text: a bundle in PEM, and an Oracle wallet in Base64."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import re
from collections.abc import Iterator, Sequence

from dms_constructs import facts
from dms_constructs.endpoints._x509 import X509, read
from dms_constructs.errors import ConfigurationError, Finding

__all__ = ["check_wallet", "findings_of", "read_pem"]

_CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----([^-]+)-----END CERTIFICATE-----")
_FILE = re.compile(r"[\w./-]{1,100}\.(?:pem|crt|cer)")
"""The name of a file, which is not a secret."""
_HEADER = re.compile(r"-----BEGIN [A-Z0-9 ]{1,40}-----")
_WALLET_FILE = re.compile(r"[\w./-]{1,100}\.sso")


def read_pem(pem: str) -> list[X509]:
    """Return the certificates in a text; raise for one that DMS refuses."""
    if "PRIVATE KEY-----" in pem:
        # The text itself must not reach the message: it would end up in logs.
        raise ConfigurationError(
            "DMS-C002",
            "certificate_pem must not hold a private key: it would be readable in the template; give the certificates "
            "of the authority only, and make a new key where this one was in a template",
        )
    bodies = _CERTIFICATE.findall(pem)
    if not bodies or len(bodies) != pem.count("-----BEGIN") or len(bodies) != pem.count("-----END"):
        raise ConfigurationError(
            "DMS-C001",
            "certificate_pem must hold whole certificates, from -----BEGIN CERTIFICATE----- to "
            f"-----END CERTIFICATE-----, got {_start_of(pem.strip())}; write "
            f"certificate_pem=open({pem if _FILE.fullmatch(pem) else 'bundle.pem'!r}).read()",
        )
    found = []
    for number, body in enumerate(bodies, 1):
        try:
            found.append(read(base64.b64decode("".join(body.split()), validate=True)))
        except ValueError as error:  # which is what Base64 raises, too
            reason = "it is not Base64" if isinstance(error, binascii.Error) else error
            which = f"certificate {number} of {len(bodies)}" if len(bodies) > 1 else "the certificate"
            raise ConfigurationError(
                "DMS-C001",
                f"certificate_pem must hold certificates as their authority has issued them, and {which} can't be read "
                f"({reason}): `openssl x509 -in bundle.pem -noout` says so too; write "
                "certificate_pem=open('bundle.pem').read() with a file that was not changed",
            ) from None
    return found


def check_wallet(wallet: str) -> None:
    """Raise unless the text is an Oracle wallet that opens without a password, in Base64."""
    write = "certificate_wallet=base64.b64encode(open({!r}, 'rb').read()).decode()".format(
        wallet if _WALLET_FILE.fullmatch(wallet) else "cwallet.sso"
    )
    try:
        content = base64.b64decode("".join(wallet.split()), validate=True)
    except ValueError:
        content = b""
    if not content.startswith(bytes.fromhex(facts.engines()["certificates"]["wallet_starts_with"])):
        raise ConfigurationError(
            "DMS-C004",
            "certificate_wallet must be the content of an auto-login wallet, cwallet.sso, in Base64, got "
            f"{len(wallet)} characters that are something else; write {write}",
        )


def findings_of(certificates: Sequence[X509], now: dt.datetime) -> Iterator[Finding]:
    """Yield what is not valid, or not for long; one that another of the same name follows is left aside."""
    days = facts.engines()["certificates"]["expires_soon_days"]
    for number, each in enumerate(certificates, 1):
        if any(one.subject == each.subject and one.not_after > each.not_after for one in certificates):
            continue
        which = f"certificate {number} of {len(certificates)}" if len(certificates) > 1 else "the certificate"
        named = f"{which} ({each.name})" if each.name.isprintable() and each.name else which
        if now > each.not_after:
            yield Finding(
                "certificate.expires",
                f"{named} was valid until {each.not_after:%Y-%m-%d}, so DMS can't verify a server with it",
                fix="get the authority's new certificate; for RDS and Aurora, the bundle of the region",
            )
        elif now < each.not_before:
            if any(one.subject == each.subject and one.not_before <= now <= one.not_after for one in certificates):
                continue  # it follows one that is valid until then
            yield Finding(
                "certificate.expires",
                f"{named} is valid from {each.not_before:%Y-%m-%d} only, so DMS can't verify a server with it until "
                "then",
                fix="add the one that is valid now to the text",
            )
        elif each.not_after - now < dt.timedelta(days=days):
            yield Finding(
                "certificate.expires",
                f"{named} is valid until {each.not_after:%Y-%m-%d}: when a task connects after that, DMS can't verify "
                "the server, and the task fails",
                fix="add the authority's next certificate to the text; for RDS and Aurora, take the bundle of the "
                "region again",
            )


def _start_of(pem: str) -> str:
    """Tell what a text is without its content, which may be a key that lost its header."""
    if not pem:
        return "an empty string"
    header = _HEADER.match(pem)
    return f"text that starts with {header[0]!r}" if header else f"{len(pem)} characters without such a line first"
