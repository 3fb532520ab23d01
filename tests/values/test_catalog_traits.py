"""What tables and columns of Oracle and SQL Server are, in a catalog."""

import pytest

import dms_constructs as dms
from tests.values.refusals import refused

T, C = dms.TableTrait, dms.ColumnTrait
VISITS = dms.SourceTable(
    "SALES", "VISITS", [dms.SourceColumn("DOC", "CLOB", traits=[C.SECUREFILE])], triggers=["STAMP"], traits=[T.HCC]
)
ORACLE = dms.Catalog(VISITS, engine=dms.EngineName.ORACLE)
PLACE = {"table_schema": "SALES", "table_name": "VISITS"}


def test_traits_and_triggers_are_read_back_from_json() -> None:
    assert dms.Catalog.from_json(ORACLE.to_json()) == ORACLE


def test_what_nobody_looked_at_is_not_none() -> None:
    table = dms.SourceTable("SALES", "VISITS", ["DOC"])

    assert (table.traits, table.triggers, table.columns[0].traits) == (None, None, None)
    assert "traits" not in dms.Catalog(table).to_json()


def test_traits_stand_once_each_and_sorted() -> None:
    table = dms.SourceTable("SALES", "VISITS", traits=[T.PARALLEL, T.HCC, T.PARALLEL])

    assert table.traits == (T.HCC, T.PARALLEL)


@pytest.mark.parametrize(
    ("said", "expected"), [("NONE", ()), ("none, hcc", (T.HCC,)), ("HCC,PARALLEL", (T.HCC, T.PARALLEL)), (None, None)]
)
def test_rows_have_traits_as_words(said: str | None, expected: tuple[dms.TableTrait, ...] | None) -> None:
    catalog = dms.Catalog.from_information_schema(tables=[{**PLACE, "table_type": "TABLE", "traits": said}], columns=[])

    assert catalog.tables[0].traits == expected


def test_rows_tell_of_invisible_columns_and_temporal_tables() -> None:
    catalog = dms.Catalog.from_information_schema(
        tables=[{**PLACE, "table_type": "TABLE", "is_system_versioned": "YES"}],
        columns=[{**PLACE, "column_name": "DOC", "is_invisible": "YES"}],
    )

    assert catalog.tables[0].system_versioned
    assert catalog.tables[0].columns[0].invisible


@pytest.mark.parametrize(
    "make",
    [
        lambda: dms.Catalog(VISITS, engine=dms.EngineName.SQL_SERVER),
        lambda: dms.Catalog.from_json(ORACLE.to_json().replace('"oracle"', '"sqlserver"')),
        lambda: dms.Catalog.from_information_schema(
            tables=[{**PLACE, "table_type": "TABLE", "traits": "HCC"}], columns=[], engine=dms.EngineName.DB2
        ),
        lambda: dms.Catalog.from_information_schema(
            columns=[{**PLACE, "column_name": "DOC", "traits": "SPARSE"}], engine=dms.EngineName.ORACLE
        ),
        lambda: dms.Catalog(
            dms.SourceTable("S", "T", [dms.SourceColumn("A", traits=[C.SPARSE])]), engine=dms.EngineName.ORACLE
        ),
    ],
    ids=["objects", "JSON", "rows of tables", "rows of columns", "columns"],
)
def test_a_trait_of_another_engine_is_refused(make: object) -> None:
    refused("DMS-D009", "has the trait", make)  # type: ignore[arg-type]  # a function


@pytest.mark.parametrize("engine", [None, dms.EngineName.ORACLE])
def test_a_trait_of_the_engine_is_taken(engine: dms.EngineName | None) -> None:
    assert dms.Catalog(VISITS, engine=engine).tables[0].traits == (T.HCC,)


def test_a_word_that_is_no_trait_is_refused_with_the_nearest() -> None:
    text = ORACLE.to_json().replace('["hcc"]', '["hc"]')

    refused("DMS-D004", "did you mean 'hcc'", lambda: dms.Catalog.from_json(text))


@pytest.mark.parametrize("given", ["hcc", [C.SPARSE], [None]])
def test_something_else_than_traits_is_refused(given: object) -> None:
    refused("DMS-D002", "trait", lambda: dms.SourceTable("S", "T", traits=given))  # type: ignore[arg-type]  # wrong


def test_a_trigger_that_is_there_twice_is_refused() -> None:
    refused("DMS-D003", "trigger STAMP twice", lambda: dms.SourceTable("S", "T", triggers=["STAMP", "STAMP"]))


@pytest.mark.parametrize("said", ["", " ", ","])
def test_traits_that_a_file_leaves_empty_are_not_known(said: str) -> None:
    place = {"table_schema": "HR", "table_name": "T"}
    catalog = dms.Catalog.from_information_schema(
        columns=[{**place, "column_name": "ID", "traits": said}],
        tables=[{**place, "table_type": "BASE TABLE", "traits": said}],
        engine=dms.EngineName.ORACLE,
    )

    (table,) = catalog.tables
    assert table.traits is None
    assert table.columns[0].traits is None


@pytest.mark.parametrize(
    ("data_type", "length", "column"),
    [
        ("nvarchar", -1, ("nvarchar(max)", "nclob")),
        ("varchar", "-1", ("varchar(max)", "clob")),
        ("varbinary", -1, ("varbinary(max)", "blob")),
        ("nvarchar", 50, ("nvarchar(50)", "wstring")),
        ("ntext", 1073741823, ("ntext", "nclob")),
        ("xml", -1, ("xml", "nclob")),
        ("int", None, ("int", "int4")),
    ],
)
def test_rows_of_sql_servers_own_information_schema_tell_large_objects(
    data_type: str, length: object, column: tuple[str, str]
) -> None:
    row = {"table_schema": "dbo", "table_name": "T", "column_name": "c", "data_type": data_type}
    catalog = dms.Catalog.from_information_schema(
        columns=[{**row, "character_maximum_length": length}], engine=dms.EngineName.SQL_SERVER
    )

    (found,) = catalog.tables[0].columns
    assert (found.data_type, found.dms_type) == column


@pytest.mark.parametrize("given", [[], {}, ["SECUREFILE"]])
def test_a_list_in_a_row_is_refused(given: object) -> None:
    row = {"table_schema": "HR", "table_name": "T", "column_name": "ID", "traits": given}

    refused(
        "DMS-D005",
        "a row of columns: traits must be text or a number",
        lambda: dms.Catalog.from_information_schema(columns=[row], engine=dms.EngineName.ORACLE),
    )
