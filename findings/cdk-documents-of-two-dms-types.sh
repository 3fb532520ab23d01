#!/usr/bin/env bash
# aws-cdk-lib 2.275.0: the same DMS document is text for one type and an object for the other, and types don't say so.
#
# CfnReplicationTask takes table mappings as JSON text, and refuses an object when it is made. CfnReplicationConfig
# (serverless) takes them as an object and refuses text; its Python type is Any, so neither mypy nor jsii's own check
# notices, and the error comes at synthesis, after everything else was built. DMS's API takes text for both.
#
# Output seen:
#   CfnReplicationTask, text: synthesized
#   CfnReplicationTask, object: refused when made
#   CfnReplicationConfig, text: refused at synthesis
#   CfnReplicationConfig, object: synthesized
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check aws-cdk-lib==2.275.0 constructs==10.8.1 jsii==1.142.0
"$folder/venv/bin/python" - <<'PYTHON' | tee "$folder/output"
import json

import aws_cdk as cdk
from aws_cdk import aws_dms as dms

RULE = {
    "rule-type": "selection",
    "rule-id": "1",
    "rule-name": "1",
    "rule-action": "include",
    "object-locator": {"schema-name": "shop", "table-name": "%"},
}
DOCUMENT = {"rules": [RULE]}
ENDS = {"source_endpoint_arn": "arn:of:source", "target_endpoint_arn": "arn:of:target"}


def task(stack: cdk.Stack, document: object) -> None:
    dms.CfnReplicationTask(
        stack, "Task", migration_type="cdc", replication_instance_arn="arn:of:instance", table_mappings=document, **ENDS
    )


def config(stack: cdk.Stack, document: object) -> None:
    dms.CfnReplicationConfig(
        stack,
        "Config",
        replication_config_identifier="shop",
        replication_type="cdc",
        compute_config={"maxCapacityUnits": 4},
        table_mappings=document,
        **ENDS,
    )


def outcome(make: object, document: object) -> str:
    app = cdk.App()
    try:
        make(cdk.Stack(app, "Stack"), document)
    except TypeError:
        return "refused when made"
    try:
        app.synth()
    except RuntimeError:
        return "refused at synthesis"
    return "synthesized"


for name, make in (("CfnReplicationTask", task), ("CfnReplicationConfig", config)):
    for form, document in (("text", json.dumps(DOCUMENT)), ("object", DOCUMENT)):
        print(f"{name}, {form}: {outcome(make, document)}")
PYTHON
diff - "$folder/output" <<'SEEN'
CfnReplicationTask, text: synthesized
CfnReplicationTask, object: refused when made
CfnReplicationConfig, text: refused at synthesis
CfnReplicationConfig, object: synthesized
SEEN
