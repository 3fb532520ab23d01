"""Cases in which something is not known that could decide a check: it must not pass."""

from collections.abc import Iterator
from typing import Any

import dms_constructs as dms
from tests.values.premigration_cases.shapes import (
    BATCHES,
    CHANGES,
    FAILED,
    ID,
    KEPT,
    KEYLESS,
    LOB,
    MASKS,
    MYSQL,
    OPENSEARCH,
    ORACLE,
    ORDERS,
    PASSED,
    POSTGRESQL,
    SHOP,
    UNDECIDED,
    VALIDATED,
    WHOLE,
    Case,
    case,
    column,
    foreign_key,
    known,
    table,
)

NO_TYPE = dms.SourceColumn("what")
TYPES: dict[str, Any] = {"needs": ("types",)}
RIGHTS: dict[str, Any] = {"needs": ("rights",)}
KEYS_UNSEEN = (dms.NotSeen("shop", "orders", dms.UnseenPart.KEYS),)
TABLE_UNSEEN = (dms.NotSeen("shop", "orders", dms.UnseenPart.TABLE),)
LIMITED = {"lobs": dms.LimitedLobs(max_size_kb=64)}
WHOLE_ORDERS = dms.TableSettings("shop", "orders", lobs=dms.TableLobs(dms.LobMode.UNLIMITED))
LIMITED_ORDERS = dms.TableSettings("shop", "orders", lobs=dms.TableLobs(dms.LobMode.LIMITED, bulk_max_size_kb=9))
WITH_KEY = known(column("what", ""))
WITHOUT_KEY = known(column("what", ""), key=None)
REFERRING = known(foreign_keys=[foreign_key(dms.ReferentialAction.NO_ACTION)])
BARE = dms.SourceTable("shop", "orders")


def of_types() -> Iterator[Case]:
    """Cases of columns of no known type, which might be what a check looks for."""
    for kind, given in (
        ("array-without-key", {"tables": (WITHOUT_KEY,)}),
        ("lob-in-key", {"tables": (table(NO_TYPE, key="what"),)}),
        ("lob-limit", {"tables": (WITH_KEY,), "settings": LIMITED}),
        ("lobs-into-not-null", {"tables": (known(column("what", "", nullable=False)),), "settings": WHOLE}),
        ("lobs-without-key", {"tables": (WITHOUT_KEY,)}),
        ("packet-of-lobs", {"tables": (WITH_KEY,)}),
        ("postgis", {"tables": (WITH_KEY,)}),
        ("varchar-to-oracle", {"tables": (WITH_KEY,), "target": ORACLE}),
    ):
        yield case(kind, UNDECIDED, "a column of no known type", **TYPES, **given)
    for kind in ("array-without-key", "lobs-without-key", "lob-in-key"):
        yield case(kind, PASSED, "a column of no known type outside of what it looks at", tables=(WITH_KEY,))
    for name, mask in MASKS.items():
        rules, kind = (*SHOP, mask), f"{name}-columns"
        yield case(kind, UNDECIDED, "no known type", rules=rules, tables=(known(dms.SourceColumn("code")),), **TYPES)
        text = dms.SourceColumn("code", "varchar(100)", dms_type="wstring")
        old = {"rules": rules, "tables": (table(ID, text),), "needs": ("newer_catalog",)}
        yield case(kind, UNDECIDED, "foreign keys that an old catalog does not tell", **old)
        yield case(kind, UNDECIDED, "keys that could not be seen", rules=rules, tables=(known(text),), **UNSEEN)


UNSEEN: dict[str, Any] = {"not_seen": KEYS_UNSEEN, **RIGHTS}


def of_rights() -> Iterator[Case]:
    """Cases of keys that could not be seen, which a table may have."""
    for kind, given in (
        ("validation-key", {"settings": VALIDATED}),
        ("batch-apply-key", {"settings": BATCHES}),
        ("keyless-postgresql", {}),
        ("lobs-without-key", {"tables": (table(ID, LOB, key=None),)}),
        ("composite-key-for-opensearch", {"target": OPENSEARCH}),
    ):
        yield case(kind, UNDECIDED, "keys that could not be seen", **{"tables": (KEYLESS,), **given}, **UNSEEN)
    seen: dict[str, Any] = {"tables": (known(key=None, replica_identity=dms.ReplicaIdentity.DEFAULT),)}
    yield case("keyless-postgresql", FAILED, "keys that could be seen", **seen)


def of_targets() -> Iterator[Case]:
    """Cases of what is not known of the target's tables."""
    for kind, given in (
        ("target-without-key", {"migration_type": CHANGES}),
        ("target-generated", {"target": POSTGRESQL, "settings": KEPT}),
        ("batch-apply-key", {"settings": {**BATCHES, **KEPT}}),
        ("batch-apply-two-keys", {"settings": {**BATCHES, **KEPT}}),
    ):
        what = "a table of the target without columns"
        needs = ("target_columns",)
        yield case(kind, UNDECIDED, what, tables=(known(),), targets=(BARE,), needs=needs, **given)
    for kind, given in (
        ("target-without-key", {"migration_type": CHANGES}),
        ("batch-apply-key", {"settings": {**BATCHES, **KEPT}}),
    ):
        what = "keys of the target that could not be seen"
        unseen = {"targets": (KEYLESS,), "targets_not_seen": KEYS_UNSEEN, "needs": ("target_rights",)}
        yield case(kind, UNDECIDED, what, **unseen, **given)


CASES: tuple[Case, ...] = (
    *of_types(),
    *of_rights(),
    *of_targets(),
    case(
        "hashed-columns",
        UNDECIDED,
        "no known length",
        rules=(*SHOP, MASKS["hashed"]),
        tables=(known(column("code", "", dms_type="wstring")),),
        **TYPES,
    ),
    case(
        "validation-key",
        UNDECIDED,
        "no migration type",
        settings=VALIDATED,
        tables=(KEYLESS,),
        migration_type=None,
        needs=("migration_type",),
    ),
    *(
        case(
            f"validation-of-{name}",
            UNDECIDED,
            "no migration type",
            rules=(*SHOP, mask),
            settings=VALIDATED,
            migration_type=None,
            needs=("migration_type",),
        )
        for name, mask in MASKS.items()
    ),
    case("lob-limit", UNDECIDED, "no migration type", migration_type=None, needs=("migration_type",)),
    case(
        "lob-limit",
        UNDECIDED,
        "LOBs of a table with a limit of its own that are not measured",
        tables=(known(LOB),),
        rules=(*SHOP, LIMITED_ORDERS),
        settings=WHOLE,
        needs=("sizes",),
    ),
    case(
        "lob-limit",
        UNDECIDED,
        "tables with a limit of their own, and no catalog",
        tables=None,
        rules=(*SHOP, LIMITED_ORDERS),
        settings=WHOLE,
    ),
    case(
        "lobs-into-not-null",
        UNDECIDED,
        "one table's LOBs whole, and no catalog",
        tables=None,
        rules=(*SHOP, WHOLE_ORDERS),
    ),
    case("lobs-into-not-null", UNDECIDED, "no mappings", rules=None),
    case("batch-apply-lobs", UNDECIDED, "no mappings", rules=None, settings=BATCHES, needs=("table_mappings",)),
    case(
        "target-foreign-keys", UNDECIDED, "no settings", settings=None, targets=(REFERRING,), needs=("task_settings",)
    ),
    case("selection", UNDECIDED, "a selected table that could not be seen", tables=(), not_seen=TABLE_UNSEEN, **RIGHTS),
    case(
        "selection",
        UNDECIDED,
        "a name that is known at deployment",
        tables=(ORDERS,),
        rules=(dms.Include("${Token[TOKEN.1]}"),),
        needs=("table_mappings",),
    ),
    case(
        "many-tables",
        UNDECIDED,
        "a name that is known at deployment",
        rules=(*SHOP, dms.Include("${Token[TOKEN.1]}")),
        needs=("table_mappings",),
    ),
    case(
        "keyless-postgresql",
        UNDECIDED,
        "a replica identity that an old catalog does not tell",
        tables=(KEYLESS,),
        needs=("newer_catalog",),
    ),
    case(
        "pglogical-identity",
        PASSED,
        "test_decoding, whatever the replica identity",
        source_says={"PluginName": "test-decoding"},
        tables=(ORDERS,),
        engine=POSTGRESQL,
    ),
    case(
        "unsupported-types",
        UNDECIDED,
        "columns that could not be seen",
        tables=(known(),),
        not_seen=(dms.NotSeen("shop", "orders", dms.UnseenPart.COLUMNS),),
        engine=MYSQL,
        **RIGHTS,
    ),
)
