"""
IAM authentication of an endpoint: CloudFormation has no property for it, so it is switched on here.

With the endpoint it goes. One that has a password instead is another endpoint, so nothing is ever switched off.
"""

from __future__ import annotations

from typing import Any

from request import Request
from signals import Refused, Wait

_READY = {"", "active"}


def act(request: Request) -> str:
    """Serve a request of an endpoint's authentication; what is there already is not asked for again."""
    if request.kind == "Delete":
        return request.physical_id
    arn, block = str(request.new["EndpointArn"]), str(request.new["Block"])
    wanted: dict[str, str] = request.new["Settings"]
    endpoint = _described(request, arn)
    found = endpoint.get(block) or {}
    if all(found.get(name) == value for name, value in wanted.items()):
        return f"dms-authentication-{arn.rpartition(':')[2]}"
    name, status = endpoint["EndpointIdentifier"], str(endpoint.get("Status") or "").lower()
    if status not in _READY:
        raise Wait("endpoint", f"until endpoint {name} is ready ({status})")
    try:
        request.dms.modify_endpoint(EndpointArn=arn, **{block: wanted})
    except request.dms.exceptions.InvalidResourceStateFault as error:
        raise Refused(f"IAM authentication of endpoint {name} can't be switched on: {error}") from error
    raise Wait("endpoint", f"until endpoint {name} authenticates with IAM")


def _described(request: Request, arn: str) -> dict[str, Any]:
    filters = [{"Name": "endpoint-arn", "Values": [arn]}]
    try:
        endpoints: list[dict[str, Any]] = request.dms.describe_endpoints(Filters=filters)["Endpoints"]
    except request.dms.exceptions.ResourceNotFoundFault as error:
        raise Refused(f"The endpoint is gone: {error}") from error
    return endpoints[0]
