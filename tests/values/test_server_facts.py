"""What is known of a server: a parameter is its instance's, its cluster's, the engine's default, or not known."""

import pickle
from typing import Any

import pytest

import dms_constructs as dms
from dms_constructs.databases.resources import leads_to, server_of

OWN, DEFAULT, NOT_KNOWN = dms.ParameterOrigin
NAME = "wait_timeout"


def group(**given: str | None) -> dms.ParameterGroupFacts:
    return dms.ParameterGroupFacts(parameters=given, path="Shop/Group")


def aurora(cluster: dms.ParameterGroupFacts | None, instance: dms.ParameterGroupFacts | None) -> dms.ServerFacts:
    return dms.ServerFacts(
        deployment=dms.Deployment.AURORA,
        engine_name=dms.EngineName.AURORA_MYSQL,
        engine_version="8.0.mysql_aurora.3.10.3",
        is_cluster=True,
        cluster_parameters=cluster,
        instance_parameters=instance,
    )


@pytest.mark.parametrize(
    ("cluster", "instance", "expected"),
    [
        (group(wait_timeout="1"), group(), (OWN, "1")),
        (group(wait_timeout="1"), group(wait_timeout="2"), (OWN, "2")),
        (group(wait_timeout="1"), group(wait_timeout=None), (NOT_KNOWN, None)),
        (group(wait_timeout="${Token[TOKEN.1]}"), group(), (NOT_KNOWN, None)),
        (group(wait_timeout="1"), None, (NOT_KNOWN, None)),
        (None, group(wait_timeout="2"), (OWN, "2")),
        (None, group(), (NOT_KNOWN, None)),
        (group(), group(), (DEFAULT, "28800")),
    ],
)
def test_a_parameter_of_a_cluster_is_its_instances_first(
    cluster: dms.ParameterGroupFacts | None, instance: dms.ParameterGroupFacts | None, expected: tuple[Any, str | None]
) -> None:
    assert aurora(cluster, instance).parameter(NAME)[:2] == expected


def test_what_only_a_clusters_group_has_is_known_without_the_instances() -> None:
    assert aurora(group(binlog_format="ROW"), None).parameter("binlog_format").value == "ROW"


def test_the_instances_of_a_multi_az_cluster_have_no_group_of_their_own() -> None:
    server = dms.ServerFacts(deployment=dms.Deployment.RDS, is_cluster=True, cluster_parameters=group(wait_timeout="1"))

    assert server.parameter(NAME).value == "1"


@pytest.mark.parametrize(
    ("engine", "version", "family"),
    [
        (dms.EngineName.POSTGRESQL, "17.2", "postgres17"),
        (dms.EngineName.POSTGRESQL, "16", "postgres16"),
        (dms.EngineName.AURORA_POSTGRESQL, "17.7", "aurora-postgresql17"),
        (dms.EngineName.MYSQL, "8.4.3", "mysql8.4"),
        (dms.EngineName.MARIADB, "10.11.9", "mariadb10.11"),
        (dms.EngineName.AURORA_MYSQL, "8.0.mysql_aurora.3.10.3", "aurora-mysql8.0"),
        (dms.EngineName.ORACLE, "19", None),
        (dms.EngineName.MYSQL, None, None),
        (None, "17.2", None),
    ],
)
def test_the_family_follows_from_engine_and_version(
    engine: dms.EngineName | None, version: str | None, family: str | None
) -> None:
    assert dms.ServerFacts(engine_name=engine, engine_version=version).family == family


def test_the_family_of_a_group_counts_first() -> None:
    server = dms.ServerFacts(instance_parameters=dms.ParameterGroupFacts(family="mysql8.4"))

    assert server.family == "mysql8.4"


def test_a_default_that_the_guides_do_not_say_of_a_family_is_not_certain() -> None:
    server = dms.ServerFacts(engine_name=dms.EngineName.MYSQL, engine_version="8.0.39", instance_parameters=group())

    assert server.parameter("binlog_format") == dms.ParameterValue(DEFAULT, "MIXED", is_certain=False)


def test_it_pickles_with_its_groups() -> None:
    server = aurora(group(binlog_format="ROW"), group())

    assert pickle.loads(pickle.dumps(server)) == server


def test_a_group_can_not_be_changed_by_what_it_was_made_of() -> None:
    given: dict[str, str | None] = {"binlog_format": "ROW"}
    made = dms.ParameterGroupFacts(parameters=given)
    given["binlog_format"] = "MIXED"

    assert made.parameters == {"binlog_format": "ROW"}


@pytest.mark.parametrize(
    "given",
    [
        {"deployment": "aurora"},
        {"engine_name": "mysql"},
        {"engine_version": 17},
        {"cluster_parameters": {"binlog_format": "ROW"}},
        {"backup_retention_days": "7"},
        {"backup_retention_days": -1},
        {"is_replica": "no"},
        {"phase": "loading"},
        {"cdc_tasks": 1.5},
    ],
)
def test_a_part_of_the_wrong_type_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(dms.ConfigurationError) as caught:
        dms.ServerFacts(**given)

    assert caught.value.code == "DMS-J011"


@pytest.mark.parametrize(
    "given", [{"parameters": ["binlog_format"]}, {"parameters": {"slots": 5}}, {"is_shared": "no"}]
)
def test_a_group_with_other_than_texts_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(dms.ConfigurationError) as caught:
        dms.ParameterGroupFacts(**given)

    assert caught.value.code == "DMS-J011"


# What a template tells


def cluster(**given: Any) -> dict[str, Any]:
    return {"Type": "AWS::RDS::DBCluster", "Properties": {"Engine": "aurora-mysql", "MasterUsername": "admin", **given}}


def instance(**given: Any) -> dict[str, Any]:
    return {"Type": "AWS::RDS::DBInstance", "Properties": given}


def parameters(**given: Any) -> dict[str, Any]:
    return {"Type": "AWS::RDS::DBParameterGroup", "Properties": {"Family": "mysql8.0", "Parameters": given}}


def read(resource: dict[str, Any], **others: dict[str, Any]) -> dms.ServerFacts:
    found = server_of({"Orders": resource, **others}, "Orders")
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("resource", "part", "expected"),
    [
        (instance(Engine="mysql"), "deployment", dms.Deployment.RDS),
        (instance(Engine="mysql"), "backup_retention_days", 1),
        (instance(Engine="mysql", BackupRetentionPeriod=0), "backup_retention_days", 0),
        (instance(Engine="mysql", BackupRetentionPeriod="7"), "backup_retention_days", 7),
        (instance(Engine="mysql", BackupRetentionPeriod={"Ref": "Days"}), "backup_retention_days", None),
        (instance(Engine="mysql", DBSnapshotIdentifier="orders"), "backup_retention_days", None),
        (instance(Engine="mysql"), "is_replica", False),
        (instance(SourceDBInstanceIdentifier="orders"), "is_replica", True),
        (instance(SourceDBInstanceIdentifier="orders"), "engine_name", None),
        (instance(SourceDBInstanceIdentifier="orders"), "instance_parameters", None),
        (instance(Engine="mysql", DBParameterGroupName="shop"), "instance_parameters", None),
        (instance(Engine="mysql", DBParameterGroupName={"Fn::ImportValue": "x"}), "instance_parameters", None),
        (cluster(), "deployment", dms.Deployment.AURORA),
        (cluster(Engine="mysql"), "deployment", dms.Deployment.RDS),
        (cluster(), "backup_retention_days", 1),
        (cluster(EngineMode="serverless"), "is_serverless_v1", True),
        (cluster(), "pauses", False),
        (cluster(ServerlessV2ScalingConfiguration={"MinCapacity": 0, "MaxCapacity": 4}), "pauses", True),
        (cluster(ServerlessV2ScalingConfiguration={"MinCapacity": 0.5, "MaxCapacity": 4}), "pauses", False),
        (cluster(ServerlessV2ScalingConfiguration={"MinCapacity": {"Ref": "Floor"}}), "pauses", None),
        (cluster(GlobalClusterIdentifier="shop"), "is_replica", False),
        (cluster(GlobalClusterIdentifier="shop", MasterUsername=None), "is_replica", True),
        (cluster(ReplicationSourceIdentifier="arn:aws:rds:eu-west-1:111122223333:cluster:shop"), "is_replica", True),
    ],
)
def test_a_resource_tells_what_it_says_and_what_rds_does_without(
    resource: dict[str, Any], part: str, expected: object
) -> None:
    assert getattr(read(resource), part) == expected


@pytest.mark.parametrize(
    "resource", [instance(Engine="docdb"), instance(Engine={"Ref": "Engine"}), cluster(Engine="neptune")]
)
def test_a_resource_of_another_engine_is_not_read(resource: dict[str, Any]) -> None:
    assert server_of({"Orders": resource}, "Orders") is None


@pytest.mark.parametrize("name", [None, "default.mysql8.0"])
def test_a_default_group_has_no_values_and_is_known(name: str | None) -> None:
    made = read(instance(Engine="mysql", EngineVersion="8.0.39", DBParameterGroupName=name))

    assert made.instance_parameters is not None
    assert made.parameter("binlog_format").origin is DEFAULT


def test_a_group_of_the_template_is_read() -> None:
    made = read(instance(Engine="mysql", DBParameterGroupName={"Ref": "Group"}), Group=parameters(wait_timeout=600))

    assert made.parameter("wait_timeout").value == "600"


@pytest.mark.parametrize(
    "computed",
    [
        {"Fn::If": ["Logs", {"wait_timeout": "600"}, {"Ref": "AWS::NoValue"}]},
        {"Fn::Transform": {"Name": "Parameters"}},
        {"Fn::FindInMap": ["Parameters", "Shop", "All"]},
        {"Ref": "AWS::NoValue"},
    ],
)
def test_of_a_group_whose_parameters_are_computed_no_value_is_known(computed: dict[str, Any]) -> None:
    group = {"Type": "AWS::RDS::DBParameterGroup", "Properties": {"Family": "mysql8.0", "Parameters": computed}}

    made = read(instance(Engine="mysql", EngineVersion="8.0.39", DBParameterGroupName={"Ref": "Group"}), Group=group)

    assert {made.parameter(name).origin for name in ("wait_timeout", "binlog_format")} == {NOT_KNOWN}


@pytest.mark.parametrize("given", ["orders", {"Fn::ImportValue": "Orders"}, {"Ref": "Elsewhere"}])
def test_an_instance_of_a_cluster_that_is_made_elsewhere_is_not_read(given: object) -> None:
    member = instance(Engine="aurora-postgresql", EngineVersion="17.7", DBClusterIdentifier=given)

    assert server_of({"Orders": member}, "Orders") is None


def test_a_value_that_is_computed_is_not_known() -> None:
    made = read(
        instance(Engine="mysql", DBParameterGroupName={"Ref": "Group"}), Group=parameters(wait_timeout={"Ref": "Wait"})
    )

    assert made.parameter("wait_timeout").origin is NOT_KNOWN


def test_instances_of_a_cluster_that_say_different_things_leave_it_open() -> None:
    members: dict[str, dict[str, Any]] = {
        f"Member{number}": instance(
            Engine="aurora-mysql", DBClusterIdentifier={"Ref": "Orders"}, DBParameterGroupName={"Ref": f"Group{number}"}
        )
        for number in (1, 2)
    }
    groups = {
        "Group1": parameters(wait_timeout="600", local_infile="1"),
        "Group2": parameters(wait_timeout="600", local_infile="0"),
    }

    made = read(cluster(), **members, **groups)

    assert made.parameter("wait_timeout").value == "600"
    assert made.parameter("local_infile").origin is NOT_KNOWN


def test_a_replica_has_the_group_of_its_source() -> None:
    source = {"Fn::Join": ["", ["arn:aws:rds:eu-west-1:111122223333:db:", {"Ref": "Primary"}]]}
    primary = instance(Engine="mysql", EngineVersion="8.0.39", DBParameterGroupName={"Ref": "Group"})

    made = read(instance(SourceDBInstanceIdentifier=source), Primary=primary, Group=parameters(wait_timeout="600"))

    assert (made.engine_name, made.engine_version) == (dms.EngineName.MYSQL, "8.0.39")
    assert made.parameter("wait_timeout").value == "600"


def test_an_instance_of_a_cluster_is_known_as_its_cluster_but_not_whether_it_writes() -> None:
    member = instance(Engine="aurora-mysql", DBClusterIdentifier={"Ref": "Shop"})

    made = read(member, Shop=cluster(BackupRetentionPeriod=7))

    assert (made.path, made.backup_retention_days, made.is_reader) == ("Shop", 7, None)


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("orders.cluster-ro-abc.eu-west-1.rds.amazonaws.com", (True, None)),
        ("ORDERS.CLUSTER-RO-ABC.EU-WEST-1.RDS.AMAZONAWS.COM.", (True, None)),
        ("orders.cluster-ro-abc.cn-north-1.rds.amazonaws.com.cn", (True, None)),
        ("orders.proxy-abc.eu-west-1.rds.amazonaws.com", (None, True)),
    ],
)
def test_the_name_of_a_host_tells_readers_and_proxies(host: str, expected: tuple[bool | None, bool | None]) -> None:
    server = leads_to(host)

    assert server is not None
    assert (server.is_reader, server.is_behind_proxy) == expected


@pytest.mark.parametrize(
    "host", ["orders.cluster-abc.eu-west-1.rds.amazonaws.com", "db.cluster-ro-1.example.com", "10.0.0.1"]
)
def test_other_hosts_tell_nothing(host: str) -> None:
    assert leads_to(host) is None
