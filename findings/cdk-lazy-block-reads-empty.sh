#!/usr/bin/env bash
# aws-cdk-lib 2.275.0, jsii 1.142.0: from Python, a property of an L1 that its L2 computes later reads as an empty block.
#
# `rds.DatabaseCluster` gives its CfnDBCluster the scaling configuration as a lazy value. Python gets an object of
# ServerlessV2ScalingConfigurationProperty for it, whose members are all None, and `stack.resolve` of that object is {}:
# no error, and no token that would say "later". The template has the numbers. So code that reads capacity from an L1 of
# another's cluster believes that there is none.
#
# Output seen:
#   read: ServerlessV2ScalingConfigurationProperty, min None, max None
#   resolved: {}
#   template: {'MaxCapacity': 16, 'MinCapacity': 2}
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    aws-cdk-lib==2.275.0 constructs==10.8.1 jsii==1.142.0
cd "$folder"
cat > app.py <<'PYTHON'
import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2, aws_rds as rds

app = cdk.App()
stack = cdk.Stack(app, "Shop")
cluster = rds.DatabaseCluster(
    stack,
    "Orders",
    engine=rds.DatabaseClusterEngine.aurora_postgres(version=rds.AuroraPostgresEngineVersion.of("17.7", "17")),
    writer=rds.ClusterInstance.serverless_v2("Writer"),
    serverless_v2_min_capacity=2,
    serverless_v2_max_capacity=16,
    vpc=ec2.Vpc(stack, "Vpc"),
)
resource = cluster.node.default_child
block = resource.serverless_v2_scaling_configuration
print(f"read: {type(block).__name__}, min {block.min_capacity}, max {block.max_capacity}")
print(f"resolved: {stack.resolve(block)}")
resources = app.synth().get_stack_by_name("Shop").template["Resources"]
written = next(each for each in resources.values() if each["Type"] == "AWS::RDS::DBCluster")
print(f"template: {dict(sorted(written['Properties']['ServerlessV2ScalingConfiguration'].items()))}")
PYTHON
venv/bin/python app.py 2>/dev/null | tee output
diff - output <<'SEEN'
read: ServerlessV2ScalingConfigurationProperty, min None, max None
resolved: {}
template: {'MaxCapacity': 16, 'MinCapacity': 2}
SEEN
