"""The example stacks from their first deployment to their end, once for all tests that look at it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from local_cloud.cdk import Cdk, CdkError
from local_cloud.environment import REGION, client, client_environment
from tests.local_cloud.account import until

__all__ = ["CHANGED", "ELSEWHERE", "PHASED", "Databases", "Story", "tell"]

CHANGED = "audit_%,tmp_%"
ELSEWHERE = "us-west-2"
PHASED = (
    "MySqlToAuroraMySql",
    "PostgreSqlToAuroraInPhases",
    "PostgreSqlToAuroraProvisioned",
    "PostgreSqlToGlobalDatabase",
)
_OF_DATABASES = ("AWS::RDS::", "AWS::SecretsManager::", "AWS::DMS::", "AWS::EC2::SecurityGroup")


@dataclass
class Databases:
    """What RDS has at a turn; `ids` are the physical ids of each stack's databases and what belongs to them."""

    clusters: dict[str, dict[str, Any]]
    instances: dict[str, dict[str, Any]]
    parameters: dict[str, dict[str, str]]
    proxies: list[dict[str, Any]]
    global_clusters: list[dict[str, Any]]
    ids: dict[str, dict[str, str]]

    def cluster(self, stack: str) -> dict[str, Any]:
        """The cluster of a stack that makes one."""
        (found,) = (self.clusters[each] for each in self.ids[stack].values() if each in self.clusters)
        return found

    def members(self, stack: str) -> list[dict[str, Any]]:
        """The instances of that cluster, its writer first."""
        members = sorted(self.cluster(stack)["DBClusterMembers"], key=lambda each: not each["IsClusterWriter"])
        return [self.instances[each["DBInstanceIdentifier"]] for each in members]

    def parameters_of(self, stack: str) -> dict[str, str]:
        """What the parameter groups of a stack say."""
        found: dict[str, str] = {}
        for each in self.ids[stack].values():
            found |= self.parameters.get(each, {})
        return found


@dataclass
class Story:
    """What was seen at each turn."""

    command: subprocess.CompletedProcess[str]
    run: dict[str, list[Any]]
    difference: str
    deployed: dict[str, list[Any]]
    changed: dict[str, list[Any]]
    cutover: str
    loading: Databases
    serving: Databases
    refusal: str
    protected: list[Any]
    destroyed: dict[str, list[Any]]
    calls: list[dict[str, Any]]

    def excluded(self, turn: dict[str, list[Any]]) -> list[str]:
        """The tables that the task leaves out."""
        return _excluded_by(task_that_excludes(turn))

    def cutover_of(self, stack: str) -> str:
        """What the CDK says that serving changes in a stack."""
        _, _, rest = self.cutover.partition(f"Stack {stack} ")
        return rest.partition("\nStack ")[0]

    def changes(self, stack: str) -> list[str]:
        """The resources of it, each with + or - or ~ before its path."""
        found = re.findall(r"^\[([-+~])\] AWS::\S+ (\S+)", self.cutover_of(stack), re.MULTILINE)
        return sorted(f"{mark} {path}" for mark, path in found)


def _excluded_by(task: dict[str, Any]) -> list[str]:
    rules = json.loads(task["TableMappings"])["rules"]
    return [rule["object-locator"]["table-name"] for rule in rules if rule["rule-action"] == "exclude"]


def task_that_excludes(turn: dict[str, list[Any]]) -> dict[str, Any]:
    """The task of the one example that leaves tables out."""
    (found,) = (task for task in turn["ReplicationTasks"] if _excluded_by(task))
    return found


def _everything(dms: Any) -> dict[str, list[Any]]:
    return {
        "ReplicationInstances": dms.describe_replication_instances()["ReplicationInstances"],
        "ReplicationSubnetGroups": dms.describe_replication_subnet_groups()["ReplicationSubnetGroups"],
        "Endpoints": dms.describe_endpoints()["Endpoints"],
        "ReplicationTasks": dms.describe_replication_tasks()["ReplicationTasks"],
        "Replications": dms.describe_replications()["Replications"],
    }


def _databases(endpoint: str) -> Databases:
    found = Databases({}, {}, {}, [], [], {})
    for region in (REGION, ELSEWHERE):
        rds = client(endpoint, "rds", region=region)
        found.clusters |= {each["DBClusterIdentifier"]: each for each in rds.describe_db_clusters()["DBClusters"]}
        found.instances |= {each["DBInstanceIdentifier"]: each for each in rds.describe_db_instances()["DBInstances"]}
        found.proxies += rds.describe_db_proxies()["DBProxies"]
        for group in rds.describe_db_cluster_parameter_groups()["DBClusterParameterGroups"]:
            name = group["DBClusterParameterGroupName"]
            said = rds.describe_db_cluster_parameters(DBClusterParameterGroupName=name, Source="user")["Parameters"]
            found.parameters[name] = {each["ParameterName"]: each["ParameterValue"] for each in said}
        for group in rds.describe_db_parameter_groups()["DBParameterGroups"]:
            name = group["DBParameterGroupName"]
            said = rds.describe_db_parameters(DBParameterGroupName=name, Source="user")["Parameters"]
            found.parameters[name] = {each["ParameterName"]: each["ParameterValue"] for each in said}
        cloudformation = client(endpoint, "cloudformation", region=region)
        for stack in cloudformation.describe_stacks()["Stacks"]:
            resources = cloudformation.describe_stack_resources(StackName=stack["StackName"])["StackResources"]
            found.ids[stack["StackName"]] = {
                each["LogicalResourceId"]: each["PhysicalResourceId"]
                for each in resources
                if each["ResourceType"].startswith(_OF_DATABASES)
            }
    found.global_clusters = rds.describe_global_clusters()["GlobalClusters"]
    return found


def _stop_all(dms: Any) -> None:
    """Stop every task that runs, which has no life cycle to do so before a change."""
    for task in dms.describe_replication_tasks()["ReplicationTasks"]:
        if task["Status"] == "running":
            dms.stop_replication_task(ReplicationTaskArn=task["ReplicationTaskArn"])
    until(lambda: "stopping" not in {each["Status"] for each in dms.describe_replication_tasks()["ReplicationTasks"]})


@contextmanager
def tell(home: Path, project: Path) -> Iterator[Story]:
    """Deploy the examples, let their databases serve, and destroy them."""
    command = [sys.executable, "-m", "local_cloud", "--home", str(home)]
    serving = {
        "excludedTables": CHANGED,
        "serving": ",".join(PHASED),
        "rdsCaFile": str(project / "tests" / "stacks" / "data" / "rds-ca.pem"),
    }
    try:
        kept = subprocess.run([*command, "--keep"], cwd=project, capture_output=True, text=True, check=False)
        assert kept.returncode == 0, kept.stderr
        endpoint = json.loads((home / "running.json").read_text(encoding="utf-8"))["endpoint"]
        dms = client(endpoint, "dms")
        run = _everything(dms)

        environment = client_environment(endpoint, home)
        serves, ends = home / "serving.out", home / "ending.out"
        with (
            Cdk(environment, project, serving).synthesizing(serves) as finish_serving,
            Cdk(environment, project, {**serving, "temporary": ",".join(PHASED)}).synthesizing(ends) as finish_ending,
        ):
            cdk = Cdk(environment, project)
            cdk.bootstrap([ELSEWHERE])
            cdk.deploy(home / "cdk.out")  # the other examples
            deployed, loading = _everything(dms), _databases(endpoint)
            difference = cdk.diff(home / "cdk.out")
            finish_serving()
            finish_ending()
        cutover = cdk.diff(serves, PHASED)
        _stop_all(dms)
        cdk.deploy(serves)
        changed, served = _everything(dms), _databases(endpoint)
        rds = client(endpoint, "rds")
        with pytest.raises(CdkError) as refused:
            cdk.destroy(serves)
        protected = rds.describe_db_clusters()["DBClusters"]
        cdk.deploy(ends)
        for cluster in rds.describe_db_clusters()["DBClusters"]:
            rds.modify_db_cluster(DBClusterIdentifier=cluster["DBClusterIdentifier"], DeletionProtection=False)
        cdk.destroy(ends)
        log = (home / "dms-calls.jsonl").read_text(encoding="utf-8")
        yield Story(
            kept,
            run,
            difference,
            deployed,
            changed,
            cutover,
            loading,
            served,
            str(refused.value),
            protected,
            _everything(dms) | {"DBClusters": rds.describe_db_clusters()["DBClusters"]},
            [json.loads(each) for each in log.splitlines()],
        )
    finally:
        subprocess.run([*command, "--stop"], cwd=project, check=True, capture_output=True)
