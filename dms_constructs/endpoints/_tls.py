"""How an endpoint's connection is encrypted, and what speaks against the choice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dms_constructs import facts
from dms_constructs._checks import is_a, meant
from dms_constructs.endpoints.certificate import ICertificate
from dms_constructs.endpoints.ssl_mode import SslMode
from dms_constructs.engines import EngineName, known, with_article
from dms_constructs.errors import ConfigurationError, Finding

__all__ = ["choose_tls", "ssl_findings"]

_PEM = "certificate_pem=open('bundle.pem').read()"
_WALLET = "certificate_wallet=base64.b64encode(open('cwallet.sso', 'rb').read()).decode()"


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
    _check_form(engine, certificate)
    if mode is None:
        if certificate is not None:
            if _encrypts_by_itself(engine):
                raise ConfigurationError(
                    "DMS-E004",
                    f"{with_article(engine)} endpoint uses no certificate: DMS encrypts what it sends there by itself; "
                    "remove certificate",
                )
            return _verifying(engine), certificate
        return (SslMode.REQUIRE if _has(engine, SslMode.REQUIRE) else SslMode.NONE), None
    if mode.needs_certificate and certificate is None:
        raise ConfigurationError(
            "DMS-E004",
            f"ssl_mode=dms.SslMode.{mode.name} needs a certificate to verify the server with; give "
            f"{_certificate_of(engine)}",
            given=mode,
        )
    if not mode.needs_certificate and certificate is not None:
        raise ConfigurationError(
            "DMS-E004",
            f"ssl_mode=dms.SslMode.{mode.name} does not use the certificate; leave ssl_mode out to get "
            f"dms.SslMode.{_verifying(engine).name}",
            given=mode,
        )
    return mode, certificate


def _check_form(engine: EngineName, certificate: ICertificate | None) -> None:
    """Raise for a certificate in a form that DMS does not take for the engine; that of an imported one isn't known."""
    is_wallet = getattr(certificate, "is_wallet", None)
    if is_wallet is None or is_wallet is _takes_wallets(engine):
        return
    takes, got = ("an Oracle wallet", "PEM") if not is_wallet else ("PEM", "an Oracle wallet")
    raise ConfigurationError(
        "DMS-Q005",
        f"certificate of {with_article(engine)} endpoint must be {takes}, got {got}; write {_certificate_of(engine)}",
        source=facts.engines()["certificates"]["wallets_for"]["source"],
    )


def _takes_wallets(engine: EngineName) -> bool:
    return engine.value in facts.engines()["certificates"]["wallets_for"]["value"]


def _certificate_of(engine: EngineName) -> str:
    """Return the argument that gives an endpoint of the engine its certificate."""
    return f"certificate=dms.Certificate(self, 'Ca', {_WALLET if _takes_wallets(engine) else _PEM})"


def _check_mode(engine: EngineName, mode: SslMode | None) -> None:
    """Raise unless this is a mode that the engine has, where that is known for certain."""
    named = mode if isinstance(mode, SslMode) else meant(mode, SslMode)
    if isinstance(named, SslMode) and not _may_have(engine, named) and _fact(engine)["verified"]:
        allowed = [SslMode(value) for value in _fact(engine)["value"]]
        verifying = next((one for one in allowed if one.needs_certificate), None)
        must_be = f"{'one of ' if len(allowed) > 1 else ''}{_listed(allowed)}"
        instead = "; leave ssl_mode out: DMS encrypts what it sends there by itself" if len(allowed) == 1 else ""
        if named is SslMode.REQUIRE and verifying is not None:
            instead = f"; to encrypt it, write {_certificate_of(engine)} instead"
        elif named.needs_certificate and verifying is not None:
            instead = f"; write ssl_mode=dms.SslMode.{verifying.name}"
        raise ConfigurationError(
            "DMS-E003",
            f"ssl_mode of {with_article(engine)} endpoint must be {must_be}, got dms.SslMode.{named.name}{instead}",
            given=mode,
        )
    is_a("DMS-E003", "ssl_mode", mode, SslMode, "dms.SslMode.VERIFY_FULL")


def ssl_findings(mode: SslMode, engine: EngineName, *, is_written: bool) -> Sequence[Finding]:
    """Return the findings about the mode; nobody is told again what they have written themselves."""
    if not _may_have(engine, mode):
        allowed = [SslMode(value) for value in _fact(engine)["value"]]
        return (
            Finding(
                "endpoint.unverifiedSslMode",
                f"ssl_mode is dms.SslMode.{mode.name}, and as far as is known, which nobody verified, endpoints of "
                f"{engine.value} have {_listed(allowed)}",
                _fact(engine)["source"],
                fix=f"write ssl_mode=dms.SslMode.{_verifying(engine).name}",
            ),
        )
    if mode is not SslMode.NONE or is_written or _encrypts_by_itself(engine):
        return ()
    return (
        Finding(
            "endpoint.notEncrypted",
            f"rows and password travel to this {engine.value} endpoint without TLS, and servers that enforce TLS "
            "refuse the connection",
            fix=f"give {_certificate_of(engine)}, or, where that is what you want, ssl_mode=dms.SslMode.NONE",
        ),
    )


def _fact(engine: EngineName) -> Mapping[str, Any]:
    """Return what is known of the modes of an engine, and how certainly."""
    fact: Mapping[str, Any] = facts.engine(engine.value)["ssl_modes"]
    return fact


def _encrypts_by_itself(engine: EngineName) -> bool:
    """Whether there is no mode to choose: what DMS sends to services of AWS is encrypted."""
    return known(engine.record.ssl_modes) == (SslMode.NONE.value,) and bool(_fact(engine)["verified"])


def _has(engine: EngineName, mode: SslMode) -> bool:
    return mode.value in (known(engine.record.ssl_modes) or ())


def _may_have(engine: EngineName, mode: SslMode) -> bool:
    """Whether the engine has the mode, or its modes are not known."""
    return known(engine.record.ssl_modes) is None or _has(engine, mode)


def _verifying(engine: EngineName) -> SslMode:
    """Return the mode that a certificate alone stands for: without a look at the host's name where there is one."""
    return SslMode.VERIFY_FULL if not _may_have(engine, SslMode.VERIFY_CA) else SslMode.VERIFY_CA


def _listed(modes: Sequence[SslMode]) -> str:
    return ", ".join(f"dms.SslMode.{mode.name}" for mode in modes)
