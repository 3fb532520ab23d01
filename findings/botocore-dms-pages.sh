#!/usr/bin/env bash
# botocore 1.43.106: most of DMS can't be paged through, although its answers come in pages.
#
# The three operations without a paginator below take a Marker and answer one, as the two with one do: serverless
# replications and assessments have none. A test for the presence of `Marker` says nothing; `can_paginate` does. Asked for a
# paginator all the same, boto3 raises OperationNotPageableError, which is a BotoCoreError as a lost connection is: code
# that retries every BotoCoreError never ends.
#
# Output seen:
#   describe_replication_tasks: paginator
#   describe_table_statistics: paginator
#   describe_replications: Marker in and out, no paginator
#   describe_replication_table_statistics: Marker in and out, no paginator
#   describe_replication_task_assessment_runs: Marker in and out, no paginator
#   26 of 42 operations with pages have no paginator
#   OperationNotPageableError is a BotoCoreError: True
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check boto3==1.43.106 botocore==1.43.106
"$folder/venv/bin/python" - <<'PYTHON' | tee "$folder/output"
import boto3
from botocore.exceptions import BotoCoreError, OperationNotPageableError

dms = boto3.client("dms", region_name="us-east-1")
for method in (
    "describe_replication_tasks",
    "describe_table_statistics",
    "describe_replications",
    "describe_replication_table_statistics",
    "describe_replication_task_assessment_runs",
):
    operation = dms.meta.service_model.operation_model(dms.meta.method_to_api_mapping[method])
    has_marker = all("Marker" in shape.members for shape in (operation.input_shape, operation.output_shape))
    if dms.can_paginate(method):
        print(f"{method}: paginator")
    else:
        print(f"{method}: {'Marker in and out' if has_marker else 'no Marker'}, no paginator")
model = dms.meta.service_model
paged = [
    method
    for method, name in dms.meta.method_to_api_mapping.items()
    if all(
        shape is not None and {"Marker", "NextToken"} & set(shape.members)
        for shape in (model.operation_model(name).input_shape, model.operation_model(name).output_shape)
    )
]
print(sum(not dms.can_paginate(each) for each in paged), "of", len(paged), "operations with pages have no paginator")
print("OperationNotPageableError is a BotoCoreError:", issubclass(OperationNotPageableError, BotoCoreError))
PYTHON
diff - "$folder/output" <<'SEEN'
describe_replication_tasks: paginator
describe_table_statistics: paginator
describe_replications: Marker in and out, no paginator
describe_replication_table_statistics: Marker in and out, no paginator
describe_replication_task_assessment_runs: Marker in and out, no paginator
26 of 42 operations with pages have no paginator
OperationNotPageableError is a BotoCoreError: True
SEEN
