"""
Each argument of each public constructor, given something of another kind: it is taken as documented, or refused by us.

What an argument takes is read off its annotation, so that a new argument is tried on the day it is written.
"""

from __future__ import annotations

import enum
import functools
import inspect
import re
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import (
    assertions,
    aws_ec2 as ec2,
    aws_kinesis as kinesis,
    aws_kms as kms,
    aws_opensearchservice as opensearch,
    aws_rds as rds,
    aws_s3 as s3,
    aws_secretsmanager as secretsmanager,
    aws_sns as sns,
)
from constructs import Construct

import dms_constructs as dms
from dms_constructs.settings._group import Group
from tests.authorities import PEM

EXTERNAL_COLUMN = dms.ExternalColumn("id", dms.ExternalColumnType.INT8)
EXTERNAL_TABLES = dms.ExternalTableDefinition(dms.ExternalTable("hr", "employee", [EXTERNAL_COLUMN]))

# What the library itself makes, and shows.
RESULTS = {
    *(
        "Advice",
        "AdvicePoint",
        "AdvisedTool",
        "Comparison",
        "ConfigurationError",
        "Doubt",
        "Engine",
        "Endpoint",
        "Evaluation",
    ),
    *("FileColumn", "FileRow", "NameRule", "StreamRecord"),
    *("ParameterValue", "PremigrationCheck", "PremigrationReport", "Prerequisite", "Prerequisites"),
    *(
        "Finding",
        "LobAdvice",
        "LetterCase",
        "MappedColumn",
        "MappedTable",
        "MemoryTerm",
        "MetricProps",
        "NameLimit",
        "NotKnown",
        "ObjectMapping",
    ),
    *(
        "OpenQuestion",
        "Rule",
        "Runbook",
        "Segments",
        "SettingDifference",
        "Sizing",
        "SqlBlock",
        "StartPoints",
        "TableChange",
        "TaskMemory",
    ),
}
# The arguments with which a class is tried where those that it needs don't follow from their names and types.
NEEDED: dict[str, dict[str, Any]] = {
    "AddBeforeImageColumns": {"prefix": "BI_"},
    "Allow": {"digest": "4f2a91c3-88de01ab"},
    "AddTags": {"tags": {"table": "orders"}},
    "CdcStart": {"position": "mysql-bin.1:4"},
    "CdcStop": {"position": "server_time:2026-03-08T12:00:00"},
    "Certificate": {"certificate_pem": PEM},
    "CharacterSets": {"replacements": {"a": "b"}},
    "ChangeRate": {"bytes_per_second": 1.0, "transactions_per_second": 1.0, "seconds": 1.0},
    "Condition": {"operator": "eq", "operands": ("1",)},
    "DataType": {"type": "int8"},
    "DefinePrimaryKey": {"columns": ("id",), "name": "pk"},
    "EdgeDefinition": {
        "id_template": "{id}",
        **dict.fromkeys(("from_vertex", "to_vertex"), dms.VertexReference("customer", "{id}")),
    },
    "EndpointFacts": {"endpoint_type": dms.EndpointType.SOURCE},
    "EndpointSecret": {"username": "dms", "host": "db.example.com", "engine_name": dms.EngineName.MYSQL},
    "DynamoDbTarget": {"tables": ["orders"]},
    "Expression": {"text": "$id"},
    "ExternalColumn": {"name": "id", "column_type": dms.ExternalColumnType.INT8},
    "ExternalTable": {"columns": [EXTERNAL_COLUMN]},
    "ForeignKey": {"columns": ["customer"], "references": "shop.customers"},
    "GremlinRule": {"vertices": [dms.VertexDefinition(definition_id="customer", id_template="{id}", label="customer")]},
    "InlineLobs": {"inline_max_size_kb": 8},
    "KafkaTarget": {"broker": "b-1.example.com:9094"},
    "NeptuneTarget": {"bucket_folder": "dms", "server_name": "graph.example.com"},
    "InstanceClass": {"name": "dms.r6i.large"},
    "Levels": {"warning": 1},
    "MaskDigits": {"character": "#"},
    "NotSeen": {"what": dms.UnseenPart.KEYS},
    "ProvisionedCapacity": {"instance_type": ec2.InstanceType("r7g.large")},
    "ServerlessCapacity": {"min_acu": 2, "max_acu": 16},
    "OverrideValidation": {"source_function": "lower(${column-name})"},
    "PartitionsList": {"partitions": ["p1"]},
    "Ranges": {"columns": ["id"], "boundaries": [[1]]},
    "RawRule": {
        "body": {
            "rule-type": "selection",
            "rule-action": "include",
            "object-locator": {"schema-name": "shop", "table-name": "%"},
        }
    },
    "R2rmlMapping": {
        "text": '@prefix rr: <http://www.w3.org/ns/r2rml#>. <#A> rr:logicalTable [ rr:tableName "customers" ].'
    },
    "Reason": {"key": "FullLoadSettings.CommitRate", "value": 5, "because": "measured"},
    "RedisTarget": {"server_name": "redis.example.com"},
    "RenameColumn": {"to": "shop2"},
    "RenameIndexTablespace": {"to": "shop2"},
    "RenameSchema": {"to": "shop2"},
    "RenameTable": {"to": "shop2"},
    "RenameTableTablespace": {"to": "shop2"},
    "Situation": {"source_engine": "mysql", "target_engine": "postgres"},
    "TableLobs": {"mode": dms.LobMode.LIMITED, "bulk_max_size_kb": 64},
    "TableSettings": {"lobs": dms.TableLobs(dms.LobMode.LIMITED, bulk_max_size_kb=64)},
    "TaskPlan": {
        "source": dms.EndpointFacts(endpoint_type=dms.EndpointType.SOURCE),
        "target": dms.EndpointFacts(endpoint_type=dms.EndpointType.TARGET),
    },
    "TimeTravel": {
        "bucket_name": "log",
        "service_access_role_arn": "arn:aws:iam::111122223333:role/dms-tt-s3-access-role",
    },
    "UniqueKey": {"columns": ["id"]},
    "VertexDefinition": {"id_template": "{id}", "label": "customer"},
    "VertexReference": {"id_template": "{id}"},
    "Workload": {"total_gib": 1.0},
    **{
        f"{affix}{what}": {"add": "x_"}
        for affix in ("Prefix", "Suffix")
        for what in ("Columns", "IndexTablespaces", "Schemas", "TableTablespaces", "Tables")
    },
}


def public_constructors() -> dict[str, Any]:
    """Every public class that users call."""
    found = {name: getattr(dms, name) for name in dms.__all__ if name not in RESULTS}
    return {
        name: one
        for name, one in found.items()
        if isinstance(one, type) and not issubclass(one, enum.Enum) and not getattr(one, "_is_protocol", False)
    }


def parameters_of(cls: Any) -> dict[str, inspect.Parameter]:
    """What can be given to it by name."""
    skipped = 3 if issubclass(cls, Construct) else 1
    parameters = list(inspect.signature(cls.__init__).parameters.values())[skipped:]
    return {one.name: one for one in parameters if one.kind is not inspect.Parameter.VAR_POSITIONAL}


CLASSES = public_constructors()
ARGUMENTS = [
    (name, argument)
    for name, cls in CLASSES.items()
    for argument in parameters_of(cls)
    if (name, argument) != ("Filter", "column")  # by position only
]


class Here:
    """What arguments are, on a stack that is made when it is needed."""

    @functools.cached_property
    def stack(self) -> cdk.Stack:
        return cdk.Stack(cdk.App(), "Shop", env=cdk.Environment(account="111122223333", region="eu-west-1"))

    @functools.cached_property
    def vpc(self) -> ec2.IVpc:
        return ec2.Vpc.from_vpc_attributes(
            self.stack,
            "Vpc",
            vpc_id="vpc-1",
            availability_zones=["eu-west-1a", "eu-west-1b"],
            private_subnet_ids=["subnet-a", "subnet-b"],
            private_subnet_route_table_ids=["rtb-a", "rtb-b"],
            vpc_cidr_block="10.0.0.0/16",
        )

    @functools.cached_property
    def secret(self) -> secretsmanager.ISecret:
        return secretsmanager.Secret.from_secret_complete_arn(
            self.stack, "Secret", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop-AbCdEf"
        )

    @functools.cached_property
    def connection(self) -> dms.Connection:
        return dms.Connection.from_secret(self.secret)

    @functools.cached_property
    def source(self) -> dms.MySqlSource:
        return dms.MySqlSource(self.stack, "Source", connection=self.connection)

    @functools.cached_property
    def target(self) -> dms.PostgreSqlTarget:
        return dms.PostgreSqlTarget(self.stack, "Target", connection=self.connection, database="shop")

    @functools.cached_property
    def replication_instance(self) -> dms.IReplicationInstance:
        return dms.ReplicationInstance.from_replication_instance_attributes(
            self.stack, "Instance", replication_instance_arn="arn:aws:dms:eu-west-1:111122223333:rep:ABC"
        )

    @functools.cached_property
    def cluster(self) -> rds.IDatabaseCluster:
        return rds.DatabaseCluster.from_database_cluster_attributes(
            self.stack, "Cluster", cluster_identifier="shop", engine=rds.DatabaseClusterEngine.AURORA_POSTGRESQL
        )

    @functools.cached_property
    def bucket(self) -> s3.IBucket:
        return s3.Bucket.from_bucket_name(self.stack, "Lake", "lake")

    @functools.cached_property
    def domain(self) -> opensearch.IDomain:
        return opensearch.Domain.from_domain_attributes(
            self.stack,
            "Domain",
            domain_arn="arn:aws:es:eu-west-1:111122223333:domain/shop",
            domain_endpoint="search-shop-abcdefghijklmnopqrstuvwxyz.eu-west-1.es.amazonaws.com",
        )

    @functools.cached_property
    def stream(self) -> kinesis.IStream:
        return kinesis.Stream.from_stream_arn(
            self.stack, "Stream", "arn:aws:kinesis:eu-west-1:111122223333:stream/orders"
        )

    @functools.cached_property
    def replications(self) -> list[dms.IReplicationTask]:
        instance = dms.ReplicationInstance.from_replication_instance_attributes(
            self.stack,
            "Named",
            replication_instance_arn="arn:aws:dms:eu-west-1:111122223333:rep:ABC",
            replication_instance_identifier="shop",
        )
        arn = "arn:aws:dms:eu-west-1:111122223333:task:ABC"
        return [dms.ReplicationTask.from_replication_task_arn(self.stack, "Task", arn, replication_instance=instance)]

    @functools.cached_property
    def topic(self) -> sns.ITopic:
        return sns.Topic.from_topic_arn(self.stack, "Told", "arn:aws:sns:eu-west-1:111122223333:told")

    @property
    def compute(self) -> dms.Provisioned:
        return dms.Provisioned(vpc=self.vpc)

    @property
    def serverless(self) -> dms.Serverless:
        return dms.Serverless(vpc=self.vpc, max_dcu=16)

    def arguments(self, name: str) -> dict[str, Any]:
        """What the class needs."""
        own: dict[str, Any] = {"compute": self.serverless} if name == "ServerlessReplication" else {}
        if name in OF_A_DATABASE:
            own = {"database": self.cluster}
        if name == "VpcEndpoints":
            own = {"endpoints": [self.source, self.target]}
        if name.startswith("Aurora"):
            own = {"vpc": self.vpc}
        if name == "OpenSearchTarget":
            own = {"domain": self.domain}
        if name in {"GlobalDatabase", "GlobalSecondary", "RestoredCluster"}:
            own = self.of_clusters()[name]
        return {
            one.name: NEEDED.get(name, {}).get(one.name, self._example(one.name))
            for one in parameters_of(CLASSES[name]).values()
            if one.default is inspect.Parameter.empty and one.kind is not inspect.Parameter.VAR_KEYWORD
        } | NEEDED.get(name, own)

    def of_clusters(self) -> dict[str, dict[str, Any]]:
        """What classes need that are made of an Aurora cluster."""
        engine = rds.DatabaseClusterEngine.aurora_postgres(version=rds.AuroraPostgresEngineVersion.VER_17_7)
        cluster = self.stack.node.try_find_child("Versioned") or rds.DatabaseCluster.from_database_cluster_attributes(
            self.stack, "Versioned", cluster_identifier="shop", engine=engine, secret=self.secret
        )
        elsewhere = self.stack.node.try_find_child("Elsewhere")
        elsewhere = elsewhere or dms.GlobalDatabase.from_global_database_attributes(
            self.stack, "Elsewhere", global_cluster_identifier="shop", engine=engine, primary_region="us-east-1"
        )
        key = self.stack.node.try_find_child("Key") or kms.Alias.from_alias_name(self.stack, "Key", "alias/aws/rds")
        capacity = dms.ServerlessCapacity(min_acu=8, max_acu=16)
        return {
            "GlobalDatabase": {"cluster": cluster},
            "GlobalSecondary": {
                "global_database": elsewhere,
                "vpc": self.vpc,
                "capacity": capacity,
                "encryption_key": key,
            },
            "RestoredCluster": {
                "source": cluster,
                "restore": dms.Restore.clone(),
                "vpc": self.vpc,
                "capacity": capacity,
            },
        }

    def _example(self, argument: str) -> Any:
        return getattr(self, argument, None) or EXAMPLES.get(argument, "shop")

    def make(self, name: str, construct_id: str = "Tried", /, **arguments: Any) -> Any:
        """Make one, with an argument of another kind."""
        cls = CLASSES[name]
        values = self.arguments(name) | arguments
        if "table_mappings" in values.keys() - arguments.keys():  # no two tasks write the same tables
            values["table_mappings"] = dms.TableMappings(dms.Include(construct_id.lower()))
        if cls in COMPUTES:  # which know no path: the migration tells
            return self.make("DatabaseMigration", construct_id, compute=cls(**values))
        if name in BY_POSITION:
            return cls(*BY_POSITION[name], **arguments)
        return cls(self.stack, construct_id, **values) if issubclass(cls, Construct) else cls(**values)


OF_A_DATABASE = {"DatabaseAlarms", "DatabaseDashboard", "DatabaseMetrics"}
COMPUTES = (dms.Provisioned, dms.Serverless)
BY_POSITION: dict[str, tuple[Any, ...]] = {
    "Catalog": (dms.SourceTable("shop", "orders"),),
    "Filter": ("id", dms.Condition.gte(1)),
    "GremlinMapping": (dms.GremlinRule(**NEEDED["GremlinRule"], table="customers"),),
    "ExternalTableDefinition": (dms.ExternalTable("hr", "employee", [EXTERNAL_COLUMN]),),
    "TableMappings": (dms.Include("shop"),),
}
EXAMPLES: dict[str, Any] = {
    "database_resource_id": "db-ABC",
    "external_table_definition": EXTERNAL_TABLES,
    "data_type": dms.DataType("int8"),
    "largest_kb": 64,
    "max_dcu": 16,
    "max_size_kb": 64,
    "migration_type": dms.MigrationType.FULL_LOAD,
    "monitoring": dms.Monitoring(),
    "source_type": dms.EventSourceType.REPLICATION_TASK,
    "table_mappings": dms.TableMappings(dms.Include("shop")),
    "tables": 1,
    "task_settings": dms.TaskSettings(),
    "threads": 2,
    "to": dms.DataType("int8"),
}
SOMETHING = cdk.Fn.ref("Something")
WRONG: dict[str, Any] = {
    "list token": cdk.Token.as_list(SOMETHING),
    "number token": cdk.Token.as_number(SOMETHING),
    "text token": cdk.Token.as_string(SOMETHING),
    "mapping": {"password": "hunter2"},
    "list": [object()],
    "bytes": b"hunter2",
    "truth": True,
    "nothing": None,
    "a construct": cdk.Stack(),
}


def may_pass(annotation: str, kind: str) -> bool:
    """Whether an argument of this type may take such a thing."""
    words = set(re.findall(r"[\w.]+", re.sub(r"\[[^\[\]]*\]", "", re.sub(r"\[[^\[\]]*\]", "", annotation))))
    if {"Any", "object"} & words:
        return True
    # An enum, and a switch, may be decided by what is known at deployment only.
    plain = {"str", "int", "float"} & words
    return {
        "list token": bool({"Sequence", "Iterable", "list", "tuple"} & words),
        "number token": bool({"int", "float", "bool"} & words),
        "text token": "str" in words or not plain,
        "mapping": "Mapping" in words,
        "list": bool({"Sequence", "Iterable", "list", "tuple"} & words),
        "bytes": False,
        "truth": "bool" in words,
        "nothing": bool({"None", "bool"} & words),
        "a construct": False,
    }[kind]


@pytest.mark.parametrize("name", CLASSES)
def test_a_class_can_be_made(name: str) -> None:
    assert Here().make(name) is not None


@pytest.mark.parametrize(("name", "argument"), ARGUMENTS, ids=lambda value: value)
def test_another_kind_is_taken_as_documented_or_refused_by_us(name: str, argument: str) -> None:
    here, is_construct = Here(), issubclass(CLASSES[name], (Construct, *COMPUTES))
    annotation = str(parameters_of(CLASSES[name])[argument].annotation)
    wrong, passed = [], False
    for number, (kind, value) in enumerate(WRONG.items()):
        try:
            here.make(name, f"Tried{number}", **{argument: value})
        except dms.ConfigurationError as error:
            if is_construct and not (error.path or "").startswith("Shop/"):
                wrong.append(f"{kind} is refused without a path: {error}")
            if is_construct and "hunter2" in str(error):
                wrong.append(f"{kind} is shown: {error}")
        except Exception as error:  # that it isn't ours is what is tested
            wrong.append(f"{kind}: {error!r}"[:200])
        else:
            passed = passed or kind.endswith("token")
            # Settings are read from templates, too, where a number that is not known stands in a text.
            if not may_pass(annotation, kind) and not (kind == "text token" and issubclass(CLASSES[name], Group)):
                wrong.append(f"{kind} passes")
    if is_construct and passed:
        assertions.Template.from_stack(here.stack)

    assert wrong == []


# What is known at deployment only, where it may be.
LEGAL: list[tuple[str, dict[str, str]]] = [
    ("Certificate", {"certificate_identifier": "text token"}),
    ("MySqlSource", {"server_timezone": "text token", "endpoint_identifier": "text token"}),
    ("MySqlTarget", {"parallel_load_threads": "number token", "max_file_size_kb": "number token"}),
    ("OracleSource", {"archived_log_dest_id": "number token", "database": "text token"}),
    ("OracleSource", {"number_datatype_scale": "number token"}),
    ("OracleTarget", {"database": "text token"}),
    ("BinaryReader", {"read_ahead_blocks": "number token", "oracle_path_prefix": "text token"}),
    ("Db2Source", {"current_lsn": "text token", "database": "text token"}),
    ("Db2Target", {"write_buffer_size_kb": "number token"}),
    ("Db2ZosSource", {"database": "text token"}),
    ("SapAseSource", {"database": "text token"}),
    ("SapAseTarget", {"database": "text token"}),
    ("PostgreSqlSource", {"database": "text token", "slot_name": "text token"}),
    ("PostgreSqlTarget", {"database": "text token", "max_file_size_kb": "number token"}),
    ("DynamoDbTarget", {"endpoint_identifier": "text token"}),
    ("OpenSearchTarget", {"endpoint_uri": "text token", "full_load_error_percentage": "number token"}),
    ("S3Source", {"bucket_folder": "text token", "cdc_path": "text token"}),
    ("RedshiftTarget", {"bucket_folder": "text token", "max_file_size_kb": "number token"}),
    ("SqlServerSource", {"database": "text token", "endpoint_identifier": "text token"}),
    ("SqlServerTarget", {"database": "text token", "bcp_packet_size_bytes": "number token"}),
    ("AzureSqlDatabaseSource", {"database": "text token"}),
    ("AzureSqlManagedInstanceSource", {"database": "text token"}),
    ("GoogleCloudMySqlSource", {"server_timezone": "text token"}),
    ("BabelfishTarget", {"database": "text token", "control_tables_file_group": "text token"}),
    ("S3Target", {"bucket_folder": "text token", "cdc_min_file_size_kb": "number token"}),
    ("MongoDbSource", {"database": "text token", "docs_to_investigate": "number token"}),
    ("DocumentDbSource", {"database": "text token", "docs_to_investigate": "number token"}),
    ("NeptuneTarget", {"server_name": "text token", "port": "number token", "bucket_folder": "text token"}),
    ("RedisTarget", {"server_name": "text token", "port": "number token"}),
    ("KafkaTarget", {"broker": "text token", "topic": "text token"}),
    ("ReplicationInstance", {"allocated_storage_gib": "number token", "dns_name_servers": "list token"}),
    ("ReplicationInstance", {"availability_zone": "text token", "engine_version": "text token"}),
    ("ReplicationInstance", {"preferred_maintenance_window": "text token"}),
    ("ReplicationInstance", {"replication_instance_identifier": "text token"}),
    ("ReplicationSubnetGroup", {"replication_subnet_group_identifier": "text token", "description": "text token"}),
    ("ReplicationTask", {"replication_task_identifier": "text token"}),
    ("Serverless", {"max_dcu": "number token", "min_dcu": "number token", "dns_name_servers": "list token"}),
    ("Serverless", {"availability_zone": "text token", "preferred_maintenance_window": "text token"}),
    ("ServerlessReplication", {"replication_config_identifier": "text token"}),
    ("AuroraPostgreSqlTarget", {"database": "text token"}),
    ("AuroraMySqlTarget", {"database": "text token"}),
    ("ServerlessCapacity", {"min_acu": "number token", "max_acu": "number token"}),
    ("FullLoad", {"commit_rate": "number token"}),
    ("TaskSettings", {"target_schema": "text token"}),
    ("Include", {"schema": "text token", "table": "text token"}),
]


@pytest.mark.parametrize(("name", "given"), LEGAL)
def test_what_is_known_at_deployment_only_is_taken_where_it_may_be(name: str, given: dict[str, str]) -> None:
    here = Here()

    assert here.make(name, **{argument: WRONG[kind] for argument, kind in given.items()})
    assertions.Template.from_stack(here.stack)


CONSTRUCTS = [name for name, cls in CLASSES.items() if issubclass(cls, Construct)]
NO_SCOPES = {"text": "Shop", "nothing": None, "a class": cdk.Stack, "a value": dms.Include("shop")}
NO_IDS = {"number": 7, "nothing": None, "empty": "", "text token": WRONG["text token"]}


@pytest.mark.parametrize("name", CONSTRUCTS)
@pytest.mark.parametrize("kind", ["app", "stage"])
def test_what_holds_stacks_is_no_scope(name: str, kind: str) -> None:
    here = Here()
    app = cdk.App()
    scope = app if kind == "app" else cdk.Stage(app, "Stage")

    with pytest.raises(dms.ConfigurationError, match="scope must be a stack, or a construct in one"):
        CLASSES[name](scope, "Tried", **here.arguments(name))

    assert [child.node.path for child in scope.node.children if isinstance(child, cdk.CfnElement)] == []


@pytest.mark.parametrize("scope", NO_SCOPES.values(), ids=NO_SCOPES)
@pytest.mark.parametrize("name", CONSTRUCTS)
def test_what_is_no_scope_is_refused(name: str, scope: object) -> None:
    with pytest.raises(dms.ConfigurationError, match="scope must be the construct that this one belongs to") as caught:
        CLASSES[name](scope, "Tried", **Here().arguments(name))

    assert caught.value.code == "DMS-A001"


@pytest.mark.parametrize("construct_id", NO_IDS.values(), ids=NO_IDS)
@pytest.mark.parametrize("name", CONSTRUCTS)
def test_what_is_no_id_is_refused(name: str, construct_id: object) -> None:
    here = Here()

    with pytest.raises(dms.ConfigurationError, match="construct_id must be a string that is not empty") as caught:
        CLASSES[name](here.stack, construct_id, **here.arguments(name))

    assert caught.value.code == "DMS-A001"


@pytest.mark.parametrize("name", CONSTRUCTS)
def test_a_construct_can_be_the_scope(name: str) -> None:
    here = Here()

    made = CLASSES[name](Construct(here.stack, "Part"), "Tried", **here.arguments(name))

    assert made.node.path == "Shop/Part/Tried"
