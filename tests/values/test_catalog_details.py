"""What a catalog knows of tables and columns beyond their names: from objects and from JSON."""

from collections.abc import Callable
from typing import Any

import pytest

import dms_constructs as dms

COLUMN: dict[str, Any] = {
    "nullable": False,
    "generated": dms.Generated.VIRTUAL,
    "identity": False,
    "invisible": True,
    "character_set": "utf8mb4",
    "collation": "utf8mb4_bin",
}
OF_CUSTOMER = dms.ForeignKey(
    "of_customer",
    ["tenant", "customer"],
    references="shop.customers",
    on_delete=dms.ReferentialAction.CASCADE,
    on_update=dms.ReferentialAction.SET_NULL,
    deferrable=True,
)
TABLE: dict[str, Any] = {
    "foreign_keys": (OF_CUSTOMER, dms.ForeignKey("of_tenant", ["tenant"], references="shop.tenants")),
    "secondary_indexes": ("by_note", "by_tenant"),
    "partitioned": False,
    "partition_of": "shop.all_orders",
    "persistence": dms.Persistence.UNLOGGED,
    "replica_identity": dms.ReplicaIdentity.INDEX,
    "storage_engine": "InnoDB",
    "system_versioned": True,
}
ORDERS = dms.SourceTable("shop", "orders", [dms.SourceColumn("tenant", **COLUMN), "customer"], **TABLE)
CATALOG = dms.Catalog(
    ORDERS,
    dms.SourceTable("shop", "totals", table_type=dms.TableType.VIEW, materialized=True),
    not_seen=[dms.NotSeen("shop", "orders", dms.UnseenPart.KEYS), dms.NotSeen("crm", "x", dms.UnseenPart.TABLE)],
)


NAMELESS = "; write the name that it has on the source"


def code_and_message(make: Callable[[], object]) -> tuple[str, str]:
    with pytest.raises(dms.ConfigurationError) as caught:
        make()
    return caught.value.code, caught.value.message


# Objects


@pytest.mark.parametrize("name", COLUMN)
def test_what_is_not_said_of_a_column_is_not_known(name: str) -> None:
    assert getattr(dms.SourceColumn("id"), name) is None


@pytest.mark.parametrize("name", [*TABLE, "materialized"])
def test_what_is_not_said_of_a_table_is_not_known(name: str) -> None:
    assert getattr(dms.SourceTable("shop", "orders"), name) is None


def test_a_table_that_has_no_foreign_keys_is_not_one_of_which_they_are_not_known() -> None:
    assert dms.SourceTable("shop", "orders", foreign_keys=[]).foreign_keys == ()


@pytest.mark.parametrize("name", TABLE)
def test_a_table_keeps_what_is_known_of_it_when_it_gets_other_columns(name: str) -> None:
    assert getattr(ORDERS.with_columns([]), name) == TABLE[name]


def test_a_foreign_key_refuses_deletes_and_updates_by_default() -> None:
    key = dms.ForeignKey("of_tenant", ["tenant"], references="shop.tenants")

    assert (key.on_delete, key.on_update) == (dms.ReferentialAction.NO_ACTION,) * 2


def test_a_catalog_keeps_what_was_not_seen_when_columns_get_their_types() -> None:
    assert dms.Catalog(ORDERS, engine=dms.EngineName.MYSQL, not_seen=CATALOG.not_seen).not_seen == CATALOG.not_seen


@pytest.mark.parametrize(
    ("code", "message", "make"),
    [
        (
            "DMS-D002",
            "column id: nullable must be True or False, or None if it is not known, got 'yes'",
            lambda: dms.SourceColumn("id", nullable="yes"),  # type: ignore[arg-type]
        ),
        (
            "DMS-D002",
            "column id: identity must be True or False, or None if it is not known, got 1",
            lambda: dms.SourceColumn("id", identity=1),  # type: ignore[arg-type]
        ),
        (
            "DMS-D002",
            (
                "column id: generated must be one of dms.Generated.NEVER, dms.Generated.STORED, dms.Generated.VIRTUAL, "
                "or None if it is not known, got True"
            ),
            lambda: dms.SourceColumn("id", generated=True),  # type: ignore[arg-type]
        ),
        (
            "DMS-D002",
            "column id: collation must be a string, or None if it is not known, got 8",
            lambda: dms.SourceColumn("id", collation=8),  # type: ignore[arg-type]
        ),
        (
            "DMS-D008",
            (
                "column id is both generated and an identity column, and no server has such; write identity=False, or "
                "generated=dms.Generated.NEVER"
            ),
            lambda: dms.SourceColumn("id", identity=True, generated=dms.Generated.STORED),
        ),
        (
            "DMS-D002",
            "table shop.orders: a foreign key must be a ForeignKey, got 'of_customer'",
            lambda: dms.SourceTable("shop", "orders", foreign_keys=["of_customer"]),  # type: ignore[list-item]
        ),
        (
            "DMS-D002",
            "table shop.orders: foreign_keys must be a list, got 'of_customer'",
            lambda: dms.SourceTable("shop", "orders", foreign_keys="of_customer"),  # type: ignore[arg-type]
        ),
        (
            "DMS-D003",
            "table shop.orders: column tenant of foreign key of_customer is not one of its columns; it has customer",
            lambda: dms.SourceTable("shop", "orders", ["customer"], foreign_keys=[OF_CUSTOMER]),
        ),
        (
            "DMS-D003",
            "table shop.orders has foreign key of_customer twice",
            lambda: dms.SourceTable("shop", "orders", foreign_keys=[OF_CUSTOMER, OF_CUSTOMER]),
        ),
        (
            "DMS-D003",
            "table shop.orders has index a twice",
            lambda: dms.SourceTable("shop", "orders", secondary_indexes=["a", "a"]),
        ),
        (
            "DMS-D001",
            f"table shop.orders: the name of an index must be a string that is not empty, got ''{NAMELESS}",
            lambda: dms.SourceTable("shop", "orders", secondary_indexes=[""]),
        ),
        (
            "DMS-D002",
            (
                'table shop.orders: partition_of must be the name of a table with its schema, such as "shop.orders", '
                "got 'all_orders'"
            ),
            lambda: dms.SourceTable("shop", "orders", partition_of="all_orders"),
        ),
        (
            "DMS-D008",
            (
                "table shop.orders: partition_of names the table itself; name the table that it is a partition of, or "
                "leave it out"
            ),
            lambda: dms.SourceTable("shop", "orders", partition_of="shop.orders"),
        ),
        (
            "DMS-D008",
            (
                "table shop.orders: a materialized view can't be a table; write table_type=dms.TableType.VIEW, or "
                "materialized=False"
            ),
            lambda: dms.SourceTable("shop", "orders", materialized=True),
        ),
        (
            "DMS-D002",
            (
                "table shop.orders: persistence must be one of dms.Persistence.PERMANENT, dms.Persistence.UNLOGGED, or "
                "None if it is not known, got 'unlogged'"
            ),
            lambda: dms.SourceTable("shop", "orders", persistence="unlogged"),  # type: ignore[arg-type]
        ),
        (
            "DMS-D001",
            f"the name of a foreign key must be a string that is not empty, got ''{NAMELESS}",
            lambda: dms.ForeignKey("", ["a"], references="shop.customers"),
        ),
        (
            "DMS-D003",
            "foreign key k has no columns; name at least one",
            lambda: dms.ForeignKey("k", [], references="shop.customers"),
        ),
        (
            "DMS-D002",
            (
                'foreign key k: references must be the name of a table with its schema, such as "shop.orders", got '
                "'customers'"
            ),
            lambda: dms.ForeignKey("k", ["a"], references="customers"),
        ),
        (
            "DMS-D002",
            (
                "foreign key k: on_delete must be a member of dms.ReferentialAction, got 'cascade'; write, for "
                "example, on_delete=dms.ReferentialAction.CASCADE"
            ),
            lambda: dms.ForeignKey("k", ["a"], references="s.t", on_delete="cascade"),  # type: ignore[arg-type]
        ),
        (
            "DMS-D002",
            "not_seen holds NotSeen objects, got 'shop.orders'",
            lambda: dms.Catalog(not_seen=["shop.orders"]),  # type: ignore[list-item]
        ),
        (
            "DMS-D002",
            "not_seen must be a list of NotSeen objects, got 'shop.orders'",
            lambda: dms.Catalog(not_seen="shop.orders"),  # type: ignore[arg-type]
        ),
        (
            "DMS-D001",
            f"the schema of a table that was not seen must be a string that is not empty, got ''{NAMELESS}",
            lambda: dms.NotSeen("", "orders", dms.UnseenPart.TABLE),
        ),
        (
            "DMS-D002",
            (
                "what was not seen of shop.orders must be a member of dms.UnseenPart, got 'keys'; write, for example, "
                "dms.UnseenPart.KEYS"
            ),
            lambda: dms.NotSeen("shop", "orders", "keys"),  # type: ignore[arg-type]
        ),
    ],
)
def test_a_wrong_value_is_refused(code: str, message: str, make: Callable[[], object]) -> None:
    assert code_and_message(make) == (code, message)


# JSON


def test_what_is_known_survives_json() -> None:
    assert dms.Catalog.from_json(CATALOG.to_json()) == CATALOG


def test_json_has_what_is_known_only() -> None:
    catalog = dms.Catalog(dms.SourceTable("shop", "orders", [dms.SourceColumn("id", nullable=False)], foreign_keys=[]))

    assert catalog.to_json() == (
        '{"version": 3,\n "tables": [\n  {"schema": "shop", "name": "orders", "foreign_keys": [], '
        '"columns": [{"name": "id", "nullable": false}]}\n ]}\n'
    )


def test_json_has_no_action_of_a_foreign_key_that_is_usual() -> None:
    key = dms.ForeignKey("of_tenant", ["tenant"], references="shop.tenants")
    text = dms.Catalog(dms.SourceTable("shop", "orders", foreign_keys=[key])).to_json()

    assert '{"name": "of_tenant", "columns": ["tenant"], "references": "shop.tenants"}' in text


@pytest.mark.parametrize("version", [1, 2])
def test_an_older_file_tells_of_nothing_else(version: int) -> None:
    text = f'{{"version": {version}, "tables": [{{"schema": "shop", "name": "orders", "columns": ["id"]}}]}}'

    assert dms.Catalog.from_json(text) == dms.Catalog(dms.SourceTable("shop", "orders", ["id"]))


def test_equal_columns_of_a_file_are_one_object() -> None:
    columns = [dms.SourceColumn("id", "bigint", nullable=False)]
    catalog = dms.Catalog(dms.SourceTable("shop", "a", columns), dms.SourceTable("shop", "b", columns))
    one, other = dms.Catalog.from_json(catalog.to_json()).tables

    assert one.columns[0] is other.columns[0]


def test_a_number_is_not_taken_for_true_because_another_column_has_true() -> None:
    columns = '[{"name": "id", "nullable": true}, {"name": "id", "nullable": 1}]'
    text = f'{{"tables": [{{"schema": "shop", "name": "orders", "columns": {columns}}}]}}'

    assert code_and_message(lambda: dms.Catalog.from_json(text)) == (
        "DMS-D004",
        "tables[0].columns[1]: nullable must be true or false, got 1",
    )


@pytest.mark.parametrize(
    ("message", "part"),
    [
        (
            "tables[0]: persistence must be one of permanent, unlogged, got 'unloged' (did you mean 'unlogged'?)",
            '"persistence": "unloged"',
        ),
        ("tables[0]: partitioned must be true or false, got 'yes'", '"partitioned": "yes"'),
        (
            "tables[0].columns[0]: generated must be one of never, stored, virtual, got 'always'",
            '"columns": [{"name": "id", "generated": "always"}]',
        ),
        (
            "tables[0].columns[0]: nullable must be true or false, got [True]",
            '"columns": [{"name": "id", "nullable": [true]}]',
        ),
        (
            "tables[0].foreign_keys[0] lacks references",
            '"foreign_keys": [{"name": "k", "columns": ["a"]}]',
        ),
        (
            (
                "tables[0].foreign_keys[0]: on_delete must be one of no_action, restrict, cascade, set_null, "
                "set_default, got 'drop'"
            ),
            '"foreign_keys": [{"name": "k", "columns": ["a"], "references": "s.t", "on_delete": "drop"}]',
        ),
    ],
)
def test_a_mistake_in_a_file_is_told_with_its_place(message: str, part: str) -> None:
    text = f'{{"tables": [{{"schema": "shop", "name": "orders", {part}}}]}}'

    assert code_and_message(lambda: dms.Catalog.from_json(text)) == ("DMS-D004", message)


def test_a_mistake_in_what_was_not_seen_is_told_with_its_place() -> None:
    text = '{"tables": [], "not_seen": [{"schema": "shop", "name": "orders", "what": "key"}]}'

    assert code_and_message(lambda: dms.Catalog.from_json(text)) == (
        "DMS-D004",
        "not_seen[0]: what must be one of table, columns, keys, got 'key' (did you mean 'keys'?)",
    )


# Materialized views


MATERIALIZED = dms.Catalog(
    dms.SourceTable("shop", "totals", ["n"], table_type=dms.TableType.VIEW, materialized=True),
    dms.SourceTable("shop", "recent", ["n"], table_type=dms.TableType.VIEW, materialized=False),
)


def test_a_materialized_view_is_selected_by_no_rule() -> None:
    rules = dms.TableMappings(dms.Include("shop", table_type=dms.TableType.ALL))

    assert [str(table.source) for table in rules.evaluate(MATERIALIZED).selected] == ["shop.recent"]


def test_why_a_materialized_view_is_not_selected_is_told() -> None:
    rules = dms.TableMappings(dms.Include("shop", table_type=dms.TableType.ALL))

    assert rules.evaluate(MATERIALIZED).tables[0].because == "DMS does not migrate materialized views"


def test_a_rule_for_a_materialized_view_selects_nothing() -> None:
    rules = dms.TableMappings(
        dms.Explicit("shop", "totals", table_type=dms.TableType.VIEW),
        dms.Explicit("shop", "recent", table_type=dms.TableType.VIEW),
    )
    found = rules.check(
        migration_type=dms.MigrationType.FULL_LOAD, source_engine=None, target_engine=None, catalog=MATERIALIZED
    )

    assert "mappings.selectsNothing" in {finding.id for finding in found}
