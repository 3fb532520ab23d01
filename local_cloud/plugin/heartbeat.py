"""Lets happen what is due also when nobody asks: events are told, and alarms looked at, as time goes by."""

from __future__ import annotations

import threading
import time
import traceback
from collections.abc import Callable

__all__ = ["beat"]

_SECONDS = 0.1


def beat(*actions: Callable[[], None]) -> None:
    """Call these again and again, in a thread of its own."""

    def forever() -> None:
        while True:
            time.sleep(_SECONDS)
            for action in actions:
                try:
                    action()
                except Exception:
                    # One that goes wrong must not end the others; the server's log has it.
                    traceback.print_exc()

    threading.Thread(target=forever, daemon=True).start()
