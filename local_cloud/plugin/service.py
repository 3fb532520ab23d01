"""The DMS API: requests in, answers out, from HTTP or from CloudFormation."""

from __future__ import annotations

import copy
import json
import threading
from typing import Any

from local_cloud.plugin import (
    account,
    assessments,
    describe,
    endpoints,
    engines,
    homogeneous,
    inside,
    instances,
    model,
    replications,
    runs,
    serverless,
    tasks,
)
from local_cloud.plugin.calls import log
from local_cloud.plugin.faults import Fault
from local_cloud.plugin.registry import find
from local_cloud.plugin.store import Data, Store

__all__ = ["all_stores", "call", "current_store", "handle_request", "lock", "reset", "settle", "tags_of"]

# Importing these registers their operations.
_AREAS = (account, assessments, endpoints, engines, homogeneous, instances, replications, runs, serverless, tasks)
describe.register()

API = "api"

lock = threading.RLock()
_stores: dict[tuple[str, str], Store] = {}


def current_store() -> Store:
    """Return the store of the account and region that MiniStack serves just now."""
    account_id, region = inside.get_account_id(), inside.get_region()
    if (account_id, region) not in _stores:
        partition = {"cn": "aws-cn", "us-gov": "aws-us-gov"}.get(region.rsplit("-", 2)[0], "aws")
        _stores[account_id, region] = Store(partition, region, account_id)
    return _stores[account_id, region]


def all_stores() -> list[Store]:
    """Return every store there is."""
    return list(_stores.values())


def settle() -> None:
    """Let happen in every store what is due."""
    with lock:
        for store in all_stores():
            with inside.request_scope(store.account, store.region):
                store.settle()


def tags_of(arn: str) -> dict[str, str]:
    """Return the tags of a thing of DMS; none if there is no such thing."""
    with lock:
        return next((dict(store.records[arn].tags) for store in all_stores() if arn in store.records), {})


def reset() -> None:
    """Forget everything."""
    with lock:
        _stores.clear()


def call(operation: str, request: Data, caller: str) -> Data:
    """
    Carry out one call, and log it.

    Raises:
        Fault: If DMS would refuse it.
    """
    with lock:
        store = current_store()
        store.settle()
        try:
            if caller == API:
                store.bucket.take()
            model.check(operation, request)
            answer = model.answer(operation, find(operation)(store, copy.deepcopy(request)))
        except Fault as fault:
            log(operation, request, caller, fault)
            raise
        log(operation, request, caller, None)
        return answer


async def handle_request(
    method: str,  # noqa: ARG001 -- the signature is MiniStack's
    path: str,  # noqa: ARG001
    headers: dict[str, str],
    body: bytes,
    query_params: Any,  # noqa: ARG001
) -> tuple[int, dict[str, str], bytes]:
    """Serve one request to the DMS API in AWS's JSON protocol."""
    target = next((value for name, value in headers.items() if name.lower() == "x-amz-target"), "")
    content = {"Content-Type": "application/x-amz-json-1.1"}
    try:
        answer = call(target.rpartition(".")[2], json.loads(body or b"{}"), API)
    except Fault as fault:
        problem = {"__type": fault.code, "message": fault.message}
        return 400, content | {"x-amzn-errortype": fault.code}, json.dumps(problem).encode()
    return 200, content, json.dumps(answer).encode()
