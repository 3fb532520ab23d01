"""Whether a secret holds what DMS needs to get at Oracle's ASM, as far as that can be known before deployment."""

from __future__ import annotations

import json
from collections.abc import Callable

from aws_cdk import aws_secretsmanager as secretsmanager

from dms_constructs import facts
from dms_constructs.endpoints._secret import KnownSecret
from dms_constructs.endpoints._secret_checks import check_identity, check_is_secret, password_trouble, username_trouble
from dms_constructs.endpoints._secret_text import SecretText, is_later
from dms_constructs.errors import ConfigurationError, Finding, is_unresolved

__all__ = ["check_secret_of_asm"]


def check_secret_of_asm(secret: secretsmanager.ISecret, *, complete_later: bool = False) -> tuple[Finding, ...]:
    """
    Raise for a secret with which DMS can't get at Oracle's ASM, and return the findings about one with which it can.

    Args:
        secret: The secret.
        complete_later: Whether its value is written after deployment: then nothing is said of what it holds now.
    """
    check_is_secret(secret)
    findings = check_identity(secret, KnownSecret.of(secret))
    written = SecretText.of(secret)
    if complete_later or written is None or written.text is None or is_unresolved(written.text):
        return findings
    try:
        document = json.loads(written.text)
    except json.JSONDecodeError:
        document = None
    keys: set[object] = set(document) if isinstance(document, dict) else set()
    if written.generated is not None:
        keys.add(written.generated.generate_string_key)
    needed = facts.engines()["secret_json_keys"]["optional_oracle_asm"]
    missing = [key for key in needed if key not in keys]
    if missing:
        # Without the secret's text: it would end up in logs.
        raise ConfigurationError(
            "DMS-N003",
            f"the secret of ASM has no {', '.join(missing)}: DMS reads a JSON object with asm_user, asm_password and "
            "asm_server from it; add them (for a generated password, to secret_string_template)",
            path=written.owner.node.path,
            given=[key for key in needed if key in keys],
        )
    generated_key = written.generated.generate_string_key if written.generated is not None else None
    for key, trouble_of in _TROUBLE.items():
        value = document.get(key) if isinstance(document, dict) else None
        reason = trouble_of(value) if key != generated_key and not is_later(value) else None
        if reason is not None:
            raise ConfigurationError("DMS-N011", f"the secret's {key} {reason}", path=written.owner.node.path)
    return findings


def _server_trouble(server: object) -> str | None:
    if isinstance(server, str) and server.strip():
        return None
    return "must be a string that is not empty: host, port and service of ASM; write '10.0.0.5:1521/+ASM'"


_TROUBLE: dict[str, Callable[[object], str | None]] = {
    "asm_user": username_trouble,
    "asm_password": password_trouble,
    "asm_server": _server_trouble,
}
