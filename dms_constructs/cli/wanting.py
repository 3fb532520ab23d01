"""Which tables of a server are read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

__all__ = ["EVERYTHING", "SchemaOption", "SystemSchemasOption", "Wanted"]

SchemaOption = Annotated[
    list[str] | None,
    typer.Option(
        "--schema",
        metavar="NAME",
        help="Read the tables of this schema only; of MySQL, this database. May be given more than once.",
        show_default=False,
    ),
]
SystemSchemasOption = Annotated[
    bool, typer.Option("--system-schemas", help="Read system tables too, which are left out otherwise.")
]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which tables of a server are read."""

    schemas: tuple[str, ...] = ()
    """Those of these schemas; empty for all."""
    system_schemas: bool = False
    """Whether system tables too, unless schemas are named, which may be such."""


EVERYTHING = Wanted()
"""All but system tables."""
