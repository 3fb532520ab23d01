"""The catalog that a command is told to use."""

from __future__ import annotations

import json

from dms_constructs.catalog import Catalog
from dms_constructs.cli import address, documents, lookalikes
from dms_constructs.cli.libraries import missing
from dms_constructs.cli.measuring import Measuring
from dms_constructs.cli.trouble import FolderGiven, Trouble
from dms_constructs.cli.wanting import EVERYTHING, Wanted
from dms_constructs.errors import ConfigurationError

__all__ = ["load"]

_WANTED = "give a file that dms-constructs catalog wrote"


def load(where: str, *, wanted: Wanted = EVERYTHING, measure: Measuring | None = None) -> Catalog:
    """
    Return the catalog in a file, or that of the server behind a URL.

    Args:
        where: The name of a file, `-` for stdin, or a URL.
        wanted: Which tables of a server are read. Default: all but system tables.
        measure: What to measure on a server, for a catalog with sizes. It does not apply to a file, which has the
            sizes that it has. Default: no sizes.
    """
    if address.is_url(where):
        driver = address.parse(where).client.driver.rpartition("+")[2]
        if (words := missing("sqlalchemy", driver)) is not None:
            raise Trouble(words)
        from dms_constructs.cli import server  # noqa: PLC0415  # SQLAlchemy takes a moment to load

        return server.read(where, wanted=wanted, measure=measure)
    shown = "stdin" if where == documents.STDIN else where
    try:
        text = documents.read_text(where)
        return Catalog.from_json(text)
    except FolderGiven as error:
        raise Trouble(f"{error}; {_WANTED}") from None
    except ConfigurationError as error:
        if (looks := _other(text)) is not None:
            raise Trouble(f"{shown} is not a catalog: {looks}") from None
        raise Trouble(f"{shown}: {error}") from None


def _other(text: str) -> str | None:
    """Return what a text looks like that is JSON and not meant as a catalog."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return None
    is_catalog = isinstance(document, dict) and "tables" in document
    return None if is_catalog else lookalikes.instead_of(document, _WANTED)
