"""Run the server process on a socket that the launcher has opened: `python -m local_cloud.plugin FD [--follow]`."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from typing import Any

__all__: list[str] = []

FOLLOW = "--follow"


def _end_with_launcher() -> None:
    """Wait until the launcher is gone, however it went, then end this process and its Lambda functions."""
    sys.stdin.buffer.read()
    os.killpg(os.getpgid(0), signal.SIGKILL)


def _serve(descriptor: str) -> None:
    # These take seconds to import, in which the launcher may go already.
    from hypercorn.asyncio import serve  # noqa: PLC0415
    from hypercorn.config import Config  # noqa: PLC0415

    from local_cloud.plugin.app import app  # noqa: PLC0415

    application: Any = app  # hypercorn's own type spells out every kind of message
    config = Config()
    config.bind = [f"fd://{descriptor}"]
    config.accesslog = None
    asyncio.run(serve(application, config))


if __name__ == "__main__":
    if FOLLOW in sys.argv:
        threading.Thread(target=_end_with_launcher, daemon=True).start()
    _serve(sys.argv[1])
