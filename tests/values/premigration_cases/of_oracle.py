"""Cases of Oracle as a source, decided by the app, a catalog from a file, and a server that the app makes."""

from collections.abc import Iterator
from typing import Any

import dms_constructs as dms
from tests.values.premigration_cases.shapes import (
    BATCHES,
    CHANGES,
    FAILED,
    KEPT,
    LOAD,
    MYSQL,
    NO_CATALOG,
    NOT_APPLICABLE,
    ORACLE,
    PASSED,
    POSTGRESQL,
    S3,
    SHOP,
    UNDECIDED,
    VALIDATED,
    WARNING,
    WHOLE,
    Case,
    case,
    known,
    of_rds,
    untraited,
)

T = dms.TableTrait
LIVE: dict[str, Any] = {"needs": ("construct", "live_server")}
TYPES: dict[str, Any] = {"needs": ("types",)}
NO_TRAITS: dict[str, Any] = {"needs": ("traits",)}
IMPORTED: dict[str, Any] = {"source_says": None, "source_extra": None, "needs": ("source_endpoint",)}
BINARY: dict[str, Any] = {"source_says": {"UseLogminerReader": False, "UseBFile": True}}
LIMITED: dict[str, Any] = {"lobs": dms.LimitedLobs(max_size_kb=64)}
LEFT_OUT: dict[str, Any] = {"lobs": dms.NoLobs()}
ONE_WHOLE = (*SHOP, dms.TableSettings("shop", "orders", lobs=dms.TableLobs(dms.LobMode.UNLIMITED)))
ONE_LIMITED = (
    *SHOP,
    dms.TableSettings("shop", "orders", lobs=dms.TableLobs(dms.LobMode.LIMITED, bulk_max_size_kb=9)),
)


def of(data_type: str, dms_type: str | None = "numeric", **more: Any) -> dms.SourceTable:
    """A table with a column of a type."""
    kind = {"nullable": True, "generated": dms.Generated.NEVER, "identity": False, "invisible": False, "traits": ()}
    return known(dms.SourceColumn("what", data_type, dms_type=dms_type, **{**kind, **more}), traits=())


PLAIN = of("NUMBER(10,2)")
CLOB, XML, SPATIAL = of("CLOB", "clob"), of("SYS.XMLTYPE", "clob"), of("MDSYS.SDO_GEOMETRY", "blob")
WITHOUT_WORD = of("", "numeric")
WITHOUT_TYPE = of("", None)
LEAVES_OUT = (*SHOP, dms.RemoveColumns("shop", "orders", "what"))


def tabled(*traits: dms.TableTrait) -> dms.SourceTable:
    return known(traits=traits)


def of_table_traits() -> Iterator[Case]:
    """Cases of what a table is or has."""
    changes = {"migration_type": CHANGES, **BINARY}
    load = {"migration_type": LOAD, **BINARY}
    for kind, verdict, trait, given in (
        ("compression", WARNING, T.COMPRESSED, BINARY),
        ("compression", WARNING, T.HCC, BINARY),
        ("compression", WARNING, T.HCC_QUERY_LOW, BINARY),
        ("function-based-indexes", WARNING, T.FUNCTION_BASED_INDEX, {}),
        ("hcc-in-both", FAILED, T.HCC_QUERY_LOW, BINARY),
        ("hcc-in-changes", FAILED, T.HCC_QUERY_LOW, changes),
        ("hcc-in-loads", WARNING, T.HCC, load),
        ("hybrid-partitions", FAILED, T.HYBRID_PARTITIONED, {}),
        ("nested-tables", FAILED, T.NESTED_DEEPLY, {}),
        ("overflow-segments", FAILED, T.OVERFLOW_SEGMENT, {}),
        ("rowid-views", FAILED, T.ROWID_MATERIALIZED_VIEW, {}),
        ("temporary-tables", FAILED, T.GLOBAL_TEMPORARY, {}),
    ):
        flawed = tabled(trait)
        elsewhere = dms.SourceTable("crm", "orders", ["id"], traits=[trait])
        yield case(kind, verdict, f"{trait.value}", tables=(flawed,), **given)
        yield case(kind, PASSED, f"no {trait.value}", tables=(PLAIN,), **given)
        yield case(kind, PASSED, f"{trait.value} that is not selected", tables=(PLAIN, elsewhere), **given)
        yield case(kind, UNDECIDED, f"a catalog without {trait.value}", tables=(untraited(),), **NO_TRAITS, **given)
        yield case(kind, UNDECIDED, f"no catalog, {trait.value}", **NO_CATALOG, **given)
    for kind, given in (("hcc-in-both", BINARY), ("hcc-in-changes", changes)):
        yield case(kind, PASSED, "another level", tables=(tabled(T.HCC),), **given)
    yield case("hcc-in-loads", PASSED, "the level Query Low", tables=(tabled(T.HCC_QUERY_LOW),), **load)
    compressed = {"tables": (tabled(T.HCC_QUERY_LOW, T.HCC),)}
    for kind, kind_of_task in (
        ("compression", {}),
        ("hcc-in-both", {}),
        ("hcc-in-changes", {"migration_type": CHANGES}),
        ("hcc-in-loads", {"migration_type": LOAD}),
    ):
        yield case(kind, NOT_APPLICABLE, "LogMiner", **compressed, **kind_of_task)
        yield case(kind, UNDECIDED, "an imported endpoint", **compressed, **kind_of_task, **IMPORTED)
    for kind, other in (
        ("compression", LOAD),
        ("hcc-in-both", LOAD),
        ("hcc-in-both", CHANGES),
        ("hcc-in-changes", LOAD),
        ("hcc-in-loads", CHANGES),
        ("overflow-segments", LOAD),
    ):
        it = {"tables": (tabled(T.HCC_QUERY_LOW, T.HCC, T.OVERFLOW_SEGMENT),)}
        yield case(kind, NOT_APPLICABLE, f"{other.value}", migration_type=other, **it, **BINARY)
    it = {"tables": (tabled(T.FUNCTION_BASED_INDEX),)}
    yield case("function-based-indexes", NOT_APPLICABLE, "files", target=S3, **it)


def of_types() -> Iterator[Case]:
    """Cases of types, and of how large objects move."""
    number = of("NUMBER")
    kind = "numbers-without-scale"
    yield case(kind, WARNING, "NUMBER", tables=(number,))
    yield case(kind, WARNING, "NUMBER of any precision", tables=(of("NUMBER(*)"),))
    yield case(kind, WARNING, "NUMBER in quotation marks", tables=(of('"NUMBER"'),))
    yield case(kind, PASSED, "NUMBER with a scale", tables=(PLAIN,))
    yield case(kind, PASSED, "whole numbers", tables=(of("NUMBER(*,0)"),))
    yield case(kind, PASSED, "FLOAT", tables=(of("FLOAT(126)"),))
    yield case(kind, PASSED, "NUMBER that is left out", tables=(number,), rules=LEAVES_OUT)
    yield case(kind, PASSED, "a scale for them", tables=(number,), source_says={"NumberDatatypeScale": 4})
    yield case(kind, PASSED, "a scale as an attribute", tables=(number,), source_extra={"numberDataTypeScale": "-2"})
    yield case(kind, PASSED, "no NUMBER, and an imported endpoint", tables=(PLAIN,), source_says=None)
    yield case(kind, UNDECIDED, "an imported endpoint", tables=(number,), **IMPORTED)
    yield case(kind, UNDECIDED, "no word for a type", tables=(WITHOUT_WORD,), **TYPES)
    for kind, flawed, wrong, right in (
        ("long-columns", of("LONG", "clob"), WHOLE, LIMITED),
        ("long-columns", of("LONG RAW", "blob"), WHOLE, LIMITED),
        ("long-columns", XML, WHOLE, LIMITED),
        ("xml-columns", XML, WHOLE, LIMITED),
        ("spatial-columns", SPATIAL, LIMITED, WHOLE),
        ("securefile-lobs", of("CLOB", "clob", traits=[dms.ColumnTrait.SECUREFILE]), LIMITED, WHOLE),
    ):
        what = flawed.columns[1].data_type if kind != "securefile-lobs" else "a SecureFile"
        is_whole = wrong is WHOLE
        legal = NOT_APPLICABLE if is_whole else PASSED
        yield case(kind, FAILED, f"{what}", tables=(flawed,), settings=wrong)
        yield case(kind, legal, f"{what} as it moves", tables=(flawed,), settings=right)
        yield case(kind, legal, f"{what} that is left out with all", tables=(flawed,), settings=LEFT_OUT)
        yield case(kind, PASSED, f"{what} that a rule leaves out", tables=(flawed,), settings=wrong, rules=LEAVES_OUT)
        yield case(kind, PASSED, f"no {what}", tables=(PLAIN,), settings=wrong)
        one, other = (ONE_WHOLE, ONE_LIMITED) if is_whole else (ONE_LIMITED, ONE_WHOLE)
        yield case(kind, FAILED, f"{what} by a rule for its table", tables=(flawed,), settings=right, rules=one)
        yield case(kind, PASSED, f"{what} right by a rule", tables=(flawed,), settings=wrong, rules=other)
        yield case(kind, UNDECIDED, f"no catalog for {what}", settings=wrong, **NO_CATALOG)
    yield case("xml-columns", PASSED, "a LONG", tables=(of("LONG", "clob"),), settings=WHOLE)
    for kind, settings in (("long-columns", WHOLE), ("xml-columns", WHOLE), ("spatial-columns", LIMITED)):
        yield case(kind, UNDECIDED, "no word for a type", tables=(WITHOUT_WORD,), settings=settings, **TYPES)
    yield case("securefile-lobs", UNDECIDED, "no traits", tables=(untraited(),), settings=LIMITED, **NO_TRAITS)
    for data_type in ("VARCHAR2(4001)", "VARCHAR (4001)", "VARCHAR2(32767 BYTE)", "NVARCHAR2(2001)", "RAW(2001)"):
        long = {"tables": (of(data_type),)}
        yield case("extended-types", FAILED, f"{data_type} with an old DMS", dms_version="3.4.7", **long)
        yield case("extended-types", PASSED, f"{data_type} with a new DMS", dms_version="3.5.0", **long)
        yield case("extended-types", UNDECIDED, f"{data_type} with some DMS", needs=("dms_version",), **long)
    for data_type in ("VARCHAR2(4000)", "VARCHAR2(1000 CHAR)", "NVARCHAR2(2000)", "RAW(2000)", "CLOB"):
        yield case("extended-types", PASSED, f"{data_type}", dms_version="3.4.7", tables=(of(data_type),))
    characters = {"tables": (of("VARCHAR2(2000 CHAR)", "string"),)}
    yield case("extended-types", UNDECIDED, "a length in characters", dms_version="3.4.7", **characters, **TYPES)
    yield case("extended-types", UNDECIDED, "no word for a type", tables=(WITHOUT_WORD,), **TYPES)


def of_lobs() -> Iterator[Case]:
    """Cases of large objects and their changes."""
    of_12, of_19 = (of_rds(engine_version=version) for version in ("12.2.0.1.ru-2022", "19.0.0.0.ru-2024-01"))
    kind = "lobs-of-oracle-12"
    yield case(kind, FAILED, "LogMiner", tables=(CLOB,), source_server=of_12)
    yield case(kind, PASSED, "Oracle 19", tables=(CLOB,), source_server=of_19)
    yield case(kind, PASSED, "no large objects", tables=(PLAIN,), source_server=of_12)
    yield case(kind, PASSED, "no large objects, and no version", tables=(PLAIN,))
    yield case(kind, UNDECIDED, "no version", tables=(CLOB,), **LIVE)
    yield case(kind, UNDECIDED, "no types", tables=(WITHOUT_TYPE,), source_server=of_12, **TYPES)
    kind = "lob-updates"
    yield case(kind, WARNING, "a CLOB", tables=(CLOB,))
    yield case(kind, WARNING, "XMLTYPE", tables=(XML,))
    yield case(kind, PASSED, "no large objects", tables=(PLAIN,))
    yield case(kind, UNDECIDED, "no types", tables=(WITHOUT_TYPE,), **TYPES)
    for kind in ("lobs-of-oracle-12", "lob-updates"):
        given = {"tables": (CLOB,), "source_server": of_12}
        yield case(kind, NOT_APPLICABLE, "Binary Reader", **given, **BINARY)
        yield case(
            kind, NOT_APPLICABLE, "Binary Reader as attributes", source_extra={"useLogMinerReader": "N"}, **given
        )
        yield case(kind, NOT_APPLICABLE, "a full load", migration_type=LOAD, **given)
        yield case(kind, UNDECIDED, "an imported endpoint", **given, **IMPORTED)
    kind = "lobs-to-records"
    for target in (S3, dms.EngineName.KINESIS, dms.EngineName.KAFKA):
        yield case(kind, FAILED, f"a CLOB to {target.value}", tables=(CLOB,), target=target)
        yield case(kind, PASSED, f"no LOB to {target.value}", tables=(PLAIN,), target=target)
    yield case(kind, FAILED, "an extended type", tables=(of("VARCHAR2(32767)"),), target=S3)
    yield case(kind, UNDECIDED, "a length in characters", tables=(of("VARCHAR2(4000 CHAR)"),), target=S3, **TYPES)
    yield case(kind, UNDECIDED, "no types", tables=(WITHOUT_TYPE,), target=S3, **TYPES)
    yield case(kind, PASSED, "a CLOB that is left out", tables=(CLOB,), target=S3, rules=LEAVES_OUT)
    yield case(kind, NOT_APPLICABLE, "a full load", tables=(CLOB,), target=S3, migration_type=LOAD)
    yield case(kind, NOT_APPLICABLE, "another target", tables=(CLOB,))
    kind = "truncated-lobs"
    to: dict[str, Any] = {"target": POSTGRESQL, "settings": LIMITED}
    yield case(kind, WARNING, "limited large objects", tables=(CLOB,), **to)
    yield case(kind, PASSED, "a task that fails", tables=(CLOB,), source_says={"FailTasksOnLobTruncation": True}, **to)
    yield case(kind, PASSED, "no large objects", tables=(PLAIN,), **to)
    yield case(kind, PASSED, "whole ones of this table", tables=(CLOB,), rules=ONE_WHOLE, **to)
    yield case(kind, UNDECIDED, "an imported endpoint", tables=(CLOB,), **to, **IMPORTED)
    yield case(kind, UNDECIDED, "no types", tables=(WITHOUT_TYPE,), **to, **TYPES)
    yield case(kind, NOT_APPLICABLE, "whole large objects", tables=(CLOB,), target=POSTGRESQL, settings=WHOLE)
    yield case(kind, NOT_APPLICABLE, "another target", tables=(CLOB,), target=MYSQL, settings=LIMITED)
    kind = "bulk-array-size"
    yield case(kind, WARNING, "no large objects", tables=(PLAIN,))
    yield case(kind, PASSED, "large objects", tables=(CLOB,))
    yield case(kind, PASSED, "the attribute at the source", tables=(PLAIN,), source_extra={"bulkArraySize": "5000"})
    yield case(kind, PASSED, "the attribute at the target", tables=(PLAIN,), target_extra={"BulkArraySize": "5000"})
    yield case(kind, NOT_APPLICABLE, "changes only", tables=(PLAIN,), migration_type=CHANGES)
    yield case(kind, UNDECIDED, "an imported endpoint", tables=(PLAIN,), **IMPORTED)
    yield case(kind, UNDECIDED, "no types", tables=(WITHOUT_TYPE,), **TYPES)
    yield case(
        kind, UNDECIDED, "a table without columns", tables=(dms.SourceTable("shop", "orders"),), needs=("columns",)
    )


def of_names() -> Iterator[Case]:
    """Cases of names, and of how many columns there are."""
    long = "A" * 31
    for kind, name in (("apostrophes", "PEOPLE'S_ORDERS"), ("long-names", long), ("long-names", "Ä" * 16)):
        yield case(kind, FAILED, f"{name}", tables=(known(name=name),))
        yield case(kind, PASSED, f"{name} that is not selected", tables=(known(), dms.SourceTable("crm", name, ["id"])))
        yield case(kind, UNDECIDED, f"no catalog with {name}", **NO_CATALOG)
    yield case("apostrophes", PASSED, "no apostrophe", tables=(known(),))
    yield case("long-names", PASSED, "30 bytes", tables=(known(name="A" * 30),))
    column = known(dms.SourceColumn(long, "NUMBER(9,0)"))
    yield case("long-names", FAILED, "a column", tables=(column,))
    yield case(
        "long-names",
        PASSED,
        "a column that is left out",
        tables=(column,),
        rules=(*SHOP, dms.RemoveColumns("shop", "orders", long)),
    )
    kind = "batch-apply-columns"
    to: dict[str, Any] = {"target": ORACLE, "settings": BATCHES}
    for count, verdict in ((498, PASSED), (499, WARNING)):
        # The key is a column too.
        wide = known(*(dms.SourceColumn(f"c{n}", "NUMBER(9,0)", dms_type="int4") for n in range(count)))
        yield case(kind, verdict, f"{count} columns and a key", tables=(wide,), **to)
    keyless = known(*(dms.SourceColumn(f"c{n}", "NUMBER(9,0)", dms_type="int4") for n in range(498)), key=None)
    two = known(*keyless.columns[1:], key="id c0")
    yield case(kind, PASSED, "498 columns and no key", tables=(keyless,), **to)
    yield case(
        kind,
        WARNING,
        "a wider key on the target",
        tables=(keyless,),
        targets=(two,),
        target=ORACLE,
        settings={**BATCHES, **KEPT},
    )
    yield case(kind, NOT_APPLICABLE, "another target", tables=(wide,), settings=BATCHES)
    yield case(kind, NOT_APPLICABLE, "no batches", tables=(wide,), target=ORACLE)
    yield case(kind, UNDECIDED, "no catalog", **to, **NO_CATALOG)


def of_settings() -> Iterator[Case]:
    """Cases of what endpoints and settings say."""
    kind = "logged-keys"
    yield case(kind, PASSED, "it adds them", source_says={"AddSupplementalLogging": True})
    yield case(kind, PASSED, "it adds them by an attribute", source_extra={"addSupplementalLogging": "Y"})
    yield case(kind, WARNING, "it is told not to", source_says={"AddSupplementalLogging": False})
    yield case(kind, UNDECIDED, "nothing is said", needs=("live_server",))
    yield case(kind, NOT_APPLICABLE, "a full load", migration_type=LOAD)
    kind = "collations"
    handled = {"validation": dms.Validation(handle_collation_diff=True)}
    yield case(kind, WARNING, "it is not handled", target=POSTGRESQL, settings=VALIDATED)
    yield case(kind, PASSED, "it is handled", target=POSTGRESQL, settings=handled)
    yield case(kind, NOT_APPLICABLE, "no validation", target=POSTGRESQL)
    yield case(kind, NOT_APPLICABLE, "another target", target=ORACLE, settings=VALIDATED)
    kind = "open-transactions"
    only: dict[str, Any] = {"migration_type": CHANGES}
    yield case(kind, WARNING, "nothing is said", **only)
    yield case(kind, WARNING, "0 minutes", source_extra={"openTransactionWindow": "0"}, **only)
    yield case(kind, PASSED, "15 minutes", source_extra={"openTransactionWindow": "15"}, **only)
    yield case(kind, NOT_APPLICABLE, "a full load first")
    yield case(kind, UNDECIDED, "an imported endpoint", **only, **IMPORTED)
    kind = "partition-operations"
    to: dict[str, Any] = {"target": ORACLE}
    switch = {"source_extra": {"enableHomogenousPartitionOps": "true"}}
    yield case(kind, WARNING, "partitions", tables=(known(partitioned=True),), **to)
    yield case(kind, WARNING, "a catalog that does not tell", tables=(known(partitioned=None),), **to)
    yield case(kind, WARNING, "no catalog", tables=None, **to)
    yield case(kind, PASSED, "no partitions", tables=(known(),), **to)
    yield case(kind, PASSED, "partitions, and the attribute", tables=(known(partitioned=True),), **switch, **to)
    yield case(kind, NOT_APPLICABLE, "another target", tables=(known(partitioned=True),))
    yield case(kind, NOT_APPLICABLE, "a full load", tables=(known(partitioned=True),), migration_type=LOAD, **to)
    yield case(kind, UNDECIDED, "an imported endpoint", **to, **IMPORTED)


def of_targets() -> Iterator[Case]:
    """Cases of tables of an Oracle target."""
    keys = [dms.ForeignKey("of_customer", ["id"], references="shop.customers")]
    load: dict[str, Any] = {"target": ORACLE, "settings": KEPT, "tables": (known(),)}
    batches: dict[str, Any] = {"target": ORACLE, "settings": {**BATCHES, **KEPT}, "tables": (known(),)}
    clean = known(traits=(), foreign_keys=())
    for kind, given, flawed, unread, needs in (
        ("context-indexes", load, tabled(T.CONTEXT_INDEX), untraited(), ("target_traits",)),
        ("oracle-foreign-keys", load, known(foreign_keys=keys), known(foreign_keys=None), ("newer_target_catalog",)),
        ("target-parallelism", batches, tabled(T.PARALLEL), untraited(), ("target_traits",)),
    ):
        yield case(kind, FAILED, "it is there", targets=(flawed,), **given)
        yield case(kind, PASSED, "it is not there", targets=(clean,), **given)
        yield case(kind, PASSED, "a table that is not there yet", targets=(), **given)
        yield case(kind, UNDECIDED, "a catalog that does not tell", targets=(unread,), needs=needs, **given)
        yield case(kind, UNDECIDED, "no catalog of the target", needs=("target_catalog",), **given)
        yield case(kind, NOT_APPLICABLE, "another target", **{**given, "target": POSTGRESQL})
    indexed = {"targets": (tabled(T.CONTEXT_INDEX),)}
    array = {"target_says": {"UseDirectPathFullLoad": False}}
    yield case("context-indexes", PASSED, "no direct path", **indexed, **array, **load)
    unknown = {"target_says": None, "target_extra": None, "needs": ("target_endpoint",)}
    yield case("context-indexes", UNDECIDED, "an imported target", **indexed, **unknown, **load)
    for kind, flawed in (
        ("context-indexes", tabled(T.CONTEXT_INDEX)),
        ("oracle-foreign-keys", known(foreign_keys=keys)),
    ):
        yield case(kind, NOT_APPLICABLE, "changes only", targets=(flawed,), migration_type=CHANGES, target=ORACLE)
    parallel = {"targets": (tabled(T.PARALLEL),), "target": ORACLE}
    yield case("target-parallelism", NOT_APPLICABLE, "no batches", settings=KEPT, **parallel)


def of_servers() -> Iterator[Case]:
    """Cases of versions and logs."""
    kind = "archived-logs"
    yield case(kind, FAILED, "backups are off", source_server=of_rds(backup_retention_days=0))
    yield case(kind, PASSED, "backups are on", source_server=of_rds(backup_retention_days=7))
    own = dms.ServerFacts(deployment=dms.Deployment.SELF_MANAGED, backup_retention_days=0)
    yield case(kind, UNDECIDED, "a server of one's own", source_server=own, **LIVE)
    yield case(kind, UNDECIDED, "backups are not known", source_server=of_rds(), **LIVE)
    off = {"source_server": of_rds(backup_retention_days=0)}
    yield case(kind, NOT_APPLICABLE, "a full load", migration_type=LOAD, **off)
    for kind, side, given in (
        ("oracle-version", "source_server", {}),
        ("oracle-target-version", "target_server", {"target": ORACLE}),
    ):
        for version, verdict in (("19.0.0.0.ru-2024-01", PASSED), ("21.0.0.0.ru-2024-01", WARNING), ("9.2", WARNING)):
            yield case(kind, verdict, f"{version}", **{side: of_rds(engine_version=version)}, **given)
        yield case(kind, UNDECIDED, "a version that is not known", **{side: of_rds()}, **given, **LIVE)
    yield case("oracle-target-version", NOT_APPLICABLE, "another target", target=POSTGRESQL)


ID = dms.SourceColumn("id", "NUMBER(9,0)", dms_type="int4")
PLACES = dms.SourceTable("shop", "orders", [ID, dms.SourceColumn("what", "MDSYS.SDO_GEOMETRY")])
ROWIDS = dms.SourceTable("shop", "orders", [ID, dms.SourceColumn("what", "ROWID")])
CASES = (
    *of_table_traits(),
    *of_types(),
    *of_lobs(),
    *of_names(),
    *of_settings(),
    *of_targets(),
    *of_servers(),
    *(
        case("unsupported-types", verdict, f"spatial, to {target}", engine=ORACLE, tables=(PLACES,), target=target)
        for verdict, target in ((PASSED, POSTGRESQL), (PASSED, ORACLE), (WARNING, MYSQL), (UNDECIDED, None))
    ),
    case("lob-updates", WARNING, "XMLTYPE that is told by its name only", tables=(of("SYS.XMLTYPE", None),)),
    case("lob-updates", WARNING, "spatial", tables=(PLACES,)),
    case(
        "unsupported-types",
        FAILED,
        "a ROWID",
        engine=ORACLE,
        tables=(of("ROWID", None),),
    ),
    case(
        "unsupported-types",
        PASSED,
        "a ROWID that is left out",
        engine=ORACLE,
        tables=(ROWIDS,),
        rules=LEAVES_OUT,
    ),
    case(
        "hashed-columns",
        FAILED,
        "a column in bytes that is too short",
        engine=ORACLE,
        tables=(known(dms.SourceColumn("code", "VARCHAR2(40 BYTE)", dms_type="string")),),
        rules=(*SHOP, dms.MaskWithHash("shop", "orders", "code")),
    ),
    case(
        "hashed-columns",
        PASSED,
        "a column in bytes that is long enough",
        engine=ORACLE,
        tables=(known(dms.SourceColumn("code", "VARCHAR2(64 BYTE)", dms_type="string")),),
        rules=(*SHOP, dms.MaskWithHash("shop", "orders", "code")),
    ),
)
