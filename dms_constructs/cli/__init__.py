"""The command `dms-constructs`. What it needs besides the library comes with `pip install 'dms-constructs[cli]'`."""

from __future__ import annotations

import gc
import importlib.util
import sys
from typing import NoReturn

__all__ = ["main"]

_NEEDED = ("psycopg", "pymysql", "rich", "sqlalchemy", "typer")
_COULD_NOT_RUN = 2
_INTERRUPTED = 130


def main() -> NoReturn:
    """Run the command with the arguments of this process."""
    # A command ends before it is worth looking for garbage, and a large catalog has millions of objects to look at.
    gc.disable()
    missing = [name for name in _NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        sys.stderr.write(f"dms-constructs needs {', '.join(missing)}: pip install 'dms-constructs[cli]'\n")
        sys.exit(_COULD_NOT_RUN)
    try:
        from dms_constructs.cli import program  # noqa: PLC0415  # it imports what may be missing

        program.run(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
