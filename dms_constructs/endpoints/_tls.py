"""How an endpoint's connection is encrypted, and what speaks against the choice."""

from __future__ import annotations

from collections.abc import Sequence

from dms_constructs._checks import is_a, meant
from dms_constructs.endpoints.certificate import ICertificate
from dms_constructs.endpoints.ssl_mode import SslMode
from dms_constructs.engines import EngineName, known
from dms_constructs.errors import ConfigurationError, Finding

__all__ = ["choose_tls", "ssl_findings"]

_WITH_CERTIFICATE = "certificate=dms.Certificate(self, 'Ca', certificate_pem=open('bundle.pem').read())"


def choose_tls(
    engine: EngineName, mode: SslMode | None, certificate: ICertificate | None, authority: ICertificate | None
) -> tuple[SslMode, ICertificate | None]:
    """
    Take the mode that was given, or the strongest one that what was given allows, and the certificate that it needs.

    Args:
        engine: The engine.
        mode: The mode, where one is given.
        certificate: The endpoint's own certificate, where one is given.
        authority: The connection's certificate, which is used where a mode needs one.
    """
    _check_mode(engine, mode)
    if certificate is None and (mode is None or mode.needs_certificate):
        certificate = authority
    if mode is None:
        if certificate is not None:
            return SslMode.VERIFY_CA, certificate
        return (SslMode.REQUIRE if _has(engine, SslMode.REQUIRE) else SslMode.NONE), None
    if mode.needs_certificate and certificate is None:
        raise ConfigurationError(
            "DMS-E004",
            f"ssl_mode=dms.SslMode.{mode.name} needs a certificate to verify the server with; give {_WITH_CERTIFICATE}",
            given=mode,
        )
    if not mode.needs_certificate and certificate is not None:
        raise ConfigurationError(
            "DMS-E004",
            f"ssl_mode=dms.SslMode.{mode.name} does not use the certificate; leave ssl_mode out to get "
            "dms.SslMode.VERIFY_CA",
            given=mode,
        )
    return mode, certificate


def _check_mode(engine: EngineName, mode: SslMode | None) -> None:
    """Raise unless this is a mode that the engine has, where that is known."""
    named = mode if isinstance(mode, SslMode) else meant(mode, SslMode)
    allowed = known(engine.record.ssl_modes)
    if isinstance(named, SslMode) and allowed is not None and named.value not in allowed:
        names = ", ".join(f"dms.SslMode.{SslMode(value).name}" for value in allowed)
        encrypt = f"; to encrypt it, write {_WITH_CERTIFICATE} instead" if named is SslMode.REQUIRE else ""
        raise ConfigurationError(
            "DMS-E003",
            f"ssl_mode of a {engine.value} endpoint must be one of {names}, got dms.SslMode.{named.name}{encrypt}",
            given=mode,
        )
    is_a("DMS-E003", "ssl_mode", mode, SslMode, "dms.SslMode.VERIFY_FULL")


def ssl_findings(mode: SslMode, engine: EngineName) -> Sequence[Finding]:
    """Return the findings about the mode."""
    # An engine without another mode encrypts by itself.
    if mode is not SslMode.NONE or known(engine.record.ssl_modes) == (SslMode.NONE.value,):
        return ()
    fix = "ssl_mode=dms.SslMode.REQUIRE" if _has(engine, SslMode.REQUIRE) else _WITH_CERTIFICATE
    return (
        Finding(
            "endpoint.notEncrypted",
            f"rows and password travel to this {engine.value} endpoint without TLS, and servers that enforce TLS "
            "refuse the connection",
            fix=f"give {fix}",
        ),
    )


def _has(engine: EngineName, mode: SslMode) -> bool:
    return mode.value in (known(engine.record.ssl_modes) or ())
