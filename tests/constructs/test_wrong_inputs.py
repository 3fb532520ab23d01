"""
Wrong inputs that CloudFormation takes in silence and DMS refuses, or worse, accepts.

One table, so that the claim "none passes silently" can be read off it. What cannot be written at all stands in the
second table, with the reason.
"""

import dataclasses
import datetime as dt
import pickle
from collections.abc import Callable

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2, aws_s3 as s3, aws_secretsmanager as secretsmanager

import dms_constructs as dms
from tests.constructs.conftest import warnings_of

SELECTION = {
    "rule-type": "selection",
    "rule-action": "include",
    "object-locator": {"schema-name": "shop", "table-name": "%"},
}
NOON = dt.datetime(2026, 3, 8, 12, 0, tzinfo=dt.timezone.utc)


@dataclasses.dataclass(frozen=True)
class Here:
    """A stack with what the wrong inputs are tried on."""

    stack: cdk.Stack
    vpc: ec2.IVpc
    secret: secretsmanager.ISecret
    connection: dms.Connection
    machine: dms.IReplicationInstance
    mappings: dms.TableMappings

    def instance(self, **arguments: object) -> object:
        return dms.ReplicationInstance(self.stack, "Wrong", **{"vpc": self.vpc, **arguments})

    def source(self, **arguments: object) -> dms.MySqlSource:
        return dms.MySqlSource(self.stack, "Source", **{"connection": self.connection, **arguments})

    def postgresql(self, **arguments: object) -> dms.PostgreSqlSource:
        needed = {"connection": self.connection, "database": "shop"}
        return dms.PostgreSqlSource(self.stack, "Source", **{**needed, **arguments})

    def files(self, **arguments: object) -> dms.S3Target:
        bucket = s3.Bucket.from_bucket_name(self.stack, "Lake", "lake")
        return dms.S3Target(self.stack, "Target", bucket=bucket, **arguments)

    def task(self, **arguments: object) -> object:
        target = dms.PostgreSqlTarget(self.stack, "Target", connection=self.connection, database="shop")
        needed = {
            "replication_instance": self.machine,
            "source": self.source(),
            "target": target,
            "migration_type": dms.MigrationType.FULL_LOAD,
            "table_mappings": self.mappings,
        }
        return dms.ReplicationTask(self.stack, "Wrong", **{**needed, **arguments})

    def connect(self, name: str) -> dms.Connection:
        return dms.Connection.from_secret(secretsmanager.Secret.from_secret_name_v2(self.stack, "Named", name))


@pytest.fixture
def here(
    *,
    stack: cdk.Stack,
    vpc: ec2.IVpc,
    secret: secretsmanager.ISecret,
    connection: dms.Connection,
    instance: dms.IReplicationInstance,
    mappings: dms.TableMappings,
) -> Here:
    return Here(stack, vpc, secret, connection, instance, mappings)


def one_subnet() -> ec2.SubnetSelection:
    return ec2.SubnetSelection(availability_zones=["eu-west-1a"])


# Number, what is wrong, how it is written here, and the code that answers.
REFUSED: list[tuple[int, str, Callable[[Here], object], str]] = [
    (1, "an instance class that never was", lambda _: dms.InstanceClass.of("dms.bogus.large"), "DMS-I001"),
    (1, "an instance class as text", lambda h: h.instance(instance_class="dms.bogus.large"), "DMS-I001"),
    (2, "a retired instance class", lambda _: dms.InstanceClass.of("dms.t2.micro"), "DMS-I002"),
    (3, "an engine version past its end", lambda h: h.instance(engine_version="3.4.7"), "DMS-I011"),
    (4, "too little storage", lambda h: h.instance(allocated_storage_gib=1), "DMS-I003"),
    (5, "too much storage", lambda h: h.instance(allocated_storage_gib=99999), "DMS-I003"),
    (6, "maintenance on someday", lambda h: h.instance(preferred_maintenance_window="someday"), "DMS-I006"),
    (7, "a name of 80 characters", lambda h: h.instance(replication_instance_identifier="x" * 80), "DMS-I005"),
    (8, "a name of odd characters", lambda h: h.instance(replication_instance_identifier="1_x--"), "DMS-I005"),
    (9, "a standby without a second zone", lambda h: h.instance(multi_az=True, vpc_subnets=one_subnet()), "DMS-G001"),
    (12, "an engine misspelt", lambda h: h.source(engine_name="msql"), "DMS-E002"),
    (13, "neither host nor credentials", lambda h: h.source(connection=None), "DMS-E001"),
    (
        13,
        "a secret without a host",
        lambda h: dms.Connection.from_secret(secretsmanager.Secret(h.stack, "S")),
        "DMS-N003",
    ),
    (13, "a secret that RDS manages", lambda h: h.connect("rds!cluster-1"), "DMS-N002"),
    (14, "a readable password", lambda h: h.source(extra_connection_attributes={"password": "x"}), "DMS-E005"),
    (16, "a role by its name", lambda h: h.source(secret_access_role="dms"), "DMS-A001"),
    (18, "an SSL mode that never was", lambda h: h.source(ssl_mode="tls"), "DMS-E003"),
    (19, "nothing to verify with", lambda h: h.source(ssl_mode=dms.SslMode.VERIFY_FULL), "DMS-E004"),
    (20, "a port past the last", lambda h: dms.Connection.from_secret(h.secret, port=99999), "DMS-N004"),
    (21, "an endpoint's name of odd characters", lambda h: h.source(endpoint_identifier="my_ep--"), "DMS-E006"),
    (22, "an endpoint's name of 300 characters", lambda h: h.source(endpoint_identifier="x" * 300), "DMS-E006"),
    (23, "a secret without a name", lambda h: h.connect(""), "DMS-N001"),
    (24, "a start of changes in a full load", lambda h: h.task(cdc_start=dms.CdcStart.at(NOON)), "DMS-T006"),
    (26, "a start yesterday", lambda _: dms.CdcStart.at("yesterday"), "DMS-T001"),
    (26, "a start yesterday, in the task", lambda h: h.task(cdc_start="yesterday"), "DMS-T008"),
    (27, "mappings without rules", lambda _: dms.TableMappings(), "DMS-M002"),
    (27, "a document without rules", lambda _: dms.TableMappings.from_json('{"rules":[]}'), "DMS-M002"),
    (28, "rules that only exclude", lambda _: dms.TableMappings(dms.Exclude("shop")), "DMS-M004"),
    (29, "an action misspelt", lambda _: dms.RawRule(SELECTION | {"rule-action": "includ"}), "DMS-M020"),
    (
        30,
        "two rules of one id",
        lambda _: dms.TableMappings(dms.Include("a", rule_id="1"), dms.Include("b", rule_id="1")),
        "DMS-M008",
    ),
    (
        31,
        "a selection without a table",
        lambda _: dms.RawRule(SELECTION | {"object-locator": {"schema-name": "shop"}}),
        "DMS-M022",
    ),
    (32, "mappings that are no JSON", lambda _: dms.TableMappings.from_json("include shop"), "DMS-M023"),
    (32, "mappings as text", lambda h: h.task(table_mappings="include shop"), "DMS-T008"),
    (33, "fewer than no tables at once", lambda _: dms.FullLoad(max_full_load_sub_tasks=-4), "DMS-S001"),
    (
        33,
        "fewer than no tables at once, raw",
        lambda _: dms.TaskSettings(raw={"FullLoadSettings": {"MaxFullLoadSubTasks": -4}}),
        "DMS-S001",
    ),
    (34, "a section misspelt", lambda _: dms.TaskSettings(raw={"FullLoadSetings": {"CommitRate": 1}}), "DMS-S007"),
    (35, "settings that are no JSON", lambda _: dms.TaskSettings.from_json("yes"), "DMS-S011"),
    (36, "a task's name of 300 characters", lambda h: h.task(replication_task_identifier="x" * 300), "DMS-T007"),
    (37, "a migration type that never was", lambda h: h.task(migration_type="full"), "DMS-T008"),
    # What rule and settings builders elsewhere let pass.
    (101, "half a table at once", lambda _: dms.FullLoad(max_full_load_sub_tasks=2.5), "DMS-S001"),
    (
        102,
        "a least time above the most",
        lambda _: dms.BatchApply(timeout_min_seconds=90, timeout_max_seconds=5),
        "DMS-S015",
    ),
    (103, "large objects of less than nothing", lambda _: dms.LimitedLobs(max_size_kb=-1), "DMS-S001"),
    (104, "a log component that never was", lambda _: dms.Logging(components={"SOURCE": "x"}), "DMS-S003"),
    (
        105,
        "a way to prepare tables that never was",
        lambda _: dms.FullLoad(target_table_prep_mode="DROP_IT"),
        "DMS-S003",
    ),
    (106, "one rule twice", lambda _: dms.TableMappings(dms.Include("a"), dms.Include("a")), "DMS-M005"),
    (
        107,
        "one schema renamed twice",
        lambda _: dms.TableMappings(dms.Include("a"), dms.RenameSchema("a", to="b"), dms.RenameSchema("a", to="c")),
        "DMS-M006",
    ),
    (108, "a schema without a name", lambda _: dms.Include(""), "DMS-M010"),
    (
        109,
        "a column added without a value",
        lambda _: dms.RawRule(
            {
                "rule-type": "transformation",
                "rule-action": "add-column",
                "rule-target": "column",
                "object-locator": {"schema-name": "a", "table-name": "%"},
            }
        ),
        "DMS-M022",
    ),
]

# There is no way to write these.
CANNOT_BE_WRITTEN = {
    10: "no class reads from Kinesis",
    11: "no class reads from Redshift",
    15: "there is no argument for a password, only for the secret",
    17: "each class has the settings of its engine only",
    25: "a start is one value: a time or a position",
    38: "the class says which way data flows",
}


@pytest.mark.parametrize(
    ("wrong", "code"),
    [pytest.param(wrong, code, id=f"{number:02} {what}") for number, what, wrong, code in REFUSED],
)
def test_is_refused(here: Here, wrong: Callable[[Here], object], code: str) -> None:
    with pytest.raises(dms.ConfigurationError) as caught:
        wrong(here)

    assert caught.value.code == code
    assert str(caught.value).endswith(f"[{code}]")


MAY_BE_SECRETS: dict[str, Callable[[Here], object]] = {
    "an address as connection": lambda h: h.source(connection="mysql://dms:hunter2@db.example.com/shop"),
    "a mapping as connection": lambda h: h.source(connection={"password": "hunter2"}),
    "a password as connection": lambda h: h.source(connection="hunter2"),
    "a password as secret": lambda _: dms.Connection.from_secret("hunter2"),
    "a mapping as secret": lambda _: dms.Connection.from_secret({"password": "hunter2"}),
    "a mapping as certificate": lambda h: h.source(certificate={"pem": "hunter2"}),
    "a mapping as name": lambda h: h.source(endpoint_identifier={"password": "hunter2"}),
    "a mapping as role": lambda h: h.source(secret_access_role={"secret_access_key": "hunter2"}),
    "a mapping as port": lambda h: dms.Connection.from_secret(h.secret, port={"password": "hunter2"}),
    "a password as port": lambda h: dms.Connection.from_secret(h.secret, port="hunter2"),
    "an address as host": lambda h: dms.Connection.from_secret(h.secret, host="mysql://dms:hunter2@db.example.com"),
    "a log-in as host": lambda h: dms.Connection.from_secret(h.secret, host="hunter2@db.example.com"),
    "a password as peer": lambda h: dms.Connection.from_secret(h.secret, peer="hunter2"),
    "a password as engine of a connection": lambda h: dms.Connection(secret=h.secret, engine_name="hunter2"),
    "a password as database of a connection": lambda h: dms.Connection(secret=h.secret, database="hunter2"),
    "a password as cluster": lambda _: dms.Connection.to_cluster("hunter2"),
    "an address as instance": lambda _: dms.Connection.to_instance("mysql://dms:hunter2@db.example.com/shop"),
    "a password as certificate": lambda h: h.source(certificate="hunter2"),
    "a password as SSL mode": lambda h: h.source(ssl_mode="hunter2"),
    "a password as engine": lambda h: h.source(engine_name="hunter2"),
    "a key as key": lambda h: h.source(kms_key="hunter2"),
    "a key as role": lambda h: h.source(secret_access_role="hunter2"),
    "what only starts like an ARN as role": lambda h: h.source(secret_access_role="arn:hunter2"),
    "a password among the names of attributes": lambda h: h.source(extra_connection_attributes={"dms hunter2": "x"}),
    "a password with a name among the names of attributes": lambda h: h.source(
        extra_connection_attributes={"pin 1=hunter2": "x"}
    ),
    "a password as attributes": lambda h: h.source(extra_connection_attributes="hunter2"),
    "a password in an attribute": lambda h: h.source(extra_connection_attributes={"x": {"password": "hunter2"}}),
    "a password as certificate's text": lambda h: dms.Certificate(h.stack, "Ca", certificate_pem="hunter2"),
    "bytes as certificate's text": lambda h: dms.Certificate(h.stack, "Ca", certificate_pem=b"hunter2"),
    "an address as database": lambda h: h.postgresql(database="postgres://dms:hunter2@db.example.com/shop"),
    "a mapping as database": lambda h: h.postgresql(database={"password": "hunter2"}),
    "a password as plug-in": lambda h: h.postgresql(plugin_name="hunter2"),
    "a password in a schema's name": lambda h: h.postgresql(heartbeat_schema="password=hunter2"),
    "an address as folder": lambda h: h.files(bucket_folder="s3://dms:hunter2@lake"),
    "a password as a file's key": lambda h: h.files(encryption_key="hunter2"),
    "a password as removal policy": lambda h: h.source(removal_policy="hunter2"),
    "a list as mappings": lambda h: h.task(table_mappings=["hunter2"]),
    "a mapping as settings": lambda h: h.task(task_settings={"password": "hunter2"}),
}


@pytest.mark.parametrize("what", MAY_BE_SECRETS)
def test_no_refusal_shows_a_secret(here: Here, what: str) -> None:
    with pytest.raises(dms.ConfigurationError) as caught:
        MAY_BE_SECRETS[what](here)

    assert "hunter2" not in f"{caught.value} {caught.value!r}"
    assert b"hunter2" not in pickle.dumps(caught.value)


SHOWN: dict[str, tuple[Callable[[Here], object], str]] = {
    "a slip in a mode": (
        lambda h: h.source(ssl_mode="verfy-full"),
        "got str 'verfy-full'; write dms.SslMode",
    ),
    "a role's ARN": (
        lambda h: h.source(secret_access_role="arn:aws:iam::111122223333:role/dms"),
        'iam.Role.from_role_arn(self, "Role", "arn:aws:iam::111122223333:role/dms")',
    ),
    "a certificate's ARN": (
        lambda h: h.source(certificate="arn:aws:dms:eu-west-1:111122223333:cert:ABC"),
        'dms.Certificate.from_certificate_arn(self, "Ca", "arn:aws:dms:eu-west-1:111122223333:cert:ABC")',
    ),
    "the length of what may be a secret": (
        lambda _: dms.Connection.to_cluster("hunter2"),
        "cluster must be an RDS cluster, got str of 7 characters",
    ),
    "a port that is a number": (lambda h: dms.Connection.from_secret(h.secret, port=0), "got 0"),
    "how a host looks": (
        lambda h: dms.Connection.from_secret(h.secret, host="mysql://db.example.com/shop"),
        (
            "host must be a host name without scheme, user, port and path, got str of 27 characters; write "
            "host='db.example.com'"
        ),
    ),
}


@pytest.mark.parametrize("what", SHOWN)
def test_a_refusal_shows_what_helps(here: Here, what: str) -> None:
    wrong, text = SHOWN[what]

    with pytest.raises(dms.ConfigurationError) as caught:
        wrong(here)

    assert text in caught.value.message


def test_a_host_may_be_anything_else(here: Here) -> None:
    for host in ("db", "db.example.com", "10.0.0.5", "fd00::5", cdk.Aws.REGION, "db_1.example.com"):
        assert dms.Connection.from_secret(here.secret, host=host).host == host


MEANT: list[tuple[str, Callable[[Here], object], str]] = [
    ("a migration type", lambda h: h.task(migration_type="full-load"), "dms.MigrationType.FULL_LOAD"),
    ("both", lambda h: h.task(migration_type="full-load-and-cdc"), "dms.MigrationType.FULL_LOAD_AND_CDC"),
    ("changes", lambda h: h.task(migration_type="CDC"), "dms.MigrationType.CDC"),
    ("an SSL mode", lambda h: h.source(ssl_mode="verify-full"), "dms.SslMode.VERIFY_FULL"),
    ("an engine", lambda h: h.source(engine_name="mariadb"), "dms.EngineName.MARIADB"),
    ("an engine misspelt", lambda h: h.source(engine_name="msql"), "dms.EngineName.MYSQL"),
]


@pytest.mark.parametrize(("wrong", "write"), [pytest.param(wrong, write, id=what) for what, wrong, write in MEANT])
def test_a_text_for_a_member_of_an_enum_is_told_the_member(
    here: Here, wrong: Callable[[Here], object], write: str
) -> None:
    with pytest.raises(dms.ConfigurationError, match=f"; write {write} "):
        wrong(here)


@pytest.mark.parametrize("argument", ["password", "username", "server_name", "oracle_settings", "endpoint_type"])
def test_cannot_be_written(here: Here, argument: str) -> None:
    with pytest.raises(TypeError, match=argument):
        here.source(**{argument: "x"})


@pytest.mark.parametrize("name", ["KinesisSource", "RedshiftSource"])
def test_has_no_class(name: str) -> None:
    assert not hasattr(dms, name)


def test_a_section_nobody_documents_warns_when_a_document_brings_it(here: Here) -> None:
    here.task(task_settings=dms.TaskSettings.from_json('{"FullLoadSetings":{"CommitRate":1}}'))

    assert "dms-constructs:settings.unknownKey" in warnings_of(here.stack)


def test_none_of_the_38_is_missing() -> None:
    refused = {number for number, *_ in REFUSED if number <= 100}

    assert refused | set(CANNOT_BE_WRITTEN) == set(range(1, 39))
    assert not refused & set(CANNOT_BE_WRITTEN)
