"""RDF graphs: triples made of rows, to be asked with SPARQL."""

from __future__ import annotations

import re
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
        found = re.findall(r':tableName\s+"((?:[^"\\]|\\.)*)"', _COMMENT.sub(lambda each: each[1] or "", self.text))
        return tuple(dict.fromkeys(name.replace('\\"', '"') for name in found))


def _used(text: str) -> set[str]:
    """Return the names of R2RML that a document uses, by its prefix or in full; not those in texts and comments."""
    bare = _COMMENT.sub(lambda each: each[1] or "", _TEXT.sub('""', text))
    found = set(re.findall(rf"<{re.escape(_R2RML)}(\w+)>", bare))
    prefix = _PREFIX.search(text)
    return found | set(re.findall(rf"(?<![\w.-]){re.escape(prefix[1])}:(\w+)", bare)) if prefix is not None else found
