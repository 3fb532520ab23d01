"""What to measure on a server, and the options that say so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

from dms_constructs.cli.trouble import Trouble

__all__ = ["ChangeSecondsOption", "Measuring", "NoLobSizesOption", "SizesOption", "wanted"]

_MOST_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Measuring:
    """
    What to measure besides rows and bytes of tables, which the server's statistics tell.

    Args:
        lobs: The lengths of large objects. It reads every table that has some.
        change_seconds: How fast the source changes, from two samples that many seconds apart; 0 is not at all.
    """

    lobs: bool = True
    change_seconds: int = 0


SizesOption = Annotated[
    bool,
    typer.Option(
        "--sizes",
        help="Write sizes too: rows and bytes of each table, which are estimates from the server's statistics, and the "
        "lengths of large objects. Measuring those reads each of their columns once.",
    ),
]
NoLobSizesOption = Annotated[
    bool,
    typer.Option(
        "--no-lob-sizes",
        help="With --sizes, don't measure large objects. Read are only small tables that statistics say nothing about, "
        "to count their rows.",
    ),
]
ChangeSecondsOption = Annotated[
    int,
    typer.Option(
        "--change-seconds",
        metavar="N",
        min=0,
        max=_MOST_SECONDS,
        help="With --sizes, measure how fast the source changes, from two samples N seconds apart; 0 is not at all. "
        "It reads counters only. Take a minute or more while the source is busy.",
    ),
]


def wanted(*, sizes: bool, no_lob_sizes: bool, change_seconds: int) -> Measuring | None:
    """Return what the options say."""
    if sizes:
        return Measuring(lobs=not no_lob_sizes, change_seconds=change_seconds)
    if no_lob_sizes or change_seconds:
        raise Trouble("--no-lob-sizes and --change-seconds say what --sizes measures; add --sizes")
    return None
