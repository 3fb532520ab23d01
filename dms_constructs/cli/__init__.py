"""The command `dms-constructs`. What it needs besides the library comes with the extra `cli`."""

from __future__ import annotations

import gc
import sys
from typing import NoReturn

from dms_constructs.cli.libraries import missing

__all__ = ["main"]

_COULD_NOT_RUN = 2
_INTERRUPTED = 130


def main() -> NoReturn:
    """Run the command with the arguments of this process."""
    # A command ends before it is worth looking for garbage, and a large catalog has millions of objects to look at.
    gc.disable()
    try:
        # Drivers are asked for when a server is read.
        if (words := missing("rich", "typer")) is not None:
            sys.stderr.write(f"{words}\n")
            sys.exit(_COULD_NOT_RUN)
        from dms_constructs.cli import program  # noqa: PLC0415  # it imports what may be missing

        program.run(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
