"""Tables that an endpoint names itself, and what a task's table mappings say of them."""

import pytest

import dms_constructs as dms

DEFINITION = dms.ExternalTableDefinition(
    dms.ExternalTable("hr", "employee", [dms.ExternalColumn("id", dms.ExternalColumnType.INT8)]),
    dms.ExternalTable("hr", "team", [dms.ExternalColumn("id", dms.ExternalColumnType.INT8)]),
)
IN_FILES = dms.EndpointFacts(
    endpoint_type=dms.EndpointType.SOURCE,
    engine_name=dms.EngineName.S3,
    settings={"ExternalTableDefinition": DEFINITION.to_json()},
)
MYSQL = dms.EndpointFacts(endpoint_type=dms.EndpointType.SOURCE, engine_name=dms.EngineName.MYSQL)
POSTGRESQL = dms.EndpointFacts(endpoint_type=dms.EndpointType.TARGET, engine_name=dms.EngineName.POSTGRESQL)


def plan(
    *rules: dms.Rule,
    source: dms.EndpointFacts = MYSQL,
    target: dms.EndpointFacts = POSTGRESQL,
    catalog: dms.Catalog | None = None,
) -> dms.TaskPlan:
    return dms.TaskPlan(
        migration_type=dms.MigrationType.FULL_LOAD,
        source=source,
        target=target,
        table_mappings=dms.TableMappings(*rules),
        task_settings=dms.TaskSettings(),
        source_catalog=catalog,
    )


class TestExternalTables:
    @pytest.mark.parametrize(
        ("rules", "expected"),
        [
            ([dms.Include("crm")], "mappings.selectsNothing"),
            ([dms.Include("hr", "Employee")], "mappings.selectsNothing"),
            ([dms.Explicit("hr", "employees")], "mappings.selectsNothing"),
            ([dms.Exclude("hr", "teams")], "mappings.excludesNothing"),
            ([dms.RenameTable("hr", "teams", to="groups")], "mappings.matchesNothing"),
            ([dms.RemoveColumns("hr", "team", "note")], "mappings.matchesNothing"),
        ],
        ids=["a schema", "letter case", "a table", "an exclude", "a transformation", "a column"],
    )
    def test_a_rule_that_matches_none_of_them_is_told(self, rules: list[dms.Rule], expected: str) -> None:
        assert expected in {finding.id for finding in plan(dms.Include("hr"), *rules, source=IN_FILES).findings}

    @pytest.mark.parametrize(
        "rules",
        [
            [dms.Include("hr")],
            [dms.Include("%", "%")],
            [dms.Include("hr", "employee")],
            [dms.Include("hr"), dms.Exclude("hr", "team")],
            [dms.Include("hr"), dms.RenameTable("hr", "team", to="groups")],
        ],
        ids=["a schema", "all", "a table", "an exclude", "a transformation"],
    )
    def test_rules_for_them_are_taken(self, rules: list[dms.Rule]) -> None:
        found = {finding.id for finding in plan(*rules, source=IN_FILES).findings}

        assert not {each for each in found if each.endswith("Nothing")}

    def test_what_is_told_names_the_definition_and_what_was_meant(self) -> None:
        (told,) = plan(dms.Include("hr"), dms.Include("hr", "teem"), source=IN_FILES).task_findings

        assert "selects no table of the external table definition" in told.message
        assert 'write dms.Include("hr", "team")' in told.fix

    def test_a_task_without_any_of_them_is_refused(self) -> None:
        with pytest.raises(dms.ConfigurationError, match="no table of the external table definition") as error:
            _ = plan(dms.Include("crm"), source=IN_FILES).findings

        assert error.value.code == "DMS-M052"

    def test_a_catalog_that_was_given_is_not_told_twice(self) -> None:
        catalog = dms.Catalog(dms.SourceTable("hr", "employee"), dms.SourceTable("hr", "team"))
        made = plan(dms.Include("hr"), dms.Exclude("hr", "teams"), source=IN_FILES, catalog=catalog)

        assert [each.id for each in made.findings].count("mappings.excludesNothing") == 1

    @pytest.mark.parametrize("document", ["${Token[TOKEN.1]}", "nothing", "{}", '{"Tables": [1, {"TableName": "a"}]}'])
    def test_a_definition_that_can_not_be_read_is_silent(self, document: str) -> None:
        source = dms.EndpointFacts(
            endpoint_type=dms.EndpointType.SOURCE,
            engine_name=dms.EngineName.S3,
            settings={"ExternalTableDefinition": document},
        )

        assert plan(dms.Include("crm"), source=source).findings == ()


def writing(*tables: str) -> dms.EndpointFacts:
    return dms.EndpointFacts(
        endpoint_type=dms.EndpointType.TARGET,
        engine_name=dms.EngineName.DYNAMODB,
        writable_tables=dict.fromkeys(tables, ()),
    )


def is_told(made: dms.TaskPlan) -> bool:
    return "task.tablesNotOfTarget" in {finding.id for finding in made.findings}


class TestTablesToWrite:
    ORDERS = dms.Include("shop", "orders")
    CATALOG = dms.Catalog(
        dms.SourceTable("shop", "orders", ["id"], primary_key=["id"]),
        dms.SourceTable("shop", "customers", ["id"], primary_key=["id"]),
    )

    @pytest.mark.parametrize(
        "rules",
        [
            [dms.Include("shop", "customers")],
            [ORDERS, dms.RenameTable("shop", "orders", to="orders_v2")],
            [ORDERS, dms.MapRecordToRecord("shop", "orders", target_table_name="orders_v2")],
        ],
        ids=["another", "renamed", "mapped"],
    )
    def test_others_than_the_role_is_for_are_told(self, rules: list[dms.Rule]) -> None:
        assert is_told(plan(*rules, target=writing("orders")))

    @pytest.mark.parametrize(
        ("rules", "tables"),
        [
            ([ORDERS], ["orders"]),
            ([ORDERS], ["orders", "customers"]),
            ([ORDERS], ["shop.orders"]),
            ([ORDERS, dms.RenameTable("shop", "orders", to="orders_v2")], ["orders_v2"]),
            ([ORDERS, dms.MapRecordToRecord("shop", "orders", target_table_name="orders_v2")], ["orders_v2"]),
            ([ORDERS, dms.Exclude("shop", "orders"), dms.Include("shop", "%s")], ["customers"]),
            ([dms.Include("shop")], ["orders"]),
        ],
        ids=["it", "more", "with its schema", "renamed", "mapped", "excluded", "not known"],
    )
    def test_those_that_it_is_for_are_taken(self, rules: list[dms.Rule], tables: list[str]) -> None:
        assert not is_told(plan(*rules, target=writing(*tables)))

    def test_a_catalog_tells_those_that_patterns_select(self) -> None:
        assert is_told(plan(dms.Include("shop"), target=writing("orders"), catalog=self.CATALOG))
        assert not is_told(plan(dms.Include("shop"), target=writing("orders", "customers"), catalog=self.CATALOG))

    def test_what_is_written_is_added_to_the_target(self) -> None:
        (told,) = plan(dms.Include("shop", "customers"), target=writing("orders")).task_findings

        assert told.fix.startswith("add 'customers' to tables of the target")

    def test_names_that_a_token_hides_are_silent(self) -> None:
        assert not is_told(plan(dms.Include("shop", "customers"), target=writing("orders", "${Token[TOKEN.1]}")))


class TestKeys:
    @pytest.mark.parametrize(
        ("columns", "rules", "key"),
        [
            (["id"], [], ["pk"]),
            (["id"], [], ["ID"]),
            (["id"], [], ["id", "sk"]),
            (["id", "pk"], [dms.MapRecordToRecord("shop", "orders", exclude_columns=["pk"])], ["pk"]),
            (["id", "pk"], [dms.MapRecordToDocument("shop", "orders")], ["pk"]),
        ],
        ids=["another name", "letter case", "a sort key", "excluded", "in a document"],
    )
    def test_of_which_items_lack_an_attribute_are_told(
        self, columns: list[str], rules: list[dms.Rule], key: list[str]
    ) -> None:
        assert self.is_told(columns, rules, key)

    @pytest.mark.parametrize(
        ("columns", "rules", "key"),
        [
            (["id"], [], ["id"]),
            (["id"], [], []),
            ([], [], ["pk"]),
            (["id"], [dms.RenameColumn("shop", "orders", "id", to="pk")], ["pk"]),
            (
                ["id"],
                [dms.MapRecordToRecord("shop", "orders", partition_key_name="pk", sort_key_name="sk")],
                ["pk", "sk"],
            ),
            (["id"], [dms.MapRecordToRecord("shop", "orders", attributes=[dms.Attribute("pk", "${id}")])], ["pk"]),
            (["id"], [dms.MapRecordToDocument("shop", "orders")], ["id"]),
        ],
        ids=["the same", "not known", "no columns known", "renamed", "keys", "an attribute", "in a document"],
    )
    def test_that_items_have_are_taken(self, columns: list[str], rules: list[dms.Rule], key: list[str]) -> None:
        assert not self.is_told(columns, rules, key)

    def is_told(self, columns: list[str], rules: list[dms.Rule], key: list[str]) -> bool:
        catalog = dms.Catalog(dms.SourceTable("shop", "orders", columns, primary_key=columns[:1]))
        target = dms.EndpointFacts(
            endpoint_type=dms.EndpointType.TARGET,
            engine_name=dms.EngineName.DYNAMODB,
            writable_tables={"orders": key},
        )
        found = plan(dms.Include("shop", "orders"), *rules, target=target, catalog=catalog).findings
        return "task.keysOfDynamoDb" in {finding.id for finding in found}
