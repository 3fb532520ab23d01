import datetime as dt
import json
import re
from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_dms, aws_ec2 as ec2, aws_s3 as s3

import dms_constructs as dms
from tests.constructs.conftest import properties_of, resources_of, template_of, warnings_of

TYPE = "AWS::DMS::ReplicationTask"
ARN = "arn:aws:dms:eu-west-1:111122223333:task:ABC"
NOON = dt.datetime(2026, 3, 8, 12, 0, tzinfo=dt.timezone.utc)
FULL_LOAD, CDC, BOTH = dms.MigrationType.FULL_LOAD, dms.MigrationType.CDC, dms.MigrationType.FULL_LOAD_AND_CDC

Make = Callable[..., dms.ReplicationTask]


@pytest.fixture
def make(
    *,
    stack: cdk.Stack,
    instance: dms.IReplicationInstance,
    source: dms.IEndpoint,
    target: dms.IEndpoint,
    mappings: dms.TableMappings,
) -> Make:
    """Make a task in the stack; arguments win over what it needs."""
    needed = {
        "replication_instance": instance,
        "source": source,
        "target": target,
        "migration_type": FULL_LOAD,
        "table_mappings": mappings,
    }
    return lambda **arguments: dms.ReplicationTask(stack, "Task", **{**needed, **arguments})


@pytest.fixture
def postgresql_source(stack: cdk.Stack, connection: dms.Connection) -> Callable[..., dms.PostgreSqlSource]:
    return lambda **more: dms.PostgreSqlSource(stack, "Elephant", connection=connection, database="elephant", **more)


def task_warnings_of(stack: cdk.Stack) -> list[str]:
    """The warnings, without the one of the unencrypted source that most tests here use."""
    return [one for one in warnings_of(stack) if one != "dms-constructs:endpoint.notEncrypted"]


def text_of(value: Any) -> str:
    """Write an `Fn::Join` as one text, with the names of what it refers to."""
    if isinstance(value, str):
        return value
    separator, parts = value["Fn::Join"]
    return separator.join(part if isinstance(part, str) else part["Ref"] for part in parts)


class TestWhatItMoves:
    def test_runs_on_the_instance(self, stack: cdk.Stack, make: Make, instance: dms.IReplicationInstance) -> None:
        make()

        assert properties_of(stack, TYPE)["ReplicationInstanceArn"] == instance.replication_instance_arn

    def test_reads_the_source_and_writes_the_target(self, stack: cdk.Stack, make: Make) -> None:
        make()

        source, target = (properties_of(stack, TYPE)[f"{side}EndpointArn"]["Ref"] for side in ("Source", "Target"))

        assert source.startswith("Source")
        assert target.startswith("Target")

    @pytest.mark.parametrize(
        ("migration_type", "name"), [(FULL_LOAD, "full-load"), (CDC, "cdc"), (BOTH, "full-load-and-cdc")]
    )
    def test_is_of_the_type_that_is_given(
        self, stack: cdk.Stack, make: Make, migration_type: dms.MigrationType, name: str
    ) -> None:
        assert make(migration_type=migration_type).plan.migration_type is migration_type
        assert properties_of(stack, TYPE)["MigrationType"] == name

    def test_has_no_fixed_name(self, stack: cdk.Stack, make: Make) -> None:
        make()

        assert not {"ReplicationTaskIdentifier", "ResourceIdentifier"} & set(properties_of(stack, TYPE))

    def test_takes_a_fixed_name(self, stack: cdk.Stack, make: Make) -> None:
        make(replication_task_identifier="shop-1")

        assert properties_of(stack, TYPE)["ReplicationTaskIdentifier"] == "shop-1"

    def test_takes_a_name_known_at_deployment_only(self, stack: cdk.Stack, make: Make, parameter: Callable) -> None:
        make(replication_task_identifier=parameter().value_as_string)

        assert properties_of(stack, TYPE)["ReplicationTaskIdentifier"] == {"Ref": "Parameter"}

    def test_is_known_by_its_arn(self, stack: cdk.Stack, make: Make) -> None:
        arn = make().replication_task_arn

        assert stack.resolve(arn) == {"Ref": next(iter(resources_of(stack, TYPE)))}

    def test_is_kept_when_asked(self, stack: cdk.Stack, make: Make) -> None:
        make(removal_policy=cdk.RemovalPolicy.RETAIN)

        (task,) = resources_of(stack, TYPE).values()

        assert task["DeletionPolicy"] == "Retain"

    def test_an_imported_task_makes_no_resource(self, stack: cdk.Stack) -> None:
        task = dms.ReplicationTask.from_replication_task_arn(stack, "Task", ARN)

        assert task.replication_task_arn == ARN
        assert template_of(stack).get("Resources", {}) == {}


class TestDocuments:
    def test_mappings_are_the_values_own_text(self, stack: cdk.Stack, make: Make, mappings: dms.TableMappings) -> None:
        assert make().plan.table_mappings is mappings
        assert properties_of(stack, TYPE)["TableMappings"] == mappings.to_json()

    def test_settings_are_the_values_own_text(self, stack: cdk.Stack, make: Make) -> None:
        settings = dms.TaskSettings(lobs=dms.LimitedLobs(max_size_kb=64), validation=dms.Validation())

        assert make(task_settings=settings).plan.task_settings is settings
        assert properties_of(stack, TYPE)["ReplicationTaskSettings"] == settings.to_json()

    def test_settings_by_default_log_and_leave_tables_alone(self, stack: cdk.Stack, make: Make) -> None:
        make()

        text = properties_of(stack, TYPE)["ReplicationTaskSettings"]

        assert text == dms.TaskSettings().to_json()
        assert json.loads(text)["Logging"]["EnableLogging"] is True
        assert json.loads(text)["FullLoadSettings"] == {"TargetTablePrepMode": "DO_NOTHING"}

    @pytest.mark.parametrize("name", ["TableMappings", "ReplicationTaskSettings"])
    def test_are_compact(self, stack: cdk.Stack, make: Make, name: str) -> None:
        make()

        text = properties_of(stack, TYPE)[name]

        assert text == json.dumps(json.loads(text), separators=(",", ":"), sort_keys=True)

    def test_keep_names_outside_ascii(self, stack: cdk.Stack, make: Make) -> None:
        make(table_mappings=dms.TableMappings(dms.Include("läden")))

        text = properties_of(stack, TYPE)["TableMappings"]

        assert text.isascii()
        assert json.loads(text)["rules"][0]["object-locator"]["schema-name"] == "läden"


class TestDocumentsKnownAtDeploymentOnly:
    def test_mappings_are_joined_from_their_parts(self, stack: cdk.Stack, make: Make, parameter: Callable) -> None:
        make(table_mappings=dms.TableMappings(dms.Include(parameter().value_as_string)))

        text = text_of(properties_of(stack, TYPE)["TableMappings"])

        assert json.loads(text) == dms.TableMappings(dms.Include("Parameter")).to_dict()

    def test_what_stands_beside_a_token_is_escaped_once(
        self, stack: cdk.Stack, make: Make, parameter: Callable
    ) -> None:
        odd = 'a"b\\c'
        make(table_mappings=dms.TableMappings(dms.Include(odd), dms.Include(f"x{parameter().value_as_string}y")))

        text = text_of(properties_of(stack, TYPE)["TableMappings"])

        names = [rule["object-locator"]["schema-name"] for rule in json.loads(text)["rules"]]

        assert names == [odd, "xParametery"]

    def test_a_rule_as_dms_reads_it_may_hold_a_token(self, stack: cdk.Stack, make: Make, parameter: Callable) -> None:
        rule = {
            "rule-type": "selection",
            "rule-action": "include",
            "object-locator": {"schema-name": parameter().value_as_string, "table-name": "%"},
        }
        make(table_mappings=dms.TableMappings(dms.RawRule(rule)))

        text = text_of(properties_of(stack, TYPE)["TableMappings"])

        assert json.loads(text)["rules"][0]["object-locator"]["schema-name"] == "Parameter"

    def test_a_number_in_settings_stays_a_number(self, stack: cdk.Stack, make: Make, parameter: Callable) -> None:
        settings = dms.TaskSettings(full_load=dms.FullLoad(commit_rate=parameter("Number").value_as_number))
        make(task_settings=settings)

        text = text_of(properties_of(stack, TYPE)["ReplicationTaskSettings"])

        assert text == settings.to_json().replace(str(settings.full_load.commit_rate), "Parameter")

    def test_a_list_in_raw_settings_is_resolved(self, stack: cdk.Stack, make: Make, parameter: Callable) -> None:
        raw = {dms.unchecked("NewSection"): {dms.unchecked("Names"): parameter("CommaDelimitedList").value_as_list}}
        make(task_settings=dms.TaskSettings(raw=raw))

        rendered = properties_of(stack, TYPE)["ReplicationTaskSettings"]

        assert list(rendered) == ["Fn::Join"]
        assert "Token" not in json.dumps(rendered)

    def test_a_start_may_be_a_token(self, stack: cdk.Stack, make: Make, parameter: Callable) -> None:
        make(migration_type=CDC, cdc_start=dms.CdcStart.from_log_position(parameter().value_as_string))

        assert properties_of(stack, TYPE)["CdcStartPosition"] == {"Ref": "Parameter"}


class TestSides:
    def test_fails_when_the_source_is_a_target(self, make: Make, target: dms.PostgreSqlTarget, fails: Callable) -> None:
        fails(
            "DMS-T005",
            r"^Shop/Task: source must be a source endpoint, got a target endpoint; DMS has",
            lambda: make(source=target),
            path="Shop/Task",
        )

    def test_fails_when_the_target_is_a_source(self, make: Make, source: dms.MySqlSource, fails: Callable) -> None:
        fails(
            "DMS-T005",
            r"target must be a target endpoint, got a source endpoint; DMS has",
            lambda: make(target=source),
        )

    def test_fails_when_an_imported_target_is_the_source(self, stack: cdk.Stack, make: Make, fails: Callable) -> None:
        imported = dms.MySqlTarget.from_endpoint_arn(stack, "Imported", "arn:aws:dms:eu-west-1:1:endpoint:A")

        fails("DMS-T005", "got a target endpoint", lambda: make(source=imported))

    @pytest.mark.parametrize(("given", "shown"), [(None, "NoneType"), ("arn:aws:dms", "str"), ({}, "dict")])
    @pytest.mark.parametrize("side", ["source", "target"])
    def test_fails_when_a_side_is_no_endpoint(
        self, *, make: Make, fails: Callable, side: str, given: object, shown: str
    ) -> None:
        fails("DMS-T005", f"{side} must be a {side} endpoint, got {shown};", lambda: make(**{side: given}))

    @pytest.mark.parametrize(
        ("kind", "bucket"),
        [
            (lambda stack: s3.Bucket(stack, "Lake"), "target"),
            (lambda stack: s3.Bucket.from_bucket_name(stack, "Lake", "lake"), "target"),
            (lambda stack: s3.CfnBucket(stack, "Lake"), "s3.Bucket.from_cfn_bucket(target)"),
        ],
    )
    def test_a_bucket_gets_an_endpoint(
        self, *, stack: cdk.Stack, make: Make, fails: Callable, kind: Callable, bucket: str
    ) -> None:
        fix = f"; write target=dms.S3Target(self, 'Target', bucket={bucket})"

        fails("DMS-T005", re.escape(f"{fix} [DMS"), lambda: make(target=kind(stack)))

    @pytest.mark.parametrize(
        ("side", "engine", "fix"),
        [
            (
                "target",
                "s3",
                r'dms\.S3Target.from_endpoint_arn\(self, "Target", target.ref, engine_name=dms\.EngineName.S3\) \[',
            ),
            ("target", "aurora", r"MySqlTarget.from_.*, target.ref, engine_name=dms\.EngineName.AURORA_MYSQL\) \["),
            (
                "source",
                "postgres",
                r"PostgreSqlSource.from_.*, source.ref, engine_name=dms\.EngineName.POSTGRESQL\) \[",
            ),
            (
                "target",
                "timestream",
                r"dms.Endpoint.from_endpoint_attributes.*endpoint_arn=target.ref, .*EngineName.TIMESTREAM\) \[",
            ),
            ("target", "postgre", "; write target=dms.PostgreSqlTarget.from_.*engine_name=dms.EngineName.POSTGRESQL"),
        ],
    )
    def test_an_l1_endpoint_is_to_be_imported(
        self, *, stack: cdk.Stack, make: Make, fails: Callable, side: str, engine: str, fix: str
    ) -> None:
        given = aws_dms.CfnEndpoint(stack, "L1", endpoint_type=side, engine_name=engine)

        fails("DMS-T005", f"{side} must be a {side} endpoint, got CfnEndpoint.*{fix}", lambda: make(**{side: given}))

    def test_an_l1_endpoint_of_the_other_side_is_told_so(self, stack: cdk.Stack, make: Make, fails: Callable) -> None:
        given = aws_dms.CfnEndpoint(stack, "L1", endpoint_type="source", engine_name="mysql")

        fails("DMS-T005", "got a source endpoint; DMS has separate endpoints", lambda: make(target=given))

    def test_fails_when_a_side_is_a_connection(self, make: Make, connection: dms.Connection, fails: Callable) -> None:
        fails("DMS-T005", "got Connection;", lambda: make(source=connection))

    def test_may_be_imported(self, stack: cdk.Stack, make: Make) -> None:
        arn = "arn:aws:dms:eu-west-1:111122223333:endpoint:A"
        make(source=dms.MySqlSource.from_endpoint_arn(stack, "Imported", arn))

        assert properties_of(stack, TYPE)["SourceEndpointArn"] == arn

    def test_may_be_of_any_class(self, stack: cdk.Stack, make: Make) -> None:
        class Theirs:
            endpoint_arn = "arn:aws:dms:eu-west-1:111122223333:endpoint:A"
            endpoint_facts = dms.EndpointFacts(endpoint_type=dms.EndpointType.SOURCE)

        make(source=Theirs())

        assert properties_of(stack, TYPE)["SourceEndpointArn"] == Theirs.endpoint_arn


class TestStartAndStop:
    @pytest.mark.parametrize(
        ("start", "position"),
        [
            (dms.CdcStart.at(NOON), "2026-03-08T12:00:00"),
            (dms.CdcStart.from_log_position("mysql-bin.000024:373"), "mysql-bin.000024:373"),
            (dms.CdcStart.from_checkpoint("checkpoint:V1#27#x"), "checkpoint:V1#27#x"),
        ],
    )
    def test_a_start_is_a_position(self, stack: cdk.Stack, make: Make, start: dms.CdcStart, position: str) -> None:
        make(migration_type=CDC, cdc_start=start)

        assert properties_of(stack, TYPE)["CdcStartPosition"] == position
        assert "CdcStartTime" not in properties_of(stack, TYPE)

    @pytest.mark.parametrize("migration_type", [CDC, BOTH])
    def test_a_stop_is_a_position(self, stack: cdk.Stack, make: Make, migration_type: dms.MigrationType) -> None:
        make(migration_type=migration_type, cdc_stop=dms.CdcStop.at_commit_time(NOON))

        assert properties_of(stack, TYPE)["CdcStopPosition"] == "commit_time:2026-03-08T12:00:00"

    def test_there_is_none_by_default(self, stack: cdk.Stack, make: Make) -> None:
        make(migration_type=CDC)

        assert not {"CdcStartPosition", "CdcStartTime", "CdcStopPosition"} & set(properties_of(stack, TYPE))

    @pytest.mark.parametrize(
        ("migration_type", "reason"),
        [(FULL_LOAD, "a full load replicates no changes"), (BOTH, "changes start where the load started")],
    )
    def test_fails_when_a_full_load_has_a_start(
        self, make: Make, fails: Callable, migration_type: dms.MigrationType, reason: str
    ) -> None:
        fails(
            "DMS-T006",
            f"^Shop/Task: cdc_start is for dms.MigrationType.CDC only, got it with .*: .*{reason}",
            lambda: make(migration_type=migration_type, cdc_start=dms.CdcStart.at(NOON)),
            path="Shop/Task",
        )

    def test_fails_when_a_full_load_has_a_stop(self, make: Make, fails: Callable) -> None:
        fails(
            "DMS-T006",
            "cdc_stop needs a migration type with changes, got dms.MigrationType.FULL_LOAD",
            lambda: make(cdc_stop=dms.CdcStop.at_server_time(NOON)),
        )

    def test_fails_when_a_postgresql_source_should_start_at_a_time(
        self, make: Make, postgresql_source: Callable, fails: Callable
    ) -> None:
        fails(
            "DMS-T003",
            "^Shop/Task: cdc_start: a postgres source cannot start at a time",
            lambda: make(source=postgresql_source(), migration_type=CDC, cdc_start=dms.CdcStart.at(NOON)),
        )

    def test_fails_when_the_position_is_of_another_engine(self, make: Make, fails: Callable) -> None:
        fails(
            "DMS-T003",
            "a log position of a mysql source looks like",
            lambda: make(migration_type=CDC, cdc_start=dms.CdcStart.from_log_position("4AF/B00000D0")),
        )

    def test_fails_when_a_position_in_postgresql_has_no_slot(
        self, make: Make, postgresql_source: Callable, fails: Callable
    ) -> None:
        start = dms.CdcStart.from_log_position("4AF/B00000D0")

        fails(
            "DMS-T004",
            "then give its name to the source endpoint, such as slot_name='dms_shop'",
            lambda: make(source=postgresql_source(), migration_type=CDC, cdc_start=start),
        )

    def test_a_position_in_postgresql_is_fine_with_a_slot(
        self, stack: cdk.Stack, make: Make, postgresql_source: Callable
    ) -> None:
        source = postgresql_source(slot_name="dms")
        make(source=source, migration_type=CDC, cdc_start=dms.CdcStart.from_log_position("4AF/B00000D0"))

        assert properties_of(stack, TYPE)["CdcStartPosition"] == "4AF/B00000D0"


class TestChecksOfItsDocuments:
    def test_views_are_refused_where_changes_are_replicated(self, make: Make, fails: Callable) -> None:
        views = dms.TableMappings(dms.Include("shop", table_type=dms.TableType.VIEW))

        fails(
            "DMS-M016",
            "^Shop/Task: .*views",
            lambda: make(migration_type=BOTH, table_mappings=views),
            path="Shop/Task",
        )

    def test_settings_are_refused_where_the_type_cannot_have_them(self, make: Make, fails: Callable) -> None:
        settings = dms.TaskSettings(validation=dms.Validation(only=True))

        fails(
            "DMS-S019",
            "^Shop/Task: Validation.only .*needs a task of type full-load or cdc",
            lambda: make(migration_type=BOTH, task_settings=settings),
            path="Shop/Task",
        )

    def test_findings_of_mappings_become_warnings(self, stack: cdk.Stack, make: Make) -> None:
        make(table_mappings=dms.TableMappings(dms.Include("shop", "order_items")))

        assert task_warnings_of(stack) == ["dms-constructs:mappings.underscoreIsAWildcard"]

    def test_findings_of_settings_become_warnings(self, stack: cdk.Stack, make: Make) -> None:
        make(task_settings=dms.TaskSettings(lobs=dms.FullLobs(chunk_size_kb=128)))

        assert "dms-constructs:settings.lobChunkSize" in task_warnings_of(stack)

    def test_findings_about_the_task_become_warnings(self, stack: cdk.Stack, make: Make) -> None:
        make(migration_type=FULL_LOAD, task_settings=dms.TaskSettings(batch_apply=dms.BatchApply()))

        assert "dms-constructs:settings.noEffectForMigrationType" in task_warnings_of(stack)

    def test_warnings_can_be_acknowledged(self, stack: cdk.Stack, make: Make) -> None:
        task = make(table_mappings=dms.TableMappings(dms.Include("shop", "order_items")))
        cdk.Validations.of(task).acknowledge(
            cdk.Acknowledgment(id="dms-constructs:mappings.underscoreIsAWildcard", reason="no similar names")
        )

        assert task_warnings_of(stack) == []


class TestBooleans:
    """`map_boolean_as_boolean` works only when both endpoints have it."""

    @pytest.mark.parametrize(("on_source", "on_target"), [(True, None), (True, False), (None, True)])
    def test_on_one_side_warn(
        self,
        *,
        stack: cdk.Stack,
        connection: dms.Connection,
        make: Make,
        postgresql_source: Callable,
        on_source: bool | None,
        on_target: bool | None,
    ) -> None:
        target = dms.PostgreSqlTarget(
            stack, "Other", connection=connection, database="shop", map_boolean_as_boolean=on_target
        )
        make(source=postgresql_source(map_boolean_as_boolean=on_source), target=target)

        assert task_warnings_of(stack) == ["dms-constructs:task.booleansOnOneSide"]

    def test_on_both_sides_are_fine(
        self, stack: cdk.Stack, connection: dms.Connection, make: Make, postgresql_source: Callable
    ) -> None:
        target = dms.PostgreSqlTarget(
            stack, "Other", connection=connection, database="shop", map_boolean_as_boolean=True
        )
        make(source=postgresql_source(map_boolean_as_boolean=True), target=target)

        assert task_warnings_of(stack) == []


class TestSingleZone:
    @pytest.fixture
    def make_instance(self, stack: cdk.Stack, vpc: ec2.IVpc) -> Callable[..., dms.ReplicationInstance]:
        return lambda **more: dms.ReplicationInstance(stack, "Machine", vpc=vpc, **more)

    @pytest.mark.parametrize("migration_type", [CDC, BOTH])
    def test_warns_where_changes_are_replicated(
        self, stack: cdk.Stack, make: Make, make_instance: Callable, migration_type: dms.MigrationType
    ) -> None:
        make(replication_instance=make_instance(), migration_type=migration_type)

        assert task_warnings_of(stack) == ["dms-constructs:instance.singleAz"]

    @pytest.mark.parametrize("multi_az", [False, None])
    def test_warns_where_that_is_said(
        self, stack: cdk.Stack, make: Make, make_instance: Callable, multi_az: bool | None
    ) -> None:
        make(replication_instance=make_instance(multi_az=multi_az), migration_type=CDC)

        assert task_warnings_of(stack) == ["dms-constructs:instance.singleAz"]

    def test_is_fine_for_a_full_load(self, stack: cdk.Stack, make: Make, make_instance: Callable) -> None:
        make(replication_instance=make_instance())

        assert task_warnings_of(stack) == []

    def test_is_no_matter_with_a_standby(self, stack: cdk.Stack, make: Make, make_instance: Callable) -> None:
        make(replication_instance=make_instance(multi_az=True), migration_type=CDC)

        assert task_warnings_of(stack) == []

    def test_warns_once_for_each_instance(
        self,
        *,
        stack: cdk.Stack,
        make: Make,
        make_instance: Callable,
        source: dms.IEndpoint,
        target: dms.IEndpoint,
    ) -> None:
        machine = make_instance()
        make(replication_instance=machine, migration_type=CDC)
        dms.ReplicationTask(
            stack,
            "Second",
            replication_instance=machine,
            source=source,
            target=target,
            migration_type=CDC,
            table_mappings=dms.TableMappings(dms.Include("crm")),
        )

        assert task_warnings_of(stack) == ["dms-constructs:instance.singleAz"]

    def test_can_be_acknowledged_at_the_instance(self, stack: cdk.Stack, make: Make, make_instance: Callable) -> None:
        machine = make_instance()
        make(replication_instance=machine, migration_type=CDC)
        cdk.Validations.of(machine).acknowledge(
            cdk.Acknowledgment(id="dms-constructs:instance.singleAz", reason="a trial")
        )

        assert task_warnings_of(stack) == []


@pytest.mark.parametrize("name", ["1_x--", "a" * 256, "", "a_b", 5])
def test_fails_when_the_name_is_bad(make: Make, fails: Callable, name: object) -> None:
    fails(
        "DMS-T007",
        "replication_task_identifier must start with a letter.*at most 255 characters",
        lambda: make(replication_task_identifier=name),
    )


@pytest.mark.parametrize(
    ("argument", "value", "message"),
    [
        (
            "migration_type",
            "full",
            "migration_type must be of type MigrationType, got str 'full'; write dms.MigrationType.",
        ),
        ("migration_type", None, "migration_type must be given, got None"),
        (
            "table_mappings",
            "{}",
            r"table_mappings must be of type TableMappings, got str '\{\}'; write dms.TableMappings",
        ),
        ("table_mappings", [dms.Include("shop")], "got list; write dms.TableMappings"),
        ("table_mappings", None, "table_mappings must be given, got None"),
        ("task_settings", {}, "task_settings must be of type TaskSettings, got dict"),
        ("task_settings", "{}", "write dms.TaskSettings"),
        ("cdc_start", "yesterday", "cdc_start must be of type CdcStart, got str 'yesterday'; write dms.CdcStart"),
        ("cdc_start", NOON, "cdc_start must be of type CdcStart, got datetime"),
        ("cdc_stop", "server_time:2026", "cdc_stop must be of type CdcStop"),
    ],
)
def test_fails_when_an_argument_is_of_another_kind(
    make: Make, fails: Callable, argument: str, value: object, message: str
) -> None:
    fails("DMS-T008", f"^Shop/Task: .*{message}", lambda: make(**{argument: value}), path="Shop/Task")


@pytest.mark.parametrize("given", [None, "arn:aws:dms:eu-west-1:111122223333:rep:ABC", {}])
def test_fails_when_the_instance_is_none(make: Make, fails: Callable, given: object) -> None:
    fails(
        "DMS-A001",
        "^Shop/Task: replication_instance must be .*write replication_instance=(?:dms.)?ReplicationInstance",
        lambda: make(replication_instance=given),
    )


@pytest.mark.parametrize(("code", "policy"), [("DMS-A001", "retain"), ("DMS-A003", cdk.RemovalPolicy.SNAPSHOT)])
def test_fails_when_the_removal_policy_is_none(make: Make, fails: Callable, code: str, policy: object) -> None:
    fails(code, "removal_policy must", lambda: make(removal_policy=policy))


@pytest.mark.parametrize("arn", ["shop", "", None, ARN.replace(":task:", ":rep:")])
def test_fails_when_the_arn_is_of_something_else(stack: cdk.Stack, fails: Callable, arn: object) -> None:
    fails(
        "DMS-A002",
        "^Shop/Task: replication_task_arn must look like .*:task:ABC'",
        lambda: dms.ReplicationTask.from_replication_task_arn(stack, "Task", arn),
    )


def test_a_refused_task_leaves_nothing_behind(make: Make) -> None:
    with pytest.raises(dms.ConfigurationError):
        make(replication_task_identifier="-")

    make()


class TestItsResource:
    def test_has_the_generated_class(self, make: Make) -> None:
        assert isinstance(make().node.default_child, aws_dms.CfnReplicationTask)

    def test_has_the_properties_that_were_given(self, make: Make) -> None:
        resource = make(replication_task_identifier="orders").node.default_child

        assert (resource.replication_task_identifier, resource.cdc_start_position) == ("orders", None)

    def test_takes_properties_that_are_changed_later(self, make: Make, stack: cdk.Stack) -> None:
        make().node.default_child.resource_identifier = "mine"

        assert properties_of(stack, TYPE)["ResourceIdentifier"] == "mine"


class TestTheCatalogOfTheSource:
    """What the source has is known before deployment, so that its mapping is checked with it."""

    CATALOG = dms.Catalog(dms.SourceTable("shop", "o_b", ["id"], primary_key=["id"]), engine=dms.EngineName.MYSQL)

    def test_does_not_go_into_the_template(self, stack: cdk.Stack, make: Make) -> None:
        make(source_catalog=self.CATALOG)

        assert "o_b" not in json.dumps(template_of(stack))

    def test_decides_what_is_guessed_without_it(self, stack: cdk.Stack, make: Make) -> None:
        make(source_catalog=self.CATALOG, table_mappings=dms.TableMappings(dms.Include("shop", "o_b")))

        assert task_warnings_of(stack) == []

    def test_fails_when_it_shows_a_problem(self, make: Make, fails: Callable) -> None:
        fails(
            "DMS-M052",
            "no table of the catalog is selected, of 1",
            lambda: make(source_catalog=self.CATALOG, table_mappings=dms.TableMappings(dms.Include("crm"))),
        )

    def test_is_named_as_the_settings_say(self, make: Make, fails: Callable) -> None:
        catalog = dms.Catalog(dms.SourceTable("a", "t"), dms.SourceTable("b", "t"))

        fails(
            "DMS-M013",
            "a.t, b.t all go to public.t",
            lambda: make(
                source_catalog=catalog,
                table_mappings=dms.TableMappings(dms.Include("%")),
                task_settings=dms.TaskSettings(target_schema="public"),
            ),
        )

    def test_fails_when_it_is_none(self, make: Make, fails: Callable) -> None:
        fails("DMS-T008", "source_catalog must be of type Catalog", lambda: make(source_catalog=["shop"]))

    def test_is_passed_on_by_a_migration(
        self,
        stack: cdk.Stack,
        instance: dms.IReplicationInstance,
        source: dms.IEndpoint,
        target: dms.IEndpoint,
        fails: Callable,
    ) -> None:
        fails(
            "DMS-M052",
            "Migration/Task: no table of the catalog is selected",
            lambda: dms.DatabaseMigration(
                stack,
                "Migration",
                compute=instance,
                source=source,
                target=target,
                migration_type=FULL_LOAD,
                table_mappings=dms.TableMappings(dms.Include("crm")),
                source_catalog=self.CATALOG,
            ),
        )


class TestTheCatalogOfTheTarget:
    """What the target has already is compared with what arrives."""

    SOURCE = dms.Catalog(dms.SourceTable("shop", "orders", ["id"], primary_key=["id"]), engine=dms.EngineName.MYSQL)
    TARGET = dms.Catalog(
        dms.SourceTable("shop", "orders", ["id"], primary_key=["id"], secondary_indexes=["by_day"]),
        engine=dms.EngineName.MYSQL,
    )

    def test_warns_of_what_is_in_the_way(self, stack: cdk.Stack, make: Make) -> None:
        make(source_catalog=self.SOURCE, target_catalog=self.TARGET)

        assert "task.indexesOnTarget" in str(task_warnings_of(stack))

    def test_fails_when_it_is_none(self, make: Make, fails: Callable) -> None:
        fails("DMS-T008", "target_catalog must be of type Catalog", lambda: make(target_catalog=["shop"]))
