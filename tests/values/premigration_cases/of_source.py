"""Cases of what the app and a catalog of the source decide."""

import dataclasses
from collections.abc import Iterator

import dms_constructs as dms
from tests.values.premigration_cases.shapes import (
    BATCHES,
    CHANGES,
    FAILED,
    ID,
    KEYLESS,
    LOAD,
    LOB,
    MASKS,
    MYSQL,
    NO_CATALOG,
    NOT_APPLICABLE,
    OPENSEARCH,
    ORACLE,
    ORDERS,
    PASSED,
    POSTGRESQL,
    S3,
    SHOP,
    TEXT,
    UNDECIDED,
    UNIQUE,
    VALIDATED,
    WARNING,
    Case,
    case,
    known,
    table,
)

LONG_TEXT = dms.SourceColumn("code", "varchar(100)", dms_type="wstring")


def of_masks() -> Iterator[Case]:
    """Cases for the three masks, which are alike."""
    for name, mask in MASKS.items():
        rules = (*SHOP, mask)
        number = dms.SourceColumn("code", "date", dms_type="date")
        columns = f"{name}-columns"
        yield case(columns, PASSED, "a column of text", rules=rules, tables=(known(LONG_TEXT),))
        yield case(columns, FAILED, "a column of dates", rules=rules, tables=(table(ID, number),))
        yield case(columns, NOT_APPLICABLE, "no rule masks")
        other = MASKS["masked" if name != "masked" else "randomized"]
        wrong = dms.SourceTable("shop", "items", [ID, number], primary_key=["id"])
        elsewhere = (*rules, dataclasses.replace(other, table="items"))
        yield case(columns, PASSED, "another mask is wrong", rules=elsewhere, tables=(known(LONG_TEXT), wrong))
        yield case(columns, UNDECIDED, "no catalog", rules=rules, **NO_CATALOG)
        both = f"validation-of-{name}"
        yield case(both, FAILED, "validation is on", rules=rules, settings=VALIDATED)
        yield case(both, NOT_APPLICABLE, "validation is off", rules=rules)
        yield case(both, NOT_APPLICABLE, "no rule masks", settings=VALIDATED)
        yield case(both, UNDECIDED, "no settings", rules=rules, settings=None, needs=("task_settings",))


CASES: tuple[Case, ...] = (
    # Every engine
    case("unsupported-types", PASSED, "types of MySQL", tables=(table(ID, TEXT, LOB),)),
    case("unsupported-types", PASSED, "types of PostgreSQL", engine=POSTGRESQL, tables=(table(ID, TEXT, LOB),)),
    case(
        "unsupported-types",
        FAILED,
        "oid of PostgreSQL",
        engine=POSTGRESQL,
        tables=(table(ID, dms.SourceColumn("file", "oid")),),
    ),
    case(
        "unsupported-types",
        PASSED,
        "oid that a rule leaves out",
        engine=POSTGRESQL,
        tables=(table(ID, dms.SourceColumn("file", "oid")),),
        rules=(*SHOP, dms.RemoveColumns("shop", "orders", "file")),
    ),
    case(
        "unsupported-types", WARNING, "a type that no page lists", tables=(table(ID, dms.SourceColumn("v", "vector")),)
    ),
    case(
        "unsupported-types",
        UNDECIDED,
        "columns without types",
        tables=(table(dms.SourceColumn("id")),),
        needs=("types",),
    ),
    case(
        "unsupported-types",
        UNDECIDED,
        "tables without columns",
        tables=(dms.SourceTable("shop", "t"),),
        needs=("columns",),
    ),
    case("unsupported-types", UNDECIDED, "no catalog", **NO_CATALOG),
    case(
        "unsupported-types",
        PASSED,
        "a table that has no columns",
        tables=(dms.SourceTable("shop", "t", foreign_keys=()),),
    ),
    case("lobs-without-key", FAILED, "a LOB without a key", tables=(table(ID, LOB, key=None),)),
    case("lobs-without-key", PASSED, "a LOB with a key", tables=(table(ID, LOB),)),
    case(
        "lobs-without-key",
        PASSED,
        "a LOB with a unique key",
        tables=(table(ID, LOB, key=None, unique_keys=[dms.UniqueKey("u", ["id"])]),),
    ),
    case("lobs-without-key", PASSED, "no LOB and no key", tables=(KEYLESS,)),
    case("lobs-without-key", UNDECIDED, "no catalog", **NO_CATALOG),
    case("changes-without-key", WARNING, "no key", tables=(KEYLESS,)),
    case("changes-without-key", PASSED, "a unique key", tables=(UNIQUE,)),
    case(
        "changes-without-key",
        UNDECIDED,
        "keys that could not be seen",
        tables=(KEYLESS,),
        needs=("rights",),
        not_seen=(dms.NotSeen("shop", "orders", dms.UnseenPart.KEYS),),
    ),
    case(
        "changes-without-key",
        PASSED,
        "keys that could not be seen elsewhere",
        not_seen=(dms.NotSeen("crm", "orders", dms.UnseenPart.KEYS),),
    ),
    case("changes-without-key", PASSED, "a primary key"),
    case("changes-without-key", NOT_APPLICABLE, "a full load", tables=(KEYLESS,), migration_type=LOAD),
    case("changes-without-key", UNDECIDED, "no type", migration_type=None, needs=("migration_type",)),
    case("target-without-key", WARNING, "a target without a key", migration_type=CHANGES, targets=(KEYLESS,)),
    case("target-without-key", PASSED, "a target with a key", migration_type=CHANGES, targets=(ORDERS,)),
    case("target-without-key", PASSED, "a table that is not there yet", migration_type=CHANGES, targets=()),
    case("target-without-key", NOT_APPLICABLE, "a full load first", targets=(KEYLESS,)),
    case("target-without-key", NOT_APPLICABLE, "files", migration_type=CHANGES, target=S3),
    case(
        "target-without-key", UNDECIDED, "no catalog of the target", migration_type=CHANGES, needs=("target_catalog",)
    ),
    case("composite-key-for-opensearch", NOT_APPLICABLE, "MySQL as target"),
    case("composite-key-for-opensearch", UNDECIDED, "no target", target=None, needs=("target_engine",)),
    case("composite-key-for-opensearch", PASSED, "a key of one column", target=OPENSEARCH),
    case(
        "composite-key-for-opensearch",
        WARNING,
        "two columns",
        target=OPENSEARCH,
        tables=(table(ID, TEXT, key="id code"),),
    ),
    case("selection", PASSED, "a selected table"),
    case("selection", FAILED, "nothing selected", rules=(dms.Include("crm"),)),
    case("selection", UNDECIDED, "no catalog", **NO_CATALOG),
    case(
        "batch-rows",
        WARNING,
        "a row of 80,000 bytes",
        settings=BATCHES,
        tables=(table(ID, dms.SourceColumn("t", "varchar(20000)")),),
        engine=MYSQL,
    ),
    case(
        "batch-rows",
        PASSED,
        "a row of 40,000 bytes",
        settings=BATCHES,
        tables=(table(ID, dms.SourceColumn("t", "varchar(10000)")),),
        engine=MYSQL,
    ),
    case(
        "batch-rows",
        PASSED,
        "bytes that count once",
        settings=BATCHES,
        tables=(table(ID, dms.SourceColumn("t", "varbinary(60000)")),),
        engine=MYSQL,
    ),
    case("batch-rows", NOT_APPLICABLE, "no batches"),
    case("batch-rows", NOT_APPLICABLE, "another target", settings=BATCHES, target=POSTGRESQL),
    case(
        "batch-rows", UNDECIDED, "no types", settings=BATCHES, tables=(table(dms.SourceColumn("id")),), needs=("types",)
    ),
    # Each engine
    case("batch-apply-lobs", PASSED, "limited LOBs", settings=BATCHES),
    case(
        "batch-apply-lobs",
        FAILED,
        "a table's LOBs whole",
        settings=BATCHES,
        tables=(table(ID, LOB),),
        rules=(*SHOP, dms.TableSettings("shop", "orders", lobs=dms.TableLobs(dms.LobMode.UNLIMITED))),
    ),
    case("batch-apply-lobs", NOT_APPLICABLE, "no batches", settings={"lobs": dms.FullLobs()}),
    case("batch-apply-lobs", NOT_APPLICABLE, "a full load", settings=BATCHES, migration_type=LOAD),
    case("batch-apply-lobs", UNDECIDED, "no settings", settings=None, needs=("task_settings",)),
    case("batch-apply-key", WARNING, "no key", settings=BATCHES, tables=(KEYLESS,)),
    case("batch-apply-key", PASSED, "a key", settings=BATCHES),
    case("batch-apply-key", PASSED, "a key on the target", settings=BATCHES, tables=(KEYLESS,), targets=(ORDERS,)),
    case("batch-apply-key", WARNING, "a key on the source only", settings=BATCHES, targets=(KEYLESS,)),
    case("batch-apply-key", NOT_APPLICABLE, "no batches", tables=(KEYLESS,)),
    case("batch-apply-key", UNDECIDED, "no catalog", settings=BATCHES, **NO_CATALOG),
    case(
        "batch-apply-two-keys",
        WARNING,
        "two keys",
        settings=BATCHES,
        tables=(table(ID, TEXT, unique_keys=[dms.UniqueKey("u", ["code"])]),),
    ),
    case("batch-apply-two-keys", PASSED, "a primary key", settings=BATCHES),
    case("batch-apply-two-keys", PASSED, "a unique key", settings=BATCHES, tables=(UNIQUE,)),
    case(
        "batch-apply-two-keys",
        PASSED,
        "two keys, and one on the target",
        settings=BATCHES,
        targets=(ORDERS,),
        tables=(table(ID, TEXT, unique_keys=[dms.UniqueKey("u", ["code"])]),),
    ),
    case("batch-apply-two-keys", NOT_APPLICABLE, "no batches"),
    case("batch-apply-two-keys", UNDECIDED, "no catalog", settings=BATCHES, **NO_CATALOG),
    case("validation-key", WARNING, "no key", settings=VALIDATED, tables=(KEYLESS,)),
    case("validation-key", PASSED, "a unique key", settings=VALIDATED, tables=(UNIQUE,)),
    case("validation-key", NOT_APPLICABLE, "no validation", tables=(KEYLESS,)),
    case("validation-key", UNDECIDED, "no catalog", settings=VALIDATED, **NO_CATALOG),
    *of_masks(),
    # MySQL and MariaDB
    case("sub-tasks", PASSED, "a table"),
    case("sub-tasks", WARNING, "nine tables", tables=tuple(table(name=f"t{n}") for n in range(9))),
    case("sub-tasks", PASSED, "eight tables", tables=tuple(table(name=f"t{n}") for n in range(8))),
    case(
        "sub-tasks",
        PASSED,
        "nine tables and more sub-tasks",
        tables=tuple(table(name=f"t{n}") for n in range(9)),
        settings={"full_load": dms.FullLoad(max_full_load_sub_tasks=9)},
    ),
    case("sub-tasks", NOT_APPLICABLE, "changes only", migration_type=CHANGES),
    case("sub-tasks", UNDECIDED, "no settings", settings=None, needs=("task_settings",)),
    case("many-tables", PASSED, "a table"),
    case(
        "many-tables", WARNING, "10,001 tables", tables=tuple(dms.SourceTable("shop", f"t{n}") for n in range(10_001))
    ),
    case("many-tables", UNDECIDED, "no catalog", **NO_CATALOG),
    case("packet-of-lobs", PASSED, "no LOB"),
    case(
        "packet-of-lobs",
        PASSED,
        "LOBs of 1 MB",
        tables=(table(ID, dms.SourceColumn("doc", "longtext", max_bytes=1_000_000)),),
    ),
    case(
        "packet-of-lobs",
        FAILED,
        "LOBs of 2 GB",
        tables=(table(ID, dms.SourceColumn("doc", "longtext", max_bytes=2_000_000_000)),),
    ),
    case(
        "packet-of-lobs",
        UNDECIDED,
        "LOBs of 50 MB",
        needs=("construct", "live_server"),
        tables=(table(ID, dms.SourceColumn("doc", "longtext", max_bytes=50_000_000)),),
    ),
    case("packet-of-lobs", UNDECIDED, "LOBs that are not measured", tables=(table(ID, LOB),), needs=("sizes",)),
    case("views", PASSED, "tables only"),
    case("views", PASSED, "tables only, and no catalog", tables=None),
    case(
        "views",
        FAILED,
        "views",
        rules=(dms.Include("shop", table_type=dms.TableType.VIEW),),
        migration_type=LOAD,
        tables=None,
    ),
    case(
        "views",
        FAILED,
        "a selected view",
        rules=(dms.Include("shop", table_type=dms.TableType.ALL),),
        migration_type=LOAD,
        tables=(ORDERS, dms.SourceTable("shop", "open_orders", [ID], table_type=dms.TableType.VIEW)),
    ),
    case(
        "views",
        PASSED,
        "no view that is there",
        rules=(dms.Include("shop", table_type=dms.TableType.ALL),),
        migration_type=LOAD,
    ),
    case(
        "views",
        UNDECIDED,
        "tables and views, and no catalog",
        migration_type=LOAD,
        rules=(dms.Include("shop", table_type=dms.TableType.ALL),),
        **NO_CATALOG,
    ),
    # PostgreSQL
    case("postgis", FAILED, "geometry to MySQL", tables=(table(ID, dms.SourceColumn("at", "geometry(Point,4326)")),)),
    case("postgis", PASSED, "no PostGIS"),
    case(
        "postgis",
        NOT_APPLICABLE,
        "geometry to PostgreSQL",
        tables=(table(ID, dms.SourceColumn("at", "geometry")),),
        target=POSTGRESQL,
    ),
    case("postgis", UNDECIDED, "no target", target=None, needs=("target_engine",)),
    case(
        "replication-role",
        PASSED,
        "a script",
        target=POSTGRESQL,
        target_says={"AfterConnectScript": "SET session_replication_role='replica'"},
    ),
    case(
        "replication-role",
        PASSED,
        "an attribute",
        target=POSTGRESQL,
        target_extra={"afterConnectScript": "SET session_replication_role = replica"},
    ),
    case("replication-role", WARNING, "no script", target=POSTGRESQL),
    case(
        "replication-role",
        WARNING,
        "another script",
        target=POSTGRESQL,
        target_says={"AfterConnectScript": "SET session_replication_role='origin'"},
    ),
    case("replication-role", NOT_APPLICABLE, "changes only", target=POSTGRESQL, migration_type=CHANGES),
    case("replication-role", NOT_APPLICABLE, "MySQL as target"),
    case(
        "replication-role",
        UNDECIDED,
        "an imported endpoint",
        target=POSTGRESQL,
        target_says=None,
        needs=("target_endpoint",),
    ),
    case("similar-names", PASSED, "two names", tables=(ORDERS, table(name="items"))),
    case("similar-names", WARNING, "one name in two cases", tables=(ORDERS, table(name="Orders"))),
    case(
        "similar-names",
        PASSED,
        "one of them left out",
        tables=(ORDERS, table(name="Orders")),
        rules=(*SHOP, dms.Exclude("shop", "Orders")),
    ),
    case("similar-names", UNDECIDED, "no catalog", **NO_CATALOG),
    case("array-without-key", FAILED, "no key", tables=(table(ID, dms.SourceColumn("tags", "text[]"), key=None),)),
    case(
        "array-without-key",
        FAILED,
        "a unique key only",
        tables=(table(ID, dms.SourceColumn("tags", "text[]"), key=None, unique_keys=[dms.UniqueKey("u", ["id"])]),),
    ),
    case("array-without-key", PASSED, "a primary key", tables=(table(ID, dms.SourceColumn("tags", "text[]")),)),
    case("array-without-key", PASSED, "another LOB", tables=(table(ID, LOB, key=None),)),
    case("array-without-key", NOT_APPLICABLE, "changes only", migration_type=CHANGES),
    case("array-without-key", UNDECIDED, "no catalog", **NO_CATALOG),
    case("lob-in-key", FAILED, "a key of text", tables=(table(dms.SourceColumn("code", "text"), key="code"),)),
    case("lob-in-key", PASSED, "a key of varchar", tables=(table(dms.SourceColumn("code", "varchar(9)"), key="code"),)),
    case("lob-in-key", NOT_APPLICABLE, "a full load", tables=(table(LOB, key="doc"),), migration_type=LOAD),
    case("lob-in-key", UNDECIDED, "no catalog", **NO_CATALOG),
    case(
        "lob-limit",
        FAILED,
        "LOBs above the limit",
        settings={"lobs": dms.LimitedLobs(max_size_kb=32)},
        tables=(table(ID, dms.SourceColumn("doc", "text", max_bytes=20_000)),),
    ),
    case(
        "lob-limit",
        PASSED,
        "LOBs below the limit",
        settings={"lobs": dms.LimitedLobs(max_size_kb=64)},
        tables=(table(ID, dms.SourceColumn("doc", "text", max_bytes=20_000)),),
    ),
    case("lob-limit", PASSED, "no LOBs"),
    case("lob-limit", UNDECIDED, "LOBs that are not measured", tables=(table(ID, LOB),), needs=("sizes",)),
    case("lob-limit", NOT_APPLICABLE, "whole LOBs", settings={"lobs": dms.FullLobs()}),
    case("lob-limit", NOT_APPLICABLE, "LOBs left out", settings={"lobs": dms.NoLobs()}),
    case("varchar-to-oracle", NOT_APPLICABLE, "MySQL as target"),
    case("varchar-to-oracle", WARNING, "text to Oracle", target=ORACLE),
    case("varchar-to-oracle", PASSED, "numbers to Oracle", target=ORACLE, tables=(table(ID),)),
    case("varchar-to-oracle", UNDECIDED, "no target", target=None, needs=("target_engine",)),
)
