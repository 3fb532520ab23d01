"""Where things are that endpoints write: in the account and region of the endpoint, as far as that is known."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

import aws_cdk as cdk
from constructs import Construct

from dms_constructs._aws_names import place_in_arn
from dms_constructs._construct import stack_of
from dms_constructs.app_wide.seen import account_of, is_elsewhere, region_of
from dms_constructs.errors import ConfigurationError

__all__ = ["check_place", "check_region", "read"]

_READ: WeakKeyDictionary[Any, dict[str, Any]] = WeakKeyDictionary()


def read(resource: Any, name: str) -> Any:
    """
    Return a property of a resource of the CDK that never changes, such as its ARN.

    Reading one calls Node, and each endpoint needs several, so each is read once.

    Args:
        resource: The resource.
        name: The property.
    """
    known = _READ.setdefault(resource, {})
    if name not in known:
        known[name] = getattr(resource, name)
    return known[name]


def check_place(scope: Construct, name: str, resource: Any, arn: str) -> None:
    """
    Raise when a resource of the CDK is known to be of another account or region than the endpoint.

    Args:
        scope: Where the endpoint is made.
        name: What the user calls the resource.
        resource: The resource.
        arn: Its ARN, which tells more than the CDK does of some that are imported.
    """
    stack = stack_of(scope)
    place = place_in_arn(arn)
    account, region = place if all(place) else (read(resource, "env").account, read(resource, "env").region)
    _refuse_elsewhere(stack, name, "account", account, account_of)
    _refuse_elsewhere(stack, name, "region", region, region_of)


def check_region(scope: Construct, name: str, region: str) -> None:
    """
    Raise when something is known to be of another region than the endpoint.

    Args:
        scope: Where the endpoint is made.
        name: What the user calls it.
        region: Its region.
    """
    _refuse_elsewhere(stack_of(scope), name, "region", region, region_of)


def _refuse_elsewhere(stack: cdk.Stack, name: str, what: str, there: str, here: Callable[[cdk.Stack], str]) -> None:
    if is_elsewhere(there, stack, here):
        raise ConfigurationError(
            "DMS-Y001",
            f"{name} must be of the endpoint's {what}, {here(stack)}, got one of {there}, where DMS does not "
            f"write from here; make the endpoint in a stack of that {what}",
            given=there,
        )
