"""Roles of users that read secrets: whether DMS can assume them, and whether they may read, as far as the app shows."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from aws_cdk import aws_iam as iam, aws_kms as kms, aws_secretsmanager as secretsmanager

from dms_constructs import facts
from dms_constructs._construct import path_of, stack_of
from dms_constructs.app_wide.seen import SeenLogin, Told, parts_of, region_of
from dms_constructs.errors import ConfigurationError, Finding, is_unresolved

__all__ = ["look"]

_ANY_SUFFIX = "-AbCdEf"


def look(seen: Sequence[SeenLogin]) -> Iterator[Told]:
    """Yield the roles that DMS can't assume, and those that may not read the secret they are given for."""
    looked_at: set[tuple[str, str]] = set()
    for login in seen:
        # Of one that is imported only its ARN is known.
        role: Any = login.role
        if not isinstance(role, iam.Role) or (pair := (path_of(role), path_of(login.secret))) in looked_at:
            continue
        looked_at.add(pair)
        resource = role.node.default_child
        if not isinstance(resource, iam.CfnRole):
            continue
        stack = stack_of(login.construct)
        # Reading the properties themselves fails while they are lazy.
        properties = stack_of(role).resolve(resource._cfn_properties)  # noqa: SLF001  # protected, for subclasses
        problem = _trust_problem(properties.get("assumeRolePolicyDocument"), region_of(stack))
        if problem is not None:
            yield login.construct, ConfigurationError("DMS-N009", f"secret_access_role ({path_of(role)}) {problem}")
            continue
        told = _without_rights(role, properties, login.secret)
        if told is not None:
            yield login.construct, told


def _trust_problem(document: Any, region: str) -> str | None:
    """Say what is wrong with who may assume a role; None for nothing that is known."""
    statements = _statements(document)
    if statements is None:
        return None
    services: list[str] = []
    for statement in statements:
        if statement.get("Effect") != "Allow" or not _covers(statement, "Action", "sts:AssumeRole"):
            continue
        principal = statement.get("Principal")
        if not isinstance(principal, Mapping) or "NotPrincipal" in statement:
            return None  # anybody, or nobody knows who
        for service in _listed(principal.get("Service")):
            if not isinstance(service, str):
                # Text with the region or the partition in it, which are known at deployment.
                if _starts_with_dms(service):
                    return None
                continue
            services.append(service)
    here = None if is_unresolved(region) else region
    if any(_is_regional(service, here) for service in services):
        return None
    trusted = f"trusts {', '.join(services)}" if services else "trusts no service"
    example = f"dms.{here or '{self.region}'}.amazonaws.com"
    mark = "" if here else "f"
    return (
        f"{trusted}, and DMS reads secrets as the service of its region only; write "
        f"iam.Role(self, 'Role', assumed_by=iam.ServicePrincipal({mark}'{example}'))"
    )


def _is_regional(service: str, region: str | None) -> bool:
    match = re.fullmatch(r"dms\.([a-z0-9-]+)\.amazonaws\.com(\.cn)?", service)
    return match is not None and region in {None, match[1]}


def _starts_with_dms(service: Any) -> bool:
    joined = service.get("Fn::Join") if isinstance(service, Mapping) else None
    if isinstance(joined, list) and isinstance(joined[1], list):
        return isinstance(joined[1][0], str) and joined[1][0].startswith("dms.")
    return True  # another function: deployment decides


def _without_rights(
    role: iam.Role, properties: Mapping[str, Any], secret: secretsmanager.ISecret
) -> ConfigurationError | Finding | None:
    """Say what the role may not do with a secret and its key; None where that isn't known, or where it may."""
    if properties.get("managedPolicyArns"):
        return None  # what is in them is not known here
    fact = facts.access()["roles"]["secret"]
    read, decrypt = fact["secret_actions"][0], fact["key_actions"][0]
    stack = stack_of(role)
    here = f"secret_access_role ({path_of(role)})"
    statements = [*_inline(properties), *_attached(role)]
    arn = stack.resolve(secret.secret_full_arn or f"{secret.secret_arn}{_ANY_SUFFIX}")
    if not _allows(statements, read, arn):
        statements += _attached_elsewhere(role)
    if not _allows(statements, read, arn):
        if not isinstance(secret, secretsmanager.Secret | secretsmanager.SecretTargetAttachment):
            return Finding(
                "connection.roleWithoutRights",
                f"no policy of this app lets {here} read the connection's secret ({read}); only a policy of the secret "
                "itself could, which the app doesn't show",
                fact["source"],
                fix="write secret.grant_read(role)",
            )
        if not _has_policy(secret):
            return ConfigurationError(
                "DMS-N010",
                f"{here} may not read the connection's secret, for which it needs {read}; write "
                "secret.grant_read(role)",
            )
    key = secret.encryption_key
    if not isinstance(key, kms.Key):
        return None  # none of its own, or one whose policy is not known
    arn = stack.resolve(key.key_arn)
    allowed = _allows(statements, decrypt, arn) or _key_lets(role, key, decrypt)
    if allowed or _allows(_attached_elsewhere(role), decrypt, arn):
        return None
    return ConfigurationError(
        "DMS-N010",
        f"{here} may not decrypt the connection's secret, for which it needs {decrypt}; write "
        "secret.encryption_key.grant_decrypt(role)",
    )


def _inline(properties: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for policy in properties.get("policies") or ():
        if isinstance(policy, Mapping):
            yield from _statements(policy.get("policyDocument")) or ()


def _attached(role: iam.Role) -> Iterator[Mapping[str, Any]]:
    """Yield the statements of policies that are made inside the role, by `add_to_policy` and grants."""
    for child in role.node.children:
        if isinstance(child, iam.Policy):
            yield from _statements(stack_of(role).resolve(child.document)) or ()


def _attached_elsewhere(role: iam.Role) -> list[Mapping[str, Any]]:
    """Return the statements of the app's policies that name the role; looked for only where it would be refused."""
    name = stack_of(role).resolve(role.role_name)
    found: list[Mapping[str, Any]] = []
    for each in role.node.root.node.find_all():
        if isinstance(each, iam.CfnPolicy | iam.CfnManagedPolicy | iam.CfnRolePolicy):
            properties = stack_of(each).resolve(each._cfn_properties)  # noqa: SLF001  # protected, for subclasses
            names = [*_listed(properties.get("roles")), properties.get("roleName")]
            if name in names or any(isinstance(one, Mapping) and "Fn::ImportValue" in one for one in names):
                found += _statements(properties.get("policyDocument")) or ()
    return found


def _has_policy(secret: secretsmanager.ISecret) -> bool:
    """Whether a secret may have a policy that lets the role in: one of the app shows it, others may."""
    if not isinstance(secret, secretsmanager.Secret | secretsmanager.SecretTargetAttachment):
        return False
    return any(
        one.get("Effect") == "Allow"
        for child in parts_of(secret)
        if isinstance(child, secretsmanager.ResourcePolicy)
        for one in _statements(stack_of(child).resolve(child.document)) or ()
    )


def _key_lets(role: iam.Role, key: kms.Key, action: str) -> bool:
    """Whether the policy of a key of the app lets the role do this."""
    resource = key.node.default_child
    if not isinstance(resource, kms.CfnKey):
        return True
    stack = stack_of(key)
    document = stack.resolve(resource._cfn_properties).get("keyPolicy")  # noqa: SLF001  # protected, for subclasses
    arn = stack.resolve(role.role_arn)
    for statement in _statements(document) or ():
        principal = statement.get("Principal")
        if statement.get("Effect") != "Allow" or not _covers(statement, "Action", action):
            continue
        if not isinstance(principal, Mapping):
            return True
        if any(one in (arn, "*") or _is_imported(one) for one in _listed(principal.get("AWS"))):
            return True
    return False


def _is_imported(value: Any) -> bool:
    return isinstance(value, Mapping) and "Fn::ImportValue" in value


def _statements(document: Any) -> list[Mapping[str, Any]] | None:
    """Return the statements of a resolved policy document; None where deployment decides about them."""
    statements = document.get("Statement") if isinstance(document, Mapping) else None
    if statements is None:
        return None
    listed = _listed(statements)
    return listed if all(isinstance(each, Mapping) for each in listed) else None


def _listed(value: Any) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]


def _allows(statements: Sequence[Mapping[str, Any]], action: str, arn: Any) -> bool:
    """Whether a statement allows this, or may do so."""
    return any(
        statement.get("Effect") == "Allow"
        and _covers(statement, "Action", action)
        and _covers(statement, "Resource", arn)
        for statement in statements
    )


def _covers(statement: Mapping[str, Any], member: str, value: Any) -> bool:
    """Whether one of the patterns of a statement is for a value; what is not known now may be."""
    if f"Not{member}" in statement:
        return True
    known = _known(value)
    for each in _listed(statement.get(member)):
        pattern = _known(each)
        if pattern is None or known is None or _pattern(pattern, member).fullmatch(known) is not None:
            return True
    return False


def _known(value: Any) -> str | None:
    """Return a resolved text where all of it but the partition is known, as one of the first partition."""
    joined = value.get("Fn::Join") if isinstance(value, Mapping) else None
    if isinstance(joined, list) and isinstance(joined[1], list):
        parts = ["aws" if part == {"Ref": "AWS::Partition"} else part for part in joined[1]]
        value = str(joined[0]).join(parts) if all(isinstance(part, str) for part in parts) else None
    return re.sub(r"^arn:aws[\w-]*:", "arn:aws:", value) if isinstance(value, str) else None


@functools.cache
def _pattern(text: str, member: str) -> re.Pattern[str]:
    """Return a pattern of a policy as a regular expression: the names of actions have no letter case."""
    parts = {"*": ".*", "?": "."}
    regex = "".join(parts.get(character) or re.escape(character) for character in text)
    return re.compile(regex, re.IGNORECASE if member == "Action" else 0)
