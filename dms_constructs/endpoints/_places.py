"""Where things are that endpoints read and write: in the account and region of the endpoint, as far as that is known."""

from __future__ import annotations

from typing import Any

from constructs import Construct

from dms_constructs._construct import stack_of
from dms_constructs.app_wide.seen import account_of, is_elsewhere, region_of
from dms_constructs.errors import ConfigurationError

__all__ = ["check_account", "check_region"]


def check_account(scope: Construct, name: str, resource: Any) -> None:
    """Raise when a resource of the CDK is known to be of another account than the endpoint."""
    there: str = resource.env.account
    stack = stack_of(scope)
    if is_elsewhere(there, stack, account_of):
        raise ConfigurationError(
            "DMS-Y001",
            f"{name} must be of the endpoint's account, {account_of(stack)}, got one of {there}, into which DMS does "
            "not write; make the endpoint in a stack of that account",
            given=there,
        )


def check_region(scope: Construct, name: str, resource: Any) -> None:
    """Raise when a resource of the CDK is known to be in another region than the endpoint."""
    there: str = resource.env.region
    stack = stack_of(scope)
    if is_elsewhere(there, stack, region_of):
        raise ConfigurationError(
            "DMS-Y001",
            f"{name} must be in the endpoint's region, {region_of(stack)}, got one in {there}; make the endpoint in a "
            "stack of that region",
            given=there,
        )
