"""Nothing that runs here can reach the real AWS by accident."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from local_cloud.environment import client, client_environment, server_environment

# What a user might have set for their real account.
REAL = {
    "PATH": os.environ["PATH"],
    "HOME": "/home/user",
    "AWS_PROFILE": "production",
    "AWS_DEFAULT_PROFILE": "production",
    "AWS_ACCESS_KEY_ID": "AKIAREAL",
    "AWS_SECRET_ACCESS_KEY": "real",
    "AWS_SESSION_TOKEN": "real",
    "AWS_ROLE_ARN": "arn:aws:iam::123456789012:role/real",
    "AWS_WEB_IDENTITY_TOKEN_FILE": "/real",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://169.254.170.2/real",
    "AWS_CONFIG_FILE": "/home/user/.aws/config",
    "AWS_SHARED_CREDENTIALS_FILE": "/home/user/.aws/credentials",
    "AWS_ENDPOINT_URL_DATABASE_MIGRATION_SERVICE": "https://dms.eu-west-1.amazonaws.com",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true",
    "AWS_REGION": "eu-west-1",
    "CDK_DEFAULT_ACCOUNT": "123456789012",
    "HTTPS_PROXY": "http://proxy.example.com:3128",
    "http_proxy": "http://proxy.example.com:3128",
}
ENDPOINT = "http://localhost:4321"


@pytest.fixture
def safe(tmp_path: Path) -> dict[str, str]:
    return client_environment(ENDPOINT, tmp_path, REAL)


def test_nothing_of_the_users_account_is_passed_on(safe: dict[str, str]) -> None:
    left = {key for key, value in safe.items() if value == REAL.get(key)}

    assert left == {"PATH", "HOME"}


def test_every_endpoint_is_on_this_machine(safe: dict[str, str]) -> None:
    endpoints = {value for key, value in safe.items() if "ENDPOINT" in key}

    assert endpoints == {ENDPOINT}


def test_files_of_the_user_are_not_read(safe: dict[str, str]) -> None:
    assert not any(Path(safe[key]).exists() for key in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"))


def test_machine_role_is_not_asked_for(safe: dict[str, str]) -> None:
    assert safe["AWS_EC2_METADATA_DISABLED"] == "true"


PROGRAM = """
import boto3
for service in ("dms", "s3", "sts", "cloudformation"):
    client = boto3.client(service)
    print(client.meta.endpoint_url, client._get_credentials().access_key)
"""


def test_boto3_in_it_talks_to_this_machine(safe: dict[str, str]) -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], env=safe, capture_output=True, text=True, check=True)

    assert done.stdout.splitlines() == [f"{ENDPOINT} test"] * 4


def test_server_does_not_see_its_own_endpoint(tmp_path: Path) -> None:
    environment = server_environment(4321, tmp_path, REAL)

    assert {key for key in environment if re.match("AWS_", key)} == {
        "AWS_EC2_METADATA_DISABLED",
        "AWS_CONFIG_FILE",
        "AWS_SHARED_CREDENTIALS_FILE",
    }


def test_our_own_clients_ignore_the_users_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for key, value in REAL.items():
        monkeypatch.setenv(key, value)

    dms = client(ENDPOINT, "dms")

    credentials = dms._get_credentials()
    assert (dms.meta.endpoint_url, credentials.access_key, credentials.token) == (ENDPOINT, "test", None)
