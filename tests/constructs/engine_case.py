"""What a case of a class of endpoints is, and the stack on which cases are made."""

import functools
import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_iam as iam, aws_kms as kms, aws_s3 as s3, aws_secretsmanager as secretsmanager

import dms_constructs as dms
from dms_constructs import facts
from dms_constructs.endpoints._settings import EndpointSettings
from dms_constructs.endpoints.endpoint import Endpoint
from tests.constructs import engine_cases

__all__ = ["CERTIFICATE", "KEY", "ROLE", "SECRET", "EngineCase", "Form", "Place", "all_cases", "made", "of_the_secret"]

_ACCOUNT = "111122223333"
SECRET = f"arn:aws:secretsmanager:eu-west-1:{_ACCOUNT}:secret:shop-AbCdEf"
ROLE = f"arn:aws:iam::{_ACCOUNT}:role/shop"
KEY = f"arn:aws:kms:eu-west-1:{_ACCOUNT}:key/11111111-2222-3333-4444-555555555555"
CERTIFICATE = f"arn:aws:dms:eu-west-1:{_ACCOUNT}:cert:ABC"


class Place:
    """A stack, and what endpoints are made of; all of it is imported, so that it has the ARNs above."""

    @functools.cached_property
    def stack(self) -> cdk.Stack:
        return cdk.Stack(cdk.App(), "Shop", env=cdk.Environment(account=_ACCOUNT, region="eu-west-1"))

    @functools.cached_property
    def secret(self) -> secretsmanager.ISecret:
        return secretsmanager.Secret.from_secret_complete_arn(self.stack, "Secret", SECRET)

    @functools.cached_property
    def connection(self) -> dms.Connection:
        return dms.Connection.from_secret(self.secret)

    @functools.cached_property
    def role(self) -> iam.IRole:
        return iam.Role.from_role_arn(self.stack, "Role", ROLE, mutable=False)

    @functools.cached_property
    def key(self) -> kms.IKey:
        return kms.Key.from_key_arn(self.stack, "Key", KEY)

    @functools.cached_property
    def certificate(self) -> dms.ICertificate:
        return dms.Certificate.from_certificate_arn(self.stack, "Certificate", CERTIFICATE)

    @functools.cached_property
    def bucket(self) -> s3.IBucket:
        return s3.Bucket.from_bucket_attributes(self.stack, "Bucket", bucket_arn="arn:aws:s3:::lake")


@dataclass(frozen=True, kw_only=True)
class Form:
    """One way to call a class, and what comes of it."""

    arguments: Callable[[Place], dict[str, Any]]
    properties: Mapping[str, Any]
    """All properties of the endpoint; `made("SecretAccessRole")` is the ARN of what the endpoint makes by that name."""


@dataclass(frozen=True, kw_only=True)
class EngineCase:
    """A class of endpoints."""

    cls: type[Endpoint]
    minimal: Form
    """As few arguments as possible, for the first of its engines."""
    full: tuple[Form, ...]
    """Together every argument: more than one where some exclude each other."""
    declared: Mapping[type[EndpointSettings], str | None]
    """Where its settings are declared, and the argument that takes an object of it; None where fields are arguments."""
    decided: Mapping[str, str] = field(default_factory=dict)
    """Members of the block by AWS's names that another argument decides, with that argument: `bucket`."""
    refused: Mapping[str, str] = field(default_factory=dict)
    """Members of the block that CloudFormation has and the class doesn't, and attributes, with the reason."""
    examples: Mapping[str, Any] = field(default_factory=dict)
    """By AWS's names, texts that are legal where the facts have no example."""
    beside: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """By AWS's names, or `Name=value`, arguments that a member needs beside it to be legal."""
    within: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """By AWS's names, fields of the object that has the member, which it needs beside it to be legal."""
    values: Callable[[Place, dms.EngineName], dict[str, Any]] | None = None
    """Arguments for each other engine of the class; by default `engine_name`."""

    @property
    def block(self) -> str:
        """What the API calls its settings."""
        return self.cls.ENGINES[0].record.api_settings_block

    def members(self) -> dict[str, Any]:
        """The members of its settings that CloudFormation has, on its side."""
        members = facts.endpoint_settings(self.block)["members"]
        side = self.cls.TYPE.value
        return {name: fact for name, fact in members.items() if fact["in_cfn"] and side in fact.get("sides", [side])}


def made(construct_id: str) -> dict[str, list[str]]:
    """Return the ARN of what the endpoint makes by this id."""
    return {"Fn::GetAtt": [construct_id, "Arn"]}


_OF_THE_SECRET = {
    **dict.fromkeys(("Password", "Port", "SecretsManagerSecretId", "ServerName", "Username"), "connection"),
    "SecretsManagerAccessRoleArn": "secret_access_role",
}


def of_the_secret(block: str) -> dict[str, str]:
    """Return the members of a block that a database server's connection decides, as `EngineCase.decided` has them."""
    members = facts.endpoint_settings(block)["members"]
    return {name: argument for name, argument in _OF_THE_SECRET.items() if members.get(name, {}).get("in_cfn")}


def all_cases() -> list[EngineCase]:
    """Return the cases of every module of `engine_cases`."""
    names = [found.name for found in pkgutil.iter_modules(engine_cases.__path__)]
    modules = [importlib.import_module(f"{engine_cases.__name__}.{name}") for name in names]
    return [case for module in modules for case in module.CASES]
