"""
Lambda's side: asynchronous invocations with their retries, and what runs just now.

MiniStack runs each invocation in a process of the function's own; whoever kills one does it by `Invocation.kill`.
"""

from __future__ import annotations

import asyncio
import contextvars
import os
import secrets
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local_cloud.plugin import clock, inside, orders
from local_cloud.plugin.configuration import configuration
from local_cloud.plugin.door import action
from local_cloud.plugin.store import Data

__all__ = ["Invocation", "busy", "deliver", "exists", "install", "invocation_of", "running_of", "waiting"]

# "Lambda retries function errors twice": one minute later, and two minutes after that.
_RETRIES = (60, 120)
# The others work in processes, so they are waited for in real time.
_TICK_SECONDS = 0.005
_TIME = Path(__file__).with_name("function_time.py")
_KILLED = "RequestId: {} Error: Runtime exited with error: signal: killed"


@dataclass(eq=False)
class Invocation:
    """What a function does just now, and for whom."""

    worker: Any
    event: Any
    request_id: str
    deadline: float
    timed_out: bool = False
    wakes: float | None = None
    waits: bool = False
    """Whether it waits for another function, so it need not be waited for."""

    @property
    def config(self) -> Data:
        """The function's configuration."""
        found: Data = self.worker.config
        return found

    def kill(self) -> None:
        """End the function's process at once."""
        process = vars(self.worker)["_proc"]
        if process is not None:
            process.kill()

    def check_time(self) -> None:
        """End it if its time is over."""
        if clock.now() > self.deadline and not self.timed_out:
            self.timed_out = True
            self.kill()


_lock = threading.Lock()
_deliveries = 0
_spawning = threading.local()
_workers: dict[str, Any] = {}
_running: dict[int, Invocation] = {}
_journal: list[Data] = []


def install() -> None:
    """Take the places of MiniStack's asynchronous invocation, and of how a function's process is started and called."""
    vars(inside.lambda_service)["invoke_async_with_retry"] = lambda func, event: deliver(
        (func.get("config") or func)["FunctionArn"], event
    )
    _share_clock()
    worker = inside.FunctionWorker
    spawn, invoke = vars(worker)["_spawn"], worker.invoke
    credentials = inside.lambda_runtime.execution_credentials

    def noted_spawn(self: Any) -> None:
        _spawning.worker = self
        spawn(self)

    def credentials_of_its_own(config: Data) -> dict[str, str]:
        token = secrets.token_urlsafe(48)
        _workers[token] = _spawning.worker
        group = (config.get("LoggingConfig") or {}).get("LogGroup")
        more = {"AWS_LAMBDA_LOG_GROUP_NAME": group} if group else {}
        return {**credentials(config), "AWS_SESSION_TOKEN": token, **more}

    def noted_invoke(self: Any, event: Any, request_id: str, **more: Any) -> Data:
        seconds = float(self.config.get("Timeout", 3))
        running = _running[id(self)] = Invocation(self, event, request_id, clock.now() + seconds)
        try:
            result: Data = invoke(self, event, request_id, **more)
        finally:
            del _running[id(self)]
        if running.timed_out:
            result["error"] = f"Task timed out after {seconds:.2f} seconds"
        elif result.get("error") == "Worker process died":
            result["error"] = _KILLED.format(request_id)
        return result

    worker._spawn = noted_spawn  # noqa: SLF001 -- there is no other place to know a function's process by
    worker.invoke = noted_invoke
    vars(inside.lambda_runtime)["execution_credentials"] = credentials_of_its_own


def _share_clock() -> None:
    file = Path(tempfile.gettempdir()) / f"clock-{os.getpid()}"
    clock.share(file)
    os.environ["LOCAL_CLOUD_CLOCK_FILE"] = str(file)
    runtime = vars(inside.lambda_runtime)
    runtime["_PYTHON_WORKER_SCRIPT"] = _TIME.read_text(encoding="utf-8") + runtime["_PYTHON_WORKER_SCRIPT"]


@action
async def sleep(request: Data) -> None:
    """
    {"Seconds": 5, "Token": ...}: a function sleeps while the clock jumps; it is answered when it wakes.

    The clock jumps when all functions that run are asleep, to where the first one wakes: as if they slept at the same
    time. How long the others take doesn't matter, so a slow machine sees the same as a fast one.
    """
    running = invocation_of(request["Token"])
    if running is None:
        clock.sleep(request["Seconds"])
        return
    # Its own end comes first.
    running.wakes = min(clock.now() + request["Seconds"], running.deadline + 1)
    while clock.now() < running.wakes:
        all_running = list(_running.values())
        if running not in all_running:
            return  # it was ended
        if any(each.wakes is None and not each.waits for each in all_running):
            await asyncio.sleep(_TICK_SECONDS)
        else:
            clock.sleep(max(min(each.wakes for each in all_running if each.wakes) - clock.now(), 0))
    running.check_time()
    running.wakes = None


def invocation_of(token: str) -> Invocation | None:
    """Return what the function does that has this session token; None if it isn't a function's."""
    worker = _workers.get(token)
    if worker is None:
        return None
    return _running.get(id(worker)) or Invocation(worker, None, "", clock.now())


@contextmanager
def waiting(running: Invocation | None) -> Iterator[None]:
    """Note, for as long as this lasts, that a function waits for another; nothing where none runs."""
    if running is None:
        yield
        return
    running.waits = True
    try:
        yield
    finally:
        running.waits = False


def exists(function: str) -> bool:
    """Say whether there is a function of this ARN."""
    return inside.find_function(function)[0] is not None


def busy() -> bool:
    """Say whether any function runs, or will by itself."""
    return _deliveries > 0 or inside.running_functions()[0] > 0


def running_of(function: str) -> list[Invocation]:
    """Return what a function does just now."""
    return [each for each in list(_running.values()) if each.config["FunctionArn"] == function]


def deliver(function: str, event: Any) -> None:
    """Invoke a function asynchronously: at once, and again if it fails."""
    account = function.split(":")[4]
    order = orders.take(account, "event", orders.facts_of(event))
    context = contextvars.copy_context()

    def start(deliveries: int = 1) -> None:
        _count(1)
        threading.Thread(target=context.copy().run, args=(_deliver, function, event, deliveries), daemon=True).start()

    if order and order.does == "hold":
        orders.hold(account, start)
        return
    start(2 if order and order.does == "again" else 1)
    if order and order.does == "twice":
        start()


def _deliver(function: str, event: Any, deliveries: int) -> None:
    try:
        for _ in range(deliveries):
            _try(function, event)
    finally:
        _count(-1)


def _try(function: str, event: Any) -> None:
    for pause in (0, *_RETRIES):
        if pause:
            clock.sleep(pause if configuration.clock_jumps else configuration.retry_seconds)
        # Looked up each time: a retry runs the code that the function has by then.
        record, config, _ = inside.find_function(function)
        if record is None:
            return
        entry = {"Function": function, "Event": event, "Error": None, "Over": False}
        _journal.append(entry)
        result = inside.run_function(inside.with_configuration(record, config), event)
        entry["Over"] = True
        if not result.get("error"):
            return
        entry["Error"] = result["body"]["errorMessage"]


@action
def deliveries(request: Data) -> Data:
    """{"Account": ...} lists every asynchronous delivery of an event to the account's functions, and how it ended."""
    of_account = f":{request['Account']}:function:"
    return {"Deliveries": [each for each in _journal if of_account in each["Function"]]}


def _count(change: int) -> None:
    global _deliveries  # noqa: PLW0603 -- one number for the whole cloud
    with _lock:
        _deliveries += change
