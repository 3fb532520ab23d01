"""A checklist as a value: as Markdown, as a script, and as a query that says what is done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from dms_constructs._markdown import escaped
from dms_constructs.databases.deployment import Deployment
from dms_constructs.engines import EndpointType, EngineName
from dms_constructs.migration_type import MigrationType
from dms_constructs.prerequisites.item import Prerequisite
from dms_constructs.prerequisites.quoting import comment, mysql_literal, postgresql_literal

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
    """The database to run the script in; None for MySQL and MariaDB, where it runs in any."""
    user_name: str = "dms"
    """The user that DMS logs in as."""

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
        display = self.engine_name.record.display.partition(" (")[0]
        name = display if self.deployment is Deployment.AURORA else f"{display} {_PLACES[self.deployment]}"
        return f"{name} as a {self.endpoint_type.value}: {_TYPES[self.migration_type]}"

    def sql(self) -> str:
        """
        Return one script for the server's administrator: psql runs it for PostgreSQL, mysql or mariadb for the others.

        Items that no SQL can do stand in it as comments. It can be run again.
        """
        return "\n".join([self._head(), *(_section(item) for item in self.items), self._tail()])

    def check_sql(self) -> str:
        """Return one query that says of each item that a query can tell of whether it is done: item, done."""
        literal = postgresql_literal if self._is_postgresql else mysql_literal
        rows = [f"SELECT {literal(item.id)} AS item, ({item.check}) AS done" for item in self.items if item.check]
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
    def _is_postgresql(self) -> bool:
        return self.engine_name.record.protocol == "postgresql"

    def _head(self) -> str:
        lines = [comment(self.title), comment(_RUN[self._is_postgresql])]
        if self._is_postgresql:
            return "\n".join([*lines, "\\set ON_ERROR_STOP on", "\\getenv dms_password DMS_PASSWORD", ""])
        return "\n".join([*lines, _PLAIN_QUOTES, ""])

    def _tail(self) -> str:
        return "" if self._is_postgresql else "SET @dms_password = NULL, @dms_statement = NULL;\n"

    def _how_to_run(self) -> str:
        who = (
            "As the administrator of the server" if self.deployment is Deployment.SELF_MANAGED else "As the master user"
        )
        where = f", in the database that the endpoint {_VERBS[self.endpoint_type]}" if self._is_postgresql else ""
        return (
            f"{who}{where}. The password of the user is in the endpoint's secret; the script takes it from a variable, "
            "so it is neither in the script nor in the list of processes:\n\n"
            f"{_block('sh', _SHELL[self._is_postgresql])}"
        )


_VERBS = {EndpointType.SOURCE: "reads", EndpointType.TARGET: "writes"}
_READ = (
    "DMS_PASSWORD=$(aws secretsmanager get-secret-value --secret-id SECRET --query SecretString --output text |\n"
    "  python3 -c 'import json, sys; print(json.load(sys.stdin)[\"password\"])')\n"
)
_SHELL = {
    True: f"export {_READ}psql --host=HOST --username=ADMINISTRATOR --dbname=DATABASE --file=prerequisites.sql\n",
    False: (
        _READ + 'quoted=$(printf \'%s\' "$DMS_PASSWORD" | sed "s/[\'\\\\\\\\]/\\\\\\\\&/g")\n'
        '{ printf "SET @dms_password = \'%s\';\\n" "$quoted"; cat prerequisites.sql; } |\n'
        "  mysql --host=HOST --user=ADMINISTRATOR --password\n"
    ),
}
_RUN = {
    True: (
        "Run it with psql 14 or later as the administrator, in the database of the endpoint,\n"
        "with the password of the user in the environment variable DMS_PASSWORD. It can be run again."
    ),
    False: (
        "Run it with mysql or mariadb as the administrator, behind a line that sets @dms_password\n"
        "to the password of the user. It can be run again."
    ),
}
_PLAIN_QUOTES = "SET SESSION sql_mode = 'NO_ENGINE_SUBSTITUTION'; -- so that quotes mean what they mean below"


def _section(item: Prerequisite) -> str:
    """Return an item as a part of a script."""
    lines = [comment(f"{item.id}: {item.title} ({item.needed_for})")]
    if item.instructions:
        lines.append(comment(f"By hand: {item.instructions}"))
    return "\n".join([*lines, item.sql])


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
