"""Whether a secret holds what DMS reads from it, as far as that can be known before deployment."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import IConstruct

from dms_constructs import facts
from dms_constructs._checks import arn_of, is_object_with, number_taken_as_is, property_of, taken_as_is
from dms_constructs._code import SELF, Variable, call
from dms_constructs._construct import path_of
from dms_constructs.app_wide.owned_secrets import attachment_beside
from dms_constructs.endpoint_facts import refused_in_passwords
from dms_constructs.endpoints._l1_keys import importing_with_key
from dms_constructs.endpoints._secret import KnownSecret
from dms_constructs.endpoints._secret_text import SecretText, is_later
from dms_constructs.errors import ConfigurationError, Finding, is_unresolved, shown

__all__ = [
    "check_identity",
    "check_is_secret",
    "check_secret",
    "host_trouble",
    "password_trouble",
    "username_trouble",
]

# Secrets Manager ends every ARN so; one without is told by its name.
_COMPLETE = re.compile(r"-\w{6}$")
# Such an end that is not a word, as in `shop-Master`, but looks made by Secrets Manager: capitals inside of it.
_SUFFIX = re.compile(r"-(?=\w*[a-z])(?=\w*[a-z0-9][A-Z])[A-Za-z0-9]{6}$")
# What a name is made of; `!` is in those that other services make.
_NAME = re.compile(r"[\w/+=.@!-]+", re.ASCII)
_OF_ANOTHER_SERVICE = re.compile(r"arn:[^:]+:(?!secretsmanager:)[a-z0-9-]+:")
# What stands before a secret's name in its ARN.
_NAMED = ":secret:"


def check_is_secret(secret: secretsmanager.ISecret) -> None:
    """Raise unless it is a secret."""
    if KnownSecret.has(secret) or is_object_with(secret, "secret_arn"):
        return
    write = "secretsmanager.Secret.from_secret_name_v2(self, 'SourceSecret', 'dms/source')"
    known = arn_of("secret", secret, _NAMED, "AWS::SecretsManager::Secret")
    if (with_key := importing_with_key("secret", secret)) is not None:
        write = with_key
    elif known is not None:
        write = _imported(known)
    elif isinstance(secret, _ATTACHMENT):
        write = "the secret that it attaches"  # a connection takes it; what else asks reads no host and port
    elif (own := property_of(secret, "secret")) is not None:
        write = own
    raise ConfigurationError(
        "DMS-N001",
        f"secret must be a Secrets Manager secret, got {shown(secret, secret=True)}; write {write}",
    )


def _imported(arn: str) -> str:
    """Return the code that refers to a secret by its ARN."""
    partial = not isinstance(arn, Variable) and not _COMPLETE.search(arn)
    return call(
        f"secretsmanager.Secret.from_secret_{'partial' if partial else 'complete'}_arn", SELF, "SourceSecret", arn
    )


def check_secret(
    secret: secretsmanager.ISecret,
    *,
    complete_later: bool = False,
    host: str | None = None,
    port: int | None = None,
) -> tuple[Finding, ...]:
    """
    Raise for a secret that DMS can't use, and return the findings about one that it can.

    Args:
        secret: The secret.
        complete_later: Whether its value is written after deployment: then nothing is said of what it holds now.
        host: The host that it should hold, where one is given.
        port: The port that it should hold, where one is given.
    """
    known = KnownSecret.of(secret)
    if known.is_complete:
        return ()
    findings = check_identity(secret, known)
    if complete_later:
        return findings
    given = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    return findings + _check_contents(secret, given)


def check_identity(secret: secretsmanager.ISecret, known: KnownSecret) -> tuple[Finding, ...]:
    """Raise for what is not a secret, or one that RDS manages, and return the findings about its name."""
    arn = known.arn
    if _NAMED not in arn:
        arn = _as_far_as_known(cdk.Stack.of(secret).resolve(arn)) or ""
    name = arn.partition(_NAMED)[2]
    if _OF_ANOTHER_SERVICE.match(arn):
        raise ConfigurationError(
            "DMS-N001",
            f"secret must be a Secrets Manager secret, got the ARN of something else, {shown(arn)}; write "
            "secretsmanager.Secret.from_secret_name_v2(self, 'SourceSecret', 'dms/source')",
        )
    if arn.endswith(_NAMED):
        raise ConfigurationError("DMS-N001", "secret must have a name, got a secret whose name is empty")
    if name.startswith("arn:"):
        raise ConfigurationError(
            "DMS-N007",
            f"the secret is imported by its name, and that name is a whole ARN, so there is no such secret; write "
            f"{_imported(name)}",
            given=name,
        )
    if name and not is_unresolved(name) and not _NAME.fullmatch(name):
        raise ConfigurationError(
            "DMS-N007",
            f"{shown(name)} can't be the name of a secret, which has letters, digits and /_+=.@- only; write the name "
            "or the ARN as Secrets Manager shows it, with nothing behind it",
            given=name,
        )
    if "PasswordSecretArn" in arn or name.startswith("redshift!"):
        raise ConfigurationError(
            "DMS-N002",
            "DMS can't use a secret that Redshift manages (manage_master_password): it holds no host and no port; "
            "write login = dms.EndpointSecret(self, 'Login', username='dms', host=cluster.attr_endpoint_address, "
            "engine_name=dms.EngineName.REDSHIFT), make this user in the warehouse, and give login.secret",
        )
    if "MasterUserSecret" in arn or name.startswith("rds!"):
        raise ConfigurationError(
            "DMS-N002",
            "DMS can't use a secret that RDS manages (manage_master_user_password): it holds no host and no port; "
            "use credentials=rds.Credentials.from_generated_secret('dms_admin', "
            "exclude_characters=dms.PASSWORD_EXCLUDE_CHARACTERS), or a secret of your own with both",
        )
    return _suffix_findings(name) if known.full_arn is None and not is_unresolved(name) else ()


def _suffix_findings(name: str) -> tuple[Finding, ...]:
    """Warn when a name ends as an ARN does: the role would be allowed to read another name only."""
    found = _SUFFIX.search(name)
    if found is None:
        return ()
    return (
        Finding(
            "connection.secretSuffix",
            f"the secret's name {name!r} ends with {found[0]!r}, which looks like what Secrets Manager puts at the end "
            "of an ARN, and not like a part of a name",
            fix=f"write the name without it, {name.removesuffix(found[0])!r}, or import the secret with "
            "from_secret_complete_arn",
        ),
    )


def _check_contents(secret: secretsmanager.ISecret, given: Mapping[str, object]) -> tuple[Finding, ...]:
    """Raise for what a secret of this app can't hold, and return the findings about its password."""
    written = SecretText.of(secret)
    if written is None:
        return ()
    generated = written.generated
    if generated is None:
        _check_value(written.owner, written.text, None, given, attached=written.attached)
        return ()
    _check_value(written.owner, written.text or "{}", generated.generate_string_key, given, attached=written.attached)
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


def _check_value(
    secret: IConstruct, text: str | None, generated_key: str | None, given: Mapping[str, object], *, attached: bool
) -> None:
    """Refuse a secret that can't hold what DMS reads, unless something is attached to complete it."""
    if text is None or is_unresolved(text):
        return
    attached = attached or any(isinstance(child, _ATTACHMENT) for child in secret.node.find_all())
    try:
        document = json.loads(text)
    except json.JSONDecodeError:
        document = None
    values = document if isinstance(document, dict) else {}
    if not attached:
        _check_keys(secret, {*values, generated_key})
    for key, value in values.items():
        # The one that attaches writes host and port; the generated one is new in any case.
        reason = _TROUBLE[key](value) if key in _TROUBLE and key != generated_key and not is_later(value) else None
        if reason is not None and not (attached and key in {"host", "port"}):
            raise ConfigurationError("DMS-N011", f"the secret's {key} {reason}", path=secret.node.path)
    for name, value in given.items():
        known = values.get(name)
        if attached or known is None or is_later(known) or taken_as_is(value) or number_taken_as_is(value):
            continue
        # What was checked above: a port is a number, perhaps in quotes, and a host may end in a point.
        known = int(known) if name == "port" else known.rstrip(".")
        if str(known).lower() != str(value).lower().rstrip("."):
            raise ConfigurationError(
                "DMS-N011",
                f"{name} is {value!r}, but the secret's {name} is {known!r}, which is what DMS connects to; leave "
                f"{name} out, or write {name}={known!r}",
                path=secret.node.path,
            )


_ATTACHMENT = secretsmanager.CfnSecretTargetAttachment


def _check_keys(secret: IConstruct, keys: set[str | None]) -> None:
    needed = facts.engines()["secret_json_keys"]["value"]
    missing = [key for key in needed if key not in keys]
    if missing:
        beside = attachment_beside(secret)
        if beside is not None:
            raise ConfigurationError(
                "DMS-N003",
                f"the secret gets its {', '.join(missing)} from {path_of(beside)} only, which the endpoint would not "
                "wait for; write secret=attachment instead of secret=secret, where attachment is that one",
                path=secret.node.path,
            )
        # Without the secret's text: it would end up in logs.
        raise ConfigurationError(
            "DMS-N003",
            f"the secret has no {', '.join(missing)}: DMS reads a JSON object with host, port, username and password "
            "from it; add them (for a generated password, to secret_string_template), or attach the secret to its "
            "database; where somebody completes it after deployment, write "
            "dms.Connection.from_secret(secret, complete_later=True)",
            path=secret.node.path,
            given=[key for key in needed if key in keys],
        )


# Names and addresses, also of IPv6 and in brackets; what else an address has around a host isn't in them.
_HOST = re.compile(r"(?![.])(?!.*[.]{2})[\w.%:\[\]-]{1,255}")
_WITH_PORT = re.compile(r"[^:]*:[^:]*")
# Where DMS itself is.
_LOOPBACK = re.compile(r"localhost[.]?|127([.][0-9]{1,3}){3}|\[?::1\]?", re.IGNORECASE)


def host_trouble(host: object) -> str | None:
    """Say why a host can't work; None where it may."""
    text = host.strip() if isinstance(host, str) else ""
    if not _HOST.fullmatch(text) or _WITH_PORT.fullmatch(text) or text != host:
        return "must be a host name without scheme, user, port and path"
    if _LOOPBACK.fullmatch(text):
        return "is the replication instance itself; it must be a host name that leads to the database"
    return None


def _host_trouble(host: object) -> str | None:
    trouble = host_trouble(host)
    return f"{trouble}; write 'db.example.com'" if trouble is not None else None


def _port_trouble(port: object) -> str | None:
    number = int(port) if isinstance(port, str) and port.isascii() and port.isdecimal() else port
    if isinstance(number, int) and not isinstance(number, bool) and 1 <= number <= _LAST_PORT:
        return None
    return f"must be a whole number, 1 to {_LAST_PORT}; write the port that the database listens on"


_LAST_PORT = 65535


def username_trouble(username: object) -> str | None:
    """Say why a user can't log in; None where it may."""
    if isinstance(username, str) and username.strip():
        return None
    return "must be a string that is not empty; write the name of the user that DMS logs in as"


def password_trouble(password: object) -> str | None:
    """Say why DMS does not take a password, without the password; None where it may."""
    if not isinstance(password, str) or not password:
        return "must be a string that is not empty; let Secrets Manager generate it with generate_secret_string"
    forbidden = facts.engines()["password_forbidden_characters"]["value"]
    if any(character in password for character in forbidden):
        return (
            f"has a character that DMS refuses, one of {' '.join(forbidden)}; let Secrets Manager generate it with "
            "exclude_characters=dms.PASSWORD_EXCLUDE_CHARACTERS"
        )
    return None


_TROUBLE: dict[str, Callable[[object], str | None]] = {
    "host": _host_trouble,
    "port": _port_trouble,
    "username": username_trouble,
    "password": password_trouble,
}


def _password_findings(generated: secretsmanager.CfnSecret.GenerateSecretStringProperty) -> tuple[Finding, ...]:
    """Warn when the generated password may hold a character that DMS refuses."""
    key, excluded = generated.generate_string_key, generated.exclude_characters or ""
    # What is generated may be something else; and where deployment decides, it can't be known.
    if generated.exclude_punctuation is True or key not in {None, "password"} or is_unresolved(excluded):
        return ()
    allowed = refused_in_passwords(excluded)
    if not allowed:
        return ()
    return (
        Finding(
            "connection.passwordCharacters",
            f"the generated password can contain characters that DMS refuses: {', '.join(map(repr, allowed))}",
            fix="generate it with exclude_characters=dms.PASSWORD_EXCLUDE_CHARACTERS",
        ),
    )
