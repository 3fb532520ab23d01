"""An AWS account in the local cloud for one test, and the usual things to have in it."""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Callable
from functools import cached_property
from typing import Any

from local_cloud.environment import REGION
from local_cloud.server import LocalCloud

__all__ = ["MAPPINGS", "REGIONAL_PRINCIPAL", "Account", "mappings", "selection", "trust", "until"]

REGIONAL_PRINCIPAL = "dms.us-east-1.amazonaws.com"
VPC_POLICY = "arn:aws:iam::aws:policy/service-role/AmazonDMSVPCManagementRole"

_numbers = itertools.count(100_000_000_000)
_PATIENCE = 10


def until(condition: Callable[[], Any]) -> Any:
    """Return what a condition gives as soon as it gives something true."""
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.01)
    raise AssertionError("it did not happen in time")


def trust(*services: str) -> str:
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": list(services)}}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def selection(number: int, schema: str, table: str, action: str = "include") -> dict[str, Any]:
    return {
        "rule-type": "selection",
        "rule-id": str(number),
        "rule-name": str(number),
        "rule-action": action,
        "object-locator": {"schema-name": schema, "table-name": table},
    }


def mappings(*rules: dict[str, Any]) -> str:
    return json.dumps({"rules": rules})


MAPPINGS = mappings(selection(1, "shop", "orders"))


class Account:
    """An account that nobody else uses."""

    def __init__(self, cloud: LocalCloud) -> None:
        self.cloud = cloud
        self.number = str(next(_numbers))

    def client(self, service: str, region: str = REGION) -> Any:
        return self.cloud.client(service, account=self.number, region=region)

    @cached_property
    def dms(self) -> Any:
        return self.client("dms")

    @cached_property
    def ec2(self) -> Any:
        return self.client("ec2")

    @cached_property
    def iam(self) -> Any:
        return self.client("iam")

    @cached_property
    def secrets(self) -> Any:
        return self.client("secretsmanager")

    @cached_property
    def vpc(self) -> str:
        """A network from which all services are reached."""
        vpc = str(self.ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"])
        self.make_ways_out(vpc)
        return vpc

    def make_ways_out(self, vpc: str) -> None:
        """Make ways to all services: a NAT gateway, and the VPC endpoint that serverless needs."""
        self.ec2.create_route(
            RouteTableId=self.route_table(vpc), DestinationCidrBlock="0.0.0.0/0", NatGatewayId="nat-1"
        )
        self.make_vpc_endpoint("secretsmanager", vpc)

    def route_table(self, vpc: str) -> str:
        """The route table that the subnets of a VPC have."""
        wanted = [{"Name": "vpc-id", "Values": [vpc]}]
        return str(self.ec2.describe_route_tables(Filters=wanted)["RouteTables"][0]["RouteTableId"])

    def make_vpc_endpoint(self, service: str, vpc: str, kind: str = "Interface", **more: Any) -> str:
        made = self.ec2.create_vpc_endpoint(
            VpcId=vpc, ServiceName=f"com.amazonaws.{REGION}.{service}", VpcEndpointType=kind, **more
        )
        return str(made["VpcEndpoint"]["VpcEndpointId"])

    @cached_property
    def subnets(self) -> list[str]:
        return [self.subnet(zone, f"10.0.{number}.0/24") for number, zone in enumerate("ab")]

    def subnet(self, zone: str, block: str) -> str:
        zone = f"us-east-1{zone}"
        return str(self.ec2.create_subnet(VpcId=self.vpc, AvailabilityZone=zone, CidrBlock=block)["Subnet"]["SubnetId"])

    def security_group(self, name: str) -> str:
        return str(self.ec2.create_security_group(GroupName=name, Description=name, VpcId=self.vpc)["GroupId"])

    def freeze(self) -> None:
        """Keep every state as it is."""
        self.cloud.door("freeze", {"Account": self.number})

    def order(self, resource: str, state: str, then: str | None = None, **more: object) -> None:
        """Let a thing do something else in a state than usual."""
        asked = {"Resource": resource, "While": state, **({"Then": then} if then else {}), **more}
        self.cloud.door("behave", {"Account": self.number, **asked})

    def make_vpc_role(self) -> None:
        self.iam.create_role(RoleName="dms-vpc-role", AssumeRolePolicyDocument=trust("dms.amazonaws.com"))
        self.iam.attach_role_policy(RoleName="dms-vpc-role", PolicyArn=VPC_POLICY)

    def make_subnet_group(self, **changed: Any) -> dict[str, Any]:
        wanted = {
            "ReplicationSubnetGroupIdentifier": "group",
            "ReplicationSubnetGroupDescription": "for tests",
            "SubnetIds": self.subnets,
        }
        made: dict[str, Any] = self.dms.create_replication_subnet_group(**wanted | changed)["ReplicationSubnetGroup"]
        return made

    @cached_property
    def subnet_group(self) -> str:
        self.make_vpc_role()

        def usable() -> dict[str, Any] | None:
            try:
                return self.make_subnet_group()
            except self.dms.exceptions.AccessDeniedFault:
                return None

        return str(until(usable)["ReplicationSubnetGroupIdentifier"])

    def make_instance(self, **changed: Any) -> dict[str, Any]:
        wanted = {
            "ReplicationInstanceIdentifier": "instance",
            "ReplicationInstanceClass": "dms.t3.medium",
            "ReplicationSubnetGroupIdentifier": self.subnet_group,
        }
        made: dict[str, Any] = self.dms.create_replication_instance(**wanted | changed)["ReplicationInstance"]
        return made

    @cached_property
    def instance(self) -> str:
        arn = str(self.make_instance()["ReplicationInstanceArn"])
        self.await_instance(arn)
        return arn

    def await_instance(self, arn: str, status: str = "available") -> None:
        until(lambda: self.instance_status(arn) == status)

    def instance_status(self, arn: str) -> str:
        wanted = [{"Name": "replication-instance-arn", "Values": [arn]}]
        found = self.dms.describe_replication_instances(Filters=wanted)["ReplicationInstances"]
        return str(found[0]["ReplicationInstanceStatus"])

    def make_endpoint(self, kind: str, **changed: Any) -> str:
        wanted = {
            "EndpointIdentifier": f"{kind}-end",
            "EndpointType": kind,
            "EngineName": "mysql",
            "ServerName": "db.example.com",
            "Port": 3306,
            "Username": "dms",
            "Password": "sesame",
        }
        given = {key: value for key, value in (wanted | changed).items() if value is not None}
        return str(self.dms.create_endpoint(**given)["Endpoint"]["EndpointArn"])

    def make_secret_endpoint(self, secret: str, role: str, **changed: Any) -> str:
        settings = {"SecretsManagerSecretId": secret, "SecretsManagerAccessRoleArn": role}
        login = dict.fromkeys(("ServerName", "Port", "Username", "Password"))
        named = {"EndpointIdentifier": "secret-end", "MySQLSettings": settings}
        return self.make_endpoint("source", **login, **named | changed)

    def make_secret(self, **changed: Any) -> str:
        value = {"host": "db.example.com", "port": 3306, "username": "dms", "password": "sesame"} | changed
        kept = {key: each for key, each in value.items() if each is not None}
        return str(self.secrets.create_secret(Name="db", SecretString=json.dumps(kept))["ARN"])

    def make_access_role(self, secret: str, principal: str = REGIONAL_PRINCIPAL) -> str:
        made = self.iam.create_role(RoleName="access", AssumeRolePolicyDocument=trust(principal))["Role"]["Arn"]
        allowed = {"Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": secret}
        document = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
        self.iam.put_role_policy(RoleName="access", PolicyName="read", PolicyDocument=document)
        return str(made)

    @cached_property
    def source(self) -> str:
        return self.make_endpoint("source")

    @cached_property
    def target(self) -> str:
        return self.make_endpoint("target")

    def make_task(self, **changed: Any) -> str:
        wanted = {
            "ReplicationTaskIdentifier": "task",
            "SourceEndpointArn": self.source,
            "TargetEndpointArn": self.target,
            "ReplicationInstanceArn": self.instance,
            "MigrationType": "full-load-and-cdc",
            "TableMappings": MAPPINGS,
        }
        arn = str(self.dms.create_replication_task(**wanted | changed)["ReplicationTask"]["ReplicationTaskArn"])
        self.await_task(arn, "ready")
        return arn

    def task(self, arn: str) -> dict[str, Any]:
        wanted = [{"Name": "replication-task-arn", "Values": [arn]}]
        found: dict[str, Any] = self.dms.describe_replication_tasks(Filters=wanted)["ReplicationTasks"][0]
        return found

    def await_task(self, arn: str, status: str) -> dict[str, Any]:
        found: dict[str, Any] = until(lambda: (task := self.task(arn))["Status"] == status and task)
        return found

    def test_connection(self, endpoint: str) -> dict[str, Any]:
        """Test a connection and return its outcome."""
        self.dms.test_connection(ReplicationInstanceArn=self.instance, EndpointArn=endpoint)
        wanted = [{"Name": "endpoint-arn", "Values": [endpoint]}]

        def outcome() -> dict[str, Any] | None:
            found: dict[str, Any] = self.dms.describe_connections(Filters=wanted)["Connections"][0]
            return None if found["Status"] == "testing" else found

        found: dict[str, Any] = until(outcome)
        return found

    def start(self, task: str, kind: str = "start-replication", **more: Any) -> dict[str, Any]:
        started: dict[str, Any] = self.dms.start_replication_task(
            ReplicationTaskArn=task, StartReplicationTaskType=kind, **more
        )["ReplicationTask"]
        return started

    def make_running_task(self, **changed: Any) -> str:
        arn = self.make_task(**changed)
        self.test_connection(self.source)
        self.test_connection(self.target)
        self.start(arn)
        self.await_task(arn, "running")
        return arn
