"""
Put before the code of a function: before its answer comes the end of what it printed.

MiniStack can't see where that ends: it takes what arrives within some milliseconds, so a busy machine loses the last
lines of a log. It runs in the function's process, so it uses the standard library only.
"""

import sys
from typing import TextIO, cast

_END = "\0end of output\0"
_INITIALIZED = '{"status": "ready"'


class _Answers:
    """Standard output, on which a process answers."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def write(self, text: str) -> int:
        if not text.startswith(_INITIALIZED):
            print(_END, file=sys.__stderr__, flush=True)
        return self._file.write(text)

    def flush(self) -> None:
        self._file.flush()


sys.stdout = cast("TextIO", _Answers(sys.stdout))
