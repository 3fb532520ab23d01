"""The runbook of a migration, as a value."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

from dms_constructs.runbook.blocks import Section, SqlBlock
from dms_constructs.runbook.clean_up import clean_up
from dms_constructs.runbook.cut_over import cut_over, way_back
from dms_constructs.runbook.facts import RunbookFacts
from dms_constructs.runbook.names import first, heading
from dms_constructs.runbook.running import start, watch
from dms_constructs.runbook.schema import after_load, schema
from dms_constructs.runbook.users import users

__all__ = ["Runbook"]


@dataclass(frozen=True)
class Runbook:
    """
    What to do by hand for a migration, in order: `print(migration.runbook())`.

    Made by `DatabaseMigration.runbook`; `dms-constructs runbook` prints the same. Source: the DMS User Guide, pages
    CHAP_BestPractices, CHAP_Source.PostgreSQL, CHAP_Source.MySQL, CHAP_Target.PostgreSQL and CHAP_Target.MySQL.
    """

    _migrations: Sequence[RunbookFacts]

    def to_markdown(self) -> str:
        """Return it as Markdown, with the SQL and the commands."""
        return "\n\n".join(map(_written, self._migrations)) + "\n"

    @functools.cached_property
    def sql(self) -> tuple[SqlBlock, ...]:
        """The SQL of it, in order."""
        return tuple(
            piece
            for facts in self._migrations
            for section in _sections(facts)
            for piece in section.pieces
            if isinstance(piece, SqlBlock)
        )

    def __str__(self) -> str:
        return self.to_markdown()


def _written(facts: RunbookFacts) -> str:
    sections = [each.to_markdown(number) for number, each in enumerate(_sections(facts), start=1)]
    return "\n\n".join([heading(facts), *sections])


def _sections(facts: RunbookFacts) -> list[Section]:
    sections = (
        first(facts),
        schema(facts),
        users(facts),
        start(facts),
        after_load(facts),
        watch(facts),
        cut_over(facts),
        way_back(facts),
        clean_up(facts),
    )
    return [each for each in sections if each is not None]
