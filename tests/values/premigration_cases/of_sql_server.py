"""Cases of SQL Server and Db2 as sources, decided by the app, a catalog from a file, and a server of the app."""

from collections.abc import Iterator
from typing import Any

import dms_constructs as dms
from tests.values.premigration_cases.shapes import (
    BATCHES,
    CHANGES,
    FAILED,
    KEPT,
    KEYLESS,
    LOAD,
    NO_CATALOG,
    NOT_APPLICABLE,
    ORDERS,
    PASSED,
    POSTGRESQL,
    S3,
    SHOP,
    UNDECIDED,
    UNIQUE,
    WARNING,
    WHOLE,
    Case,
    case,
    column,
    known,
    of_rds,
    table,
    untraited,
)

T, C = dms.TableTrait, dms.ColumnTrait
LIVE: dict[str, Any] = {"needs": ("construct", "live_server")}
NO_TRAITS: dict[str, Any] = {"needs": ("traits",)}
REPLICATED = "max text repl size (b)"
LEAVES_OUT = (*SHOP, dms.RemoveColumns("shop", "orders", "total"))


def traited(*traits: dms.ColumnTrait) -> dms.SourceTable:
    return known(column(traits=traits), traits=())


def of_kinds() -> Iterator[Case]:
    """Cases of what tables and columns are."""
    for kind, verdict, flawed, unread, needs in (
        ("columnstore-indexes", FAILED, known(traits=[T.COLUMNSTORE_INDEX]), untraited(), ("traits",)),
        ("computed-columns", WARNING, known(column(generated=dms.Generated.STORED)), table(), ("newer_catalog",)),
        ("computed-columns", WARNING, known(column(generated=dms.Generated.VIRTUAL)), table(), ("newer_catalog",)),
        ("masked-by-source", WARNING, traited(C.MASKED), untraited(), ("traits",)),
        ("memory-optimized", FAILED, known(traits=[T.MEMORY_OPTIMIZED]), untraited(), ("traits",)),
        ("sparse-columns", FAILED, traited(C.SPARSE), untraited(), ("traits",)),
        ("sparse-columns", FAILED, known(traits=[T.COLUMNSTORE_INDEX]), untraited(), ("traits",)),
        ("temporal-tables", FAILED, known(system_versioned=True), table(), ("newer_catalog",)),
    ):
        yield case(kind, verdict, "it is there", tables=(flawed,))
        yield case(kind, PASSED, "it is not there", tables=(traited(),))
        yield case(kind, PASSED, "it is excluded", tables=(flawed, known(name="t")), rules=(*SHOP, LEAVE_ORDERS))
        yield case(kind, UNDECIDED, "a catalog that does not tell", tables=(unread,), needs=needs)
        yield case(kind, UNDECIDED, "no catalog", **NO_CATALOG)
    for kind, flawed in (
        ("columnstore-indexes", known(traits=[T.COLUMNSTORE_INDEX])),
        ("computed-columns", known(column(generated=dms.Generated.STORED))),
        ("memory-optimized", known(traits=[T.MEMORY_OPTIMIZED])),
        ("temporal-tables", known(system_versioned=True)),
    ):
        yield case(kind, NOT_APPLICABLE, "a full load", tables=(flawed,), migration_type=LOAD)
    for kind, flawed in (("masked-by-source", traited(C.MASKED)), ("sparse-columns", traited(C.SPARSE))):
        yield case(kind, PASSED, "a column that is left out", tables=(flawed,), rules=LEAVES_OUT)
    computed = known(column(generated=dms.Generated.STORED))
    yield case("computed-columns", PASSED, "a column that is left out", tables=(computed,), rules=LEAVES_OUT)


LEAVE_ORDERS = dms.Exclude("shop", "orders")


def of_types() -> Iterator[Case]:
    """Cases of spatial types."""
    kind = "geometry-columns"
    for data_type in ("geometry", "geography"):
        flawed = known(column("total", data_type, dms_type="clob"))
        yield case(kind, FAILED, f"{data_type}", tables=(flawed,), settings=WHOLE)
        inline = {"lobs": dms.InlineLobs(inline_max_size_kb=32)}
        yield case(kind, PASSED, f"{data_type} inline", tables=(flawed,), settings=inline)
        yield case(kind, PASSED, f"{data_type} left out", tables=(flawed,), settings=WHOLE, rules=LEAVES_OUT)
        yield case(kind, NOT_APPLICABLE, f"{data_type} as limited ones", tables=(flawed,))
        whole = dms.TableSettings("shop", "orders", lobs=dms.TableLobs(dms.LobMode.UNLIMITED))
        yield case(kind, FAILED, f"{data_type} whole in its table", tables=(flawed,), rules=(*SHOP, whole))
    yield case(kind, PASSED, "another type", tables=(known(column()),), settings=WHOLE)
    unknown = known(column("what", "", dms_type="clob"))
    yield case(kind, UNDECIDED, "no word for a type", tables=(unknown,), settings=WHOLE, needs=("types",))
    yield case(kind, UNDECIDED, "no catalog", settings=WHOLE, **NO_CATALOG)
    kind = "db2-xml"
    xml = known(column("total", "XML", dms_type="clob"))
    yield case(kind, WARNING, "XML", tables=(xml,))
    yield case(kind, PASSED, "XML that is left out", tables=(xml,), rules=LEAVES_OUT)
    yield case(kind, PASSED, "another type", tables=(known(column()),))
    yield case(kind, UNDECIDED, "no word for a type", tables=(unknown,), needs=("types",))
    yield case(kind, UNDECIDED, "no catalog", **NO_CATALOG)
    variant = known(column("total", "sql_variant"))
    boolean = known(column("total", "BOOLEAN"))
    for engine, flawed in ((dms.EngineName.SQL_SERVER, variant), (dms.EngineName.DB2, boolean)):
        what = flawed.columns[1].data_type
        yield case("unsupported-types", FAILED, f"{what}", engine=engine, tables=(flawed,))
        yield case("unsupported-types", PASSED, f"{what} left out", engine=engine, tables=(flawed,), rules=ONLY_REST)


ONLY_REST = (*SHOP, dms.RemoveColumns("shop", "orders", "total"), dms.RemoveColumns("shop", "orders", "id"))


def of_names() -> Iterator[Case]:
    """Cases of names and numbers of tables."""
    kind = "special-characters"
    for name in ("a;b", "it's", 'say "hi"', "a--b", "a\\b", "a\tb", "a\nb"):
        yield case(kind, FAILED, f"{name!r}", tables=(known(name=name),))
    yield case(kind, FAILED, "a schema", tables=(dms.SourceTable("it's", "t", ["id"]),), rules=(dms.Include("%"),))
    for name in ("a-b", "a b", "a.b", "a,b"):
        yield case(kind, PASSED, f"{name!r}", tables=(known(name=name),))
    yield case(kind, UNDECIDED, "no catalog", **NO_CATALOG)
    kind = "many-keyed-tables"
    many = tuple(dms.SourceTable("shop", f"t{n}", ["id"], primary_key=["id"]) for n in range(10_001))
    keyless = tuple(dms.SourceTable("shop", f"t{n}", ["id"]) for n in range(10_001))
    yield case(kind, WARNING, "10,001 tables", tables=many)
    yield case(kind, PASSED, "10,000 tables", tables=many[:10_000])
    yield case(kind, PASSED, "10,001 tables without keys", tables=keyless)
    unread = tuple(dms.SourceTable("shop", f"t{n}") for n in range(10_001))
    yield case(kind, UNDECIDED, "10,001 tables whose columns are not known", tables=unread, needs=("columns",))
    yield case(kind, PASSED, "10,000 tables whose columns are not known", tables=unread[:10_000])
    yield case(kind, NOT_APPLICABLE, "a full load", tables=many, migration_type=LOAD)
    yield case(kind, UNDECIDED, "no catalog", **NO_CATALOG)


def of_targets() -> Iterator[Case]:
    """Cases of tables of the target."""
    kind = "target-triggers"
    given: dict[str, Any] = {"target": POSTGRESQL, "tables": (known(),)}
    firing = known(triggers=["stamp"])
    yield case(kind, WARNING, "a trigger", targets=(firing,), settings=KEPT, **given)
    yield case(kind, WARNING, "a trigger, for changes", targets=(firing,), migration_type=CHANGES, **given)
    yield case(kind, PASSED, "no trigger", targets=(known(triggers=()),), settings=KEPT, **given)
    yield case(kind, PASSED, "a table that is not there yet", targets=(), settings=KEPT, **given)
    unread = {"targets": (known(),), "needs": ("triggers",)}
    yield case(kind, UNDECIDED, "a catalog that does not tell", settings=KEPT, **unread, **given)
    yield case(kind, UNDECIDED, "no catalog of the target", settings=KEPT, needs=("target_catalog",), **given)
    yield case(kind, NOT_APPLICABLE, "files", targets=(firing,), settings=KEPT, target=S3)
    kind = "batch-apply-one-key"
    both = table(unique_keys=[dms.UniqueKey("u", ["code"])])
    yield case(kind, WARNING, "no key", settings=BATCHES, tables=(KEYLESS,))
    yield case(kind, WARNING, "two keys", settings=BATCHES, tables=(both,))
    yield case(kind, WARNING, "two keys on the target", settings={**BATCHES, **KEPT}, targets=(both,))
    yield case(kind, PASSED, "a primary key", settings=BATCHES)
    yield case(kind, PASSED, "a unique key", settings=BATCHES, tables=(UNIQUE,))
    one = {"tables": (both,), "targets": (ORDERS,)}
    yield case(kind, PASSED, "one key on the target", settings={**BATCHES, **KEPT}, **one)
    yield case(kind, NOT_APPLICABLE, "no batches", tables=(KEYLESS,))
    yield case(kind, UNDECIDED, "no catalog", settings=BATCHES, **NO_CATALOG)


def of_servers() -> Iterator[Case]:
    """Cases of backups, and of the length of what is replicated."""
    kind = "full-backup"
    yield case(kind, FAILED, "backups are off", source_server=of_rds(backup_retention_days=0))
    yield case(kind, PASSED, "backups are on", source_server=of_rds(backup_retention_days=1))
    yield case(kind, UNDECIDED, "backups are not known", source_server=of_rds(), **LIVE)
    kind = "replicated-text"
    yield case(kind, WARNING, "65,536 bytes", source_server=of_rds({REPLICATED: "65536"}))
    yield case(kind, WARNING, "the default", source_server=of_rds())
    yield case(kind, PASSED, "no limit", source_server=of_rds({REPLICATED: "-1"}))
    yield case(kind, UNDECIDED, "known later", source_server=of_rds({REPLICATED: None}), **LIVE)
    unknown = dms.ServerFacts(deployment=dms.Deployment.RDS)
    yield case(kind, UNDECIDED, "a group that is not known", source_server=unknown, **LIVE)
    yield case(kind, UNDECIDED, "no construct of the server", **LIVE)
    for kind, server in (
        ("full-backup", of_rds(backup_retention_days=0)),
        ("replicated-text", of_rds({REPLICATED: "65536"})),
    ):
        yield case(kind, NOT_APPLICABLE, "a full load", source_server=server, migration_type=LOAD)


CASES = (*of_kinds(), *of_types(), *of_names(), *of_targets(), *of_servers())
