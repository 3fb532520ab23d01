"""Cases at the edges of what a check looks at, found by trying to make it wrong."""

from typing import Any

import dms_constructs as dms
from tests.values.premigration_cases.shapes import (
    BATCHES,
    DROPPED,
    FAILED,
    ID,
    KEPT,
    KEYLESS,
    LOAD,
    LOB,
    MASKS,
    NOT_APPLICABLE,
    ORDERS,
    PASSED,
    POSTGRESQL,
    S3,
    SHOP,
    TEXT,
    WARNING,
    WHOLE,
    Case,
    case,
    column,
    known,
    table,
)

CODE = column("code", "varchar(100)", dms_type="wstring")
BY_CODE = dms.UniqueKey("by_code", ["code"])
OF_CODE = dms.ForeignKey(
    "of_code",
    ["code"],
    references="shop.codes",
    on_delete=dms.ReferentialAction.NO_ACTION,
    on_update=dms.ReferentialAction.CASCADE,
)
STRICT_LOB = column("doc", "json", dms_type="nclob", nullable=False)
LOOSE_LOB = column("doc", "json", dms_type="nclob")
KEY_BY_RULE = (*SHOP, dms.DefinePrimaryKey("shop", "orders", ["id"], name="orders_pk"))
SUMS = dms.SourceTable("shop", "sums", [ID], table_type=dms.TableType.VIEW, materialized=True)
VIEW = dms.SourceTable("shop", "open_orders", [ID], table_type=dms.TableType.VIEW)
WHOLE_IDENTITY = known(replica_identity=dms.ReplicaIdentity.FULL)
DROPPED_BATCHES = {**BATCHES, **DROPPED}


def limited(kb: int) -> tuple[Any, ...]:
    lobs = dms.TableLobs(dms.LobMode.LIMITED, bulk_max_size_kb=kb)
    return (*SHOP, dms.TableSettings("shop", "orders", lobs=lobs))


def whole(table: str) -> tuple[Any, ...]:
    return (*SHOP, dms.TableSettings("shop", table, lobs=dms.TableLobs(dms.LobMode.UNLIMITED)))


CASES: tuple[Case, ...] = (
    # Tables of the target that are dropped and made anew are as on the source
    case(
        "lobs-into-not-null",
        PASSED,
        "a strict column that is made anew",
        tables=(known(LOOSE_LOB),),
        targets=(known(STRICT_LOB),),
        settings={**WHOLE, **DROPPED},
    ),
    case(
        "lobs-into-not-null",
        FAILED,
        "a loose column that is made anew as on the source",
        tables=(known(STRICT_LOB),),
        targets=(known(LOOSE_LOB),),
        settings={**WHOLE, **DROPPED},
    ),
    case(
        "batch-apply-key",
        PASSED,
        "a table without a key that is made anew",
        settings=DROPPED_BATCHES,
        targets=(KEYLESS,),
    ),
    case(
        "batch-apply-key",
        WARNING,
        "a key that is dropped",
        settings=DROPPED_BATCHES,
        tables=(KEYLESS,),
        targets=(ORDERS,),
    ),
    case(
        "target-foreign-keys",
        PASSED,
        "foreign keys that are dropped",
        settings=DROPPED,
        targets=(known(CODE, foreign_keys=[OF_CODE]),),
    ),
    case(
        "target-generated",
        PASSED,
        "a generated column that is dropped",
        settings=DROPPED,
        target=POSTGRESQL,
        tables=(known(column()),),
        targets=(known(column(generated=dms.Generated.STORED)),),
    ),
    # Keys
    case(
        "batch-apply-key", PASSED, "a key that a rule defines", settings=BATCHES, tables=(KEYLESS,), rules=KEY_BY_RULE
    ),
    case(
        "target-indexes",
        WARNING,
        "a unique index beside the key",
        settings=KEPT,
        tables=(known(CODE),),
        targets=(known(CODE, unique_keys=[BY_CODE]),),
    ),
    case(
        "target-indexes",
        PASSED,
        "a unique index that is the key",
        settings=KEPT,
        tables=(known(CODE),),
        targets=(known(CODE, key=None, unique_keys=[BY_CODE]),),
    ),
    case(
        "target-indexes", NOT_APPLICABLE, "files", settings=KEPT, target=S3, targets=(known(secondary_indexes=["i"]),)
    ),
    case("cascades", FAILED, "a key that cascades on update", tables=(known(CODE, foreign_keys=[OF_CODE]),)),
    *(
        case(f"{name}-columns", FAILED, what, rules=(*SHOP, MASKS[name]), tables=(known(CODE, **keys),))
        for name in ("masked", "randomized")
        for what, keys in (("a foreign key", {"foreign_keys": [OF_CODE]}), ("a unique key", {"unique_keys": [BY_CODE]}))
    ),
    case("hashed-columns", WARNING, "a key", rules=(*SHOP, MASKS["hashed"]), tables=(known(CODE, key="code"),)),
    case("hashed-columns", FAILED, "a column that is too short", rules=(*SHOP, MASKS["hashed"]), tables=(known(TEXT),)),
    *(
        case(
            f"{name}-columns",
            PASSED,
            "a key column that is left out",
            rules=(*SHOP, mask, dms.RemoveColumns("shop", "orders", "code")),
            tables=(known(CODE, unique_keys=[BY_CODE]),),
        )
        for name, mask in MASKS.items()
    ),
    # Large objects
    case(
        "lob-limit",
        FAILED,
        "LOBs above the limit of their table",
        settings=WHOLE,
        rules=limited(9),
        tables=(table(ID, dms.SourceColumn("doc", "text", max_bytes=4_000)),),
    ),
    case(
        "lob-limit",
        PASSED,
        "LOBs below the limit of their table",
        settings=WHOLE,
        rules=limited(16),
        tables=(table(ID, dms.SourceColumn("doc", "text", max_bytes=4_000)),),
    ),
    case(
        "batch-apply-lobs",
        PASSED,
        "a table's LOBs whole that has none",
        settings=BATCHES,
        rules=whole("orders"),
        tables=(known(CODE),),
    ),
    case(
        "batch-apply-lobs",
        PASSED,
        "the LOBs of a table whole that does not move",
        settings=BATCHES,
        rules=whole("logs"),
        tables=(known(LOB),),
    ),
    case(
        "lobs-without-key",
        PASSED,
        "a LOB that is left out",
        tables=(table(ID, LOB, key=None),),
        rules=(*SHOP, dms.RemoveColumns("shop", "orders", "doc")),
    ),
    # Names, and other words
    case(
        "target-generated",
        FAILED,
        "a column that is renamed to it",
        settings=KEPT,
        target=POSTGRESQL,
        tables=(known(column("amount")),),
        targets=(known(column(generated=dms.Generated.STORED)),),
        rules=(*SHOP, dms.RenameColumn("shop", "orders", "amount", to="total")),
    ),
    case(
        "postgis",
        FAILED,
        "a type with its schema",
        tables=(table(ID, dms.SourceColumn("at", "public.geometry(Point,4326)")),),
    ),
    case(
        "array-without-key",
        FAILED,
        "an array of two dimensions",
        tables=(table(ID, dms.SourceColumn("at", "INTEGER[][]"), key=None),),
    ),
    case("storage-engine", PASSED, "the engine in another letter case", tables=(known(storage_engine="innodb"),)),
    case(
        "storage-engine",
        NOT_APPLICABLE,
        "Aurora MySQL",
        tables=(known(storage_engine="MyISAM"),),
        engine=dms.EngineName.AURORA_MYSQL,
    ),
    case("target-replica", NOT_APPLICABLE, "files", target=S3),
    case("target-privileges", NOT_APPLICABLE, "files", target=S3),
    case("target-generated", NOT_APPLICABLE, "files", target=S3),
    case("partitions-lost", NOT_APPLICABLE, "files", target=S3, tables=(known(partitioned=True),), settings=DROPPED),
    case(
        "partitions-lost",
        NOT_APPLICABLE,
        "changes of partitioned tables",
        migration_type=dms.MigrationType.CDC,
        tables=(known(partitioned=True),),
        settings=DROPPED,
    ),
    case(
        "lobs-into-not-null",
        NOT_APPLICABLE,
        "whole LOBs into files",
        target=S3,
        settings=WHOLE,
        tables=(known(STRICT_LOB),),
    ),
    case(
        "replication-role",
        PASSED,
        "a function that sets it",
        target=POSTGRESQL,
        target_says={"AfterConnectScript": "select set_config('session_replication_role', 'replica', false)"},
    ),
    case(
        "pglogical-identity",
        PASSED,
        "test_decoding as an attribute writes it",
        tables=(WHOLE_IDENTITY,),
        source_extra={"PluginName": "TEST_DECODING"},
    ),
    case(
        "pglogical-identity",
        FAILED,
        "pglogical as an attribute",
        tables=(WHOLE_IDENTITY,),
        source_extra={"pluginname": "PGLOGICAL"},
    ),
    case(
        "keyless-postgresql",
        FAILED,
        "a key that is not logged",
        tables=(known(replica_identity=dms.ReplicaIdentity.NOTHING),),
    ),
    case(
        "keyless-postgresql",
        PASSED,
        "rows that an index tells apart",
        tables=(known(CODE, key=None, unique_keys=[BY_CODE], replica_identity=dms.ReplicaIdentity.INDEX),),
    ),
    # Materialized views that the rules are about
    case(
        "materialized-views",
        PASSED,
        "a rule for another name",
        rules=(dms.Include("shop", "orders"),),
        tables=(known(), SUMS),
    ),
    case(
        "materialized-views",
        PASSED,
        "one that is excluded",
        rules=(*SHOP, dms.Exclude("shop", "sums")),
        tables=(known(), SUMS),
    ),
    case("materialized-views", WARNING, "nothing else in the schema", tables=(SUMS,)),
    case(
        "views",
        PASSED,
        "views that are excluded",
        migration_type=LOAD,
        rules=(dms.Include("shop", table_type=dms.TableType.ALL), dms.Exclude("shop", table_type=dms.TableType.VIEW)),
        tables=(ORDERS, VIEW),
    ),
    case("selection", FAILED, "nothing but materialized views", tables=(SUMS,), engine=POSTGRESQL),
)
