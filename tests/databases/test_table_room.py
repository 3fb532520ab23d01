"""What the facts say of room and of other words for types, asked of the servers themselves."""

from __future__ import annotations

from typing import Any

import psycopg
import pymysql
import pytest

from dms_constructs import facts
from tests.databases.server import Server

ROOM = facts.room()
LENGTH = 4000


def columns(count: int, data_type: str) -> str:
    return ", ".join(f"c{number} {data_type}" for number in range(count))


def on_mariadb(server: Server, statement: str) -> Any:
    options = {"host": server.host, "port": server.port, "user": server.user, "password": server.password}
    with pymysql.connect(**options, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute("create database if not exists room")
        cursor.execute("use room")
        cursor.execute("drop table if exists t")
        cursor.execute(statement)
        cursor.execute("select column_name, column_type from information_schema.columns where table_name = 't'")
        return dict(cursor.fetchall())


def on_postgresql(server: Server, *statements: str) -> list[tuple[Any, ...]]:
    options = {"host": server.host, "port": server.port, "user": server.user, "password": server.password}
    with psycopg.connect(**options, dbname=server.database, autocommit=True) as connection:
        connection.execute("drop table if exists t")
        for statement in statements:
            connection.execute(statement)  # type: ignore[arg-type]
        return connection.execute(
            "select attname, format_type(atttypid, atttypmod) from pg_attribute "
            "where attrelid = 't'::regclass and attnum > 0"
        ).fetchall()


def test_innodb_takes_so_many_columns(bare_mariadb: Server) -> None:
    most = ROOM["usual_columns"]["mariadb"]["value"]

    on_mariadb(bare_mariadb, f"create table t ({columns(most, 'smallint')}) engine=innodb")
    with pytest.raises(pymysql.err.OperationalError, match="Too many columns"):
        on_mariadb(bare_mariadb, f"create table t ({columns(most + 1, 'smallint')}) engine=innodb")


@pytest.mark.parametrize(("engine", "character_set"), [("mysql", "utf8mb4"), ("mariadb", "latin1")])
def test_a_table_with_longer_rows_is_not_made(bare_mariadb: Server, engine: str, character_set: str) -> None:
    room = ROOM["rows"][engine]["value"]
    most = room["bytes"] // (LENGTH * room["lengths"]["string"] + 2)
    text = f"varchar({LENGTH})"

    on_mariadb(bare_mariadb, f"create table t ({columns(most, text)}) character set {character_set}")
    with pytest.raises(pymysql.err.OperationalError, match="Row size too large"):
        on_mariadb(bare_mariadb, f"create table t ({columns(most + 1, text)}) character set {character_set}")


@pytest.mark.parametrize(("data_type", "value"), [("bigint", "1"), ("varchar(4000)", "repeat(md5(i::text), 100)")])
def test_a_full_row_that_is_longer_is_refused(bare_postgresql: Server, data_type: str, value: str) -> None:
    room = ROOM["rows"]["postgres"]["value"]
    most = room["bytes"] // (room["types"]["int8"] if data_type == "bigint" else room["at_most"])

    def fill(count: int) -> None:
        values = ", ".join(value.replace("i", str(number), 1) if "i" in value else value for number in range(count))
        on_postgresql(
            bare_postgresql, f"create table t ({columns(count, data_type)})", f"insert into t values ({values})"
        )

    fill(most)
    with pytest.raises(psycopg.errors.ProgramLimitExceeded, match="row is too big"):
        fill(most + 1)


def synonyms(table: str) -> dict[str, str]:
    """The verified words that stand for another word of the same table."""
    said = "another word for "
    types = facts.data_types(table)["types"]
    return {
        word: record["note"].removeprefix(said)
        for word, record in types.items()
        if record["verified"] and record.get("note", "").startswith(said)
    }


def test_other_words_for_types_of_postgresql_are_what_the_facts_say(bare_postgresql: Server) -> None:
    words = {word: of for word, of in synonyms("postgresql").items() if not of.startswith("small")}
    both = [f'"{word}" {word}, "{word} is" {of}' for word, of in words.items()]
    found = dict(on_postgresql(bare_postgresql, f"create table t ({', '.join(both)})"))

    assert {word: found[word] for word in words} == {word: found[f"{word} is"] for word in words}


def test_other_words_for_types_of_mysql_are_what_the_facts_say(bare_mariadb: Server) -> None:
    words = {word: of for word, of in synonyms("mysql").items() if "char" not in of and word != "serial"}
    both = [f"`{word}` {word}, `{word} is` {of}" for word, of in words.items()]
    found = on_mariadb(bare_mariadb, f"create table t ({', '.join(both)})")

    assert len(words) > 0
    assert {word: _bare(found[word]) for word in words} == {word: _bare(found[f"{word} is"]) for word in words}


def _bare(data_type: str) -> str:
    """Return a type without its width, which `bool` has of its own."""
    return data_type.partition("(")[0]
