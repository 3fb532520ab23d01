#!/usr/bin/env bash
# aws-cdk-lib 2.275.0: a domain of OpenSearch that is imported by its endpoint gets the ARN of a domain that isn't there.
#
# OpenSearch calls the endpoint of the domain `shop` search-shop-<26 characters>.<region>.es.amazonaws.com.
# Domain.from_domain_endpoint cuts the characters off and takes `search-shop` for the name, so domain_arn, and every grant,
# is about another domain: what is granted reaches nothing, and the call is denied at run time. from_domain_attributes
# cuts the name from the ARN that it is given, and is right.
#
# Output seen:
#   by endpoint: domain_name search-shop, grant on domain/search-shop
#   by attributes: domain_name shop, grant on domain/shop
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check aws-cdk-lib==2.275.0 constructs==10.8.1 jsii==1.142.0
"$folder/venv/bin/python" - <<'PYTHON' | tee "$folder/output"
import json
import re

import aws_cdk as cdk
from aws_cdk import aws_iam as iam, aws_opensearchservice as opensearch

ENDPOINT = f"https://search-shop-{'a' * 26}.eu-west-1.es.amazonaws.com"
ARN = "arn:aws:es:eu-west-1:111122223333:domain/shop"


def shown(name, make):
    app = cdk.App(analytics_reporting=False)
    stack = cdk.Stack(app, "Search", env=cdk.Environment(account="111122223333", region="eu-west-1"))
    domain = make(stack)
    domain.grant_write(iam.Role(stack, "Role", assumed_by=iam.ServicePrincipal("dms.amazonaws.com")))
    template = json.dumps(app.synth().get_stack_by_name("Search").template)
    print(f"{name}: domain_name {domain.domain_name}, grant on {re.search('domain/[a-z-]+', template)[0]}")


shown("by endpoint", lambda stack: opensearch.Domain.from_domain_endpoint(stack, "Domain", ENDPOINT))
shown(
    "by attributes",
    lambda stack: opensearch.Domain.from_domain_attributes(stack, "Domain", domain_arn=ARN, domain_endpoint=ENDPOINT),
)
PYTHON
diff - "$folder/output" <<'SEEN'
by endpoint: domain_name search-shop, grant on domain/search-shop
by attributes: domain_name shop, grant on domain/shop
SEEN
