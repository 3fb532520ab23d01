"""
Endpoints of mixed engines: with this library, and the same resources with L1 constructs.

Each class that the tests have a case of takes part, called as its minimal case calls it, and encrypted: so nothing is
warned of, which L1 code never does. What that makes is read off the template of the other side, so both make the same,
and a new class is measured without being listed here.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import aws_cdk as cdk
from aws_cdk import assertions, aws_dms, aws_iam as iam, aws_s3_assets as s3_assets

from dms_constructs import account
from dms_constructs.endpoints._settings import _snake
from dms_constructs.endpoints.server import ServerEndpoint
from dms_constructs.endpoints.ssl_mode import SslMode
from dms_constructs.engines import known
from tests.constructs.engine_case import EngineCase, Place, all_cases

Make = Callable[[cdk.Stack], None]

_SETTINGS = re.compile(r"Settings$")
_HANDLERS = Path(account.__file__).parent / "handlers" / "service_roles"


def ours(stack: cdk.Stack, count: int) -> None:
    """Make so many endpoints, of one class after the other."""
    for number, (cls, arguments) in zip(range(count), itertools.cycle(_given(stack)), strict=False):
        cls(stack, f"Endpoint{number}", **arguments)


def _given(stack: cdk.Stack) -> list[tuple[Any, dict[str, Any]]]:
    """Return each class with what it is called with: buckets, secrets and streams that the stack has already."""
    here = Place()
    here.stack = stack
    return [(case.cls, {**_encrypted(case, here), **case.minimal.arguments(here)}) for case in all_cases()]


def _encrypted(case: EngineCase, here: Place) -> dict[str, object]:
    """Return a certificate for what is encrypted with one only."""
    modes = [SslMode(mode) for mode in known(case.cls.ENGINES[0].record.ssl_modes) or ()]
    verified = any(mode.needs_certificate for mode in modes)
    needs_one = issubclass(case.cls, ServerEndpoint) and verified and SslMode.REQUIRE not in modes
    return {"certificate": here.certificate} if needs_one else {}


def theirs(count: int) -> Make:
    """Return what makes the same with L1 constructs; what that is, is found out before anybody measures."""
    stack = cdk.Stack(cdk.App(analytics_reporting=False), "Shop")
    ours(stack, count)
    resources = assertions.Template.from_stack(stack).to_json()["Resources"]
    by_kind: dict[str, list[tuple[str, Any]]] = {}
    for name, resource in resources.items():
        by_kind.setdefault(resource["Type"], []).append((name, resource.get("Properties", {})))

    def make(stack: cdk.Stack) -> None:
        _given(stack)  # users of L1 constructs have these, too
        roles = {name: _role(stack, name, properties) for name, properties in by_kind["AWS::IAM::Role"]}
        for name, properties in by_kind["AWS::DMS::Endpoint"]:
            _endpoint(stack, name, properties, roles)
        for kind in by_kind.keys() - {"AWS::IAM::Role", "AWS::DMS::Endpoint"}:  # what makes the account's role
            for name, properties in by_kind[kind]:
                code = _code(stack, name) if kind == "AWS::Lambda::Function" else {}
                cdk.CfnResource(stack, name, type=kind, properties={**properties, **code})

    return make


def _code(stack: cdk.Stack, name: str) -> dict[str, Any]:
    """Publish the code of a function, without which nobody could deploy it."""
    code = s3_assets.Asset(stack, f"{name}Code", path=str(_HANDLERS))
    return {"Code": {"S3Bucket": code.s3_bucket_name, "S3Key": code.s3_object_key}}


def _role(stack: cdk.Stack, name: str, properties: Mapping[str, Any]) -> iam.CfnRole:
    policies = [
        iam.CfnRole.PolicyProperty(policy_name=policy["PolicyName"], policy_document=policy["PolicyDocument"])
        for policy in properties.get("Policies", ())
    ]
    return iam.CfnRole(
        stack,
        name,
        description=properties.get("Description"),
        assume_role_policy_document=properties["AssumeRolePolicyDocument"],
        policies=policies,
        managed_policy_arns=properties.get("ManagedPolicyArns"),
    )


def _endpoint(stack: cdk.Stack, name: str, properties: Mapping[str, Any], roles: Mapping[str, iam.CfnRole]) -> None:
    def value(given: Any) -> Any:
        if not isinstance(given, Mapping):
            return given
        role = roles.get(given.get("Fn::GetAtt", [""])[0])
        return role.attr_arn if role is not None else cdk.Token.as_string(given)

    def arguments() -> Iterator[tuple[str, Any]]:
        for key, given in properties.items():
            if _SETTINGS.search(key):
                block = getattr(aws_dms.CfnEndpoint, f"{key}Property")
                yield _snake(key), block(**{_snake(member): value(one) for member, one in given.items()})
            else:
                yield _snake(key), value(given)

    aws_dms.CfnEndpoint(stack, name, **dict(arguments()))
