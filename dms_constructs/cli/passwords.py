"""Where the password of a database user comes from; never from an argument, which others can see."""

from __future__ import annotations

import getpass
import os
import sys
from typing import NamedTuple

from dms_constructs.cli.address import Address

__all__ = ["OWN_VARIABLE", "Password", "find"]

OWN_VARIABLE = "DMS_CONSTRUCTS_PASSWORD"


class Password(NamedTuple):
    """A password, if there is one, and where it is from."""

    secret: str | None
    origin: str | None

    def __repr__(self) -> str:
        return f"Password(origin={self.origin!r})"

    def hidden_in(self, text: str) -> str:
        """Return the text without the password."""
        return text.replace(self.secret, "***") if self.secret else text


def find(address: Address) -> Password:
    """Return the password for a server: from the environment, from whoever sits at the terminal, or none."""
    for variable in (OWN_VARIABLE, address.client.password_variable):
        secret = os.environ.get(variable)
        if secret:
            return Password(secret, variable)
    if not sys.stdin.isatty():
        return Password(None, None)
    try:
        secret = getpass.getpass(f"Password of {address.who} at {address} (Enter for none): ", stream=sys.stderr)
    except EOFError:
        secret = ""
    return Password(secret, "the prompt") if secret else Password(None, None)
