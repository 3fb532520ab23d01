"""The step of a cutover about what makes values: sequences, identity columns and `AUTO_INCREMENT`."""

from __future__ import annotations

from collections.abc import Iterator

from dms_constructs.runbook.blocks import Piece, literal, of_file, quoted
from dms_constructs.runbook.facts import RunbookFacts

__all__ = ["made_by", "makers"]

_CATALOG = (
    "`dms-constructs catalog` writes it to a file, and with `dms-constructs runbook --source-catalog FILE` the SQL "
    "stands here."
)


def made_by(facts: RunbookFacts) -> str:
    """Return what makes values on the target."""
    return "sequences" if facts.target.protocol == "postgresql" else "AUTO_INCREMENT"


def makers(facts: RunbookFacts) -> Iterator[Piece]:
    """Yield how what makes values goes on where the source stopped."""
    source, target = facts.source, facts.target
    if target.protocol == "postgresql":
        if source.protocol == "postgresql":
            yield "DMS moves no sequences. They go on where the source's stand:"
            yield from _not_renamed(facts)
            yield of_file("sequences_of_source", source, prints_for_other=True, renames=facts.renames)
            yield "And none may stand before the data, which this makes sure of:"
        else:
            yield "DMS moves values, and not what makes the next one."
            yield from _identities(facts)
            yield "Then each sequence goes on behind the data:"
        yield of_file("sequences", target)
        if source.protocol == "postgresql":
            yield (
                "Identity columns that are `generated always` on the source take values here, for DMS; "
                "`alter table ... alter column ... set generated always` ends that."
            )
    elif source.protocol == "mysql":
        yield (
            "A table that DMS made has no `AUTO_INCREMENT`; one from a dump has it, and goes on behind its largest "
            "value. Only the source knows what was given out and deleted again; `mysql --force` goes on after tables "
            "that don't move:"
        )
        yield from _not_renamed(facts)
        yield of_file("counters", source, prints_for_other=True, renames=facts.renames)
    else:
        yield from _auto_increments(facts)


def _not_renamed(facts: RunbookFacts) -> Iterator[Piece]:
    if facts.source.schemas and not facts.target.schemas:
        yield "**The rules rename schemas by a pattern**: rename them in what this prints."


def _identities(facts: RunbookFacts) -> Iterator[Piece]:
    found = [table for table in facts.tables or () if table.identity is not None]
    if facts.tables is None:
        yield (f"Which columns need one, the catalog of the source tells: {_CATALOG}")
    elif not found:
        yield "No column of the source makes values by itself."
    else:
        yield "These columns made values on the source:"
        columns = [
            f"                ({literal('.'.join(quoted(name, 'postgresql') for name in table.target), 'postgresql')}, "
            f"{literal(str(table.identity), 'postgresql')})"
            for table in found
        ]
        yield of_file("identities", facts.target, columns=",\n".join(columns))


def _auto_increments(facts: RunbookFacts) -> Iterator[Piece]:
    found = [table for table in facts.tables or () if table.identity is not None]
    if found:
        yield "These columns made values on the source; with `AUTO_INCREMENT` they go on behind their largest value:"
        columns = [
            f"    ({', '.join(literal(name, 'mysql') for name in (*table.target, str(table.identity)))})"
            for table in found
        ]
        yield of_file("auto_increments", facts.target, prints=True, columns=",\n".join(columns))
    elif facts.tables is None:
        yield (
            "DMS moves values, and not what makes the next one. Which columns need `AUTO_INCREMENT`, the catalog of "
            f"the source tells: {_CATALOG}"
        )
