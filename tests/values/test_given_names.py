"""Names that rules give, and names that can hardly be meant, are told of without a catalog too."""

from typing import Any

import pytest

import dms_constructs as dms

MYSQL, POSTGRESQL = dms.EngineName.MYSQL, dms.EngineName.POSTGRESQL
SHOP = dms.Include("shop")
LONG = "x" * 65


def found(*rules: dms.Rule, target: dms.EngineName = POSTGRESQL, **more: Any) -> dict[str, str | None]:
    mappings = dms.TableMappings(*rules)
    findings = mappings.check(
        migration_type=dms.MigrationType.FULL_LOAD, source_engine=MYSQL, target_engine=target, **more
    )
    return {finding.id.partition(".")[2]: finding.fix for finding in findings}


def giving(name: str) -> list[dms.Rule]:
    """Every rule that gives a name."""
    return [
        dms.RenameSchema("shop", to=name),
        dms.RenameTable("shop", "orders", to=name),
        dms.RenameColumn("shop", "orders", "id", to=name),
        dms.AddColumn("shop", "orders", name, dms.DataType("int4")),
    ]


@pytest.mark.parametrize("rule", giving(LONG))
def test_postgresql_cuts_off_what_is_too_long(rule: dms.Rule) -> None:
    assert list(found(SHOP, rule)) == ["nameCutOff"]


@pytest.mark.parametrize("rule", giving(LONG))
def test_mysql_refuses_what_is_too_long(rule: dms.Rule) -> None:
    with pytest.raises(dms.ConfigurationError, match="at most 64 characters") as caught:
        found(SHOP, rule, target=MYSQL)

    assert caught.value.code == "DMS-M058"


@pytest.mark.parametrize("rule", giving("ä" * 31))
def test_what_fits_is_not_mentioned(rule: dms.Rule) -> None:
    assert found(SHOP, rule) == {}


def test_a_rule_for_what_is_not_selected_gives_no_name() -> None:
    assert list(found(SHOP, dms.RenameTable("crm", "orders", to=LONG), target=MYSQL)) == ["matchesNothing"]


@pytest.mark.parametrize("rule", giving("a`b"))
def test_a_backtick_is_not_for_mysql(rule: dms.Rule) -> None:
    assert list(found(SHOP, rule, target=MYSQL)) == ["backtickInName"]


def test_public_is_meant_in_lower_case() -> None:
    assert found(SHOP, dms.RenameSchema("shop", to="Public"))["publicInOtherCase"] == (
        'write dms.RenameSchema("shop", to="public")'
    )
    assert "publicInOtherCase" in found(SHOP, target_schema="PUBLIC")
    assert found(SHOP, dms.RenameTable("shop", "orders", to="PUBLIC")) == {}
    assert found(SHOP, target_schema="PUBLIC", target=MYSQL) == {}


def test_schemas_and_columns_of_the_system_are_not_free() -> None:
    assert list(found(SHOP, dms.RenameSchema("shop", to="pg_shop"))) == ["systemSchemaOnTarget"]
    assert list(found(SHOP, target_schema="pg_catalog")) == ["systemSchemaOnTarget"]
    assert list(found(SHOP, dms.RenameColumn("shop", "orders", "id", to="xmin"))) == ["systemColumnOnTarget"]
    assert found(SHOP, dms.RenameTable("shop", "orders", to="xmin")) == {}
    assert found(SHOP, dms.RenameTable("shop", "orders", to="pg_orders")) == {}


@pytest.mark.parametrize(
    ("rule", "fix"),
    [
        (dms.Exclude("shop", "tmp*"), 'write dms.Exclude("shop", "tmp%")'),
        (dms.Include("shop", "order?"), 'write dms.Include("shop", "order_")'),
        (dms.Exclude("shop", "a, b"), 'write dms.Exclude("shop", "a") and dms.Exclude("shop", "b")'),
        (dms.Include("shop", "a|b"), 'write dms.Include("shop", "a") and dms.Include("shop", "b")'),
        (dms.Include('"shop"', "a"), 'write dms.Include("shop", "a")'),
        (dms.RemoveColumns("shop", "a", "x,y"), 'write dms.RemoveColumns("shop", "a", "x") and '),
        (dms.RenameTable("shop", "`a`", to="b"), 'write dms.RenameTable("shop", "a", to="b")'),
    ],
)
def test_what_other_tools_read_otherwise_is_found(rule: dms.Rule, fix: str) -> None:
    finding = next(each for each in dms.TableMappings(SHOP, rule).findings if each.id == "mappings.unlikelyName")

    assert str(finding.fix).startswith(fix)


@pytest.mark.parametrize("name", ["a.b", "it's", "a b", "a-b", "a$b", "%", "a(1)", 'say "x" twice'])
def test_what_names_may_have_is_not(name: str) -> None:
    assert dms.TableMappings(dms.Include("shop", name)).findings == ()


def test_a_catalog_decides_about_names() -> None:
    table = dms.SourceTable("shop", "a,b", ["id"], primary_key=["id"])
    mappings = dms.TableMappings(dms.Include("shop", "a,b"))

    assert mappings.evaluate(dms.Catalog(table, engine=MYSQL)).findings == ()


@pytest.mark.parametrize(
    ("rule", "meant"),
    [
        (dms.Include("shop", "shop.orders"), dms.Include("shop", "orders")),
        (dms.Exclude("shop", "shop.orders"), dms.Exclude("shop", "orders")),
        (dms.RenameTable("shop", "shop.orders", to="o"), dms.RenameTable("shop", "orders", to="o")),
    ],
)
def test_a_table_with_its_schema_in_its_name_is_found(rule: dms.Rule, meant: dms.Rule) -> None:
    (finding,) = dms.TableMappings(SHOP, rule).findings

    assert (finding.id, finding.fix) == ("mappings.tableInSchema", f"write {meant!r}")


def test_a_rule_that_leaves_no_column_is_found() -> None:
    everything = dms.RemoveColumns("shop", "orders", "%")

    assert [each.id for each in dms.TableMappings(SHOP, everything).findings] == ["mappings.noColumnsLeft"]
    assert dms.TableMappings(SHOP, dms.RemoveColumns("shop", "orders", "%", of_type="clob")).findings == ()


BOTH_CASES = (dms.Include("shop"), dms.Include("SHOP"))


def test_schemas_that_one_rule_gives_one_name_are_found() -> None:
    (finding,) = dms.TableMappings(*BOTH_CASES, dms.LowercaseSchemas()).findings

    assert finding.id == "mappings.schemasMerged"


def test_schemas_that_another_rule_takes_apart_are_not() -> None:
    apart = dms.RenameSchema("shop", to="shop_2")

    assert dms.TableMappings(*BOTH_CASES, apart, dms.LowercaseSchemas()).findings == ()
    assert dms.TableMappings(*BOTH_CASES, dms.PrefixSchemas(add="x_")).findings == ()


def test_tables_of_one_name_can_be_renamed_apart_in_one_database() -> None:
    def ids(*rules: dms.Rule) -> list[str]:
        plan = dms.TaskPlan(
            migration_type=dms.MigrationType.FULL_LOAD,
            source=dms.EndpointFacts(endpoint_type=dms.EndpointType.SOURCE, engine_name=MYSQL),
            target=dms.EndpointFacts(
                endpoint_type=dms.EndpointType.TARGET,
                engine_name=MYSQL,
                settings={"TargetDbType": "specific-database"},
            ),
            table_mappings=dms.TableMappings(dms.Include("shop", "t"), dms.Include("crm", "t"), *rules),
            task_settings=None,
        )
        return [finding.id for finding in plan.findings]

    assert ids() == ["mappings.schemasMerged"]
    assert ids(dms.RenameTable("crm", "t", to="crm_t")) == []
    assert ids(dms.RenameTable("crm", "u", to="crm_t"))[-1] == "mappings.schemasMerged"
