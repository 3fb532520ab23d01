"""What functions print reaches CloudWatch Logs, to the end; only if their roles allow it, and nobody is told if not."""

from __future__ import annotations

import queue
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from local_cloud.plugin import authorization, inside
from local_cloud.plugin.store import Data

__all__ = ["install"]

_OUTPUT = Path(__file__).with_name("function_output.py")
# What a process writes behind its output: see function_output.py.
_END = "\0end of output\0"
_LONGEST_SECONDS = 10
_TICK_SECONDS = 0.05


def install() -> None:
    """Put the check before MiniStack's function, and read what Python functions print to its end."""
    module = vars(inside.lambda_service)
    write = module["_emit_lambda_logs"]
    runtime = vars(inside.lambda_runtime)
    runtime["_PYTHON_WORKER_SCRIPT"] = _OUTPUT.read_text(encoding="utf-8") + runtime["_PYTHON_WORKER_SCRIPT"]
    worker = inside.FunctionWorker
    drain = vars(worker)["_drain_stderr_bounded"]

    def drain_to_the_end(self: Any) -> str:
        if not str(self.config.get("Runtime", "")).startswith("python"):
            return str(drain(self))
        return "\n".join(_output(vars(self)["_stderr_queue"], vars(self)["_stderr_thread"]))

    worker._drain_stderr_bounded = drain_to_the_end  # noqa: SLF001 -- there is no other place to read it at

    def write_if_allowed(function: Data, *more: Any, **named: Any) -> None:
        config = function.get("config") or function
        if _may_write(config):
            write(function, *more, **named)

    module["_emit_lambda_logs"] = write_if_allowed


def _output(lines: queue.Queue[str], reader: Any) -> Iterator[str]:
    """Yield what a process printed for one call: until the mark, or all of a process that has ended."""
    # Something that a killed process started could hold its output open.
    deadline = time.monotonic() + _LONGEST_SECONDS
    while time.monotonic() < deadline:
        is_open = reader.is_alive()
        try:
            line = lines.get(block=is_open, timeout=_TICK_SECONDS)
        except queue.Empty:
            if not is_open:
                return
            continue
        said = line.removesuffix(_END)
        if said:
            yield said
        if line.endswith(_END):
            return


def _may_write(config: Data) -> bool:
    group = (config.get("LoggingConfig") or {}).get("LogGroup") or f"/aws/lambda/{config['FunctionName']}"
    arn = f"arn:aws:logs:{inside.get_region()}:{inside.get_account_id()}:log-group:{group}"
    needed = [("logs:CreateLogStream", f"{arn}:log-stream:ANY"), ("logs:PutLogEvents", f"{arn}:log-stream:ANY")]
    if group not in inside.LOG_GROUPS:
        needed.append(("logs:CreateLogGroup", arn))
    return all(authorization.allows(config, action, resource) for action, resource in needed)
