"""A checklist as a value: as Markdown, as a script, and as a query that says what is done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from dms_constructs._markdown import escaped
from dms_constructs.databases.deployment import Deployment
from dms_constructs.engines import EndpointType, EngineName
from dms_constructs.migration_type import MigrationType
from dms_constructs.prerequisites.dialects import Dialect, dialect_of
from dms_constructs.prerequisites.item import Prerequisite
from dms_constructs.prerequisites.quoting import comment

__all__ = ["Prerequisites"]

_PLACES = {
    Deployment.SELF_MANAGED: "on a server of your own",
    Deployment.RDS: "on Amazon RDS",
    Deployment.AURORA: "on Amazon Aurora",
}
_TYPES = {
    MigrationType.FULL_LOAD: "full load",
    MigrationType.CDC: "changes",
    MigrationType.FULL_LOAD_AND_CDC: "full load and changes",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Prerequisites:
    """
    What a database server must have before DMS can read from it or write to it: users, grants, settings, network.

    Made by `prerequisites_of` and by the `prerequisites` method of endpoints. No password is in it: the scripts take it
    from a variable of the client.
    """

    items: tuple[Prerequisite, ...]
    """What must be so, in the order in which it is done."""
    endpoint_type: EndpointType
    """Whether DMS reads from the server or writes to it."""
    engine_name: EngineName
    """Its engine."""
    deployment: Deployment
    """How the server is run."""
    migration_type: MigrationType
    """What is migrated."""
    database: str | None = field(default=None)
    """The database to run the script in; None for MySQL, MariaDB and Oracle."""
    user_name: str = "dms"
    """The user that DMS logs in as."""
    has_iam: bool = False
    """Whether it logs in with IAM instead of a password."""

    def __iter__(self) -> Iterator[Prerequisite]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def __str__(self) -> str:
        return self.markdown()

    def __getitem__(self, item_id: str) -> Prerequisite:
        """Return the item of this id; a `KeyError` where the checklist has none."""
        for item in self.items:
            if item.id == item_id:
                return item
        raise KeyError(item_id)

    @property
    def title(self) -> str:
        """What it is the checklist of."""
        display = self.engine_name.record.short_name
        name = display if self.deployment is Deployment.AURORA else f"{display} {_PLACES[self.deployment]}"
        return f"{name} as a {self.endpoint_type.value}: {_TYPES[self.migration_type]}"

    def sql(self) -> str:
        """
        Return one script for the server's administrator, and for the client of its kind: psql, mysql, SQL*Plus, sqlcmd.

        Items that no SQL can do stand in it as comments. It can be run again.
        """
        end = self._dialect.batch_end
        return "\n".join([self._head(), *(_section(item, end) for item in self.items), self._dialect.tail])

    def check_sql(self) -> str:
        """Return one query that says of each item that a query can tell of whether it is done: item, done."""
        literal, nothing = self._dialect.literal, self._dialect.from_nothing
        rows = [
            f"SELECT {literal(item.id)} AS item, ({item.check}) AS done{nothing}" for item in self.items if item.check
        ]
        return "\nUNION ALL\n".join(rows) + ";\n" if rows else ""

    def markdown(self, *, level: int = 2) -> str:
        """
        Return it as Markdown.

        Args:
            level: The level of its heading. Default: 2.
        """
        parts = [f"{'#' * level} {escaped(self.title)}", self._how_to_run()]
        parts += [_listed(item, level + 1) for item in self.items]
        if checks := self.check_sql():
            parts.append(f"{'#' * (level + 1)} Is it done?\n\nEach row must be true.\n\n{_block('sql', checks)}")
        return "\n\n".join(parts) + "\n"

    @property
    def _dialect(self) -> Dialect:
        return dialect_of(self.engine_name.record.protocol, has_iam=self.has_iam)

    def _head(self) -> str:
        said = [self.title, self._dialect.run, *([] if self._dialect.has_run else [_NOT_RUN])]
        return "\n".join([*map(comment, said), *self._dialect.head, ""])

    def _how_to_run(self) -> str:
        who = (
            "As the administrator of the server" if self.deployment is Deployment.SELF_MANAGED else "As the master user"
        )
        has_database = self._dialect.has_database
        where = f", in the database that the endpoint {_VERBS[self.endpoint_type]}" if has_database else ""
        warning = "" if self._dialect.has_run else f"{_NOT_RUN} "
        return f"{warning}{who}{where}. {self._dialect.asks}:\n\n{_block('sh', self._dialect.commands)}"


_NOT_RUN = "No test of this library has run this SQL: there was no such server. Try it on a copy first."
_VERBS = {EndpointType.SOURCE: "reads", EndpointType.TARGET: "writes"}


def _section(item: Prerequisite, batch_end: str) -> str:
    """Return an item as a part of a script."""
    lines = [comment(f"{item.id}: {item.title} ({item.needed_for})")]
    if item.instructions:
        lines.append(comment(f"By hand: {item.instructions}"))
    return "\n".join([*lines, item.sql + batch_end if item.sql else ""])


def _listed(item: Prerequisite, level: int) -> str:
    """Return an item as Markdown."""
    parts = [
        f"{'#' * level} {escaped(item.title)}",
        f"{escaped(item.why)} Needed for {item.needed_for}.",
    ]
    if item.statements:
        parts.append(_block("sql", item.sql))
    if item.instructions:
        parts.append(_in_markdown(item.instructions))
    parts.append(f"Source: {escaped(item.source)}.")
    return "\n\n".join(parts)


def _in_markdown(instructions: str) -> str:
    """Return what is to be done by hand: sentences, and below them lines of a file, which are indented."""
    said = [line for line in instructions.split("\n") if not line.startswith("  ")]
    lines = [line[2:] for line in instructions.split("\n") if line.startswith("  ")]
    text = escaped(" ".join(said))
    return f"{text}\n\n{_block('text', chr(10).join(lines) + chr(10))}" if lines else text


def _block(language: str, code: str) -> str:
    """Return a block of code, whose fence is longer than any in it."""
    fence = "```"
    while fence in code:
        fence += "`"
    return f"{fence}{language}\n{code}{fence}"
