"""Items of Oracle, SQL Server and Db2, whose SQL the facts hold: there is no server to try it on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from dms_constructs import facts
from dms_constructs.prerequisites.asked import Asked
from dms_constructs.prerequisites.dialects import Dialect, dialect_of
from dms_constructs.prerequisites.item import Prerequisite
from dms_constructs.prerequisites.known import is_needed

__all__ = ["items"]


def items(asked: Asked) -> Iterator[Prerequisite]:
    """Yield what is to be done, in order."""
    of_family = facts.checklist(asked.family)
    texts = _Texts(asked, of_family["lists"])
    needed_for = facts.prerequisites()["needed_for"]
    for item_id, fact in of_family[asked.endpoint.endpoint_type.value].items():
        deployments = fact.get("deployments", (asked.deployment.value,))
        is_there = asked.deployment.value in deployments and ("when" not in fact or _WHEN[fact["when"]](asked))
        if is_there and is_needed(asked, fact["needed_for"]):
            statements = tuple(texts.statements(_here(asked, fact.get("sql", ())) or ()))
            instructions = texts.filled_in(_here(asked, fact.get("by_hand", "")) or "")
            if statements or instructions:
                yield Prerequisite(
                    id=item_id,
                    title=fact["title"],
                    why=fact["why"],
                    needed_for=needed_for[fact["needed_for"]],
                    source=fact["source"],
                    statements=statements,
                    instructions=instructions,
                    check=texts.filled_in(_here(asked, fact.get("check", "")) or ""),
                )


def _here(asked: Asked, said: Any) -> Any:
    """Return what counts for the deployment that is asked for."""
    return said.get(asked.deployment.value) if isinstance(said, Mapping) else said


_WHEN: Mapping[str, Callable[[Asked], bool]] = {
    "adding_logging": lambda asked: asked.switched("AddSupplementalLogging", default=False),
    "assessment": lambda asked: asked.assessment,
    "binary_reader": lambda asked: not asked.switched("UseLogminerReader", default=True),
    "log_miner": lambda asked: asked.switched("UseLogminerReader", default=True),
    "not_adding_logging": lambda asked: not asked.switched("AddSupplementalLogging", default=False),
}


class _Texts:
    """Fills what was asked for into the texts of the facts, quoted as the server wants it."""

    def __init__(self, asked: Asked, lists: Mapping[str, Any]) -> None:
        self._dialect = dialect_of(asked.family)
        literal = self._dialect.literal
        database = asked.database or ""
        named = {name: names for name, names in lists.items() if isinstance(names, list)}
        self._each: dict[str, Sequence[tuple[str, ...]]] = {
            "schemas": [(schema,) for schema in asked.schemas],
            "all_schemas": [(schema,) for schema in asked.every_schema],
            "tables": asked.tables,
        }
        self._lists = named
        self._values: dict[str, object] = {
            **{name: ", ".join(map(literal, names)) for name, names in named.items()},
            "database": self._dialect.identifier(database),
            "database_literal": literal(database),
            "hours": asked.retention_hours,
            "schema_count": len(asked.every_schema),
            "schema_literals": ", ".join(map(literal, asked.every_schema)),
            "selected_tables": _selected(asked, self._dialect),
            "user": self._dialect.identifier(asked.user),
            "user_literal": literal(asked.user),
            "user_plain": asked.user,
        }

    def filled_in(self, text: str, **more: str) -> str:
        """Return a text with what was asked for."""
        return text.format_map({**self._values, **more})

    def statements(self, given: Sequence[str | Mapping[str, str]]) -> Iterator[str]:
        """Yield statements, and those that are for each of some names."""
        for each in given:
            if isinstance(each, str):
                yield self.filled_in(each)
                continue
            of_facts = self._lists.get(each["each"])
            if of_facts is not None:  # names of the server's own, which need no quotation marks
                yield from (self.filled_in(each["sql"], each=name) for name in of_facts)
                continue
            for parts in self._each[each["each"]]:
                name = self._dialect.identifier(*parts)
                yield self.filled_in(
                    each["sql"],
                    each=name,
                    each_literal=self._dialect.literal(parts[-1]),
                    each_in_literal=name.replace("'", "''"),
                )


def _selected(asked: Asked, dialect: Dialect) -> str:
    """Return a condition on the tables that are migrated."""
    schema, table = _COLUMNS.get(asked.family, ("", ""))
    parts = [f"{schema} IN ({', '.join(map(dialect.literal, asked.schemas))})"] if asked.schemas else []
    parts += [
        f"({schema} = {dialect.literal(its_schema)} AND {table} = {dialect.literal(name)})"
        for its_schema, name in asked.tables
    ]
    return f"({' OR '.join(parts)})"


_COLUMNS = {"sqlserver": ("s.name", "t.name"), "db2": ("t.tabschema", "t.tabname")}
