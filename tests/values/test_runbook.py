"""What a runbook says, by what the template has."""

from __future__ import annotations

from typing import Any

import pytest

import dms_constructs as dms
from dms_constructs import facts
from dms_constructs.runbook.reading import runbook_of
from tests.values.runbook_templates import endpoint, read, stack, task

CLUSTER: dict[str, Any] = {
    "Type": "AWS::RDS::DBCluster",
    "DeletionPolicy": "Snapshot",
    "Properties": {"MasterUsername": "owner", "EngineVersion": "17.7", "DeletionProtection": True},
}
SECRET: dict[str, Any] = {
    "Type": "AWS::SecretsManager::Secret",
    "Properties": {"GenerateSecretString": {"SecretStringTemplate": '{"username":"owner"}'}},
}
ATTACHMENT: dict[str, Any] = {
    "Type": "AWS::SecretsManager::SecretTargetAttachment",
    "Properties": {"SecretId": {"Ref": "Secret"}, "TargetId": {"Ref": "Cluster"}},
}
IN_STACK: dict[str, Any] = {
    "Cluster": CLUSTER,
    "Secret": SECRET,
    "Attachment": ATTACHMENT,
    "Target": endpoint("target", "aurora-postgresql", {"Ref": "Attachment"}),
}
CATALOG = dms.Catalog(
    dms.SourceTable("shop", "Orders", [dms.SourceColumn("Id", "bigint", identity=True)], primary_key=["Id"]),
    dms.SourceTable("shop", "tags", [dms.SourceColumn("name", "text")], primary_key=["name"]),
    engine=dms.EngineName.MYSQL,
)


def gate(start: str) -> dict[str, Any]:
    """What the life cycle says of the task."""
    return {"Type": "Custom::DmsGate", "Properties": {"Tasks": {"Task": {"Entry": {"Start": start}}}}}


def names(runbook: dms.Runbook) -> list[str]:
    return [block.name for block in runbook.sql]


def section(runbook: dms.Runbook, title: str) -> str:
    """The text of a section or a step by its title."""
    text = str(runbook)
    start = text.index(f" {title}\n")
    ends = [place for mark in ("\n## ", "\n### ") if (place := text.find(mark, start)) >= 0]
    return text[start : min(ends, default=len(text))]


def test_a_stack_without_a_task_has_none() -> None:
    assert runbook_of(stack(Task=None)) is None


def test_titles_are_numbered_in_the_order_in_which_things_are_done() -> None:
    titles = [line for line in str(read()).splitlines() if line.startswith("## ")]

    assert titles == [
        "## 1. Names",
        "## 2. Schema first",
        "## 3. Users, grants and settings",
        "## 4. Start",
        "## 5. After the load",
        "## 6. Watch",
        "## 7. Cut over",
        "## 8. The way back",
        "## 9. Clean up",
    ]


def test_steps_of_the_cutover_are_in_order() -> None:
    steps = [line.partition(": ")[2] for line in str(read()).splitlines() if line.startswith("### Step")]

    assert steps == [
        "stop the writers",
        "wait until the last change has arrived",
        "compare",
        "stop the task",
        "sequences",
        "foreign keys and triggers",
        "statistics",
        "the applications",
    ]


def test_a_task_that_only_loads_has_its_writers_stopped_before() -> None:
    runbook = read(Task=task(MigrationType="full-load"))

    assert "### Step 1: stop the writers before the load" in str(runbook)
    assert "latency" not in str(runbook)
    assert "postgresql/slots" not in names(runbook)


def test_two_tasks_between_the_same_endpoints_are_one_migration() -> None:
    runbook = read(More=task())

    assert str(runbook).count("# Runbook of ") == 1
    assert 'tasks="$(resource Task) $(resource More)"' in str(runbook)
    assert "for task in $tasks; do\n  aws dms stop-replication-task" in str(runbook)


def test_tasks_between_other_endpoints_are_another_migration() -> None:
    other = task(TargetEndpointArn={"Ref": "Lake"})
    runbook = read(Lake=endpoint("target", "s3"), More=other)

    assert [line for line in str(runbook).splitlines() if line.startswith("# ")] == [
        "# Runbook of Shop: Source to Target",
        "# Runbook of Shop: Source to Lake",
    ]


def test_only_the_migrations_of_some_tasks_can_be_wanted() -> None:
    given = {"Lake": endpoint("target", "s3"), "More": task(TargetEndpointArn={"Ref": "Lake"})}

    assert "Source to Lake" not in str(runbook_of(stack(**given), tasks=["Task"]))


def test_a_serverless_replication_has_commands_of_its_own() -> None:
    runbook = str(read(Task=task(serverless=True)))

    assert "aws dms stop-replication --replication-config-arn" in runbook
    assert "stop-replication-task" not in runbook
    assert "ReplicationConfigId,Value=${replication##*:}" in runbook


@pytest.mark.parametrize("start", ["ON_CREATE", "ALWAYS_RUNNING"])
def test_a_task_that_a_deployment_starts_is_told_what_must_be_there_before(start: str) -> None:
    runbook = read(Gate=gate(start), **IN_STACK)

    assert f"`cdk deploy` tests both connections and starts `Task`, with the policy `{start}`" in str(runbook)
    assert "deploy it once with `start=dms.StartPolicy.NEVER`" in section(runbook, "Start")
    assert "start-replication-task" not in section(runbook, "Start")


@pytest.mark.parametrize("given", [{}, {"Gate": gate("NEVER")}], ids=["no life cycle", "NEVER"])
def test_a_task_that_nobody_starts_is_started_by_hand(given: Any) -> None:
    assert "--start-replication-task-type start-replication\n" in section(read(**given), "Start")


def test_a_task_with_a_life_cycle_must_not_be_resumed_after_the_cutover() -> None:
    assert "Write `start=dms.StartPolicy.NEVER` into the app now" in section(
        read(Gate=gate("ALWAYS_RUNNING")), "Step 4: stop the task"
    )
    assert "StartPolicy" not in section(read(), "Step 4: stop the task")


def test_a_cluster_of_the_stack_is_found_by_its_secret() -> None:
    text = str(read(**IN_STACK))

    assert "| server | not of this stack (self-managed or rds) | cluster `Cluster` of this stack |" in text
    assert "Aurora PostgreSQL 17.7 (`aurora-postgresql`)" in text
    assert "target_cluster=$(resource Cluster)" in text
    assert "target_user=owner" in text


def test_an_administrator_is_neither_made_nor_dropped() -> None:
    runbook = read(**IN_STACK)

    assert "DMS logs in as `owner`, the administrator of `Cluster`" in str(runbook)
    assert [block.side.value for block in runbook.sql if block.name.endswith("/drop_user")] == ["source"]


def test_an_administrator_s_server_is_prepared_all_the_same() -> None:
    script = next(each.sql for each in read(**IN_STACK).sql if each.name.endswith("target aurora script"))

    assert '\npsql --dbname="$target_url" --file=target.sql' in str(read(**IN_STACK))
    assert 'ALTER ROLE "owner" SET idle_in_transaction_session_timeout = 0' in script
    assert "CREATE ROLE" not in script
    assert "GRANT" not in script


@pytest.mark.parametrize(
    ("engine", "block", "made"),
    [
        ("aurora", "MySQLSettings", "IDENTIFIED WITH AWSAuthenticationPlugin AS 'RDS'"),
        ("aurora-postgresql", "PostgreSQLSettings", 'GRANT rds_iam TO "mover"'),
    ],
)
def test_a_user_that_logs_in_with_iam_gets_no_password(engine: str, block: str, made: str) -> None:
    source = endpoint("source", engine, ServerName="db.example.com", Port=5432, Username="mover")
    del source["Properties"][facts.engine(engine)["cfn_settings_block"]["value"]]
    authentication = {
        "Type": "Custom::DmsAuthentication",
        "Properties": {
            "EndpointArn": {"Ref": "Source"},
            "Block": block,
            "Settings": {"AuthenticationMethod": "iam", "ServiceAccessRoleArn": "arn:aws:iam::111122223333:role/dms"},
        },
    }
    runbook = read(source=engine, target="s3", Source=source, Authentication=authentication)
    script = next(each.sql for each in runbook.sql if each.name.endswith("source aurora script"))

    assert made in script
    assert "mover" in script
    assert "password" not in script
    assert "SecretsManagerSecretId" not in str(runbook)
    assert "it takes the password" not in str(runbook)


def test_a_user_with_a_secret_of_its_own_is_called_by_its_name() -> None:
    secret = {**SECRET, "Properties": {"GenerateSecretString": {"SecretStringTemplate": '{"username":"mover"}'}}}
    (drop,) = (
        each.sql
        for each in read(**IN_STACK | {"Secret": secret}).sql
        if each.name.endswith("drop_user") and "mover" in each.sql
    )

    assert 'drop role "mover"' in drop


@pytest.mark.parametrize(
    ("host", "ways"),
    [("db.example.com", "self-managed or rds"), ("shop.abc.eu-west-1.rds.amazonaws.com", "rds")],
)
def test_a_server_is_known_to_be_of_rds_by_its_host(host: str, ways: str) -> None:
    assert f"not of this stack ({ways})" in str(read(Source=endpoint("source", "postgres", ServerName=host)))


def test_each_way_to_run_a_server_has_its_grants() -> None:
    assert [name for name in names(read()) if name.endswith("script")] == [
        "prerequisites/postgres source self-managed script",
        "prerequisites/postgres source rds script",
        "prerequisites/aurora-postgresql target aurora script",
    ]


def test_sql_says_where_nobody_has_run_it() -> None:
    assert "On the source (Amazon RDS; the tests of this library don't run it):" in str(read())


def test_schemas_are_called_as_the_rules_rename_them() -> None:
    rules = (dms.Include("shop"), dms.RenameSchema("shop", to="public"))
    runbook = read(source="mysql", Task=task(*rules))
    counts = {block.side.value: block.sql for block in runbook.sql if block.name.endswith("/row_counts")}

    assert "table_schema in ('shop')" in counts["source"]
    assert "namespace.nspname in ('public')" in counts["target"]


def test_a_pattern_stays_one() -> None:
    counts = next(block.sql for block in read(Task=task(dms.Include("shop_%"))).sql if "row_counts" in block.name)

    assert "namespace.nspname like 'shop|_%' escape '|'" in counts


def test_a_pattern_whose_schemas_are_renamed_leaves_all_of_the_target() -> None:
    rules = (dms.Include("shop%"), dms.PrefixSchemas("shop%", add="new_"))
    counts = [block.sql for block in read(Task=task(*rules)).sql if "row_counts" in block.name]

    assert "like 'shop%'" in counts[0]
    assert "!~ '^pg_'" in counts[1]


def test_without_names_of_schemas_it_says_what_writes_the_grants() -> None:
    runbook = read(Task=task(dms.Include("%")))

    assert "`source.prerequisites(...)` of the endpoint writes it" in str(runbook)


def test_the_catalog_names_the_columns_that_make_values() -> None:
    rules = (dms.Include("shop"), dms.RenameSchema("shop", to="public"), dms.LowercaseTables("shop"))
    runbook = read(CATALOG, source="mysql", Task=task(*rules))
    (block,) = (block for block in runbook.sql if block.name == "postgresql/identities")

    assert """('"public"."orders"', 'Id')""" in block.sql
    assert "tags" not in block.sql


def test_without_a_catalog_it_says_how_to_get_one() -> None:
    assert "dms-constructs runbook --source-catalog FILE" in section(read(source="mysql"), "Step 5: sequences")


def test_a_source_of_postgresql_tells_where_its_sequences_stand() -> None:
    assert "postgresql/sequences_of_source" in names(read())
    assert "postgresql/sequences_of_source" not in names(read(source="mysql"))


def test_statements_for_the_target_have_its_names_of_schemas() -> None:
    rules = (dms.Include("shop"), dms.Include("crm"), dms.RenameSchema("shop", to="public"))
    blocks = {block.name: block.sql for block in read(Task=task(*rules)).sql}

    assert "case schemaname when 'shop' then 'public' else schemaname end" in blocks["postgresql/sequences_of_source"]


def test_names_that_a_pattern_renames_are_left_to_the_reader() -> None:
    renaming = (dms.Include("shop%"), dms.PrefixSchemas("shop%", add="new_"))

    assert "**The rules rename schemas by a pattern**" in str(read(Task=task(*renaming)))
    assert "by a pattern" not in str(read(Task=task(dms.Include("shop%"))))


def test_a_target_of_mysql_has_counters_instead_of_sequences() -> None:
    runbook = read(source="mysql", target="aurora")

    assert "mysql/counters" in names(runbook)
    assert "### Step 5: AUTO_INCREMENT" in str(runbook)


def test_columns_of_postgresql_get_auto_increment_by_the_catalog() -> None:
    catalog = dms.Catalog(
        dms.SourceTable("shop", "orders", [dms.SourceColumn("id", "bigint", identity=True)]),
        engine=dms.EngineName.POSTGRESQL,
    )
    (block,) = (
        block for block in read(catalog, source="postgres", target="mysql").sql if block.name == "mysql/auto_increments"
    )

    assert "('shop', 'orders', 'id')" in block.sql


def test_a_task_that_drops_tables_is_told_what_that_costs() -> None:
    settings = dms.TaskSettings(full_load=dms.FullLoad(target_table_prep_mode=dms.TargetTablePrepMode.DROP_AND_CREATE))

    assert "**`Task` drops the tables that it loads**" in str(read(Task=task(settings=settings)))
    assert "drops the tables" not in str(read())


def test_a_task_that_stops_after_the_load_waits_for_the_indexes() -> None:
    settings = dms.TaskSettings(full_load=dms.FullLoad(stop_after=dms.StopAfter.CACHED_CHANGES_NOT_APPLIED))

    text = section(read(Task=task(settings=settings)), "After the load")

    assert "The task stops when the tables are loaded" in text
    assert "resume-processing" in text


def test_foreign_keys_of_mysql_are_off_only_once() -> None:
    off = endpoint("target", "mysql", ExtraConnectionAttributes="Initstmt=SET FOREIGN_KEY_CHECKS=0")
    attribute = '`extra_connection_attributes={"Initstmt": "SET FOREIGN_KEY_CHECKS=0"}`'

    assert attribute in str(read(source="mysql", target="mysql"))
    assert attribute not in section(read(source="mysql", target="mysql", Target=off), "Schema first")


def test_a_slot_with_a_name_is_dropped_by_it() -> None:
    named = endpoint("source", "postgres", settings={"SlotName": "of_shop"})
    (block,) = (block for block in read(Source=named).sql if block.name == "postgresql/drop_slot")

    assert "slot_name = 'of_shop'" in block.sql
    assert "postgresql/drop_slot" not in names(read())


def test_a_target_that_is_loaded_must_serve() -> None:
    loading = {**CLUSTER, "Metadata": {"dms-constructs:phase": "loading"}}
    runbook = read(**IN_STACK | {"Cluster": loading})

    assert "`phase=dms.TargetPhase.SERVING` at the target whose cluster is `Cluster`" in section(
        runbook, "Step 8: the target serves"
    )
    assert "SERVING" not in str(read(**IN_STACK))


def test_alarms_of_the_migration_are_listed_and_no_others() -> None:
    alarms = {
        name: {
            "Type": "AWS::CloudWatch::Alarm",
            "Properties": {"Namespace": space, "AlarmDescription": f"{name} is late"},
        }
        for name, space in (("Late", "AWS/DMS"), ("Full", "AWS/RDS"), ("Other", "AWS/Lambda"))
    }
    runbook = read(**alarms)

    assert "| `Late` | Late is late |" in str(runbook)
    assert "| `Full` |" in str(runbook)
    assert "`Other`" not in str(runbook)


def test_a_stack_without_alarms_is_told_how_to_get_some() -> None:
    assert "`monitoring=dms.Monitoring()`" in section(read(), "Watch")


def test_a_protected_cluster_is_told_how_to_be_deleted() -> None:
    assert '"$(resource Cluster)" --no-deletion-protection' in section(read(**IN_STACK), "Clean up")


def test_a_cluster_that_is_kept_does_not_stand_in_the_way() -> None:
    kept = {**CLUSTER, "DeletionPolicy": "Retain"}
    text = section(read(**IN_STACK | {"Cluster": kept}), "Clean up")

    assert "`cdk destroy` fails" not in text
    assert "The target, `Cluster`, is in the same stack, and stays when the stack is deleted." in text


def test_a_protected_cluster_that_was_kept_is_deleted_without_its_protection() -> None:
    kept = {**CLUSTER, "DeletionPolicy": "Retain"}
    (line,) = (
        each for each in section(read(**IN_STACK | {"Cluster": kept}), "Clean up").splitlines() if "| cluster" in each
    )

    assert line.index("--no-deletion-protection") < line.index("delete-db-cluster") < line.index("db-cluster-deleted")


def test_a_role_that_stays_is_called_so() -> None:
    role = {"Type": "AWS::IAM::Role", "DeletionPolicy": "Retain"}

    assert "| role `Monitoring` | as it is | `aws iam detach-role-policy" in str(read(Monitoring=role))


def test_the_script_of_a_user_gets_the_password_that_dms_reads() -> None:
    secret = {**SECRET, "Properties": {"GenerateSecretString": {"SecretStringTemplate": '{"username":"mover"}'}}}
    text = str(read(**IN_STACK | {"Secret": secret}))

    assert 'Values=$(resource Target)"' in text
    assert 'DMS_PASSWORD=$password psql --dbname="$target_url" --file=target.sql' in text


def test_a_global_database_that_is_kept_loses_its_cluster_before_it_is_deleted() -> None:
    text = section(read(World={"Type": "AWS::RDS::GlobalCluster", "DeletionPolicy": "Retain"}), "Clean up")

    assert "| global database `World` | as it is | `aws rds modify-global-cluster" in text
    assert text.index("remove-from-global-cluster") < text.index("delete-global-cluster")


def test_a_target_that_stays_is_not_to_be_removed_by_mistake() -> None:
    kept = {**CLUSTER, "DeletionPolicy": "Retain"}

    assert "**The target is among it.**" in section(read(**IN_STACK | {"Cluster": kept}), "Clean up")
    assert "**The target is among it.**" not in section(
        read(Kept={"Type": "AWS::S3::Bucket", "DeletionPolicy": "Retain"}), "Clean up"
    )


def test_a_global_database_loses_its_secondaries_first() -> None:
    text = section(read(World={"Type": "AWS::RDS::GlobalCluster"}), "Clean up")

    assert "`World` is a global database: first destroy the stacks of its secondaries" in text
    assert "kept.txt" not in text


def test_what_stays_is_listed_in_the_order_in_which_it_can_be_deleted() -> None:
    kept: dict[str, Any] = {
        name: {"Type": kind, "DeletionPolicy": "Retain"}
        for name, kind in (
            ("Key", "AWS::KMS::Key"),
            ("Log", "AWS::Logs::LogGroup"),
            ("Group", "AWS::RDS::DBClusterParameterGroup"),
            ("Attached", "AWS::SecretsManager::SecretTargetAttachment"),
        )
    }
    text = section(read(**IN_STACK | kept), "Clean up")
    lines = [line.split(" | ")[0] for line in text.splitlines() if line.startswith("| ") and "`" in line]

    assert lines == [
        "| cluster `Cluster`",
        "| parameter group of a cluster `Group`",
        "| log group `Log`",
        "| key `Key`",
    ]


def test_a_database_without_a_policy_leaves_a_snapshot() -> None:
    plain = {"Type": "AWS::RDS::DBInstance", "Properties": {}}

    assert "| instance `Plain` | as a last snapshot |" in str(read(Plain=plain))


def test_an_engine_without_sql_here_has_a_runbook_without_it() -> None:
    runbook = read(source="oracle", target="redshift")

    assert runbook.sql == ()
    assert "How its sessions are kept from writing is not known here" in str(runbook)


def test_an_imported_endpoint_has_a_runbook_too() -> None:
    imported = task(TargetEndpointArn="arn:aws:dms:eu-west-1:123456789012:endpoint:SALES")

    assert "# Runbook of Shop: Source to the imported target" in str(read(Task=imported, Target=None))


def test_names_are_quoted_as_each_language_does() -> None:
    odd = endpoint("source", "postgres", DatabaseName='o\'dd "one"')
    (block,) = (block for block in read(Source=odd).sql if block.name == "postgresql/stop_writers")

    assert 'alter database "o\'dd ""one""" set' in block.sql


def test_names_in_commands_are_quoted_for_the_shell() -> None:
    odd = endpoint("source", "postgres", DatabaseName="of the 'shop'")
    text = str(read(Source=odd, Task=task(dms.Include("The Shop"))))

    assert ":5432/of%20the%20%27shop%27" in text
    assert """--schema='"The Shop"'""" in text


@pytest.mark.parametrize(("is_protected", "told"), [(True, True), (False, False)])
def test_what_stays_protected_is_to_be_deleted_only_without_its_protection(is_protected: bool, told: bool) -> None:
    properties = CLUSTER["Properties"] | {"DeletionProtection": is_protected}
    kept = CLUSTER | {"DeletionPolicy": "Retain", "Properties": properties}

    runbook = read(**(IN_STACK | {"Cluster": kept}))

    (line,) = [each for each in section(runbook, "9. Clean up").splitlines() if each.startswith("| cluster `Cluster`")]
    modify = (
        '`aws rds modify-db-cluster --db-cluster-identifier "$name" --no-deletion-protection`, then `aws rds delete-'
    )
    assert (modify in line) is told


# Names, and what they look like


LOOKS_LIKE_A_PLACE = "{user}"


@pytest.mark.parametrize("engines", [("mysql", "aurora"), ("postgres", "aurora-postgresql")])
def test_a_schema_that_is_called_like_a_place_in_the_sql_keeps_its_name(engines: tuple[str, str]) -> None:
    renames = dms.Include("shop"), dms.RenameSchema("shop", to=LOOKS_LIKE_A_PLACE)

    runbook = read(source=engines[0], target=engines[1], Task=task(*renames))

    (counts,) = [each for each in runbook.sql if each.name.endswith("/row_counts") and each.side.value == "target"]
    assert f"'{LOOKS_LIKE_A_PLACE}'" in counts.sql


def test_databases_of_mysql_are_renamed_in_the_dump() -> None:
    renames = dms.Include("shop"), dms.RenameSchema("shop", to="store")

    told = section(read(source="mysql", target="aurora", Task=task(*renames)), "Schema first")

    assert "alter schema" not in told
    assert told.index("change them in `schema.sql`") < told.index("< schema.sql")


@pytest.mark.parametrize(("kind", "told"), [("cdc", False), ("full-load", True)])
def test_foreign_keys_stop_a_load_and_nothing_else(kind: str, told: bool) -> None:
    text = section(read(source="mysql", target="aurora", Task=task(MigrationType=kind)), "Schema first")

    assert ("foreign keys stop the load" in text) is told


def test_no_name_ends_a_block_of_code() -> None:
    runbook = read(Task=task(dms.Include("it's\n```\n# another title")))

    assert "\n````sql\n" in str(runbook)


def test_servers_keep_their_names_at_the_beginning_of_a_sentence() -> None:
    assert "On Amazon RDS, as its administrator" in str(read(source="mysql", target="aurora"))


def test_where_the_dump_made_the_indexes_none_are_to_be_made() -> None:
    assert "make the indexes soon" not in section(read(source="mysql", target="aurora"), "5. After the load")
