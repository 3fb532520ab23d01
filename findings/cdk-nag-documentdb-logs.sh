#!/usr/bin/env bash
# cdk-nag 3.0.2, aws-cdk-lib 2.275.0: its rule DOC5 for DocumentDB is met by log types that don't exist, and by no others.
#
# DocumentDB exports two logs, `audit` and `profiler`. AwsSolutions-DOC5 looks for `authenticate`, `createIndex` and
# `dropCollection` among them, which are events inside the audit log. The L2 with audit logs on, which has all three, gets
# three errors; a cluster with the names that the rule looks for gets none, and DocumentDB refuses to create it. So the rule
# can only be acknowledged.
#
# Output seen:
#   DocumentDB, L2 with audit logs: exports audit, DOC5 3 times
#   DocumentDB, both logs there are: exports audit profiler, DOC5 3 times
#   DocumentDB, events as logs: exports authenticate createIndex dropCollection, DOC5 0 times
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --no-compile --quiet --disable-pip-version-check \
    aws-cdk-lib==2.275.0 constructs==10.8.1 jsii==1.142.0 cdk-nag==3.0.2
cd "$folder"
cat > app.py <<'PYTHON'
import json
from pathlib import Path

import aws_cdk as cdk
import cdk_nag
from aws_cdk import aws_docdb as docdb, aws_ec2 as ec2


def told(name, logs):
    app = cdk.App(outdir=name.replace(" ", "-"), analytics_reporting=False)
    stack = cdk.Stack(app, "Shop")
    cdk.Validations.of(app).add_plugins(cdk_nag.AwsSolutionsChecks(app))
    cluster = docdb.DatabaseCluster(
        stack,
        "Orders",
        master_user=docdb.Login(username="dba"),
        instance_type=ec2.InstanceType("r6g.large"),
        vpc=ec2.Vpc(stack, "Vpc", max_azs=2),
        export_audit_logs_to_cloud_watch=True,
    )
    if logs:
        cluster.node.default_child.enable_cloudwatch_logs_exports = logs
    try:
        app.synth()
    except RuntimeError:
        pass  # findings are an error of the synthesis, which has written both files by then
    folder = Path(app.outdir)
    template = json.loads((folder / "Shop.template.json").read_text())["Resources"]
    exports = next(
        each["Properties"]["EnableCloudwatchLogsExports"]
        for each in template.values()
        if each["Type"] == "AWS::DocDB::DBCluster"
    )
    reports = json.loads((folder / "validation-report.json").read_text())["pluginReports"]
    found = [each["ruleName"] for report in reports for each in report["violations"] if "-DOC5" in each["ruleName"]]
    print(f"DocumentDB, {name}: exports {' '.join(exports)}, DOC5 {len(found)} times")


told("L2 with audit logs", None)
told("both logs there are", ["audit", "profiler"])
told("events as logs", ["authenticate", "createIndex", "dropCollection"])
PYTHON
{ venv/bin/python app.py 2>/dev/null || true; } | grep '^DocumentDB, ' | tee output
diff - output <<'SEEN'
DocumentDB, L2 with audit logs: exports audit, DOC5 3 times
DocumentDB, both logs there are: exports audit profiler, DOC5 3 times
DocumentDB, events as logs: exports authenticate createIndex dropCollection, DOC5 0 times
SEEN
