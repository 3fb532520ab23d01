"""From loading to serving by one changed line: the databases stay, and what they are changes."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.local_cloud.story import ELSEWHERE, PHASED, Databases, Story

SERVERLESS = "PostgreSqlToAuroraInPhases"
PROVISIONED = "PostgreSqlToAuroraProvisioned"
MYSQL = "MySqlToAuroraMySql"
GLOBAL = "PostgreSqlToGlobalDatabase"
CHANGES = {
    SERVERLESS: ["~ Target/Cluster", "~ Target/InstanceParameters", "+ Target/Cluster/Reader1"],
    PROVISIONED: [
        "~ Target/Cluster",
        "~ Target/Cluster/Writer",
        "~ Target/InstanceParameters",
        "+ Target/Cluster/Reader1",
        "+ Target/Cluster/Reader2",
        "+ Target/Proxy",
        "+ Target/Proxy/IAMRole",
        "+ Target/Proxy/IAMRole/DefaultPolicy",
        "+ Target/Proxy/ProxySecurityGroup",
        "+ Target/Proxy/ProxyTargetGroup",
        "+ Target/SecurityGroup/from",
    ],
    MYSQL: [
        "~ Source",
        "~ Target",
        "~ Target/Cluster",
        "~ Target/ClusterParameters",
        "~ Target/InstanceParameters",
        "+ RdsCa",
        "+ Target/Cluster/Reader1",
    ],
    GLOBAL: ["~ Target/Cluster", "~ Target/InstanceParameters", "+ Target/Cluster/Reader1", "+ Target/Global"],
}


def both(story: Story) -> tuple[Databases, Databases]:
    return story.loading, story.serving


def classes(databases: Databases, stack: str) -> list[str]:
    return [each["DBInstanceClass"] for each in databases.members(stack)]


def floor(databases: Databases, stack: str) -> float:
    return float(databases.cluster(stack)["ServerlessV2ScalingConfiguration"]["MinCapacity"])


@pytest.mark.parametrize("stack", PHASED)
def test_nothing_is_replaced(story: Story, stack: str) -> None:
    before, after = story.loading.ids[stack], story.serving.ids[stack]

    assert {name: after.get(name) for name in before} == before


@pytest.mark.parametrize("stack", PHASED)
def test_the_cdk_says_beforehand_that_nothing_is_replaced(story: Story, stack: str) -> None:
    said = re.findall(r"^\[[-~]\] AWS::(?:DMS|RDS|SecretsManager)::.*", story.cutover_of(stack), re.MULTILINE)

    assert said
    assert [each for each in said if each.startswith("[-]") or "replace" in each] == []


@pytest.mark.parametrize("stack", CHANGES)
def test_one_line_changes_this_and_nothing_else(story: Story, stack: str) -> None:
    # What an alarm is for depends on the phase, too.
    changes = [each for each in story.changes(stack) if "/Alarms/" not in each]

    assert changes == sorted(CHANGES[stack])


@pytest.mark.parametrize("stack", PHASED)
def test_cluster_stays_protected_and_encrypted(story: Story, stack: str) -> None:
    for databases in both(story):
        cluster = databases.cluster(stack)
        assert (cluster["DeletionProtection"], cluster["StorageEncrypted"]) == (True, True)


@pytest.mark.parametrize(("stack", "readers"), [(SERVERLESS, 1), (PROVISIONED, 2), (MYSQL, 1), (GLOBAL, 1)])
def test_readers_come_when_it_serves(story: Story, stack: str, readers: int) -> None:
    assert [len(each.members(stack)) for each in both(story)] == [1, 1 + readers]


@pytest.mark.parametrize(("stack", "days"), [(SERVERLESS, 7), (PROVISIONED, 14), (MYSQL, 7), (GLOBAL, 7)])
def test_backups_are_kept_for_longer_when_it_serves(story: Story, stack: str, days: int) -> None:
    assert [each.cluster(stack)["BackupRetentionPeriod"] for each in both(story)] == [1, days]


@pytest.mark.parametrize(("stack", "loading", "serving"), [(SERVERLESS, 8, 2), (MYSQL, 4, 2), (GLOBAL, 16, 8)])
def test_floor_of_the_capacity_is_higher_while_it_is_loaded(
    story: Story, stack: str, loading: float, serving: float
) -> None:
    assert [floor(each, stack) for each in both(story)] == [loading, serving]


def test_provisioned_writer_is_larger_while_it_is_loaded(story: Story) -> None:
    assert [classes(each, PROVISIONED) for each in both(story)] == [["db.r7g.xlarge"], ["db.r7g.large"] * 3]


def test_storage_is_io_optimized_in_both(story: Story) -> None:
    assert [each.cluster(PROVISIONED)["StorageType"] for each in both(story)] == ["aurora-iopt1"] * 2


def test_proxy_comes_when_it_serves(story: Story) -> None:
    before, after = ([proxy["EngineFamily"] for proxy in each.proxies] for each in both(story))

    assert (before, after) == ([], ["POSTGRESQL"])


def test_parameters_of_postgresql_are_those_of_the_phase(story: Story) -> None:
    names = ("rds.force_ssl", "log_min_duration_statement")
    loading, serving = (tuple(each.parameters_of(SERVERLESS)[name] for name in names) for each in both(story))

    assert (loading, serving) == (("1", "-1"), ("1", "1000"))


def test_parameter_that_serving_no_longer_has_is_reset(story: Story) -> None:
    loading, serving = (each.parameters_of(PROVISIONED) for each in both(story))

    assert "maintenance_work_mem" in loading.keys() - serving.keys()


def test_parameters_of_mysql_are_those_of_the_phase(story: Story) -> None:
    names = ("local_infile", "require_secure_transport", "character_set_server")
    loading, serving = (tuple(each.parameters_of(MYSQL)[name] for name in names) for each in both(story))

    # As cloned, DMS comes without TLS while it loads; to serve, it was given the authority.
    assert (loading, serving) == (("1", "OFF", "utf8mb4"), ("0", "ON", "utf8mb4"))


def test_global_database_comes_when_it_serves(story: Story) -> None:
    before, after = (each.global_clusters for each in both(story))

    assert before == []
    assert [each["GlobalClusterIdentifier"] for each in after] == ["accounts"]


def test_second_region_follows_the_first(story: Story) -> None:
    (database,) = story.serving.global_clusters
    regions = {each["DBClusterArn"].split(":")[3]: each["IsWriter"] for each in database["GlobalClusterMembers"]}

    assert regions == {"us-east-1": True, ELSEWHERE: False}


def test_secondary_has_the_version_and_the_port_of_the_primary(story: Story) -> None:
    def told(cluster: dict[str, Any]) -> tuple[object, ...]:
        return cluster["Engine"], cluster["EngineVersion"], cluster["Port"]

    assert told(story.serving.cluster("GlobalDatabaseElsewhere")) == told(story.serving.cluster(GLOBAL))


def test_databases_stay_protected_when_everything_is_destroyed(story: Story) -> None:
    assert all(each["DeletionProtection"] for each in story.protected)


def test_nothing_is_left_of_databases_that_are_not_kept(story: Story) -> None:
    assert story.destroyed["DBClusters"] == []
