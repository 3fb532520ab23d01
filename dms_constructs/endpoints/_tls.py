"""How an endpoint's connection is encrypted, and what speaks against the choice."""

from __future__ import annotations

from collections.abc import Sequence

from dms_constructs._checks import is_a
from dms_constructs.endpoints.certificate import ICertificate
from dms_constructs.endpoints.ssl_mode import SslMode
from dms_constructs.engines import EngineName, known
from dms_constructs.errors import ConfigurationError, Finding

__all__ = ["choose_ssl_mode", "ssl_findings"]


def choose_ssl_mode(engine: EngineName, mode: SslMode | None, certificate: ICertificate | None) -> SslMode:
    """Take the mode that was given, or the strongest one that what was given allows."""
    is_a("DMS-E003", "ssl_mode", mode, SslMode, "SslMode.VERIFY_FULL")
    allowed = known(engine.record.ssl_modes) or ()
    if mode is None:
        if certificate is not None:
            return SslMode.VERIFY_CA
        return SslMode.REQUIRE if SslMode.REQUIRE.value in allowed else SslMode.NONE
    if mode.value not in allowed:
        raise ConfigurationError(
            "DMS-E003",
            f"ssl_mode of a {engine.value} endpoint must be one of {', '.join(allowed)}, got {mode.value!r}"
            + ("; give a certificate and SslMode.VERIFY_CA to encrypt it" if mode is SslMode.REQUIRE else ""),
            given=mode,
        )
    if mode.needs_certificate and certificate is None:
        raise ConfigurationError(
            "DMS-E004",
            f"ssl_mode {mode.value!r} needs a certificate to verify the server with; "
            "give certificate=Certificate(self, 'Ca', certificate_pem=...)",
            given=mode,
        )
    if not mode.needs_certificate and certificate is not None:
        raise ConfigurationError(
            "DMS-E004",
            f"ssl_mode {mode.value!r} does not use the certificate; leave ssl_mode out to get 'verify-ca'",
            given=mode,
        )
    return mode


def ssl_findings(mode: SslMode, engine: EngineName) -> Sequence[Finding]:
    """Return what surprises about the mode."""
    if mode is not SslMode.NONE:
        return ()
    fix = (
        "certificate=Certificate(...)"
        if SslMode.REQUIRE.value not in (known(engine.record.ssl_modes) or ())
        else "SslMode.REQUIRE"
    )
    return (
        Finding(
            "endpoint.notEncrypted",
            f"rows and password travel to this {engine.value} endpoint without TLS, and servers that enforce TLS "
            f"refuse the connection; give {fix}",
        ),
    )
