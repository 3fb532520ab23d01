"""What the policies of an app say of roles, secrets and keys; read only where a user's own role reads a secret."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_iam as iam, aws_kms as kms, aws_secretsmanager as secretsmanager
from constructs import IConstruct

from dms_constructs import facts
from dms_constructs._construct import path_of, stack_of
from dms_constructs.app_wide.owned_secrets import is_of_app, owner_of
from dms_constructs.app_wide.seen import account_of, region_of
from dms_constructs.app_wide.statements import (
    ANYTHING,
    Statement,
    Text,
    Texts,
    listed,
    statements_of,
    written_as_json,
)
from dms_constructs.errors import holds_token, is_unresolved

__all__ = ["Policies", "Said", "properties_of"]

# Secrets Manager ends every ARN with a hyphen and six characters.
_ANY_SUFFIX = "-??????"
# Where the L1 construct of a policy is inside of it.
_L1 = "/Resource"


@dataclass(frozen=True, slots=True)
class Said:
    """Statements that are about something."""

    where: str
    """Whose they are, in words."""
    statements: list[Statement]
    template: str
    is_sure: bool = True
    """Whether they are surely about it."""


def properties_of(resource: Any) -> Mapping[str, Any]:
    """Return the properties of an L1 construct as they are resolved in its stack."""
    # Reading one alone fails while it is lazy.
    properties: Mapping[str, Any] = stack_of(resource).resolve(resource._cfn_properties)  # noqa: SLF001  # protected, for subclasses
    return properties


class Policies:
    """The policies in an app, and what they name."""

    def __init__(self, root: IConstruct) -> None:
        found = root.node.find_all()

        def of(*kinds: type) -> list[Any]:
            return [each for each in found if isinstance(each, kinds)]

        self._of_roles: dict[iam.Role, list[Said]] = {}
        self._policies = of(iam.CfnPolicy, iam.CfnManagedPolicy, iam.CfnRolePolicy)
        self._secret_policies = of(secretsmanager.CfnResourcePolicy)
        self._managed = {(_template(each), _references_to(each)[0]): each for each in of(iam.CfnManagedPolicy)}
        self._things: dict[tuple[str, str], str] = {}
        self._pseudo: dict[tuple[str, str], str] = {}
        for stack in of(cdk.Stack):
            self._note_place(stack)
        self._keys = of(kms.CfnKey)
        self._with_policies = [each for each in of(cdk.CfnResource) if _type_of(each) in _POLICY_OF]
        for resource in of(cdk.CfnResource):
            if _type_of(resource) in _THINGS:
                self._note(resource, path_of(resource))
        for attachment in of(secretsmanager.CfnSecretTargetAttachment):
            # It goes by the ARN of its secret, too.
            secret = self._things.get((_template(attachment), _resolved(attachment, attachment.secret_id)))
            if secret is not None:
                self._note(attachment, secret)
        self.texts = Texts(self._things, self._pseudo)

    def _note(self, resource: Any, thing: str) -> None:
        for reference in _references_to(resource):
            self._things[_template(resource), reference] = thing

    def _note_place(self, stack: cdk.Stack) -> None:
        region = region_of(stack)
        known = {"AccountId": account_of(stack), "Region": region}
        if not is_unresolved(region):
            known |= _of_partition(region)
        for name, value in known.items():
            if not is_unresolved(value):
                self._pseudo[_template(stack), written_as_json(_AWS[name])] = value

    def text(self, construct: IConstruct, *parts: Any) -> str:
        """Return the text of values that are resolved in the stack of a construct."""
        template = _template(construct)
        return "".join(self.texts.of(_resolve(construct, part), template) for part in parts)

    def arn(self, construct: IConstruct, service: str, name: str, *, has_region: bool = True) -> str:
        """Return the text of an ARN in the account and region of a construct's stack."""
        region = [_AWS["Region"]] if has_region else []
        return self.text(
            construct, "arn:", _AWS["Partition"], f":{service}:", *region, ":", _AWS["AccountId"], ":", name
        )

    def service(self, construct: IConstruct, name: str) -> str:
        """Return the text of a service's name in the region of a construct's stack."""
        text = self.text(construct, f"{name}.", _AWS["Region"], ".", _AWS["URLSuffix"])
        # In China there are services that go by both.
        return f"{text.removesuffix('.cn')}*" if text.endswith(".cn") else text

    def account(self, construct: IConstruct) -> str:
        """Return the text of the account of a construct's stack."""
        return self.text(construct, _AWS["AccountId"])

    def region(self, construct: IConstruct) -> str:
        """Return the text of the region of a construct's stack."""
        return self.text(construct, _AWS["Region"])

    def role(self, role: iam.Role) -> Text:
        """Return how statements name a role."""
        return self.text(role, role.role_arn), self.arn(role, "iam", "role/*", has_region=False)

    def key(self, key: kms.Key) -> Text:
        """Return how statements name a key."""
        return self.text(key, key.key_arn), self.arn(key, "kms", "key/*")

    def secret(self, secret: secretsmanager.ISecret) -> Text:
        """Return how statements name a secret."""
        if not is_of_app(secret):
            arn = secret.secret_full_arn
            return (self.text(secret, arn) if arn is not None else self.text(secret, secret.secret_arn) + _ANY_SUFFIX,)
        owner = owner_of(secret)
        resource = owner.node.default_child if owner is not None else None
        name = resource.name if isinstance(resource, secretsmanager.CfnSecret) else None
        known = f"{name}{_ANY_SUFFIX}" if name is not None and not is_unresolved(name) else "*"
        return self.text(secret, secret.secret_arn), self.arn(secret, "secretsmanager", f"secret:{known}")

    def of_role(self, role: iam.Role, properties: Mapping[str, Any]) -> list[Said]:
        """Return what policies say to a role; what can't be read may say anything."""
        if role not in self._of_roles:
            self._of_roles[role] = [*self._inside(role, properties), *self._beside(role)]
        return self._of_roles[role]

    def _inside(self, role: iam.Role, properties: Mapping[str, Any]) -> Iterator[Said]:
        template = _template(role)
        for inline in properties.get("policies") or ():
            document = inline.get("policyDocument") if isinstance(inline, Mapping) else None
            yield Said("its inline policy", statements_of(document), template)
        for arn in listed(properties.get("managedPolicyArns")):
            policy = self._managed.get((template, written_as_json(arn)))
            if policy is None:
                yield Said("a managed policy", [ANYTHING], template, is_sure=False)
            else:
                yield _said_by(policy)

    def _beside(self, role: iam.Role) -> Iterator[Said]:
        name = (self.text(role, role.role_name),)
        for said, names in self._attached:
            found = {self.texts.match(each, name, is_literal=True) for each in names}
            if found - {False}:
                yield replace(said, is_sure=True in found)

    @functools.cached_property
    def _attached(self) -> list[tuple[Said, list[str]]]:
        """What policies say that are attached to roles, and the names of these."""
        found = []
        for policy in self._policies:
            given = properties_of(policy)
            roles = [*listed(given.get("roles")), *listed(given.get("roleName"))]
            if roles:
                found.append((_said_by(policy), [self.text(policy, each) for each in roles]))
        return found

    def boundary_of(self, role: iam.Role, properties: Mapping[str, Any]) -> Said | None:
        """Return the permissions boundary of a role; None without one, and where the app doesn't show it."""
        policy = self._managed.get((_template(role), written_as_json(properties.get("permissionsBoundary"))))
        return _said_by(policy, "its permissions boundary, ") if policy is not None else None

    def of_secret(self, secret: secretsmanager.ISecret) -> list[Said]:
        """Return the policies that the app gives a secret."""
        text = self.secret(secret)
        found = [(said, self.texts.match(name, text)) for said, name in self._of_all_secrets]
        return [replace(said, is_sure=is_its is True) for said, is_its in found if is_its is not False]

    @functools.cached_property
    def _of_all_secrets(self) -> list[tuple[Said, str]]:
        """The policies of secrets, and which secret each is of."""
        found = []
        for policy in self._secret_policies:
            given = properties_of(policy)
            said = Said("the secret's policy", statements_of(given.get("resourcePolicy")), _template(policy))
            found.append((said, self.text(policy, given.get("secretId"))))
        return found

    def has_thing(self, text: str) -> bool:
        """Whether a text names something that the app makes."""
        return self.texts.has_thing(text)

    @functools.cached_property
    def of_resources(self) -> list[Said]:
        """
        The policies that the app gives buckets, streams, tables and domains.

        They name their resource themselves, so they say nothing of another.
        """
        found = []
        for each in self._with_policies:
            document: Any = properties_of(each)
            for name in _POLICY_OF[_type_of(each)]:
                document = document.get(name) if isinstance(document, Mapping) else None
            if document is not None:
                where = f"the policy {path_of(each).removesuffix(_L1)}"
                found.append(Said(where, statements_of(document), _template(each)))
        return found

    def of_keys(self, arn: str) -> list[Said]:
        """Return the policy of the key with this ARN; nothing for one that the app doesn't make."""
        return [
            Said("the key's policy", statements_of(properties_of(each).get("keyPolicy")), _template(each))
            for each in self._keys
            if self.text(each, each.attr_arn) == arn
        ]

    def of_key(self, key: kms.Key) -> Said:
        """Return the policy of a key."""
        resource = key.node.default_child
        given = properties_of(resource) if isinstance(resource, kms.CfnKey) else {}
        return Said("the key's policy", statements_of(given.get("keyPolicy")), _template(key))


# What is told apart by its references, and where the policies of resources stand in their properties.
_THINGS = {
    "AWS::DynamoDB::GlobalTable",
    "AWS::DynamoDB::Table",
    "AWS::IAM::Role",
    "AWS::KMS::Key",
    "AWS::Kinesis::Stream",
    "AWS::OpenSearchService::Domain",
    "AWS::S3::Bucket",
    "AWS::SecretsManager::Secret",
}
_POLICY_OF = {
    "AWS::DynamoDB::Table": ("resourcePolicy", "policyDocument"),
    "AWS::Kinesis::ResourcePolicy": ("resourcePolicy",),
    "AWS::OpenSearchService::Domain": ("accessPolicies",),
    "AWS::S3::BucketPolicy": ("policyDocument",),
    # A function of the CDK's writes it, so what it says stands in a text.
    "Custom::OpenSearchAccessPolicy": (),
}


def _type_of(resource: Any) -> str:
    """Return CloudFormation's name for what a resource is; Node is asked only where its class doesn't tell."""
    known: str | None = getattr(type(resource), "CFN_RESOURCE_TYPE_NAME", None)
    return known if known is not None else resource.cfn_resource_type


def _said_by(policy: Any, kind: str = "", *, is_sure: bool = True) -> Said:
    return Said(
        f"{kind}the policy {path_of(policy).removesuffix(_L1)}",
        statements_of(properties_of(policy).get("policyDocument")),
        _template(policy),
        is_sure,
    )


def _template(construct: IConstruct) -> str:
    return path_of(stack_of(construct))


def _references_to(resource: Any) -> tuple[str, str]:
    """Return how templates refer to a resource: to itself, and to its ARN where that is an attribute."""
    name = stack_of(resource).resolve(resource.logical_id)
    return written_as_json({"Ref": name}), written_as_json({"Fn::GetAtt": [name, "Arn"]})


def _resolve(construct: IConstruct, value: Any) -> Any:
    """Resolve a value in the stack of a construct; Node is asked only where there is something to resolve."""
    is_plain = isinstance(value, Mapping) or (isinstance(value, str) and not holds_token(value))
    return value if is_plain else stack_of(construct).resolve(value)


def _resolved(construct: IConstruct, value: Any) -> str:
    return written_as_json(_resolve(construct, value))


# The pseudo parameters that statements use.
_AWS = {name: {"Ref": f"AWS::{name}"} for name in ("AccountId", "Partition", "Region", "URLSuffix")}


@functools.cache
def _of_partition(region: str) -> Mapping[str, str]:
    """Return what the partition of a region is called; nothing where that isn't known."""
    for name, fact in facts.regions()["partitions"]["value"].items():
        if re.fullmatch(fact["regions"], region):
            return {"Partition": name, "URLSuffix": fact["url_suffix"]}
    return {}
