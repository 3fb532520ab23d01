"""What DMS has and what the alarms say, for people to read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from dms_constructs import TableMappings

__all__ = ["show"]

_GOOD = {"available", "active", "ready", "running", "successful", "Complete", "created", "stopped", "OK"}
_BAD = {"failed", "ALARM"}
# Columns of names, which are long and may break anywhere.
_LONG = {"name", "where", "from", "to", "connection"}

Thing = dict[str, Any]


def show(dms: Any, cloudwatch: Any, console: Console) -> None:
    """Print tables of what DMS, given as its boto3 client, has now, and of CloudWatch's alarms."""
    groups = dms.describe_replication_subnet_groups()["ReplicationSubnetGroups"]
    instances = dms.describe_replication_instances()["ReplicationInstances"]
    endpoints = dms.describe_endpoints()["Endpoints"]
    connections = dms.describe_connections()["Connections"]
    tasks = dms.describe_replication_tasks()["ReplicationTasks"]
    configs = dms.describe_replication_configs()["ReplicationConfigs"]
    status = {each["ReplicationConfigArn"]: each["Status"] for each in dms.describe_replications()["Replications"]}

    _print(console, "Subnet groups", ("name", "VPC", "zones", "status"), [_subnet_group(each) for each in groups])
    _print(
        console,
        "Replication instances",
        ("name", "class", "engine", "storage", "zones", "public", "status"),
        [_instance(each) for each in instances],
    )
    _print(
        console,
        "Endpoints",
        ("name", "type", "engine", "SSL", "where", "connection"),
        [_endpoint(each, connections, configs) for each in endpoints],
    )
    names = {each["EndpointArn"]: each["EndpointIdentifier"] for each in endpoints}
    _print_tasks(console, "Replication tasks", names, [_from_task(each) for each in tasks])
    _print_tasks(console, "Serverless replications", names, [_from_config(each, status) for each in configs])
    for task in tasks:
        found = dms.describe_table_statistics(ReplicationTaskArn=task["ReplicationTaskArn"])["TableStatistics"]
        _print_tables(console, task["ReplicationTaskIdentifier"], found)
    for config in configs:
        arn = config["ReplicationConfigArn"]
        found = dms.describe_replication_table_statistics(ReplicationConfigArn=arn)["ReplicationTableStatistics"]
        _print_tables(console, config["ReplicationConfigIdentifier"], found)
    alarms = cloudwatch.describe_alarms(AlarmTypes=["MetricAlarm", "CompositeAlarm"])
    rows = [
        (alarm["AlarmName"], alarm.get("MetricName", "several alarms"), alarm["StateValue"])
        for alarm in (*alarms["CompositeAlarms"], *alarms["MetricAlarms"])
    ]
    _print(console, "Alarms", ("name", "of", "state"), rows)
    if not (groups or instances or endpoints or tasks or configs):
        console.print("DMS has no resources.")


def _print(console: Console, title: str, columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    if not rows:
        return
    table = Table(title=title, title_justify="left", title_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold", no_wrap=column not in _LONG)
    for row in rows:
        table.add_row(*row[:-1], _coloured(row[-1]))
    console.print(table)


def _coloured(status: str) -> str:
    word = status.split(maxsplit=1)[0]
    colour = "green" if word in _GOOD else "red" if word in _BAD else "yellow"
    return f"[{colour}]{status}[/]"


def _subnet_group(group: Thing) -> tuple[str, ...]:
    zones = sorted({subnet["SubnetAvailabilityZone"]["Name"] for subnet in group["Subnets"]})
    return (
        group["ReplicationSubnetGroupIdentifier"],
        group["VpcId"],
        ", ".join(zones),
        group["SubnetGroupStatus"],
    )


def _instance(instance: Thing) -> tuple[str, ...]:
    return (
        instance["ReplicationInstanceIdentifier"],
        instance["ReplicationInstanceClass"],
        instance["EngineVersion"],
        f"{instance['AllocatedStorage']} GiB",
        "Multi-AZ" if instance["MultiAZ"] else instance["AvailabilityZone"],
        "yes" if instance["PubliclyAccessible"] else "no",
        instance["ReplicationInstanceStatus"],
    )


def _endpoint(endpoint: Thing, connections: list[Thing], configs: list[Thing]) -> tuple[str, ...]:
    arn = endpoint["EndpointArn"]
    tested = [each for each in connections if each["EndpointArn"] == arn]
    is_serverless = any(arn in {config["SourceEndpointArn"], config["TargetEndpointArn"]} for config in configs)
    outcome = "tested at each start" if is_serverless else "not tested"
    if tested:
        outcome = " ".join(filter(None, [tested[-1]["Status"], tested[-1].get("LastFailureMessage")]))
    return (
        endpoint["EndpointIdentifier"],
        endpoint["EndpointType"],
        endpoint["EngineName"],
        endpoint["SslMode"],
        _where(endpoint),
        outcome,
    )


def _where(endpoint: Thing) -> str:
    for name, settings in endpoint.items():
        if name.endswith("Settings") and isinstance(settings, dict) and settings.get("SecretsManagerSecretId"):
            secret = settings["SecretsManagerSecretId"]
            return f"secret {secret.rpartition(':secret:')[2]}"
    if endpoint.get("ServerName"):
        return f"{endpoint['ServerName']}:{endpoint.get('Port', '?')}"
    return str(endpoint.get("S3Settings", {}).get("BucketName", ""))


def _print_tables(console: Console, name: str, statistics: list[Thing]) -> None:
    columns = ("name", "loaded", "inserts", "updates", "deletes", "validation", "state")
    rows = [
        (
            f"{table['SchemaName']}.{table['TableName']}",
            f"{table['FullLoadRows']:,}",
            str(table["Inserts"]),
            str(table["Updates"]),
            str(table["Deletes"]),
            table["ValidationState"],
            table["TableState"],
        )
        for table in statistics
    ]
    _print(console, f"Tables of {name}", columns, rows)


def _from_task(task: Thing) -> Thing:
    return {**task, "name": task["ReplicationTaskIdentifier"], "type": task["MigrationType"], "status": task["Status"]}


def _from_config(config: Thing, status: dict[str, str]) -> Thing:
    return {
        **config,
        "name": config["ReplicationConfigIdentifier"],
        "type": config["ReplicationType"],
        "status": status[config["ReplicationConfigArn"]],
    }


def _print_tasks(console: Console, title: str, names: dict[str, str], tasks: list[Thing]) -> None:
    rows: list[tuple[str, ...]] = [
        (task["name"], task["type"], names[task["SourceEndpointArn"]], names[task["TargetEndpointArn"]], task["status"])
        for task in tasks
    ]
    _print(console, title, ("name", "type", "from", "to", "status"), rows)
    for task in tasks:
        console.print(f"Table mappings of {task['name']}:", style="bold", highlight=False)
        for sentence in TableMappings.from_json(task["TableMappings"]).describe():
            console.print(f"  - {sentence}", markup=False, highlight=False)
