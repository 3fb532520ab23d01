#!/usr/bin/env bash
# botocore 1.43.106 and cfn-lint 1.58.0: two sources of AWS's own data disagree about where DMS is.
#
# `get_available_regions("dms")` lists 34 regions. In 13 of them, CloudFormation's registry, as cfn-lint ships it, has no
# AWS::DMS::ReplicationTask: the API is there, and a template that uses it can't be deployed. A region list from botocore
# is no check before `cdk deploy`.
#
# Output seen:
#   botocore lists 34 regions, 13 of them without AWS::DMS::ReplicationTask
#   among them: ap-southeast-3 ca-west-1 mx-central-1
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check boto3==1.43.106 botocore==1.43.106 cfn-lint==1.58.0
"$folder/venv/bin/python" - <<'PYTHON' | tee "$folder/output"
import boto3
from cfnlint.schema import PROVIDER_SCHEMA_MANAGER, ResourceNotFoundError


def has_type(region: str) -> bool:
    try:
        PROVIDER_SCHEMA_MANAGER.get_resource_schema(region, "AWS::DMS::ReplicationTask")
    except ResourceNotFoundError:
        return False
    return True


regions = boto3.session.Session().get_available_regions("dms")
without = [region for region in regions if not has_type(region)]
print(f"botocore lists {len(regions)} regions, {len(without)} of them without AWS::DMS::ReplicationTask")
print("among them:", *(region for region in ("ap-southeast-3", "ca-west-1", "mx-central-1") if region in without))
PYTHON
diff - "$folder/output" <<'SEEN'
botocore lists 34 regions, 13 of them without AWS::DMS::ReplicationTask
among them: ap-southeast-3 ca-west-1 mx-central-1
SEEN
