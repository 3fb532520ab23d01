"""The queries that make catalogs of Oracle, SQL Server and Db2: no server here runs them, so their rows are checked."""

import re
from pathlib import Path
from typing import Any

import pytest

import dms_constructs as dms
from dms_constructs import facts

PAGE = (Path(__file__).parents[2] / "docs" / "guide" / "catalogs-from-rows.md").read_text(encoding="utf-8")
ENGINES = {"Oracle": dms.EngineName.ORACLE, "SQL Server": dms.EngineName.SQL_SERVER, "Db2 LUW": dms.EngineName.DB2}
PARTS = ("columns", "tables", "primary_keys", "unique_keys", "foreign_keys", "secondary_indexes", "triggers")
ROW: dict[str, Any] = {
    "table_schema": "SALES",
    "table_name": "ORDERS",
    "table_type": "BASE TABLE",
    "table_rows": 7,
    "column_name": "ID",
    "ordinal_position": 1,
    "column_type": "INTEGER",
    "collation_name": "Latin1_General_CI_AS",
    "constraint_name": "BY_ID",
    "referenced_table_schema": "SALES",
    "referenced_table_name": "CUSTOMERS",
    "delete_rule": "SET NULL",
    "update_rule": "NO ACTION",
    "index_name": "BY_DAY",
    "trigger_name": "STAMP",
    "traits": "NONE",
    "is_generated": "NEVER",
    **dict.fromkeys(
        ("is_nullable", "is_identity", "is_invisible", "is_partitioned", "is_system_versioned", "is_deferrable"), "NO"
    ),
}


def queries(engine: str) -> dict[str, str]:
    """The queries of an engine by what their rows are."""
    _, _, section = PAGE.partition(f"\n## {engine}\n")
    block = section.partition("```sql\n")[2].partition("```")[0]
    return dict(re.findall(r"^-- (\w+)\n(.*?;)\n", block, re.DOTALL | re.MULTILINE))


EVERY = [(engine, part) for engine in ENGINES for part in PARTS]


@pytest.mark.parametrize("engine", ENGINES)
def test_an_engine_has_a_query_for_each_part_of_a_catalog(engine: str) -> None:
    assert tuple(queries(engine)) == PARTS


@pytest.mark.parametrize(("engine", "part"), EVERY)
def test_a_query_returns_only_what_a_catalog_takes(engine: str, part: str) -> None:
    assert {name.lower() for name in aliases(queries(engine)[part])} <= ROW.keys()


@pytest.mark.parametrize(("engine", "part"), EVERY)
def test_quotes_and_parentheses_of_a_query_are_closed(engine: str, part: str) -> None:
    query = re.sub(r"--.*", "", queries(engine)[part])
    code = re.sub(r"'[^']*'", "", query)

    assert query.count("'") % 2 == 0
    assert code.count("(") == code.count(")")
    assert len(re.findall(r"\bCASE\b", code)) == len(re.findall(r"\bEND\b", code))
    assert '"' not in code


def aliases(query: str) -> list[str]:
    return re.findall(r"\bAS (\w+)(?:,|\n|$)", query.partition("UNION ALL")[0])


@pytest.mark.parametrize(("engine", "name"), ENGINES.items())
def test_the_rows_of_all_queries_make_a_catalog_that_tells_all(engine: str, name: dms.EngineName) -> None:
    rows = {part: [{alias: ROW[alias] for alias in aliases(query)}] for part, query in queries(engine).items()}
    (orders,) = dms.Catalog.from_information_schema(**rows, engine=name).tables
    (column,) = orders.columns

    assert (column.nullable, column.identity, column.generated, column.invisible) == (
        False,
        False,
        dms.Generated.NEVER,
        False,
    )
    assert (orders.primary_key, orders.partitioned, orders.rows) == (("ID",), False, 7)
    assert orders.unique_keys[0].name == "BY_ID"
    assert orders.foreign_keys is not None
    assert orders.foreign_keys[0].on_delete is dms.ReferentialAction.SET_NULL
    assert (orders.secondary_indexes, orders.triggers) == (("BY_DAY",), ("STAMP",))
    if name is not dms.EngineName.DB2:
        assert (orders.traits, column.traits) == ((), ())
    if name is dms.EngineName.SQL_SERVER:
        assert orders.system_versioned is False


@pytest.mark.parametrize(("engine", "name"), ENGINES.items())
def test_the_queries_tell_every_trait_that_the_engine_has(engine: str, name: dms.EngineName) -> None:
    found = queries(engine)
    said = {
        word.lower()
        for part in ("columns", "tables")
        for word in re.findall(r"'(?:,|NONE,)?([A-Z_]{6,})'", found[part])
        if word.lower() in {trait.value for kind in (dms.TableTrait, dms.ColumnTrait) for trait in kind}
    }
    said |= {word.lower() for part in ("columns", "tables") for word in re.findall(r"',([A-Z_]+)'", found[part])}

    assert said == set(facts.source_tables()["traits"]["value"].get(name.record.protocol, ()))


def test_the_guide_names_every_trait_of_the_library() -> None:
    every = {trait.value for kind in (dms.TableTrait, dms.ColumnTrait) for trait in kind}

    assert {name for names in facts.source_tables()["traits"]["value"].values() for name in names} == every
