#!/usr/bin/env bash
# botocore 1.43.106, cfn-lint 1.58.0, aws-cdk-lib 2.275.0: a member of MongoDB's settings is text, of DocumentDB's a number.
#
# MongoDbSettings and DocDbSettings both have DocsToInvestigate and ExtractDocId, for the same purpose: how many documents
# are read to find the columns, and whether the id is a column. In the API and in CloudFormation the first block takes text
# ("1000", "true"), the second a number and a boolean. What works for one endpoint is refused for the other by boto3, before
# the call, and by the CDK in Python, as the property is made. cfn-lint takes either form of both, as CloudFormation
# converts scalars.
#
# Output seen:
#   boto3: MongoDbSettings takes DocsToInvestigate as str, ExtractDocId as str
#   boto3: DocDbSettings takes DocsToInvestigate as int, ExtractDocId as bool
#   cdk: MongoDbSettings refuses 1000, takes '1000'
#   cdk: DocDbSettings takes 1000, refuses '1000'
#   cfn-lint: MongoDbSettings takes 1000, takes '1000'
#   cfn-lint: DocDbSettings takes 1000, takes '1000'
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    aws-cdk-lib==2.275.0 constructs==10.8.1 jsii==1.142.0 botocore==1.43.106 cfn-lint==1.58.0
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON' | tee "$folder/output"
import json
import subprocess
import sys
from pathlib import Path

import botocore.session
from aws_cdk import aws_dms as dms
from botocore.validate import ParamValidator

BLOCKS = {"MongoDbSettings": "mongodb", "DocDbSettings": "docdb"}
shape = botocore.session.get_session().get_service_model("dms").operation_model("CreateEndpoint").input_shape


def named(member, *values):
    return next(type(one).__name__ for one in values if not ParamValidator().validate({member: one}, members).has_errors())


for block in BLOCKS:
    members = shape.members[block]
    docs, extract = named("DocsToInvestigate", "1000", 1000), named("ExtractDocId", "true", True)
    print(f"boto3: {block} takes DocsToInvestigate as {docs}, ExtractDocId as {extract}")


def by_cdk(block, value):
    try:
        getattr(dms.CfnEndpoint, f"{block}Property")(docs_to_investigate=value)
    except TypeError:
        return "refuses"
    return "takes"


def by_lint(block, value):
    properties = {"EndpointType": "source", "EngineName": BLOCKS[block], block: {"DocsToInvestigate": value}}
    template = {"Resources": {"Endpoint": {"Type": "AWS::DMS::Endpoint", "Properties": properties}}}
    Path("template.json").write_text(json.dumps(template))
    command = [str(Path(sys.executable).with_name("cfn-lint")), "--regions", "us-east-1", "template.json"]
    return "refuses" if "E3012" in subprocess.run(command, capture_output=True, text=True).stdout else "takes"


for name, check in (("cdk", by_cdk), ("cfn-lint", by_lint)):
    for block in BLOCKS:
        print(f"{name}: {block} {check(block, 1000)} 1000, {check(block, '1000')} '1000'")
PYTHON
diff - "$folder/output" <<'SEEN'
boto3: MongoDbSettings takes DocsToInvestigate as str, ExtractDocId as str
boto3: DocDbSettings takes DocsToInvestigate as int, ExtractDocId as bool
cdk: MongoDbSettings refuses 1000, takes '1000'
cdk: DocDbSettings takes 1000, refuses '1000'
cfn-lint: MongoDbSettings takes 1000, takes '1000'
cfn-lint: DocDbSettings takes 1000, takes '1000'
SEEN
