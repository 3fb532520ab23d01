"""What a target has already is compared with what a task writes into it."""

from collections.abc import Iterable
from typing import Any

import pytest

import dms_constructs as dms

MYSQL, POSTGRESQL = dms.EngineName.MYSQL, dms.EngineName.POSTGRESQL
BOTH, LOAD, CDC = dms.MigrationType.FULL_LOAD_AND_CDC, dms.MigrationType.FULL_LOAD, dms.MigrationType.CDC
ID = dms.SourceColumn("id", "bigint")
NOTE = dms.SourceColumn("note", "varchar(9)")
AS_REPLICA = {"AfterConnectScript": "SET session_replication_role = 'replica'"}
UNCHECKED = {"Initstmt": "SET FOREIGN_KEY_CHECKS=0"}
DROPPED = dms.FullLoad(target_table_prep_mode=dms.TargetTablePrepMode.DROP_AND_CREATE)
SUSPEND = dms.ErrorPolicy(
    data_error_policy=dms.ErrorAction.SUSPEND_TABLE,
    apply_error_delete_policy=dms.ErrorAction.SUSPEND_TABLE,
    apply_error_insert_policy=dms.ErrorAction.SUSPEND_TABLE,
    apply_error_update_policy=dms.ErrorAction.SUSPEND_TABLE,
)


def orders(
    *columns: dms.SourceColumn, name: str = "orders", key: Iterable[str] = ("id",), **more: Any
) -> dms.SourceTable:
    return dms.SourceTable("shop", name, [ID, *columns], primary_key=key, **more)


def found(
    there: dms.SourceTable,
    *,
    moved: dms.SourceTable | None = None,
    engine: dms.EngineName = POSTGRESQL,
    kind: dms.MigrationType = BOTH,
    settings: dict[str, Any] | None = None,
    attributes: dict[str, str] | None = None,
    rules: Iterable[dms.Rule] = (),
    **task_settings: Any,
) -> list[str]:
    plan = dms.TaskPlan(
        migration_type=kind,
        source=dms.EndpointFacts(endpoint_type=dms.EndpointType.SOURCE, engine_name=MYSQL),
        target=dms.EndpointFacts(
            endpoint_type=dms.EndpointType.TARGET,
            engine_name=engine,
            settings=settings,
            extra_connection_attributes=attributes,
        ),
        table_mappings=dms.TableMappings(dms.Include("shop"), *rules),
        task_settings=dms.TaskSettings(**task_settings),
        source_catalog=dms.Catalog(moved or orders(), engine=MYSQL),
        target_catalog=dms.Catalog(there, engine=engine),
    )
    return [finding.id.partition(".")[2] for finding in plan.target_findings]


DEFERRABLE = orders(primary_key_deferrable=True)
LATER = dms.UniqueKey("later", ["id"], deferrable=True)
CODE = dms.UniqueKey("by_code", ["id"])
REFERS = orders(foreign_keys=[dms.ForeignKey("of_customer", ["id"], references="shop.customers")])
INDEXED = orders(secondary_indexes=["by_day"])
GENERATED = orders(dms.SourceColumn("note", "text", generated=dms.Generated.STORED))


@pytest.mark.parametrize(
    ("name", "there", "more"),
    [
        ("targetNamesInOtherCase", orders(name="Orders"), {}),
        ("targetColumnsMissing", orders(), {"moved": orders(NOTE)}),
        ("targetColumnsGenerated", GENERATED, {"moved": orders(NOTE)}),
        ("targetColumnsTooShort", orders(dms.SourceColumn("note", "varchar(8)")), {"moved": orders(NOTE)}),
        (
            "targetColumnsTooShort",
            orders(NOTE),
            {"moved": orders(NOTE), "rules": [dms.MaskWithHash("shop", "orders", "note")]},
        ),
        (
            "targetColumnsTooShort",
            orders(dms.SourceColumn("n", "integer")),
            {"moved": orders(dms.SourceColumn("n", "bigint"))},
        ),
        (
            "targetColumnsNotNull",
            orders(dms.SourceColumn("n", "integer", nullable=False)),
            {"moved": orders(dms.SourceColumn("n", "int", nullable=True))},
        ),
        ("deferrableKeysNotChecked", DEFERRABLE, {"settings": AS_REPLICA, "kind": LOAD}),
        (
            "deferrableKeysNotChecked",
            orders(unique_keys=[dms.UniqueKey("u", ["id"], deferrable=True)]),
            {"settings": AS_REPLICA},
        ),
        ("foreignKeysOnTarget", REFERS, {"settings": {}}),
        ("foreignKeysOnTarget", REFERS, {"settings": {}, "engine": MYSQL, "kind": LOAD}),
        ("indexesOnTarget", INDEXED, {}),
        ("targetWithoutKey", orders(key=()), {}),
        ("targetWithoutKey", orders(key=()), {"kind": CDC}),
        ("batchApplyWithUniqueKeys", orders(unique_keys=[CODE]), {"batch_apply": dms.BatchApply(), "errors": SUSPEND}),
    ],
)
def test_what_is_there_can_be_in_the_way(name: str, there: dms.SourceTable, more: dict[str, Any]) -> None:
    assert found(there, **more) == [name]


@pytest.mark.parametrize(
    ("there", "more"),
    [
        (orders(), {}),
        (orders(name="other"), {}),
        (dms.SourceTable("shop", "orders", primary_key=["id"]), {"moved": orders(NOTE)}),
        (orders(name="Orders"), {"engine": MYSQL}),
        (orders(dms.SourceColumn("NOTE", "varchar(9)")), {"engine": MYSQL, "moved": orders(NOTE)}),
        (orders(), {"moved": orders(NOTE), "rules": [dms.RemoveColumns("shop", "orders", "note")]}),
        (GENERATED, {}),
        (DEFERRABLE, {"settings": {}, "kind": LOAD}),
        (orders(), {"settings": AS_REPLICA}),
        (REFERS, {"settings": AS_REPLICA}),
        (REFERS, {"attributes": UNCHECKED, "engine": MYSQL}),
        (REFERS, {}),
        (REFERS, {"settings": {}, "kind": CDC}),
        (INDEXED, {"kind": CDC}),
        (orders(key=()), {"kind": LOAD}),
        (orders(key=(), unique_keys=[CODE]), {}),
        (orders(unique_keys=[CODE]), {}),
        (orders(key=(), secondary_indexes=["by_day"]), {"full_load": DROPPED}),
    ],
)
def test_what_is_there_can_fit(there: dms.SourceTable, more: dict[str, Any]) -> None:
    assert found(there, **more) == []


def test_all_findings_of_a_plan_have_those_of_its_target() -> None:
    plan = dms.TaskPlan(
        migration_type=LOAD,
        source=dms.EndpointFacts(endpoint_type=dms.EndpointType.SOURCE, engine_name=MYSQL),
        target=dms.EndpointFacts(endpoint_type=dms.EndpointType.TARGET, engine_name=POSTGRESQL),
        table_mappings=dms.TableMappings(dms.Include("shop")),
        task_settings=dms.TaskSettings(),
        source_catalog=dms.Catalog(orders(), engine=MYSQL),
        target_catalog=dms.Catalog(INDEXED, engine=POSTGRESQL),
    )

    assert "task.indexesOnTarget" in {finding.id for finding in plan.findings}


class TestOneDatabase:
    """With `TargetDbType.SPECIFIC_DATABASE`, and with a schema for all, tables of several schemas meet."""

    def plan(self, settings: dict[str, str], catalog: dms.Catalog | None, schema: str | None = None) -> dms.TaskPlan:
        return dms.TaskPlan(
            migration_type=LOAD,
            source=dms.EndpointFacts(endpoint_type=dms.EndpointType.SOURCE, engine_name=MYSQL),
            target=dms.EndpointFacts(
                endpoint_type=dms.EndpointType.TARGET,
                engine_name=MYSQL if schema is None else POSTGRESQL,
                settings=settings,
            ),
            table_mappings=dms.TableMappings(dms.Include("shop"), dms.Include("crm")),
            task_settings=dms.TaskSettings(target_schema=schema),
            source_catalog=catalog,
        )

    ONE = {"TargetDbType": "specific-database"}  # noqa: RUF012
    TWICE = dms.Catalog(orders(), dms.SourceTable("crm", "orders", ["id"]), engine=MYSQL)
    APART = dms.Catalog(orders(), dms.SourceTable("crm", "people", ["id"]), engine=MYSQL)

    def test_tables_of_one_name_are_refused(self) -> None:
        with pytest.raises(dms.ConfigurationError, match="all go to the table orders") as caught:
            _ = self.plan(self.ONE, self.TWICE).findings
        assert caught.value.code == "DMS-M013"

    @pytest.mark.parametrize(("settings", "catalog"), [(ONE, APART), ({}, TWICE)])
    def test_tables_that_stay_apart_are_not(self, settings: dict[str, str], catalog: dms.Catalog) -> None:
        assert self.plan(settings, catalog).mapping_findings == ()

    @pytest.mark.parametrize(("settings", "schema"), [(ONE, None), ({}, "public")])
    def test_without_a_catalog_they_may_meet(self, settings: dict[str, str], schema: str | None) -> None:
        (finding,) = self.plan(settings, None, schema).mapping_findings

        assert finding.id == "mappings.schemasMerged"

    def test_schemas_that_stay_apart_may_not(self) -> None:
        assert self.plan({}, None).mapping_findings == ()


class TestSource:
    """What an endpoint is told decides about tables of PostgreSQL."""

    def ids(self, table: dms.SourceTable, settings: dict[str, str], attributes: dict[str, str]) -> set[str]:
        plan = dms.TaskPlan(
            migration_type=BOTH,
            source=dms.EndpointFacts(
                endpoint_type=dms.EndpointType.SOURCE,
                engine_name=POSTGRESQL,
                settings=settings,
                extra_connection_attributes=attributes,
            ),
            target=dms.EndpointFacts(endpoint_type=dms.EndpointType.TARGET, engine_name=POSTGRESQL),
            table_mappings=dms.TableMappings(dms.Include("shop")),
            task_settings=dms.TaskSettings(),
            source_catalog=dms.Catalog(table, engine=POSTGRESQL),
        )
        return {finding.id for finding in plan.findings}

    FULL = orders(replica_identity=dms.ReplicaIdentity.FULL)

    def test_pglogical_sends_no_changes_with_replica_identity_full(self) -> None:
        assert "task.fullIdentityWithPglogical" in self.ids(self.FULL, {"PluginName": "pglogical"}, {})

    @pytest.mark.parametrize(
        ("table", "plugin"), [(FULL, "test-decoding"), (orders(), "pglogical"), (FULL, "no-preference")]
    )
    def test_other_plugins_and_identities_will_do(self, table: dms.SourceTable, plugin: str) -> None:
        assert "task.fullIdentityWithPglogical" not in self.ids(table, {"PluginName": plugin}, {})

    @pytest.mark.parametrize(
        ("data_type", "attribute"),
        [("numeric", "MapUnboundedNumericAsString"), ("character varying", "unboundedVarcharMaxSize")],
    )
    def test_attributes_of_the_endpoint_decide_about_unbounded_types(self, data_type: str, attribute: str) -> None:
        table = orders(dms.SourceColumn("x", data_type))

        assert {name for name in self.ids(table, {}, {}) if "unbounded" in name}
        assert not {name for name in self.ids(table, {}, {attribute: "true"}) if "unbounded" in name}


ROOMY = dms.SourceColumn("note", "varchar(64)")


@pytest.mark.parametrize(
    ("there", "moved", "rules"),
    [
        (ROOMY, NOTE, ()),
        (ROOMY, NOTE, [dms.ChangeDataType("shop", "orders", "note", to=dms.DataType("string", length=64))]),
        (dms.SourceColumn("note", "text"), NOTE, ()),
        (dms.SourceColumn("note", "varchar(8)"), dms.SourceColumn("note", "varchar(9)", max_bytes=8), ()),
        (dms.SourceColumn("note", "bigint"), dms.SourceColumn("note", "int"), ()),
        (dms.SourceColumn("note", "integer", nullable=True), dms.SourceColumn("note", "int", nullable=True), ()),
        (dms.SourceColumn("note", "integer", nullable=False), dms.SourceColumn("note", "int"), ()),
        (
            dms.SourceColumn("note", "smallint"),
            dms.SourceColumn("note", "int"),
            [dms.ChangeDataType("shop", "orders", "note", to=dms.DataType("int2"))],
        ),
    ],
)
def test_columns_that_hold_what_arrives_are_not_mentioned(
    there: dms.SourceColumn, moved: dms.SourceColumn, rules: Iterable[dms.Rule]
) -> None:
    names = found(orders(there), moved=orders(moved), rules=rules)

    assert not {"targetColumnsTooShort", "targetColumnsNotNull"}.intersection(names)


def plan_of(
    moved: dms.Catalog,
    there: dms.Catalog,
    *,
    source: dms.EngineName = MYSQL,
    target: dms.EngineName = MYSQL,
    **more: Any,
) -> dms.TaskPlan:
    return dms.TaskPlan(
        migration_type=BOTH,
        source=dms.EndpointFacts(endpoint_type=dms.EndpointType.SOURCE, engine_name=source),
        target=dms.EndpointFacts(
            endpoint_type=dms.EndpointType.TARGET,
            engine_name=target,
            settings=more.pop("settings", {}),
            extra_connection_attributes=more.pop("attributes", None),
        ),
        table_mappings=dms.TableMappings(dms.Include("shop")),
        task_settings=dms.TaskSettings(**more),
        source_catalog=moved,
        target_catalog=there,
    )


class TestWhatCouldNotBeSeenOfTheTarget:
    def ids(self, part: dms.UnseenPart, name: str = "orders") -> set[str]:
        moved = dms.Catalog(orders(NOTE), engine=MYSQL)
        hidden = dms.NotSeen("shop", name, part)
        there = dms.Catalog(orders(key=()), engine=POSTGRESQL, not_seen=[hidden])
        return {finding.id for finding in plan_of(moved, there, target=POSTGRESQL).findings}

    @pytest.mark.parametrize("part", [dms.UnseenPart.COLUMNS, dms.UnseenPart.KEYS])
    def test_is_said_and_not_called_missing(self, part: dms.UnseenPart) -> None:
        found = self.ids(part)

        assert "task.targetNotSeen" in found
        assert not {"task.targetColumnsMissing", "task.targetWithoutKey"}.intersection(found)

    def test_does_not_matter_of_other_tables(self) -> None:
        assert "task.targetNotSeen" not in self.ids(dms.UnseenPart.TABLE, "customers")


class TestCascades:
    CASCADE = dms.ForeignKey("of_parent", ["parent"], references="shop.orders", on_delete=dms.ReferentialAction.CASCADE)
    REFUSES = dms.ForeignKey("of_parent", ["parent"], references="shop.orders")
    PARENT = dms.SourceColumn("parent", "bigint")

    def is_told(self, key: dms.ForeignKey, **more: Any) -> bool:
        moved = dms.Catalog(orders(self.PARENT, foreign_keys=[self.CASCADE]), engine=MYSQL)
        there = dms.Catalog(orders(self.PARENT, foreign_keys=[key]), engine=MYSQL)
        return "mappings.cascadesNotLogged" in {finding.id for finding in plan_of(moved, there, **more).findings}

    def test_of_the_target_too_are_not_lost(self) -> None:
        assert not self.is_told(self.CASCADE)

    def test_that_the_target_lacks_are(self) -> None:
        assert self.is_told(self.REFUSES)

    def test_that_the_target_is_told_not_to_do_are(self) -> None:
        assert self.is_told(self.CASCADE, attributes=UNCHECKED)

    def test_of_tables_that_are_dropped_are(self) -> None:
        assert self.is_told(self.CASCADE, full_load=DROPPED)


class TestLetterCaseInOneDatabase:
    def ids(self, *names: str) -> set[str]:
        moved = dms.Catalog(
            *(dms.SourceTable(f"s{place}", name, [ID], primary_key=["id"]) for place, name in enumerate(names)),
            engine=MYSQL,
        )
        plan = dms.TaskPlan(
            migration_type=LOAD,
            source=dms.EndpointFacts(endpoint_type=dms.EndpointType.SOURCE, engine_name=MYSQL),
            target=dms.EndpointFacts(
                endpoint_type=dms.EndpointType.TARGET,
                engine_name=MYSQL,
                settings={"TargetDbType": "specific-database"},
            ),
            table_mappings=dms.TableMappings(*(dms.Include(f"s{place}") for place in range(len(names)))),
            task_settings=None,
            source_catalog=moved,
        )
        return {finding.id for finding in plan.findings}

    def test_names_of_two_schemas_may_differ_in_case_only(self) -> None:
        assert "mappings.namesDifferInCaseOnly" in self.ids("Orders", "orders")

    def test_other_names_do_not(self) -> None:
        assert self.ids("Orders", "items") == set()
