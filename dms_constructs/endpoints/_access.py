"""The IAM documents with which DMS reads an endpoint's secret, and nothing else."""

from __future__ import annotations

from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from dms_constructs.errors import is_unresolved

# Secrets Manager ends every ARN with a hyphen and six characters; a name alone does not tell which.
_ANY_SUFFIX = "-??????"


def secret_access_trust() -> dict[str, Any]:
    """
    Trust the regional principal of DMS, on behalf of this account only.

    Source: the DMS User Guide, page security_iam_secretsmanager (the global `dms.amazonaws.com` does not work) and
    cross-service-confused-deputy-prevention.
    """
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": f"dms.{cdk.Aws.REGION}.{cdk.Aws.URL_SUFFIX}"},
                "Action": "sts:AssumeRole",
                "Condition": {"StringEquals": {"aws:SourceAccount": cdk.Aws.ACCOUNT_ID}},
            }
        ],
    }


def secret_access_policy(scope: Construct, secret: secretsmanager.ISecret) -> dict[str, Any]:
    """
    Allow reading this secret and, when it has a key of its own, decrypting with that key.

    Source: the DMS User Guide, page security_iam_secretsmanager, which asks for DescribeSecret across accounts only.
    """
    full_arn = secret.secret_full_arn
    actions = ["secretsmanager:GetSecretValue"]
    if full_arn is not None and not is_unresolved(full_arn) and f":{cdk.Stack.of(scope).account}:" not in full_arn:
        actions.insert(0, "secretsmanager:DescribeSecret")
    statements: list[dict[str, Any]] = [
        {
            "Effect": "Allow",
            "Action": actions,
            "Resource": full_arn if full_arn is not None else f"{secret.secret_arn}{_ANY_SUFFIX}",
        }
    ]
    key = secret.encryption_key
    if key is not None:
        statements.append({"Effect": "Allow", "Action": ["kms:Decrypt", "kms:DescribeKey"], "Resource": key.key_arn})
    return {"Version": "2012-10-17", "Statement": statements}
