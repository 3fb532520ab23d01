"""What functions print reaches CloudWatch Logs only if their roles allow it, as in AWS, where nobody is told of it."""

from __future__ import annotations

from typing import Any

from local_cloud.plugin import authorization, inside
from local_cloud.plugin.store import Data

__all__ = ["install"]


def install() -> None:
    """Put the check before MiniStack's function."""
    module = vars(inside.lambda_service)
    write = module["_emit_lambda_logs"]

    def write_if_allowed(function: Data, *more: Any, **named: Any) -> None:
        config = function.get("config") or function
        if _may_write(config):
            write(function, *more, **named)

    module["_emit_lambda_logs"] = write_if_allowed


def _may_write(config: Data) -> bool:
    group = (config.get("LoggingConfig") or {}).get("LogGroup") or f"/aws/lambda/{config['FunctionName']}"
    arn = f"arn:aws:logs:{inside.get_region()}:{inside.get_account_id()}:log-group:{group}"
    needed = [("logs:CreateLogStream", f"{arn}:log-stream:ANY"), ("logs:PutLogEvents", f"{arn}:log-stream:ANY")]
    if group not in inside.LOG_GROUPS:
        needed.append(("logs:CreateLogGroup", arn))
    return all(authorization.allows(config, action, resource) for action, resource in needed)
