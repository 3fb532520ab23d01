"""Aurora clusters for tests, with an imported VPC so that templates hold only what is tested."""

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2, aws_rds as rds
from constructs import Construct

import dms_constructs as dms

POSTGRESQL = rds.DatabaseClusterEngine.aurora_postgres(version=rds.AuroraPostgresEngineVersion.VER_17_7)
MYSQL = rds.DatabaseClusterEngine.aurora_mysql(version=rds.AuroraMysqlEngineVersion.VER_3_10_0)
ACCOUNT = "111122223333"


def stack_in(app: cdk.App, region: str | None, *, account: str = ACCOUNT) -> cdk.Stack:
    """A stack named by its region."""
    env = cdk.Environment(account=account, region=region) if region is not None else None
    return cdk.Stack(app, f"Shop-{region}", env=env)


def vpc_of(scope: Construct) -> ec2.IVpc:
    return ec2.Vpc.from_vpc_attributes(
        scope,
        "Network",
        vpc_id="vpc-12345678",
        availability_zones=["a", "b"],
        private_subnet_ids=["subnet-11111111", "subnet-22222222"],
        private_subnet_route_table_ids=["rtb-11111111", "rtb-22222222"],
    )


def cluster_in(scope: cdk.Stack, vpc: ec2.IVpc, construct_id: str = "Primary", **others: object) -> rds.DatabaseCluster:
    given: dict[str, object] = {
        "engine": POSTGRESQL,
        "writer": rds.ClusterInstance.serverless_v2("Writer"),
        "serverless_v2_min_capacity": 8,
        "serverless_v2_max_capacity": 16,
        "storage_encrypted": True,
        "credentials": rds.Credentials.from_generated_secret(
            "postgres", exclude_characters=dms.PASSWORD_EXCLUDE_CHARACTERS
        ),
    }
    return rds.DatabaseCluster(scope, construct_id, vpc=vpc, **{**given, **others})  # type: ignore[arg-type]
