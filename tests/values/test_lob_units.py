"""How long large objects are as DMS counts them, everywhere that a measured length is compared with a limit."""

from __future__ import annotations

import pytest

import dms_constructs as dms

MAPPINGS = dms.TableMappings(dms.Include("shop"))


def catalog(engine: dms.EngineName | None, *columns: dms.SourceColumn) -> dms.Catalog:
    table = dms.SourceTable(
        "shop", "notes", [dms.SourceColumn("id", "bigint"), *columns], primary_key=["id"], rows=10, size_bytes=2**30
    )
    return dms.Catalog(table, engine=engine)


def column(data_type: str, size: int, average: int | None = None) -> dms.SourceColumn:
    return dms.SourceColumn("text", data_type, max_bytes=size, average_bytes=average)


POSTGRESQL, MYSQL = dms.EngineName.POSTGRESQL, dms.EngineName.MYSQL


@pytest.mark.parametrize(
    ("engine", "data_type", "kb"),
    [
        (POSTGRESQL, "text", 40),
        (POSTGRESQL, "citext", 40),
        (POSTGRESQL, "jsonb", 40),
        (POSTGRESQL, "bytea", 20),
        (POSTGRESQL, "xml", 20),
        (MYSQL, "longtext", 20),
        (MYSQL, "longblob", 20),
    ],
)
def test_text_of_postgresql_counts_twice_its_bytes(engine: dms.EngineName, data_type: str, kb: int) -> None:
    source = catalog(engine, column(data_type, 20_000))

    assert dms.advise_lobs(source).lobs == dms.LimitedLobs(max_size_kb=kb)
    assert dms.Workload.from_catalog(source).largest_lob_kb == kb


@pytest.mark.parametrize(("size", "ids"), [(16 * 1024, []), (16 * 1024 + 1, ["settings.lobsCutOff"])])
@pytest.mark.parametrize("told_by", ["catalog", "task"])
def test_text_of_postgresql_is_cut_off_at_half_the_limit(size: int, ids: list[str], told_by: str) -> None:
    text = dms.SourceColumn("text", "text", dms_type="nclob", max_bytes=size)
    source = catalog(POSTGRESQL if told_by == "catalog" else None, text)

    findings = dms.TaskSettings(lobs=dms.LimitedLobs(max_size_kb=32)).check(
        migration_type=dms.MigrationType.FULL_LOAD,
        source_engine=POSTGRESQL,
        table_mappings=MAPPINGS,
        catalog=source,
    )

    assert [finding.id for finding in findings if finding.id == "settings.lobsCutOff"] == ids


def test_text_of_mysql_is_cut_off_at_the_limit() -> None:
    findings = dms.TaskSettings(lobs=dms.LimitedLobs(max_size_kb=32)).check(
        migration_type=dms.MigrationType.FULL_LOAD,
        table_mappings=MAPPINGS,
        catalog=catalog(MYSQL, column("longtext", 32 * 1024)),
    )

    assert "settings.lobsCutOff" not in [finding.id for finding in findings]


def test_the_limit_that_a_finding_names_is_as_dms_counts() -> None:
    (message,) = [
        str(finding)
        for finding in dms.TaskSettings(lobs=dms.LimitedLobs(max_size_kb=32)).check(
            migration_type=dms.MigrationType.FULL_LOAD,
            table_mappings=MAPPINGS,
            catalog=catalog(POSTGRESQL, column("text", 20_000)),
        )
        if finding.id == "settings.lobsCutOff"
    ]

    assert "lobs=dms.LimitedLobs(max_size_kb=40)" in message


def test_averages_count_alike() -> None:
    source = catalog(POSTGRESQL, column("text", 500_000, 40_000))

    assert dms.Workload.from_catalog(source).typical_lob_kb == 79
    assert dms.advise_lobs(source).lobs == dms.FullLobs()


def test_the_advice_says_how_it_counts() -> None:
    reason = dms.advise_lobs(catalog(POSTGRESQL, column("text", 20_000))).reason

    assert "where DMS counts two bytes for one of PostgreSQL's text" in reason
    assert "two bytes" not in dms.advise_lobs(catalog(MYSQL, column("longtext", 20_000))).reason


# What moves, and what is stored


def films(**known: int | None) -> dms.Catalog:
    film = dms.SourceColumn("film", "bytea", max_bytes=30_000, average_bytes=30_000, values=known.get("values"))
    table = dms.SourceTable(
        "shop",
        "films",
        [dms.SourceColumn("id", "bigint"), film],
        primary_key=["id"],
        rows=10_000_000,
        size_bytes=known.get("size_bytes"),
    )
    return dms.Catalog(table, engine=POSTGRESQL)


def test_compressed_objects_count_as_long_as_they_are() -> None:
    workload = dms.Workload.from_catalog(films(size_bytes=3 * 2**30))

    assert workload.data_gib == pytest.approx(10_000_000 * 30_000 / 2**30)
    assert workload.notes[0] == (
        "large objects count as long as they are, not as they are stored: those of shop.films have 279 GiB in 3 GiB of "
        "storage, if every row has one"
    )


def test_objects_that_are_null_do_not_count() -> None:
    workload = dms.Workload.from_catalog(films(size_bytes=3 * 2**30, values=50_000))

    assert workload.data_gib == 3
    assert workload.notes == ("the rate of changes was not measured",)


def test_what_is_known_of_the_objects_counts_without_the_size_of_the_table() -> None:
    assert dms.Workload.from_catalog(films()).data_gib == pytest.approx(10_000_000 * 30_000 / 2**30)


def told_of_table(lobs: dms.TableLobs, size: int = 100 * 1024) -> list[str | None]:
    films = catalog(dms.EngineName.MYSQL, column("longtext", size))
    table = films.tables[0]
    mappings = dms.TableMappings(dms.Include(table.schema), dms.TableSettings(table.schema, table.name, lobs=lobs))
    findings = dms.TaskSettings().check(
        migration_type=dms.MigrationType.FULL_LOAD, table_mappings=mappings, catalog=films
    )
    return [finding.fix for finding in findings if finding.id == "settings.lobsCutOff"]


def test_settings_of_a_table_can_cut_its_objects_off() -> None:
    (fix,) = told_of_table(dms.TableLobs(dms.LobMode.LIMITED, bulk_max_size_kb=99))

    assert "dms.TableLobs(dms.LobMode.LIMITED, bulk_max_size_kb=300)" in str(fix)


@pytest.mark.parametrize(
    "lobs", [dms.TableLobs(dms.LobMode.LIMITED, bulk_max_size_kb=300), dms.TableLobs(dms.LobMode.UNLIMITED)]
)
def test_settings_of_a_table_that_are_large_enough_do_not(lobs: dms.TableLobs) -> None:
    assert told_of_table(lobs) == []
