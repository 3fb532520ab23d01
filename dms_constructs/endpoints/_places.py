"""Where things are that endpoints write: in the account and region of the endpoint, as far as that is known."""

from __future__ import annotations

from typing import Any

from constructs import Construct

from dms_constructs._construct import stack_of
from dms_constructs.app_wide.seen import account_of, is_elsewhere, region_of
from dms_constructs.errors import ConfigurationError

__all__ = ["check_place"]


def check_place(scope: Construct, name: str, resource: Any) -> None:
    """Raise when a resource of the CDK is known to be of another account or region than the endpoint."""
    env, stack = resource.env, stack_of(scope)
    for what, there, here in (("account", env.account, account_of), ("region", env.region, region_of)):
        if is_elsewhere(there, stack, here):
            raise ConfigurationError(
                "DMS-Y001",
                f"{name} must be of the endpoint's {what}, {here(stack)}, got one of {there}, where DMS does not "
                f"write from here; make the endpoint in a stack of that {what}",
                given=there,
            )
