"""The example stacks of bench/app_ours.py, written with L1 constructs for DMS and with aws_rds."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2, aws_rds as rds, aws_secretsmanager as secretsmanager

from bench import l1

app = cdk.App()
network = cdk.Stack(app, "Network")
vpc = ec2.Vpc(
    network,
    "Vpc",
    max_azs=2,
    nat_gateways=1,
    flow_logs={"FlowLog": ec2.FlowLogOptions(traffic_type=ec2.FlowLogTrafficType.REJECT)},
)
stack = cdk.Stack(app, "MySqlToAuroraPostgreSql")
cluster = rds.DatabaseCluster(
    stack,
    "Cluster",
    engine=rds.DatabaseClusterEngine.aurora_postgres(version=rds.AuroraPostgresEngineVersion.VER_16_11),
    writer=rds.ClusterInstance.serverless_v2("Writer"),
    serverless_v2_min_capacity=2,
    serverless_v2_max_capacity=16,
    vpc=vpc,
    default_database_name="shop",
    credentials=rds.Credentials.from_generated_secret(
        "dms_admin", exclude_characters=" %+~`#$&*()|[]{}:;<>?!'/@\"\\.,"
    ),
    storage_encrypted=True,
    iam_authentication=True,
    deletion_protection=True,
    backup=rds.BackupProps(retention=cdk.Duration.days(7)),
)
source_secret = secretsmanager.Secret.from_secret_name_v2(stack, "SourceSecret", "dms/shop-mysql")
target_secret = cluster.secret
if target_secret is None:
    raise RuntimeError("the cluster has no secret")
group = l1.pipeline(stack, vpc, source_secret, target_secret, roles=l1.service_roles(stack))
cluster.connections.allow_default_port_from(group)
app.synth()
