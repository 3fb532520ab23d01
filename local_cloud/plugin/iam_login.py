"""Logging in to a database with IAM instead of a password."""

from __future__ import annotations

from local_cloud.plugin import network
from local_cloud.plugin.permissions import role_problem
from local_cloud.plugin.store import Data, Store

__all__ = ["problem"]

_ACTION = "rds-db:connect"


def problem(store: Store, endpoint: Data) -> str | None:
    """Say why an endpoint without a secret can't log in; None if it can, or has a password."""
    blocks = [each for name, each in endpoint.items() if name.endswith("Settings") and isinstance(each, dict)]
    settings = next((each for each in blocks if each.get("AuthenticationMethod") == "iam"), None)
    host, user = endpoint["ServerName"], endpoint["Username"]
    if settings is None:
        has_password = endpoint.get("Password") or any(each.get("Password") for each in blocks)
        return None if has_password else f"Access denied for user {user} at {host} (using password: NO)"
    if endpoint.get("SslMode", "none") == "none":
        return f"IAM authentication of user {user} at {host} needs TLS"
    if not network.takes_iam(host):
        return f"IAM authentication is not enabled at {host}"
    database = network.resource_id(host)
    resource = f"arn:{store.partition}:rds-db:{store.region}:{store.account}:dbuser:{database}/{user}"
    found = role_problem(store, str(settings.get("ServiceAccessRoleArn", "")), "dms.amazonaws.com", _ACTION, resource)
    return f"Unable to use the service access role: {found}" if found else None
