"""The catalog that a command is told to use."""

from __future__ import annotations

from dms_constructs.catalog import Catalog
from dms_constructs.cli import address, documents
from dms_constructs.cli.libraries import missing
from dms_constructs.cli.measuring import Measuring
from dms_constructs.cli.trouble import Trouble
from dms_constructs.errors import ConfigurationError

__all__ = ["load"]


def load(where: str, *, measure: Measuring | None = None) -> Catalog:
    """
    Return the catalog in a file, or that of the server behind a URL.

    Args:
        where: The name of a file, `-` for stdin, or a URL.
        measure: What to measure on a server, for a catalog with sizes. It does not apply to a file, which has the
            sizes that it has. Default: no sizes.
    """
    if address.is_url(where):
        driver = address.parse(where).client.driver.rpartition("+")[2]
        if (words := missing("sqlalchemy", driver)) is not None:
            raise Trouble(words)
        from dms_constructs.cli import server  # noqa: PLC0415  # SQLAlchemy takes a moment to load

        return server.read(where, measure=measure)
    text = documents.read_text(where)
    try:
        return Catalog.from_json(text)
    except ConfigurationError as error:
        raise Trouble(f"{'stdin' if where == documents.STDIN else where}: {error}") from None
