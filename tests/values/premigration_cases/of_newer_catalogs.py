"""Cases of what only a catalog of today decides: of the source, and of the target."""

from collections.abc import Iterator
from typing import Any

import dms_constructs as dms
from tests.values.premigration_cases.shapes import (
    CHANGES,
    DROPPED,
    FAILED,
    ID,
    KEPT,
    LOAD,
    LOB,
    NO_CATALOG,
    NOT_APPLICABLE,
    ORDERS,
    PASSED,
    POSTGRESQL,
    S3,
    SHOP,
    UNDECIDED,
    WARNING,
    WHOLE,
    Case,
    case,
    column,
    foreign_key,
    known,
    table,
)

SEEN = known()
REFERRING = known(foreign_keys=[foreign_key(dms.ReferentialAction.NO_ACTION)])
MATERIALIZED = dms.SourceTable("shop", "sums", [ID], table_type=dms.TableType.VIEW, materialized=True)
OLD: dict[str, Any] = {"needs": ("newer_catalog",)}
STRICT_LOB = column("doc", "json", dms_type="nclob", nullable=False)
LOOSE_LOB = column("doc", "json", dms_type="nclob", nullable=True)


def of_newer_catalogs() -> Iterator[Case]:
    """Cases of what a catalog of today tells, and one of before does not."""
    cascade = foreign_key(dms.ReferentialAction.CASCADE)
    for kind, verdict, flawed in (
        ("auto-increment", WARNING, known(column("no", identity=True))),
        ("cascades", FAILED, known(foreign_keys=[cascade])),
        ("generated-columns", WARNING, known(column(generated=dms.Generated.STORED))),
        ("invisible-columns", FAILED, known(column(invisible=True))),
        ("partition-ddl", WARNING, known(partitioned=True)),
        ("secondary-constraints", WARNING, REFERRING),
        ("secondary-constraints", WARNING, known(secondary_indexes=["by_code"])),
        ("secondary-constraints", WARNING, known(unique_keys=[dms.UniqueKey("u", ["id"])])),
        ("storage-engine", WARNING, known(storage_engine="MyISAM")),
    ):
        yield case(kind, verdict, "it is there", tables=(flawed,))
        yield case(kind, PASSED, "it is not there", tables=(SEEN,))
        yield case(kind, PASSED, "it is not selected", tables=(SEEN, flawed_elsewhere(flawed)))
        yield case(kind, UNDECIDED, "an old catalog", **OLD)
        yield case(kind, UNDECIDED, "no catalog", **NO_CATALOG)


def flawed_elsewhere(flawed: dms.SourceTable) -> dms.SourceTable:
    """The same table in a schema that no rule selects."""
    fields = {name: getattr(flawed, name) for name in dms.SourceTable.__slots__}
    return dms.SourceTable(**{**fields, "schema": "crm"})


CASES: tuple[Case, ...] = (
    # What a catalog of today tells
    *of_newer_catalogs(),
    case("cascades", PASSED, "keys that refuse", tables=(REFERRING,)),
    case(
        "cascades",
        FAILED,
        "keys that set null",
        tables=(known(foreign_keys=[foreign_key(dms.ReferentialAction.SET_NULL)]),),
    ),
    case("cascades", NOT_APPLICABLE, "a full load", tables=(SEEN,), migration_type=LOAD),
    case("auto-increment", NOT_APPLICABLE, "files", target=S3),
    case("secondary-constraints", NOT_APPLICABLE, "files", target=S3),
    case("storage-engine", NOT_APPLICABLE, "Aurora", engine=dms.EngineName.AURORA_MYSQL),
    case("partition-ddl", NOT_APPLICABLE, "a full load", migration_type=LOAD),
    case(
        "partition-ddl",
        PASSED,
        "the attribute",
        tables=(known(partitioned=True),),
        source_extra={"SkipTableSuspensionForPartitionDdl": "true"},
    ),
    case(
        "partition-ddl",
        UNDECIDED,
        "an imported endpoint",
        tables=(known(partitioned=True),),
        source_extra=None,
        source_says=None,
        needs=("source_endpoint",),
    ),
    case("partitions-lost", WARNING, "partitions", tables=(known(partitioned=True),), settings=DROPPED),
    case(
        "partitions-lost",
        WARNING,
        "nothing said of the target's tables",
        tables=(known(partitioned=True),),
        settings={"full_load": None},
    ),
    case("partitions-lost", PASSED, "no partitions", tables=(SEEN,), settings=DROPPED),
    case("partitions-lost", NOT_APPLICABLE, "tables that are kept", tables=(known(partitioned=True),), settings=KEPT),
    case("partitions-lost", NOT_APPLICABLE, "changes only", migration_type=CHANGES),
    case("partitions-lost", UNDECIDED, "an old catalog", settings=DROPPED, **OLD),
    case("lobs-into-not-null", FAILED, "a column that can't be null", tables=(known(STRICT_LOB),), settings=WHOLE),
    case("lobs-into-not-null", PASSED, "a column that can be null", tables=(known(LOOSE_LOB),), settings=WHOLE),
    case(
        "lobs-into-not-null",
        FAILED,
        "a column of the target that can't be null",
        tables=(known(LOOSE_LOB),),
        settings=WHOLE,
        targets=(known(STRICT_LOB),),
    ),
    case(
        "lobs-into-not-null",
        PASSED,
        "a column of the target that can be null",
        tables=(known(STRICT_LOB),),
        settings=WHOLE,
        targets=(known(LOOSE_LOB),),
    ),
    case(
        "lobs-into-not-null",
        FAILED,
        "one table's LOBs whole",
        tables=(known(STRICT_LOB),),
        settings={"lobs": dms.LimitedLobs(max_size_kb=64)},
        rules=(*SHOP, dms.TableSettings("shop", "orders", lobs=dms.TableLobs(dms.LobMode.UNLIMITED))),
    ),
    case(
        "lobs-into-not-null",
        PASSED,
        "one table's LOBs limited",
        tables=(known(STRICT_LOB),),
        settings=WHOLE,
        rules=(*SHOP, dms.TableSettings("shop", "orders", lobs=dms.TableLobs(dms.LobMode.LIMITED, bulk_max_size_kb=9))),
    ),
    case("lobs-into-not-null", NOT_APPLICABLE, "limited LOBs", tables=(known(STRICT_LOB),)),
    case("lobs-into-not-null", NOT_APPLICABLE, "files", target=S3, settings={}),
    case("lobs-into-not-null", UNDECIDED, "an old catalog", tables=(table(ID, LOB),), settings=WHOLE, **OLD),
    case("keyless-postgresql", FAILED, "no key", tables=(known(key=None),)),
    case(
        "keyless-postgresql",
        FAILED,
        "a unique key only",
        tables=(known(key=None, unique_keys=[dms.UniqueKey("u", ["id"])]),),
    ),
    case("keyless-postgresql", PASSED, "a key", tables=(SEEN,)),
    case(
        "keyless-postgresql", PASSED, "whole rows", tables=(known(key=None, replica_identity=dms.ReplicaIdentity.FULL),)
    ),
    case("keyless-postgresql", NOT_APPLICABLE, "a full load", tables=(known(key=None),), migration_type=LOAD),
    case("keyless-postgresql", UNDECIDED, "no catalog", **NO_CATALOG),
    case("materialized-views", WARNING, "a materialized view", tables=(SEEN, MATERIALIZED)),
    case("materialized-views", PASSED, "none", tables=(SEEN,)),
    case("materialized-views", PASSED, "one of another schema", tables=(SEEN, flawed_elsewhere(MATERIALIZED))),
    case("materialized-views", UNDECIDED, "an old catalog", **OLD),
    case("pglogical-identity", PASSED, "default identity", tables=(SEEN,)),
    case(
        "pglogical-identity",
        FAILED,
        "pglogical",
        source_says={"PluginName": "pglogical"},
        tables=(known(replica_identity=dms.ReplicaIdentity.FULL),),
    ),
    case(
        "pglogical-identity",
        PASSED,
        "test_decoding",
        source_says={"PluginName": "test-decoding"},
        tables=(known(replica_identity=dms.ReplicaIdentity.FULL),),
    ),
    case(
        "pglogical-identity",
        UNDECIDED,
        "no plugin named",
        needs=("live_server",),
        tables=(known(replica_identity=dms.ReplicaIdentity.FULL),),
    ),
    case(
        "pglogical-identity",
        UNDECIDED,
        "an imported endpoint",
        needs=("source_endpoint",),
        source_says=None,
        tables=(known(replica_identity=dms.ReplicaIdentity.FULL),),
    ),
    case("pglogical-identity", NOT_APPLICABLE, "a full load", migration_type=LOAD),
    # What a catalog of the target tells
    case("target-foreign-keys", FAILED, "foreign keys", targets=(REFERRING,), settings=KEPT),
    case("target-foreign-keys", PASSED, "no foreign keys", targets=(SEEN,), settings=KEPT),
    case(
        "target-foreign-keys",
        PASSED,
        "keys that are not checked",
        targets=(REFERRING,),
        settings=KEPT,
        target_extra={"Initstmt": "SET FOREIGN_KEY_CHECKS=0"},
    ),
    case(
        "target-foreign-keys", PASSED, "a script, and no catalog", target_extra={"Initstmt": "SET FOREIGN_KEY_CHECKS=0"}
    ),
    case("target-foreign-keys", NOT_APPLICABLE, "PostgreSQL", target=POSTGRESQL),
    case("target-foreign-keys", NOT_APPLICABLE, "changes only", migration_type=CHANGES),
    case("target-foreign-keys", UNDECIDED, "no catalog of the target", needs=("target_catalog",)),
    case(
        "target-foreign-keys",
        UNDECIDED,
        "an old catalog",
        targets=(ORDERS,),
        settings=KEPT,
        needs=("newer_target_catalog",),
    ),
    case(
        "target-foreign-keys",
        UNDECIDED,
        "an imported endpoint",
        targets=(REFERRING,),
        settings=KEPT,
        target_says=None,
        target_extra=None,
        needs=("target_endpoint",),
    ),
    case("target-indexes", WARNING, "an index", targets=(known(secondary_indexes=["by_code"]),), settings=KEPT),
    case("target-indexes", PASSED, "no index", targets=(SEEN,), settings=KEPT),
    case(
        "target-indexes",
        PASSED,
        "a table that is dropped",
        targets=(known(secondary_indexes=["by_code"]),),
        settings=DROPPED,
    ),
    case("target-indexes", NOT_APPLICABLE, "changes only", migration_type=CHANGES),
    case("target-indexes", UNDECIDED, "no catalog of the target", needs=("target_catalog",)),
    case(
        "target-indexes", UNDECIDED, "an old catalog", targets=(ORDERS,), settings=KEPT, needs=("newer_target_catalog",)
    ),
    case(
        "target-generated",
        FAILED,
        "a generated column",
        tables=(known(column()),),
        settings=KEPT,
        target=POSTGRESQL,
        targets=(known(column(generated=dms.Generated.STORED)),),
    ),
    case(
        "target-generated",
        PASSED,
        "one that is left out",
        tables=(known(column()),),
        settings=KEPT,
        target=POSTGRESQL,
        targets=(known(column(generated=dms.Generated.STORED)),),
        rules=(*SHOP, dms.RemoveColumns("shop", "orders", "total")),
    ),
    case(
        "target-generated",
        PASSED,
        "ordinary columns",
        targets=(SEEN,),
        settings=KEPT,
        target=POSTGRESQL,
        tables=(known(),),
    ),
    case("target-generated", UNDECIDED, "no catalog of the target", needs=("target_catalog",)),
)
