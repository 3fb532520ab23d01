#!/usr/bin/env bash
# aws-cdk-lib 2.275.0, jsii 1.142.0: a dict in place of a property loses all its members in one argument, and none in
# another that looks the same.
#
# Python's constructs take a dict wherever they take a property, and its keys are the property's arguments in snake case: so
# it is for `dead_letter_queue`. An argument that may also be a token (each block of settings of an L1) hands the dict to
# Node as it is, where members have names in camel case. Members that it doesn't know are left out without a word: the
# endpoint has an empty block, and is deployed without its settings. In camel case the same dict arrives, which
# `dead_letter_queue` refuses. The types say Dict[str, Any] for both, so no type checker sees it.
#
# Output seen:
#   dead_letter_queue, snake case: {'maxReceiveCount': 3}
#   dead_letter_queue, camel case: TypeError
#   s3_settings, snake case: {}
#   s3_settings, camel case: {'BucketName': 'orders', 'DataFormat': 'parquet'}
#   s3_settings, property: {'BucketName': 'orders', 'DataFormat': 'parquet'}
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --no-compile --quiet --disable-pip-version-check aws-cdk-lib==2.275.0 constructs==10.8.1 jsii==1.142.0
cd "$folder"
cat > app.py <<'PYTHON'
import aws_cdk as cdk
from aws_cdk import aws_dms as dms, aws_sqs as sqs


def outcome(name, make):
    app = cdk.App(analytics_reporting=False)
    stack = cdk.Stack(app, "Shop")
    try:
        member = make(stack)
    except TypeError:
        print(f"{name}: TypeError")
        return
    resources = app.synth().get_stack_by_name("Shop").template["Resources"].values()
    written = next(each["Properties"][member] for each in resources if member in each.get("Properties", {}))
    print(f"{name}: {({key: value for key, value in sorted(written.items()) if key != 'deadLetterTargetArn'})}")


def queue(**attributes):
    def make(stack):
        failed = sqs.Queue(stack, "Failed")
        sqs.Queue(stack, "Orders", dead_letter_queue={"queue": failed, **attributes})
        return "RedrivePolicy"

    return make


def endpoint(settings):
    def make(stack):
        dms.CfnEndpoint(stack, "Lake", endpoint_type="target", engine_name="s3", s3_settings=settings)
        return "S3Settings"

    return make


outcome("dead_letter_queue, snake case", queue(max_receive_count=3))
outcome("dead_letter_queue, camel case", queue(maxReceiveCount=3))
outcome("s3_settings, snake case", endpoint({"bucket_name": "orders", "data_format": "parquet"}))
outcome("s3_settings, camel case", endpoint({"bucketName": "orders", "dataFormat": "parquet"}))
block = dms.CfnEndpoint.S3SettingsProperty(bucket_name="orders", data_format="parquet")
outcome("s3_settings, property", endpoint(block))
PYTHON
venv/bin/python app.py 2>/dev/null | tee output
diff - output <<'SEEN'
dead_letter_queue, snake case: {'maxReceiveCount': 3}
dead_letter_queue, camel case: TypeError
s3_settings, snake case: {}
s3_settings, camel case: {'BucketName': 'orders', 'DataFormat': 'parquet'}
s3_settings, property: {'BucketName': 'orders', 'DataFormat': 'parquet'}
SEEN
