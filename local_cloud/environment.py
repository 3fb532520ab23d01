"""The environment that keeps every child process on this machine, away from the real AWS."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import boto3
import botocore.session
from botocore.config import Config

__all__ = ["ACCOUNT", "REGION", "client", "client_environment", "server_environment"]

ACCOUNT = "000000000000"
REGION = "us-east-1"
# Reads neither a profile nor a file of the user's.
_session = boto3.session.Session(
    botocore_session=botocore.session.Session(
        session_vars={
            "profile": (None, None, None, None),
            "config_file": (None, None, os.devnull, None),
            "credentials_file": (None, None, os.devnull, None),
        }
    )
)
# Never made, so that no profile of the user's is ever read.
_NO_FILE = "no-such-file"


def client_environment(endpoint: str, home: Path, inherited: Mapping[str, str] | None = None) -> dict[str, str]:
    """
    Make the environment for what talks to the local cloud: the CDK CLI, the AWS CLI, boto3.

    No AWS variable is inherited, so no profile, session, proxy endpoint or role of the user's can send a call to the
    real AWS; what is set points to `endpoint`. `home` is a folder for what these tools keep.
    """
    return {
        **_without_aws(inherited),
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ENDPOINT_URL": endpoint,
        # The CDK CLI's asset publishing reads S3's own.
        "AWS_ENDPOINT_URL_S3": endpoint,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": str(home / _NO_FILE),
        "AWS_SHARED_CREDENTIALS_FILE": str(home / _NO_FILE),
        # The CDK CLI remembers there which account a key belongs to; that must not mix with the user's.
        "CDK_HOME": str(home / "cdk-home"),
        "CDK_DEFAULT_ACCOUNT": ACCOUNT,
        "CDK_DEFAULT_REGION": REGION,
        "CDK_DISABLE_CLI_TELEMETRY": "true",
    }


def server_environment(port: int, home: Path, inherited: Mapping[str, str] | None = None) -> dict[str, str]:
    """
    Make the environment for the server, which its Lambda functions inherit.

    It has no `AWS_ENDPOINT_URL`: to MiniStack that would be another server to pass calls on to. Functions get that of
    this server from MiniStack.
    """
    return {
        **_without_aws(inherited),
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": str(home / _NO_FILE),
        "AWS_SHARED_CREDENTIALS_FILE": str(home / _NO_FILE),
        "GATEWAY_PORT": str(port),
        "MINISTACK_HOST": "localhost",
        "MINISTACK_REGION": REGION,
        "MINISTACK_ACCOUNT_ID": ACCOUNT,
        # It would listen on every interface of the machine.
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        # No Docker, even where there is one: nothing here needs it.
        "DOCKER_HOST": f"unix://{home / 'no-docker.sock'}",
        # The library's service roles wait that long until IAM's changes arrive everywhere. They do so 0.5 s later here
        # (plugin/configuration.py) and within seconds in AWS. A function's own variable of this name would win.
        "ROLE_PROPAGATION_SECONDS": "1",
        # Functions are unpacked there, and nothing of them is left when the folder goes.
        "TMPDIR": str(home / "tmp"),
    }


def client(endpoint: str, service: str, *, account: str | None = None, region: str = REGION) -> Any:
    """Make a boto3 client that can only reach this endpoint, whatever the environment says."""
    return _session.client(
        service,
        endpoint_url=endpoint,
        region_name=region,
        aws_access_key_id=account or "test",
        aws_secret_access_key="test",
        config=Config(proxies={}),
    )


def _without_aws(inherited: Mapping[str, str] | None) -> dict[str, str]:
    environment = os.environ if inherited is None else inherited
    foreign = ("AWS_", "AMAZON_", "CDK_", "MINISTACK_", "LOCALSTACK_")
    # A proxy would be asked for localhost too.
    proxies = {"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"}
    kept = {
        key: value for key, value in environment.items() if not key.startswith(foreign) and key.upper() not in proxies
    }
    # What the caller wants of the CDK itself isn't about where calls go.
    return kept | {key: environment[key] for key in ("CDK_VALIDATION",) if key in environment}
