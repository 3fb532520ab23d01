"""RDF graphs: triples made of rows, to be asked with SPARQL."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dms_constructs._checks import not_blank, taken_as_is
from dms_constructs.errors import ConfigurationError, shown

__all__ = ["R2rmlMapping"]

_R2RML = "http://www.w3.org/ns/r2rml#"
_PREFIX = re.compile(r"@?prefix\s+([\w.-]*):\s*<" + re.escape(_R2RML) + ">", re.IGNORECASE)
# What can hold the names of R2RML without meaning them: texts, other addresses, and comments.
_TEXT = re.compile(r'"""(?:.|\n)*?"""|"(?:[^"\\\n]|\\.)*"')
_COMMENT = re.compile(r"(<[^<>\s]*>)|#[^\n]*")
# What DMS doesn't do, and what to do instead.
_NOT_THERE = {
    "inverseExpression": "remove it",
    "parentTriplesMap": "join the tables in a view of the source, select that, and map it as a table",
    "joinCondition": "join the tables in a view of the source, select that, and map it as a table",
    "sqlQuery": "make a view of the query in the source, select that, and map it with rr:tableName",
    "R2RMLView": "make a view of the query in the source, select that, and map it with rr:tableName",
}
# The pieces of Turtle: texts, addresses, comments, marks, and names.
_PIECE = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""|"(?:[^"\\\n]|\\.)*"'
    r"|'(?:[^'\\\n]|\\.)*'|<[^<>\s]*>|#[^\n]*|[][();,.]"
    r"""|[^\s"'<>#\[\]();,]*[^\s"'<>#\[\]();,.]"""
)
_IN_TEMPLATE = re.compile(r"(?<!\\)\{([^{}]*[^{}\\])\}")
_EXAMPLE = "dms.R2rmlMapping(open('graph.ttl').read())"


@dataclass(frozen=True, slots=True)
class R2rmlMapping:
    """
    How rows become triples in Neptune: a document of R2RML, in Turtle.

    DMS has no inverse expressions, joins and views of R2RML; make a view in the source for these.

    Source: the DMS User Guide, page CHAP_Target.Neptune, and the W3C recommendation R2RML.

    Args:
        text: The document.

    Raises:
        ConfigurationError: `DMS-Y029` for a text that is not R2RML, or uses what DMS doesn't have.
    """

    text: str

    def __post_init__(self) -> None:
        not_blank("DMS-Y029", "R2rmlMapping.text", self.text, _EXAMPLE)
        if taken_as_is(self.text):
            return
        used = _used(self.text)
        if not used & {"logicalTable", "tableName", *_NOT_THERE}:
            is_file = self.text.strip().endswith((".ttl", ".rml")) and "\n" not in self.text.strip()
            write = f"dms.R2rmlMapping(open({self.text.strip()!r}).read())" if is_file else _EXAMPLE
            raise ConfigurationError(
                "DMS-Y029",
                f"an R2rmlMapping must be R2RML in Turtle: the prefix of <{_R2RML}>, and maps with a logicalTable, got "
                f"{shown(self.text)}; write {write}",
            )
        for name, instead in _NOT_THERE.items():
            if name in used:
                raise ConfigurationError(
                    "DMS-Y029", f"R2rmlMapping.text uses rr:{name}, which DMS doesn't have; {instead}"
                )

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables that it reads, each once."""
        return tuple(dict.fromkeys(table for named, _ in self._maps() for table in named))

    @property
    def columns(self) -> tuple[tuple[str, str], ...]:
        """The columns that its maps name, each once, with the table of the map; those of which the table is clear."""
        # Of a statement about several tables it is not clear whose column one is.
        only = self.tables if len(self.tables) == 1 else ()
        found = [
            (of[0], column)
            for named, columns in self._maps()
            if len(of := tuple(dict.fromkeys(named)) or only) == 1
            for column in columns
        ]
        return tuple(dict.fromkeys(found))

    def _maps(self) -> Iterator[tuple[list[str], list[str]]]:
        """Yield of each statement of the document the tables and the columns that it names."""
        prefix = _PREFIX.search(self.text)
        starts = [f"<{_R2RML}", *([f"{prefix[1]}:"] if prefix is not None else [])]
        tables: list[str] = []
        columns: list[str] = []
        depth, after = 0, ""
        for piece in _PIECE.findall(self.text):
            if piece.startswith("#"):
                continue
            if piece[0] in "\"'":
                text = piece.strip('"') if piece.startswith('"""') else piece[1:-1]
                text = text.replace('\\"', '"').replace("\\\\", "\\")
                if after == "tableName":
                    tables.append(text)
                elif after == "column":
                    columns.append(text)
                elif after == "template":
                    columns += _IN_TEMPLATE.findall(text)
            after = next((piece[len(start) :].rstrip(">") for start in starts if piece.startswith(start)), "")
            depth += {"[": 1, "]": -1}.get(piece, 0)
            if piece == "." and depth == 0:
                yield tables, columns
                tables, columns = [], []
        yield tables, columns


def _used(text: str) -> set[str]:
    """Return the names of R2RML that a document uses, by its prefix or in full; not those in texts and comments."""
    bare = _COMMENT.sub(lambda each: each[1] or "", _TEXT.sub('""', text))
    found = set(re.findall(rf"<{re.escape(_R2RML)}(\w+)>", bare))
    prefix = _PREFIX.search(text)
    return found | set(re.findall(rf"(?<![\w.-]){re.escape(prefix[1])}:(\w+)", bare)) if prefix is not None else found
