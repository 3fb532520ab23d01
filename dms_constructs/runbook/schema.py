"""The section of a runbook about the schema: what DMS does not move, and how it comes to the target."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

from dms_constructs.runbook.blocks import Piece, Section, Shell, of_file, quoted
from dms_constructs.runbook.facts import RunbookFacts
from dms_constructs.runbook.running import resume

__all__ = ["after_load", "at_cut_over", "schema"]

_MOVES = (
    "DMS moves rows. It makes a table that is not there with its columns and its primary key, and nothing else: no "
    "secondary indexes, foreign keys, triggers, defaults, sequences, views or routines."
)
_PLAIN = re.compile("[a-z_][a-z0-9_]*")
_LISTS = """\
pg_restore --list --section=post-data schema.dump > post-data.list
grep ' CONSTRAINT ' post-data.list | grep -v ' FK CONSTRAINT ' > keys.list
grep ' INDEX ' post-data.list > indexes.list
grep -v -x -F -f keys.list -f indexes.list post-data.list > at-cut-over.list"""


def schema(facts: RunbookFacts) -> Section:
    """Return what to do about the schema before a task starts."""
    return Section("Schema first", list(_before(facts)))


def after_load(facts: RunbookFacts) -> Section | None:
    """Return what to do when the tables are loaded; None where nothing is loaded or the target has no indexes."""
    if not facts.loads or not facts.target.has_sql:
        return None
    return Section("After the load", list(_after(facts)))


def at_cut_over(facts: RunbookFacts) -> Iterator[Piece]:
    """Yield what of the schema is only switched on at the cutover."""
    target = facts.target
    if _dumps(facts, "postgresql"):
        yield (
            "Foreign keys, triggers, and whatever else was held back; `at-cut-over.list` names them. PostgreSQL checks "
            "the rows of each foreign key as it makes it."
        )
        yield Shell(
            'pg_restore --use-list=at-cut-over.list --no-owner --no-privileges --dbname="$target_url" schema.dump'
        )
    elif _dumps(facts, "mysql"):
        yield "Triggers, routines and events, which wrote nothing while DMS did:"
        yield Shell('mysql --host="$target_host" --user="$target_user" < at-cut-over.sql')
    if target.protocol == "postgresql":
        yield "What is still switched off, of a schema that was made in another way:"
        yield of_file("switched_off", target)
        yield "If all of it should be on:"
        yield of_file("switch_on", target)
    elif target.protocol == "mysql":
        yield (
            "MySQL never checks rows that came while `foreign_key_checks` was off. This counts those without a parent; "
            "every count should be 0:"
        )
        yield of_file("orphans", target, prints=True)


def _dumps(facts: RunbookFacts, language: str) -> bool:
    return facts.is_homogeneous and facts.target.protocol == language


def _before(facts: RunbookFacts) -> Iterator[Piece]:
    target = facts.target
    if not target.has_sql:
        yield f"Nothing: {target.engine.record.display if target.engine else 'the target'} has no schema to make first."
        return
    yield _MOVES
    drops = [task for task in facts.tasks if task.prepares == "DROP_AND_CREATE"]
    for task in drops:
        yield (
            f"**`{task.logical_id}` drops the tables that it loads** and makes them anew, so what is made here is "
            "gone. First write `full_load=dms.FullLoad(target_table_prep_mode="
            "dms.TargetTablePrepMode.DO_NOTHING)` in its settings."
        )
    if _dumps(facts, "postgresql"):
        yield from _of_postgresql(facts)
    elif _dumps(facts, "mysql"):
        yield from _of_mysql(facts)
    else:
        yield from _of_another_engine(facts)


def _of_postgresql(facts: RunbookFacts) -> Iterator[Piece]:
    schemas = "".join(f" --schema={shlex.quote(_as_pattern(each))}" for each in facts.source.schemas)
    yield (
        "So take the schema from the source, and load it in three parts: tables and keys now, indexes after the load, "
        "foreign keys and triggers at the cutover. Take the programs of the newer server; those of 17 and later set "
        "`transaction_timeout`, which an older target doesn't know: that error does no harm."
    )
    yield Shell(
        f'pg_dump --dbname="$source_url" --schema-only --no-owner --no-privileges --format=custom --file=schema.dump'
        f"{schemas}\n{_LISTS}\n"
        "pg_restore --list --section=pre-data schema.dump | grep -v ' SCHEMA - public ' > tables.list\n"
        'pg_restore --use-list=tables.list --no-owner --no-privileges --dbname="$target_url" schema.dump\n'
        'pg_restore --use-list=keys.list --no-owner --no-privileges --dbname="$target_url" schema.dump'
    )
    if schemas:
        yield (
            "`--schema` leaves out extensions: `create extension` on the target first what the source's "
            "`select extname from pg_extension` lists and the tables need."
        )
    yield from _renamed(facts)
    yield of_file("accept_values", facts.target)


def _as_pattern(schema: str) -> str:
    """Return a schema as `pg_dump` takes it: in quotes where it would take the letters for small ones."""
    if "%" in schema:
        return schema.replace("%", "*")
    return schema if _PLAIN.fullmatch(schema) else quoted(schema, "postgresql")


def _renamed(facts: RunbookFacts) -> Iterator[Piece]:
    if tuple(facts.source.schemas) == tuple(facts.target.schemas):
        return
    if facts.target.protocol == "mysql":
        yield (
            "The rules rename databases, which MySQL can't do afterwards, and a dump has the names of the source: "
            "change them in `schema.sql` and `at-cut-over.sql` before you load these, as the rules above say, in each "
            "`CREATE DATABASE` and `USE`, and where routines and views name them."
        )
    else:
        yield (
            "The rules rename schemas, and a dump has the names of the source: rename what it made with `alter schema` "
            "and `alter table` before the task starts, as the rules above say."
        )


def _of_mysql(facts: RunbookFacts) -> Iterator[Piece]:
    exact = [shlex.quote(each) for each in facts.source.schemas if "%" not in each]
    names = " ".join(exact) if len(exact) == len(facts.source.schemas) and exact else "DATABASE"
    dump = 'mysqldump --host="$source_host" --user="$source_user" --no-data --no-tablespaces --single-transaction'
    yield (
        "So take the schema from the source in two parts: tables with their keys now, triggers, routines and events at "
        "the cutover. Aurora and RDS refuse definers that are not the user who loads them, so those are taken out. "
        "Where the source has GTIDs, `mysqldump` of MySQL also needs `--set-gtid-purged=OFF`, which MariaDB's has not."
    )
    yield Shell(
        f"{dump} --skip-triggers --databases {names} > schema.sql\n"
        f"{dump} --no-create-info --no-create-db --triggers --routines --events --databases {names} |\n"
        "  sed -E 's/DEFINER *= *`[^`]*`@`[^`]*`//g' > at-cut-over.sql"
    )
    yield from _renamed(facts)
    yield Shell('mysql --host="$target_host" --user="$target_user" < schema.sql')
    said = str(facts.target.endpoint.setting("AfterConnectScript") or "") + str(
        (facts.target.endpoint.extra_connection_attributes or {}).get("Initstmt", "")
    )
    if "foreign_key_checks" not in said.lower():
        yield (
            "Tables come in any order, so foreign keys stop the load. Give the target "
            '`extra_connection_attributes={"Initstmt": "SET FOREIGN_KEY_CHECKS=0"}` while it is loaded.'
        )


def _of_another_engine(facts: RunbookFacts) -> Iterator[Piece]:
    tool = "[DMS Schema Conversion](https://docs.aws.amazon.com/dms/latest/userguide/CHAP_SchemaConversion.html)"
    yield (
        f"Between two kinds of engines, either convert the schema first, for example with {tool}, and load into its "
        "tables, without indexes, foreign keys and triggers; or let DMS make the tables, and add the rest as below. "
        "Look at what DMS makes of each type before you decide: `dms-constructs mappings explain` shows it by column."
    )
    if facts.target.protocol == "postgresql":
        yield of_file("accept_values", facts.target)


def _after(facts: RunbookFacts) -> Iterator[Piece]:
    stops = [task for task in facts.tasks if task.stops_after_load]
    if stops and facts.has_cdc:
        yield "The task stops when the tables are loaded. Make the indexes now, and resume it in the end."
    elif facts.has_cdc and not _dumps(facts, "mysql"):
        yield (
            "Changes are applied from now on, and each update looks for its row: make the indexes soon. With "
            "`full_load=dms.FullLoad(stop_after=dms.StopAfter.CACHED_CHANGES_NOT_APPLIED)` a task waits for them."
        )
    if _dumps(facts, "postgresql"):
        yield Shell(
            'pg_restore --use-list=indexes.list --no-owner --no-privileges --jobs=4 --dbname="$target_url" schema.dump'
        )
    elif _dumps(facts, "mysql"):
        yield "The dump made the indexes with the tables; there is nothing to do."
    else:
        yield "Make the secondary indexes that your conversion left out."
    if stops and facts.has_cdc:
        yield resume(facts)
