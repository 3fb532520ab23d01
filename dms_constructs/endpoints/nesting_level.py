"""What becomes of the documents of MongoDB and DocumentDB."""

from __future__ import annotations

import enum

__all__ = ["NestingLevel"]


class NestingLevel(enum.Enum):
    """
    What a document of MongoDB or DocumentDB becomes on the target.

    Source: the DMS User Guide, pages CHAP_Source.MongoDB and CHAP_Source.DocumentDB.
    """

    NONE = "none"
    """Document mode: the whole document is one column, `_doc`, or stays a document."""
    ONE = "one"
    """Table mode: each field of the top level is a column, and nested fields are flattened into columns `a.b.c`."""
