"""How an endpoint's connection is encrypted."""

from __future__ import annotations

import enum

__all__ = ["SslMode"]


class SslMode(enum.Enum):
    """
    How an endpoint's connection is encrypted. Not every engine has every mode.

    Source: the DMS User Guide, page CHAP_Security.SSL.
    """

    NONE = "none"
    """Not encrypted. Where it is written, nothing warns of it."""
    REQUIRE = "require"
    """Encrypted, the server not verified. Not for MySQL, MariaDB and Aurora MySQL."""
    VERIFY_CA = "verify-ca"
    """Encrypted, the server's certificate signed by the given one."""
    VERIFY_FULL = "verify-full"
    """As `VERIFY_CA`, and the certificate names the server's host."""

    @property
    def needs_certificate(self) -> bool:
        """Whether the endpoint needs a certificate to verify the server with."""
        return self in {SslMode.VERIFY_CA, SslMode.VERIFY_FULL}
