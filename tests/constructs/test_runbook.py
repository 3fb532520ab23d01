"""`migration.runbook()`: the text of the command, for the migrations of one construct."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2, aws_secretsmanager as secretsmanager

import dms_constructs as dms
from dms_constructs.runbook.assembly import stacks_in
from dms_constructs.runbook.reading import runbook_of

CATALOG = dms.Catalog(
    dms.SourceTable("shop", "orders", [dms.SourceColumn("id", "int", identity=True)], primary_key=["id"]),
    engine=dms.EngineName.MYSQL,
)


@pytest.fixture
def app(tmp_path: Path) -> cdk.App:
    return cdk.App(outdir=str(tmp_path))


def connection(scope: Any, name: str) -> dms.Connection:
    return dms.Connection.from_secret(secretsmanager.Secret.from_secret_name_v2(scope, f"{name}Secret", name))


def migration(stack: cdk.Stack, construct_id: str = "Migration", **given: Any) -> dms.DatabaseMigration:
    """A migration with endpoints of its own."""
    return dms.DatabaseMigration(
        stack,
        construct_id,
        compute=dms.Provisioned(vpc=ec2.Vpc(stack, f"{construct_id}Vpc", max_azs=2)),
        source=dms.MySqlSource(stack, f"{construct_id}Source", connection=connection(stack, f"{construct_id}-source")),
        target=dms.PostgreSqlTarget(
            stack, f"{construct_id}Target", connection=connection(stack, f"{construct_id}-target"), database="shop"
        ),
        migration_type=dms.MigrationType.FULL_LOAD_AND_CDC,
        table_mappings=dms.TableMappings(dms.Include("shop")),
        **given,
    )


def titles(runbook: dms.Runbook) -> list[str]:
    return [line for line in str(runbook).splitlines() if line.startswith("# ")]


def by_command(app: cdk.App, name: str, catalog: dms.Catalog | None = None) -> dms.Runbook | None:
    """What the command reads."""
    return runbook_of([each for each in stacks_in(Path(app.outdir)) if name in each.names], catalog)


def test_it_is_what_the_command_reads(app: cdk.App) -> None:
    made = migration(cdk.Stack(app, "Shop")).runbook()

    assert made == by_command(app, "Shop")


def test_it_knows_the_catalog_of_the_source(app: cdk.App) -> None:
    made = migration(cdk.Stack(app, "Shop"), source_catalog=CATALOG).runbook()

    assert made == by_command(app, "Shop", CATALOG)
    assert "postgresql/identities" in [block.name for block in made.sql]


def test_each_migration_of_a_stack_has_its_own_and_the_command_has_both(app: cdk.App) -> None:
    stack = cdk.Stack(app, "Shop")
    one, two = migration(stack, "One"), migration(stack, "Two")

    assert titles(one.runbook()) == ["# Runbook of Shop: OneSource to OneTarget"]
    assert titles(two.runbook()) == ["# Runbook of Shop: TwoSource to TwoTarget"]
    assert str(by_command(app, "Shop")) == f"{one.runbook()}\n{two.runbook()}"


def test_a_task_that_was_added_between_other_endpoints_is_a_migration_of_its_own(app: cdk.App) -> None:
    stack = cdk.Stack(app, "Shop")
    made = migration(stack)
    made.add_task(
        "Copy",
        migration_type=dms.MigrationType.FULL_LOAD,
        table_mappings=dms.TableMappings(dms.Include("shop")),
        target=dms.PostgreSqlTarget(stack, "Reports", connection=connection(stack, "reports"), database="reports"),
    )

    assert titles(made.runbook()) == [
        "# Runbook of Shop: MigrationSource to MigrationTarget",
        "# Runbook of Shop: MigrationSource to Reports",
    ]


def test_the_start_policy_is_in_it(app: cdk.App) -> None:
    made = migration(cdk.Stack(app, "Shop"), start=dms.StartPolicy.ALWAYS_RUNNING)

    assert "with the policy `ALWAYS_RUNNING`" in str(made.runbook())


def test_a_stack_of_a_stage_has_the_name_that_cloudformation_gives_it(app: cdk.App) -> None:
    made = migration(cdk.Stack(cdk.Stage(app, "Prod"), "Shop")).runbook()

    assert titles(made) == ["# Runbook of Prod-Shop: MigrationSource to MigrationTarget"]


def test_a_nested_stack_is_reached_by_the_one_around_it(app: cdk.App) -> None:
    made = migration(cdk.NestedStack(cdk.Stack(app, "Shop"), "Inner")).runbook()  # type: ignore[arg-type]  # a stack

    assert "stack=Shop\n" in str(made)
    assert "\nstack=$(resource InnerNestedStack" in str(made)


def test_the_cdk_refuses_what_is_made_after_it(app: cdk.App) -> None:
    stack = cdk.Stack(app, "Shop")
    migration(stack).runbook()
    cdk.CfnOutput(stack, "Later", value="there")

    with pytest.raises(RuntimeError, match="the construct tree was modified after the first synthesis"):
        app.synth()


def test_mappings_that_are_published_beside_the_template_are_read(app: cdk.App) -> None:
    made = migration(cdk.Stack(app, "Shop"), start=dms.StartPolicy.NEVER, mappings_as_asset=True).runbook()

    assert "- include every table of schema shop\n" in str(made)


def test_without_the_file_of_the_mappings_it_says_so(app: cdk.App) -> None:
    migration(cdk.Stack(app, "Shop"), start=dms.StartPolicy.NEVER, mappings_as_asset=True)
    folder = Path(app.synth().directory)
    for asset in folder.glob("asset.*.json"):
        asset.unlink()

    text = str(by_command(app, "Shop"))

    assert "What its table mappings do is known at deployment only." in text
    assert "mappings-are-an-asset" not in text


def test_a_user_who_logs_in_with_iam_is_made_without_a_password(app: cdk.App) -> None:
    stack = cdk.Stack(app, "Shop")
    vpc = ec2.Vpc(stack, "Vpc", max_azs=2)
    orders = dms.AuroraPostgreSqlTarget(stack, "Orders", vpc=vpc, database="orders")
    login = dms.IamAuthentication.to_cluster(orders.cluster, user_name="mover")
    made = dms.DatabaseMigration(
        stack,
        "Migration",
        compute=dms.Provisioned(vpc=vpc),
        source=dms.MySqlSource(stack, "Source", connection=connection(stack, "source")),
        target=dms.PostgreSqlTarget(stack, "ByIam", connection=login, database="orders"),
        migration_type=dms.MigrationType.FULL_LOAD,
        table_mappings=dms.TableMappings(dms.Include("shop")),
    )

    text = str(made.runbook())
    target = text[text.index("### The target") :]
    assert 'GRANT rds_iam TO "mover"' in target
    assert "DMS_PASSWORD" not in target
