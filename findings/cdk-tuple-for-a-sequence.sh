#!/usr/bin/env bash
# aws-cdk-lib 2.275.0 on jsii 1.142.0, Python 3.11: a parameter that is annotated as a Sequence takes lists only.
#
# `SubnetSelection(subnets=...)` is annotated `Optional[Sequence[ISubnet]]`. A tuple passes type checkers and the
# constructor's own check at run time. It fails later, in the call that sends it to Node, with an AttributeError that
# names neither the argument nor the class. A list of the same subnets works.
#
# Output seen:
#   the struct takes a tuple
#   a list: 2 subnets
#   a tuple: AttributeError
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check aws-cdk-lib==2.275.0 constructs==10.8.1 jsii==1.142.0
"$folder/venv/bin/python" - <<'PYTHON' 2>/dev/null | tee "$folder/output"
import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2

stack = cdk.Stack(cdk.App(), "Stack")
vpc = ec2.Vpc(stack, "Vpc", max_azs=2)
ec2.SubnetSelection(subnets=tuple(vpc.private_subnets))
print("the struct takes a tuple")
print("a list:", len(vpc.select_subnets(subnets=list(vpc.private_subnets)).subnet_ids), "subnets")
try:
    vpc.select_subnets(subnets=tuple(vpc.private_subnets))
    print("a tuple: works")
except AttributeError:
    print("a tuple: AttributeError")
PYTHON
diff - "$folder/output" <<'SEEN'
the struct takes a tuple
a list: 2 subnets
a tuple: AttributeError
SEEN
