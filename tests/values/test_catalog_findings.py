"""What a catalog shows of the tables that a task moves is said once, with their names; what is fine is not."""

from collections.abc import Iterable
from typing import Any

import pytest

import dms_constructs as dms

MYSQL, MARIADB, POSTGRESQL = dms.EngineName.MYSQL, dms.EngineName.MARIADB, dms.EngineName.POSTGRESQL
BOTH, LOAD, CDC = dms.MigrationType.FULL_LOAD_AND_CDC, dms.MigrationType.FULL_LOAD, dms.MigrationType.CDC
ID = dms.SourceColumn("id", "bigint")
SHOP = dms.Include("shop")


def orders(
    *columns: dms.SourceColumn, name: str = "orders", key: Iterable[str] = ("id",), **more: Any
) -> dms.SourceTable:
    return dms.SourceTable("shop", name, [ID, *columns], primary_key=key, **more)


def column(name: str, data_type: str = "int", **more: Any) -> dms.SourceColumn:
    return dms.SourceColumn(name, data_type, **more)


def found(
    tables: Iterable[dms.SourceTable],
    *rules: dms.Rule,
    source: dms.EngineName = POSTGRESQL,
    target: dms.EngineName | None = None,
    kind: dms.MigrationType | None = BOTH,
    not_seen: Iterable[dms.NotSeen] = (),
) -> dict[str, str]:
    catalog = dms.Catalog(*tables, engine=source, not_seen=not_seen)
    evaluation = dms.TableMappings(*(rules or [SHOP])).evaluate(
        catalog, migration_type=kind, source_engine=source, target_engine=target
    )
    assert evaluation.problems == ()
    return {finding.id.partition(".")[2]: str(finding) for finding in evaluation.findings}


def cascading(action: dms.ReferentialAction) -> dms.SourceTable:
    key = dms.ForeignKey("of_customer", ["customer"], references="shop.customers", on_delete=action)
    return orders(column("customer", "bigint"), foreign_keys=[key])


ROOT = orders(partitioned=True)
PART = orders(name="part", partitioned=False, partition_of="shop.orders")
DEFERRABLE = orders(primary_key_deferrable=True)
FULL, NOTHING = dms.ReplicaIdentity.FULL, dms.ReplicaIdentity.NOTHING
STORED, VIRTUAL, NEVER = dms.Generated.STORED, dms.Generated.VIRTUAL, dms.Generated.NEVER
CASCADE, RESTRICT = dms.ReferentialAction.CASCADE, dms.ReferentialAction.RESTRICT
UNIQUE = dms.UniqueKey("by_code", ["id"])


@pytest.mark.parametrize(
    ("name", "words", "tables", "more"),
    [
        ("changesIgnored", "shop.orders;", [orders(key=())], {}),
        ("changesIgnored", "shop.orders;", [orders(key=(), unique_keys=[UNIQUE])], {}),
        ("changesIgnored", "shop.orders (whose primary key is deferrable", [DEFERRABLE], {}),
        ("changesIgnored", "replica identity is nothing", [orders(replica_identity=NOTHING)], {}),
        ("changesIgnored", "shop.orders;", [orders(key=())], {"kind": None}),
        ("changesWithoutKey", "shop.orders;", [orders(key=())], {"source": MYSQL}),
        ("unloggedTables", "shop.orders;", [orders(persistence=dms.Persistence.UNLOGGED)], {}),
        ("partitionsTwice", "shop.orders;", [ROOT, PART], {}),
        ("partitionsTwice", "shop.orders;", [ROOT, PART], {"kind": LOAD}),
        ("partitionsNotSelected", "shop.orders;", [ROOT], {}),
        ("unboundedText", "shop.orders.name;", [orders(column("name", "VARCHAR"))], {}),
        ("unboundedText", "shop.orders.name;", [orders(column("name", "varchar", max_bytes=8001))], {}),
        ("virtualColumns", "shop.orders.total;", [orders(column("total", generated=VIRTUAL))], {}),
        ("unboundedText", "shop.orders.name;", [orders(column("name", "character varying"))], {}),
        ("unboundedNumbers", "shop.orders.price;", [orders(column("price", "numeric"))], {}),
        ("generatedColumns", "shop.orders.total;", [orders(column("total", generated=STORED))], {"source": MYSQL}),
        ("invisibleColumns", "shop.orders.x;", [orders(column("x", invisible=True))], {"source": MARIADB}),
        ("otherStorageEngine", "MyISAM", [orders(storage_engine="MyISAM")], {"source": MYSQL}),
        ("systemVersionedTables", "shop.orders;", [orders(system_versioned=True)], {"source": MARIADB}),
        ("cascadesNotLogged", "shop.orders;", [cascading(CASCADE)], {"source": MYSQL}),
        ("backtickInName", "shop.orders;", [orders(column("a`b"))], {"source": MYSQL}),
    ],
)
def test_what_a_table_is_can_matter(name: str, words: str, tables: list[dms.SourceTable], more: dict[str, Any]) -> None:
    assert words in found(tables, **more)[name]


@pytest.mark.parametrize(
    ("tables", "more"),
    [
        ([orders()], {}),
        ([orders(key=())], {"kind": LOAD}),
        ([orders(key=(), replica_identity=FULL)], {}),
        ([orders(key=(), replica_identity=dms.ReplicaIdentity.INDEX)], {}),
        ([dms.SourceTable("shop", "orders")], {}),
        ([orders(key=())], {"source": MYSQL, "kind": None}),
        ([orders(key=())], {"source": MYSQL, "target": dms.EngineName.S3}),
        ([orders(key=(), unique_keys=[UNIQUE])], {"source": MYSQL}),
        ([orders(persistence=dms.Persistence.UNLOGGED)], {"kind": LOAD}),
        ([orders(persistence=dms.Persistence.PERMANENT)], {}),
        ([PART], {}),
        ([ROOT], {"kind": LOAD}),
        ([orders(partitioned=True)], {"source": MYSQL}),
        ([orders(column("total", generated=VIRTUAL))], {"kind": LOAD}),
        ([orders(column("total", generated=STORED))], {}),
        ([orders(column("name", "character varying(9)"), column("price", "numeric(9,2)"))], {}),
        ([orders(column("name", "varchar", max_bytes=8000))], {}),
        ([orders(column("a", generated=NEVER, invisible=False))], {"source": MYSQL}),
        ([orders(storage_engine="InnoDB", system_versioned=False)], {"source": MARIADB}),
        ([orders(storage_engine="innodb")], {"source": MYSQL}),
        ([cascading(RESTRICT)], {"source": MYSQL}),
        ([cascading(CASCADE)], {"source": MYSQL, "kind": LOAD}),
        ([cascading(CASCADE)], {}),
        ([orders(column("a`b"))], {}),
    ],
)
def test_what_does_not_matter_is_not_said(tables: list[dms.SourceTable], more: dict[str, Any]) -> None:
    assert found(tables, **more) == {}


def test_a_finding_names_a_few_tables_and_counts_the_rest() -> None:
    message = found([orders(name=f"t{number}", key=()) for number in range(5)])["changesIgnored"]

    assert "shop.t0, shop.t1, shop.t2 and 2 more; " in message


def test_columns_that_rules_leave_out_do_not_matter() -> None:
    table = orders(column("total", generated=STORED))

    assert found([table], SHOP, dms.RemoveColumns("shop", "orders", "total"), source=MYSQL) == {}


def test_a_key_that_a_rule_gives_the_target_finds_rows() -> None:
    rule = dms.DefinePrimaryKey("shop", "orders", ["id"], name="by_id")

    assert found([orders(key=())], SHOP, rule, source=MYSQL) == {}


class TestPartitionsOfPartitions:
    BRANCH = orders(name="branch", partitioned=True, partition_of="shop.orders")
    LEAF = orders(name="leaf", partitioned=False, partition_of="shop.branch")
    TABLES = (ROOT, BRANCH, LEAF)

    def test_move_twice_beside_the_root_though_the_branch_is_excluded(self) -> None:
        said = found(self.TABLES, SHOP, dms.Exclude("shop", "branch"))

        assert list(said) == ["partitionsTwice"]
        assert "shop.orders;" in said["partitionsTwice"]

    def test_move_twice_beside_the_branch(self) -> None:
        assert "shop.branch;" in found(self.TABLES, SHOP, dms.Exclude("shop", "orders"))["partitionsTwice"]

    def test_move_once_without_all_that_they_are_partitions_of(self) -> None:
        without = [dms.Exclude("shop", "orders"), dms.Exclude("shop", "branch")]

        assert found(self.TABLES, SHOP, *without) == {}


class TestNotSeen:
    KEYS = dms.NotSeen("shop", "orders", dms.UnseenPart.KEYS)

    def test_is_said_of_what_is_selected(self) -> None:
        hidden = dms.NotSeen("shop", "secret", dms.UnseenPart.TABLE)
        message = found([orders(name="other")], not_seen=[self.KEYS, hidden])["notSeen"]

        assert "shop.orders (its keys), shop.secret;" in message

    def test_is_not_said_of_what_is_not_selected(self) -> None:
        assert found([orders(name="other")], dms.Include("shop", "other"), not_seen=[self.KEYS]) == {}

    def test_is_not_said_of_what_is_excluded(self) -> None:
        assert found([orders(), orders(name="other")], SHOP, dms.Exclude("shop", "orders"), not_seen=[self.KEYS]) == {}

    def test_a_table_that_could_not_be_seen_may_be_all_there_is(self) -> None:
        hidden = dms.NotSeen("crm", "secret", dms.UnseenPart.TABLE)

        assert "notSeen" in found([orders()], dms.Include("crm"), not_seen=[hidden])

    def test_keys_that_could_not_be_seen_are_not_missing(self) -> None:
        assert list(found([orders(key=())], not_seen=[self.KEYS])) == ["notSeen"]

    HIDDEN = dms.NotSeen("shop", "secret", dms.UnseenPart.TABLE)
    PARTLY = dms.NotSeen("shop", "orders", dms.UnseenPart.COLUMNS)

    @pytest.mark.parametrize(
        "rule",
        [
            dms.RenameTable("shop", "secret", to="open"),
            dms.RenameColumn("shop", "secret", "name", to="title"),
            dms.TableSettings("shop", "secret", parallel_load=dms.Ranges(["id"], [[9]])),
        ],
    )
    def test_a_rule_for_a_table_that_could_not_be_seen_matches_it(self, rule: dms.Rule) -> None:
        assert list(found([orders()], SHOP, rule, not_seen=[self.HIDDEN])) == ["notSeen"]

    def test_an_exclude_of_a_table_that_could_not_be_seen_excludes_it(self) -> None:
        assert found([orders()], SHOP, dms.Exclude("shop", "secret"), not_seen=[self.HIDDEN]) == {}

    @pytest.mark.parametrize(
        "rules",
        [
            (dms.Include("shop", "orders", filters=[dms.Filter("day", dms.Condition.gte("2026-01-01"))]),),
            (SHOP, dms.TableSettings("shop", "orders", parallel_load=dms.Ranges(["day"], [["2026-01-01"]]))),
            (SHOP, dms.RenameColumn("shop", "orders", "day", to="date")),
        ],
    )
    def test_a_column_that_could_not_be_seen_may_be_there(self, rules: tuple[dms.Rule, ...]) -> None:
        assert list(found([orders()], *rules, kind=LOAD, not_seen=[self.PARTLY])) == ["notSeen"]


class TestNames:
    LONG = "x" * 64

    def refused(self, table: dms.SourceTable, *rules: dms.Rule, target: dms.EngineName) -> list[str]:
        catalog = dms.Catalog(table, engine=MYSQL)
        found = dms.TableMappings(SHOP, *rules).evaluate(catalog, migration_type=LOAD, target_engine=target)
        return [problem.code for problem in found.problems]

    @pytest.mark.parametrize("table", [orders(name=LONG), orders(column(LONG)), orders(column("ä" * 32))])
    def test_postgresql_cuts_long_ones_off(self, table: dms.SourceTable) -> None:
        assert "63 bytes" in found([table], source=MYSQL, target=POSTGRESQL)["nameCutOff"]

    @pytest.mark.parametrize("table", [orders(name="x" * 63), orders(column("x" * 63)), orders(column("ä" * 31))])
    def test_names_that_fit_are_not_mentioned(self, table: dms.SourceTable) -> None:
        assert found([table], source=MYSQL, target=POSTGRESQL) == {}

    def test_tables_equal_in_the_bytes_that_are_left_are_one(self) -> None:
        first, second = orders(name="x" * 63), orders(name="x" * 64)
        catalog = dms.Catalog(first, second, engine=MYSQL)
        problems = dms.TableMappings(SHOP).evaluate(catalog, target_engine=POSTGRESQL).problems

        assert [problem.code for problem in problems] == ["DMS-M013"]

    def test_columns_equal_in_the_bytes_that_are_left_are_one(self) -> None:
        table = orders(column("x" * 63 + "a"), column("x" * 63 + "b"))

        assert self.refused(table, target=POSTGRESQL) == ["DMS-M047"]

    def test_mysql_refuses_long_ones(self) -> None:
        assert self.refused(orders(), dms.PrefixTables("shop", add="p" * 60), target=MYSQL) == ["DMS-M058"]

    def test_mysql_takes_64_characters(self) -> None:
        assert self.refused(orders(), dms.PrefixTables("shop", add="p" * 58), target=MYSQL) == []

    def test_schema_public_is_not_PUBLIC(self) -> None:  # noqa: N802
        assert "publicInOtherCase" in found([orders()], SHOP, dms.RenameSchema("shop", to="PUBLIC"), target=POSTGRESQL)

    def test_a_schema_is_cut_off_too(self) -> None:
        assert (
            "63 bytes"
            in found([orders()], SHOP, dms.PrefixSchemas("shop", add="p" * 60), target=POSTGRESQL)["nameCutOff"]
        )

    @pytest.mark.parametrize(
        ("to", "target"), [("pg_catalog", POSTGRESQL), ("pg_shop", POSTGRESQL), ("sys", MYSQL), ("mysql", MARIADB)]
    )
    def test_a_schema_of_the_system_is_not_for_tables(self, to: str, target: dms.EngineName) -> None:
        assert list(found([orders()], SHOP, dms.RenameSchema("shop", to=to), source=MYSQL, target=target)) == [
            "systemSchemaOnTarget"
        ]

    @pytest.mark.parametrize(("to", "target"), [("mysql", POSTGRESQL), ("pg_shop", MYSQL), ("pgshop", POSTGRESQL)])
    def test_what_is_of_the_system_elsewhere_is_for_tables(self, to: str, target: dms.EngineName) -> None:
        assert found([orders()], SHOP, dms.RenameSchema("shop", to=to), source=MYSQL, target=target) == {}

    @pytest.mark.parametrize(
        ("table", "rules"),
        [
            (orders(column("xmin")), ()),
            (orders(column("XMIN")), [dms.LowercaseColumns("shop", "orders")]),
            (orders(column("n")), [dms.RenameColumn("shop", "orders", "n", to="ctid")]),
        ],
    )
    def test_a_column_of_the_system_can_not_be_made(self, table: dms.SourceTable, rules: list[dms.Rule]) -> None:
        assert "systemColumnOnTarget" in found([table], SHOP, *rules, source=MYSQL, target=POSTGRESQL)

    def test_a_column_of_the_system_that_gets_another_name_can_be_made(self) -> None:
        rule = dms.RenameColumn("shop", "orders", "xmin", to="low")

        assert found([orders(column("xmin"))], SHOP, rule, source=MYSQL, target=POSTGRESQL) == {}

    def test_MySQL_has_no_columns_of_the_system(self) -> None:  # noqa: N802
        assert found([orders(column("xmin"))], source=MYSQL, target=MYSQL) == {}

    def test_PUBLIC_is_a_name_for_others(self) -> None:  # noqa: N802
        assert found([orders()], SHOP, dms.RenameSchema("shop", to="PUBLIC"), target=MYSQL) == {}


class TestMasks:
    CARD = dms.SourceColumn("card", "varchar(19)")
    HASH = dms.MaskWithHash("shop", "orders", "card")

    def room(self, length: int | None) -> dms.ChangeDataType:
        return dms.ChangeDataType("shop", "orders", "card", to=dms.DataType("string", length=length))

    def test_a_hash_needs_room(self) -> None:
        assert "shop.orders.card, which has room for 19" in found([orders(self.CARD)], SHOP, self.HASH)["hashCutOff"]

    def test_a_type_that_is_too_short_is_no_room(self) -> None:
        assert "hashCutOff" in found([orders(self.CARD)], SHOP, self.room(63), self.HASH)

    @pytest.mark.parametrize("length", [64, None])
    def test_a_type_with_room_will_do(self, length: int | None) -> None:
        assert found([orders(self.CARD)], SHOP, self.room(length), self.HASH) == {}

    @pytest.mark.parametrize("data_type", ["varchar(64)", "text"])
    def test_a_long_column_has_room(self, data_type: str) -> None:
        assert found([orders(column("card", data_type))], SHOP, self.HASH, source=MYSQL) == {}

    @pytest.mark.parametrize(
        ("words", "more"),
        [
            ("the unique key by_card", {"unique_keys": [dms.UniqueKey("by_card", ["card"])]}),
            ("the foreign key k", {"foreign_keys": [dms.ForeignKey("k", ["card"], references="shop.cards")]}),
        ],
    )
    def test_digits_of_any_key_are_not_for_masks(self, words: str, more: dict[str, Any]) -> None:
        mask = dms.MaskDigits("shop", "orders", "card", "#")

        assert words in found([orders(self.CARD, **more)], SHOP, mask)["keyMasked"]


class TestOperands:
    @pytest.mark.parametrize(
        ("data_type", "value", "is_fine"),
        [
            ("date", "2026-01-31", True),
            ("date", "31.01.2026", False),
            ("date", "20260131", False),
            ("timestamp", "2026-01-31 23:59:59.123", True),
            ("timestamp", "2026-01-31T23:59:59", True),
            ("timestamp", "yesterday", False),
            ("bigint", "-5", True),
            ("bigint", "5.5", True),
            ("bigint", "abc", False),
            ("numeric(9,2)", "1.50", True),
            ("numeric(9,2)", "1,50", False),
            ("character varying(9)", "anything", True),
            ("", "anything", True),
        ],
    )
    def test_a_filter_compares_with_what_the_column_can_hold(self, data_type: str, value: str, is_fine: bool) -> None:
        rule = dms.Include("shop", "orders", filters=[dms.Filter("x", dms.Condition.gte(value))])

        assert ("operandNotOfType" not in found([orders(column("x", data_type))], rule, kind=LOAD)) is is_fine

    @pytest.mark.parametrize(("value", "is_fine"), [("100", True), ("m", False)])
    def test_a_range_ends_with_what_the_column_can_hold(self, value: str, is_fine: bool) -> None:
        rule = dms.TableSettings("shop", "orders", parallel_load=dms.Ranges(["id"], [[value]]))

        assert ("operandNotOfType" not in found([orders()], SHOP, rule, kind=LOAD)) is is_fine


class TestRules:
    def test_a_dot_in_a_schema_is_schema_and_table(self) -> None:
        (finding,) = dms.TableMappings(dms.Include("shop.orders")).findings

        assert finding.id == "mappings.tableInSchema"
        assert finding.fix == 'write dms.Include("shop", "orders")'

    @pytest.mark.parametrize("rule", [dms.Include("a.b", "c"), dms.Include("a."), dms.Exclude("a.b", "c")])
    def test_a_dot_may_belong_to_a_name(self, rule: dms.Rule) -> None:
        findings = dms.TableMappings(dms.Include("%"), rule).findings

        assert "mappings.tableInSchema" not in {finding.id for finding in findings}

    def test_the_catalog_knows_schemas_with_dots(self) -> None:
        table = dms.SourceTable("shop.orders", "t", ["id"], primary_key=["id"])

        assert found([table], dms.Include("shop.orders")) == {}

    def test_a_filter_beside_a_rule_for_the_whole_schema_is_uncertain_without_a_catalog_too(self) -> None:
        some = dms.Include("shop", "orders", filters=[dms.Filter("id", dms.Condition.gte(5))])

        assert "mappings.selectedTwice" in {finding.id for finding in dms.TableMappings(SHOP, some).findings}

    def test_a_filter_beside_rules_for_others_is_certain(self) -> None:
        some = dms.Include("shop", "orders", filters=[dms.Filter("id", dms.Condition.gte(5))])

        assert dms.TableMappings(dms.Include("shop", "items%"), some).findings == ()

    def test_a_misspelt_column_can_leave_nothing(self) -> None:
        rule = dms.IncludeColumns("shop", "orders", "naem")

        assert "no column of shop.orders is left" in found([orders()], SHOP, rule)["noColumnsLeft"]


class TestFiltersAndTypes:
    def said(self, *filters: dms.Filter, of: dms.SourceColumn, source: dms.EngineName = MYSQL) -> set[str]:
        rule = dms.Include("shop", "orders", filters=filters)
        return set(found([orders(of)], rule, source=source, kind=LOAD))

    @pytest.mark.parametrize(
        ("condition", "of"),
        [
            (dms.Condition.null(), column("x", nullable=False)),
            (dms.Condition.eq("abcdef"), column("x", "varchar(5)", nullable=False)),
            (dms.Condition.eq(300), column("x", "tinyint", nullable=False)),
            (dms.Condition.lte(-1), column("x", "int unsigned", nullable=False)),
            (dms.Condition.between("9", "10"), column("x", "varchar(5)", nullable=False)),
        ],
    )
    def test_no_row_passes_what_a_column_can_not_hold(self, condition: dms.Condition, of: dms.SourceColumn) -> None:
        assert self.said(dms.Filter("x", condition), of=of) == {"filterPassesNothing"}

    @pytest.mark.parametrize(
        ("condition", "of"),
        [
            (dms.Condition.null(), column("x", nullable=True)),
            (dms.Condition.null(), column("x")),
            (dms.Condition.eq("abcde"), column("x", "varchar(5)", nullable=False)),
            (dms.Condition.gte("abcdef"), column("x", "varchar(5)", nullable=False)),
            (dms.Condition.eq("ab   "), column("x", "char(2)", nullable=False)),
            (dms.Condition.eq(127), column("x", "tinyint", nullable=False)),
            (dms.Condition.between(0, 99999999999), column("x", "int", nullable=False)),
            (dms.Condition.between("10", "19"), column("x", "varchar(5)", nullable=False)),
        ],
    )
    def test_rows_may_pass_what_it_can_hold(self, condition: dms.Condition, of: dms.SourceColumn) -> None:
        assert self.said(dms.Filter("x", condition), of=of) == set()

    def ranges(self, of: dms.SourceColumn, *boundaries: str, kind: dms.MigrationType = LOAD) -> list[str]:
        rule = dms.TableSettings("shop", "orders", parallel_load=dms.Ranges(["x"], [[each] for each in boundaries]))
        return list(found([orders(of)], SHOP, rule, source=MYSQL, kind=kind))

    def test_rows_that_are_null_are_in_no_range(self) -> None:
        assert self.ranges(column("x", nullable=True), "9") == ["nullsOfRanges"]

    @pytest.mark.parametrize("nullable", [False, None])
    def test_columns_that_can_not_be_null_or_are_not_known_to_be_may_have_ranges(self, nullable: bool | None) -> None:
        assert self.ranges(column("x", nullable=nullable), "9") == []

    def test_digits_in_text_rise_one_by_one(self) -> None:
        assert self.ranges(column("x", "varchar(9)"), "9", "10") == ["boundariesNotRising"]
        assert self.ranges(column("x", "varchar(9)"), "10", "19") == []


def copy_of(name: str) -> dms.AddColumn:
    held = dms.Expression(f"${name}")
    return dms.AddColumn("shop", "orders", "copy", dms.DataType("string", length=64), expression=held)


class TestMasksElsewhere:
    PHONE = column("phone", "varchar(64)")
    MASK = dms.MaskDigits("shop", "orders", "phone", "#")
    CUSTOMERS = dms.SourceTable("shop", "customers", [dms.SourceColumn("code", "varchar(64)")], primary_key=["code"])
    REFERRING = orders(
        column("customer", "varchar(64)"),
        foreign_keys=[dms.ForeignKey("of_customer", ["customer"], references="shop.customers")],
    )

    def test_a_copy_of_a_masked_column_may_not_be_masked(self) -> None:
        assert list(found([orders(self.PHONE)], SHOP, self.MASK, copy_of("phone"), source=MYSQL)) == ["maskedElsewhere"]

    def test_nor_may_its_image_before_a_change(self) -> None:
        images = dms.AddBeforeImageColumns("shop", "orders", column_filter="all")

        assert list(found([orders(self.PHONE)], SHOP, self.MASK, images, source=MYSQL)) == ["maskedElsewhere"]

    @pytest.mark.parametrize("rule", [copy_of("id"), dms.AddBeforeImageColumns("shop", "orders")])
    def test_copies_of_other_columns_do_not_matter(self, rule: dms.Rule) -> None:
        assert found([orders(self.PHONE)], SHOP, self.MASK, rule, source=MYSQL) == {}

    def hashed(self, *places: tuple[str, str]) -> dict[str, str]:
        masks = [dms.MaskWithHash("shop", table, name) for table, name in places]
        return found([self.CUSTOMERS, self.REFERRING], SHOP, *masks, source=MYSQL)

    @pytest.mark.parametrize(
        ("place", "other"),
        [
            (("customers", "code"), 'dms.MaskWithHash("shop", "orders", "customer")'),
            (("orders", "customer"), 'dms.MaskWithHash("shop", "customers", "code")'),
        ],
    )
    def test_a_reference_that_is_hashed_on_one_side_finds_nothing(self, place: tuple[str, str], other: str) -> None:
        said = self.hashed(place)

        assert list(said) == ["referenceHashedOnOneSide"]
        assert f"add {other}" in said["referenceHashedOnOneSide"]

    def test_one_that_is_hashed_on_both_does(self) -> None:
        assert self.hashed(("customers", "code"), ("orders", "customer")) == {}
