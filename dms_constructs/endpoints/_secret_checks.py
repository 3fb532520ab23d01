"""Whether a secret holds what DMS reads from it, as far as that can be known before deployment."""

from __future__ import annotations

import json
import re
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import IConstruct

from dms_constructs import facts
from dms_constructs._checks import arn_of, is_object_with
from dms_constructs._code import SELF, Variable, call
from dms_constructs.endpoints._secret import KnownSecret
from dms_constructs.errors import ConfigurationError, Finding, is_unresolved, shown

__all__ = ["check_is_secret", "check_secret"]

# Secrets Manager ends every ARN so; one without is told by its name.
_COMPLETE = re.compile(r"-\w{6}$")
# What stands before a secret's name in its ARN.
_NAMED = ":secret:"


def check_is_secret(secret: secretsmanager.ISecret) -> None:
    """Raise unless it is a secret."""
    if KnownSecret.has(secret) or is_object_with(secret, "secret_arn"):
        return
    write = "secretsmanager.Secret.from_secret_name_v2(self, 'SourceSecret', 'dms/source')"
    known = arn_of("secret", secret, _NAMED, "AWS::SecretsManager::Secret")
    if known is not None:
        complete = not isinstance(known, Variable) and not _COMPLETE.search(known)
        maker = f"secretsmanager.Secret.from_secret_{'partial' if complete else 'complete'}_arn"
        write = call(maker, SELF, "SourceSecret", known)
    raise ConfigurationError(
        "DMS-N001",
        f"secret must be a Secrets Manager secret, got {shown(secret, secret=True)}; write {write}",
    )


def check_secret(secret: secretsmanager.ISecret) -> tuple[Finding, ...]:
    """Raise for a secret that DMS can't use, and return the findings about one that it can."""
    arn = KnownSecret.of(secret).arn
    if _NAMED not in arn:
        arn = _as_far_as_known(cdk.Stack.of(secret).resolve(arn)) or ""
    if arn.endswith(_NAMED):
        raise ConfigurationError("DMS-N001", "secret must have a name, got a secret whose name is empty")
    if "MasterUserSecret" in arn or f"{_NAMED}rds!" in arn:
        raise ConfigurationError(
            "DMS-N002",
            "DMS can't use a secret that RDS manages (manage_master_user_password): it holds no host and no port; "
            "use credentials=rds.Credentials.from_generated_secret('dms_admin', "
            "exclude_characters=dms.PASSWORD_EXCLUDE_CHARACTERS), or a secret of your own with both",
        )
    owner = secret
    attached = False
    if isinstance(secret, secretsmanager.SecretTargetAttachment):
        # The attachment adds host and port; what it was generated with stands at the secret around it.
        attached = True
        scope: Any = secret.node.scope
        owner = scope
    if not isinstance(owner, secretsmanager.Secret):
        return ()
    resource = owner.node.default_child
    if not isinstance(resource, secretsmanager.CfnSecret):
        return ()
    generated = resource.generate_secret_string
    if not isinstance(generated, secretsmanager.CfnSecret.GenerateSecretStringProperty):
        if not attached:
            _check_keys(owner, _as_far_as_known(cdk.Stack.of(owner).resolve(resource.secret_string)), None)
        return ()
    if not attached:
        _check_keys(owner, generated.secret_string_template or "{}", generated.generate_string_key)
    return _password_findings(generated)


def _as_far_as_known(resolved: Any) -> str | None:
    """Return a resolved text; what is known at deployment only stands in it by its attribute's name, or an x."""
    if isinstance(resolved, str) or resolved is None:
        return resolved
    attribute = resolved.get("Fn::GetAtt")
    if isinstance(attribute, list):
        return str(attribute[1])
    joined = resolved.get("Fn::Join")
    if isinstance(joined, list) and isinstance(joined[1], list):
        return "".join(part if isinstance(part, str) else _as_far_as_known(part) or "x" for part in joined[1])
    return None


def _check_keys(secret: IConstruct, text: str | None, generated_key: str | None) -> None:
    """Refuse a secret that can't hold what DMS reads, unless something is attached to complete it."""
    if text is None or is_unresolved(text):
        return
    if any(isinstance(child, secretsmanager.CfnSecretTargetAttachment) for child in secret.node.find_all()):
        return
    try:
        document = json.loads(text)
    except json.JSONDecodeError:
        document = None
    keys = {*document, generated_key} if isinstance(document, dict) else {generated_key}
    needed = facts.engines()["secret_json_keys"]["value"]
    missing = [key for key in needed if key not in keys]
    if missing:
        # Without the secret's text: it would end up in logs.
        raise ConfigurationError(
            "DMS-N003",
            f"the secret has no {', '.join(missing)}: DMS reads a JSON object with host, port, username and password "
            "from it; add them (for a generated password, to secret_string_template), or attach the secret to its "
            "database",
            path=secret.node.path,
            given=[key for key in needed if key in keys],
        )


def _password_findings(generated: secretsmanager.CfnSecret.GenerateSecretStringProperty) -> tuple[Finding, ...]:
    """Warn when the generated password may hold a character that DMS refuses."""
    key, excluded = generated.generate_string_key, generated.exclude_characters or ""
    # What is generated may be something else; and where deployment decides, it can't be known.
    if generated.exclude_punctuation is True or key not in {None, "password"} or is_unresolved(excluded):
        return ()
    forbidden = facts.engines()["password_forbidden_characters"]["value"]
    allowed = [character for character in forbidden if character not in excluded]
    if not allowed:
        return ()
    return (
        Finding(
            "connection.passwordCharacters",
            f"the generated password can contain characters that DMS refuses: {', '.join(map(repr, allowed))}",
            fix="generate it with exclude_characters=dms.PASSWORD_EXCLUDE_CHARACTERS",
        ),
    )
