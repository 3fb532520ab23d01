"""What the catalogs of three servers tell of sixty tables, and what becomes of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import dms_constructs as dms
from dms_constructs.catalog import Catalog, SourceColumn, SourceTable
from tests.cli.conftest import Cli, Read
from tests.cli.sixty_tables import SERVERS, read_as, server_of
from tests.databases.server import Server

CUSTOMERS = "crm.customers"
NO_ACTION, CASCADE, RESTRICT = (
    dms.ReferentialAction.NO_ACTION,
    dms.ReferentialAction.CASCADE,
    dms.ReferentialAction.RESTRICT,
)
TABLE, COLUMNS, KEYS = dms.UnseenPart.TABLE, dms.UnseenPart.COLUMNS, dms.UnseenPart.KEYS


def table(catalog: Catalog, name: str) -> SourceTable:
    name = name if "." in name else f"shop.{name}"
    return next(each for each in catalog.tables if str(each) == name)


def column(catalog: Catalog, name: str) -> SourceColumn:
    of, _, its = name.rpartition(".")
    return next(each for each in table(catalog, of).columns if each.name == its)


def on(servers: str, *cases: tuple[Any, ...]) -> list[Any]:
    """Return the cases of some servers: mariadb, postgresql (both) or postgresql_18."""
    names = [name for name in SERVERS if name == servers or (servers == "both" and name != "mariadb")]
    return [pytest.param(name, *case, id=f"{name}-{case[0]}-{case[1]}") for name in names for case in cases]


BOTH_AND_MARIADB = [
    ("foreign_cascade", "foreign_keys", [("of_cascade", ("customer",), CUSTOMERS, CASCADE, CASCADE, False)]),
    ("foreign_none", "foreign_keys", []),
    ("key_not_unique", "secondary_indexes", ("by_code", "by_note")),
    ("key_none", "secondary_indexes", ()),
    ("by_range", "partitioned", True),
    ("by_list", "partitioned", True),
    ("by_hash", "partitioned", True),
    ("key_none", "partitioned", False),
    ("key_none", "partition_of", None),
    ("key_composite", "primary_key", ("tenant", "order_id", "line_no")),
    ("view", "table_type", dms.TableType.VIEW),
    ("view", "materialized", False),
    ("key_none", "materialized", None),
]
OF_POSTGRESQL = [
    *BOTH_AND_MARIADB,
    ("foreign_set_null", "foreign_keys", [("of_set_null", dms.ReferentialAction.SET_NULL, NO_ACTION)]),
    ("foreign_set_default", "foreign_keys", [("of_set_default", dms.ReferentialAction.SET_DEFAULT, NO_ACTION)]),
    ("foreign_restrict", "foreign_keys", [("of_restrict", RESTRICT, RESTRICT)]),
    ("foreign_no_action", "foreign_keys", [("of_no_action", NO_ACTION, NO_ACTION)]),
    ("foreign_two", "foreign_keys", [("of_buyer", CASCADE, NO_ACTION), ("of_seller", NO_ACTION, NO_ACTION)]),
    ("foreign_to_partitions", "foreign_keys", [("of_to_partitions", CASCADE, NO_ACTION)]),
    (
        "foreign_deferrable",
        "foreign_keys",
        [("of_deferrable", ("customer",), CUSTOMERS, NO_ACTION, NO_ACTION, True)],
    ),
    (
        "foreign_composite",
        "foreign_keys",
        [("of_composite", ("country", "town"), "crm.places", NO_ACTION, NO_ACTION, False)],
    ),
    ("key_deferrable", "primary_key_deferrable", True),
    ("key_unique_deferrable", "unique_keys", (dms.UniqueKey("later_code", ["code"], deferrable=True),)),
    ("key_unique_some_rows", "unique_keys", ()),
    ("key_unique_expression", "unique_keys", ()),
    ("key_including", "unique_keys", (dms.UniqueKey("code_and_note", ["code"]),)),
    ("by_range_2026", "partitioned", False),
    ("by_range_2026", "partition_of", "shop.by_range"),
    ("by_list_de", "partitioned", True),
    ("by_list_de", "partition_of", "shop.by_list"),
    ("by_list_de_0", "partition_of", "shop.by_list_de"),
    ("crm.by_hash_0", "partition_of", "shop.by_hash"),
    ("inherits", "partition_of", None),
    ("unlogged", "persistence", dms.Persistence.UNLOGGED),
    ("key_none", "persistence", dms.Persistence.PERMANENT),
    ("view", "persistence", None),
    ("identity_full", "replica_identity", dms.ReplicaIdentity.FULL),
    ("identity_nothing", "replica_identity", dms.ReplicaIdentity.NOTHING),
    ("identity_index", "replica_identity", dms.ReplicaIdentity.INDEX),
    ("key_none", "replica_identity", dms.ReplicaIdentity.DEFAULT),
    ("key_none", "storage_engine", None),
    ("key_none", "system_versioned", None),
    ("view_materialized", "table_type", dms.TableType.VIEW),
    ("view_materialized", "materialized", True),
]
OF_MARIADB = [
    *BOTH_AND_MARIADB,
    ("foreign_set_null", "foreign_keys", [("of_set_null", dms.ReferentialAction.SET_NULL, RESTRICT)]),
    ("foreign_restrict", "foreign_keys", [("of_restrict", RESTRICT, RESTRICT)]),
    ("foreign_no_action", "foreign_keys", [("of_no_action", NO_ACTION, NO_ACTION)]),
    ("foreign_two", "foreign_keys", [("of_buyer", CASCADE, RESTRICT), ("of_seller", RESTRICT, RESTRICT)]),
    (
        "foreign_composite",
        "foreign_keys",
        [("of_composite", ("country", "town"), "crm.places", RESTRICT, RESTRICT, False)],
    ),
    (
        "foreign_`odd` on delete cascade",
        "foreign_keys",
        [("a `b` ON DELETE CASCADE", ('its "on delete"',), CUSTOMERS, RESTRICT, CASCADE, False)],
    ),
    ("key_fulltext", "secondary_indexes", ("in_note",)),
    ("key_spatial", "secondary_indexes", ("near",)),
    ("by_key", "partitioned", True),
    ("by_range_and_hash", "partitioned", True),
    ("versioned_partitions", "partitioned", True),
    ("key_none", "persistence", None),
    ("key_none", "replica_identity", None),
    ("engine_innodb", "storage_engine", "InnoDB"),
    ("engine_myisam", "storage_engine", "MyISAM"),
    ("engine_aria", "storage_engine", "Aria"),
    ("engine_memory", "storage_engine", "MEMORY"),
    ("engine_csv", "storage_engine", "CSV"),
    ("view", "storage_engine", None),
    ("versioned", "system_versioned", True),
    ("versioned_columns", "system_versioned", True),
    ("versioned_partitions", "system_versioned", True),
    ("application_time", "system_versioned", False),
    ("view", "system_versioned", None),
]


@pytest.mark.parametrize(
    ("server", "name", "what", "expected"), [*on("both", *OF_POSTGRESQL), *on("mariadb", *OF_MARIADB)]
)
def test_a_table_is_told(server: str, name: str, what: str, expected: Any, sixty_tables: Read) -> None:
    found = getattr(table(sixty_tables(server), name), what)

    if what == "foreign_keys" and expected and len(expected[0]) == 3:
        assert [(key.name, key.on_delete, key.on_update) for key in found] == expected
    elif what == "foreign_keys":
        parts = ("name", "columns", "references", "on_delete", "on_update", "deferrable")
        assert [tuple(getattr(key, part) for part in parts) for key in found] == expected
    else:
        assert found == expected


NEVER, STORED, VIRTUAL = dms.Generated.NEVER, dms.Generated.STORED, dms.Generated.VIRTUAL
COLUMNS_OF_ALL = [
    ("columns_null.may_be_null", "nullable", True),
    ("columns_null.must_be_there", "nullable", False),
    ("key_primary.id", "nullable", False),
    ("columns_generated.gross", "generated", STORED),
    ("columns_generated.price", "generated", NEVER),
    ("key_primary.id", "identity", False),
    ("key_primary.id", "character_set", None),
    ("key_primary.id", "collation", None),
]
COLUMNS_OF_POSTGRESQL = [
    *COLUMNS_OF_ALL,
    ("columns_domains.mail", "nullable", False),
    ("columns_identity.id", "identity", True),
    ("columns_identity.other", "identity", False),
    ("columns_identity_by_default.id", "identity", True),
    ("columns_serial.id", "identity", True),
    ("columns_serial.small", "identity", True),
    ("columns_serial.other", "identity", False),
    ("columns_sequence.id", "identity", True),
    ("columns_owned.id", "identity", False),
    ("columns_defaults.note", "identity", False),
    ("key_primary.id", "invisible", None),
    ("columns_collated.plain", "character_set", "UTF8"),
    ("columns_collated.plain", "collation", "C"),
    ("columns_collated.posix", "collation", "POSIX"),
]
COLUMNS_OF_MARIADB = [
    *COLUMNS_OF_ALL,
    ("columns_virtual.gross", "generated", VIRTUAL),
    ("columns_defaults.c", "generated", NEVER),
    ("columns_auto.id", "identity", True),
    ("columns_auto_unique.number", "identity", True),
    ("columns_auto.other", "identity", False),
    ("columns_invisible.id", "invisible", False),
    ("columns_invisible.unseen", "invisible", True),
    ("columns_invisible.gross", "invisible", True),
    ("columns_invisible.gross", "generated", VIRTUAL),
    ("versioned_columns.until", "invisible", True),
    ("columns_character_sets.a", "character_set", "latin1"),
    ("columns_character_sets.c", "character_set", "ascii"),
    ("columns_character_sets.d", "character_set", None),
    ("columns_collated.plain", "collation", "utf8mb4_general_ci"),
    ("columns_collated.bin", "collation", "utf8mb4_bin"),
    ("columns_collated.german", "collation", "utf8mb4_german2_ci"),
]


@pytest.mark.parametrize(
    ("server", "name", "what", "expected"),
    [
        *on("both", *COLUMNS_OF_POSTGRESQL),
        *on("postgresql_18", ("columns_virtual.gross", "generated", VIRTUAL)),
        *on("mariadb", *COLUMNS_OF_MARIADB),
    ],
)
def test_a_column_is_told(server: str, name: str, what: str, expected: Any, sixty_tables: Read) -> None:
    assert getattr(column(sixty_tables(server), name), what) == expected


@pytest.mark.parametrize("server", SERVERS)
def test_who_has_all_rights_sees_everything(server: str, sixty_tables: Read) -> None:
    assert sixty_tables(server).not_seen == ()


UNSEEN = {
    "postgresql": [
        ("hidden.rights_to_no_schema", TABLE),
        ("shop.rights_none", TABLE),
        ("shop.rights_to_columns", COLUMNS),
        ("shop.rights_to_write", TABLE),
    ],
    # It does not tell that the other two exist.
    "mariadb": [
        ("shop.rights_by_role_to_columns", COLUMNS),
        ("shop.rights_by_role_to_columns", KEYS),
        ("shop.rights_to_columns", COLUMNS),
        ("shop.rights_to_columns", KEYS),
        ("shop.rights_to_write", TABLE),
    ],
}
UNSEEN["postgresql_18"] = UNSEEN["postgresql"]
TOLD = {
    "postgresql": (
        "user reader may not read hidden.rights_to_no_schema, shop.rights_none and shop.rights_to_write, may read only "
        "some columns of shop.rights_to_columns; grant the right to read all columns of what is to be moved, and read "
        "the catalog again\n"
    ),
    "mariadb": (
        "user reader may not read shop.rights_to_write, may read only some columns of shop.rights_by_role_to_columns "
        "and shop.rights_to_columns, can't see all keys of shop.rights_by_role_to_columns and shop.rights_to_columns; "
        "grant the right to read all columns of what is to be moved, and read the catalog again\n"
    ),
}
TOLD["postgresql_18"] = TOLD["postgresql"]


@pytest.mark.parametrize("name", SERVERS)
def test_the_command_tells_what_a_user_could_not_see(name: str, cli: Cli, request: pytest.FixtureRequest) -> None:
    server = server_of(request, name)

    ran = cli("catalog", server.url(server.reader), DMS_CONSTRUCTS_PASSWORD=server.reader_password)

    assert (ran.code, ran.err) == (0, TOLD[name])
    assert [(f"{each.schema}.{each.name}", each.what) for each in Catalog.from_json(ran.out).not_seen] == UNSEEN[name]


@pytest.mark.parametrize("name", SERVERS)
def test_whoever_may_only_read_sees_the_same_of_what_they_may_read(
    name: str, sixty_tables: Read, request: pytest.FixtureRequest
) -> None:
    server = server_of(request, name)
    seen = read_as(server, server.reader, server.reader_password)

    partly = {name for name, what in UNSEEN[name]}
    whole = {str(each): each for each in sixty_tables(name).tables}
    assert [each for each in seen.tables if str(each) not in partly and each != whole[str(each)]] == []


def test_mariadb_shows_a_part_of_a_table_and_no_keys_to_whoever_may_read_a_part(features_of_mariadb: Server) -> None:
    server = features_of_mariadb
    found = table(read_as(server, server.reader, server.reader_password), "rights_to_columns")

    assert ([each.name for each in found.columns], found.primary_key, found.foreign_keys, found.secondary_indexes) == (
        ["name"],
        (),
        None,
        None,
    )


@pytest.mark.parametrize("server", SERVERS)
def test_there_are_sixty_tables(server: str, sixty_tables: Read) -> None:
    assert len([each for each in sixty_tables(server).tables if each.table_type is dms.TableType.TABLE]) >= 60


@pytest.mark.parametrize("server", SERVERS)
def test_all_of_it_survives_a_file(server: str, sixty_tables: Read) -> None:
    assert Catalog.from_json(sixty_tables(server).to_json()) == sixty_tables(server)


RULES = dms.TableMappings(dms.Include("shop", table_type=dms.TableType.ALL), dms.Include("crm"))


@pytest.mark.parametrize("name", SERVERS)
def test_mappings_explain_the_sixty_tables(
    name: str, cli: Cli, sixty_tables: Read, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    server = server_of(request, name)
    file = tmp_path / "mappings.json"
    file.write_text(RULES.to_json(), encoding="utf-8")

    ran = cli(
        *("mappings", "explain", file, "--catalog", server.url(), "--format", "json"),
        DMS_CONSTRUCTS_PASSWORD=server.password,
    )

    (task,) = ran.json["tasks"]
    tables = {f"{each['schema']}.{each['name']}": each["selected"] for each in task["evaluation"]["tables"]}
    expected = {
        str(each): each.schema in {"shop", "crm"} and not each.materialized for each in sixty_tables(name).tables
    }
    assert (ran.code, tables) == (0, expected)
