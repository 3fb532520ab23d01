"""The function behind `ServiceRoles`, run against a real IAM API: of the local cloud."""

from __future__ import annotations

import http.server
import importlib.util
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from tests.local_cloud.account import Account, trust

POLICIES = "arn:aws:iam::aws:policy/service-role/"
VPC = {
    "RoleName": "dms-vpc-role",
    "ManagedPolicyArn": f"{POLICIES}AmazonDMSVPCManagementRole",
    "Services": ["dms.amazonaws.com"],
    "SourceAccount": "000000000000",
}
LOGS = {
    "RoleName": "dms-cloudwatch-logs-role",
    "ManagedPolicyArn": f"{POLICIES}AmazonDMSCloudWatchLogsRole",
    "Services": ["dms.amazonaws.com"],
}


@pytest.fixture
def index(project: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The handler's module, which waits for nothing here."""
    monkeypatch.setenv("ROLE_PROPAGATION_SECONDS", "0")
    path = project / "dms_constructs" / "account" / "handlers" / "service_roles" / "index.py"
    spec = importlib.util.spec_from_file_location("index", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def iam(account: Account) -> Any:
    return account.cloud.client("iam", account=account.number)


def attached(iam: Any, name: str) -> list[str]:
    return [each["PolicyArn"] for each in iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]]


def trusted(iam: Any, name: str) -> dict[str, Any]:
    (statement,) = iam.get_role(RoleName=name)["Role"]["AssumeRolePolicyDocument"]["Statement"]
    return statement


def test_asks_dms_for_the_account_and_redshift_for_none(index: ModuleType) -> None:
    role = {**VPC, "OtherServices": ["redshift.amazonaws.com"]}

    asked = [each.get("Condition") for each in index.trust_policy(role)["Statement"]]

    assert asked == [{"StringEquals": {"aws:SourceAccount": "000000000000"}}, None]


def test_creates_what_is_missing(index: ModuleType, iam: Any) -> None:
    index.ensure_roles(iam, [VPC, LOGS])

    assert attached(iam, "dms-vpc-role") == [VPC["ManagedPolicyArn"]]
    assert attached(iam, "dms-cloudwatch-logs-role") == [LOGS["ManagedPolicyArn"]]


def test_ties_trust_to_the_account_where_asked(index: ModuleType, iam: Any) -> None:
    index.ensure_roles(iam, [VPC, LOGS])

    assert trusted(iam, "dms-vpc-role")["Condition"] == {"StringEquals": {"aws:SourceAccount": "000000000000"}}
    assert "Condition" not in trusted(iam, "dms-cloudwatch-logs-role")


def test_does_nothing_the_second_time(index: ModuleType, iam: Any) -> None:
    assert index.ensure_role(iam, VPC) is True
    assert index.ensure_role(iam, VPC) is False


def test_completes_a_role_that_was_left_without_its_policy(index: ModuleType, iam: Any) -> None:
    iam.create_role(RoleName="dms-vpc-role", AssumeRolePolicyDocument=trust("dms.amazonaws.com"))

    assert index.ensure_role(iam, VPC) is True
    assert attached(iam, "dms-vpc-role") == [VPC["ManagedPolicyArn"]]


def test_leaves_the_trust_policy_of_others_as_it_is(index: ModuleType, iam: Any) -> None:
    iam.create_role(
        RoleName="dms-vpc-role", AssumeRolePolicyDocument=trust("dms.amazonaws.com", "backup.amazonaws.com")
    )

    index.ensure_role(iam, VPC)

    assert trusted(iam, "dms-vpc-role")["Principal"]["Service"] == ["dms.amazonaws.com", "backup.amazonaws.com"]
    assert "Condition" not in trusted(iam, "dms-vpc-role")


def test_fails_when_the_role_of_others_does_not_trust_dms(index: ModuleType, iam: Any) -> None:
    iam.create_role(RoleName="dms-vpc-role", AssumeRolePolicyDocument=trust("ec2.amazonaws.com"))

    with pytest.raises(ValueError, match=r"dms-vpc-role does not trust dms\.amazonaws\.com; add it"):
        index.ensure_role(iam, VPC)

    assert attached(iam, "dms-vpc-role") == []


class TestAnswer:
    """What CloudFormation is told, over HTTP as in AWS."""

    @pytest.fixture
    def answers(self) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        received: list[dict[str, Any]] = []

        class Receiver(http.server.BaseHTTPRequestHandler):
            def do_PUT(self) -> None:
                received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        server = http.server.HTTPServer(("127.0.0.1", 0), Receiver)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/", received
        server.shutdown()
        thread.join()
        server.server_close()

    def ask(
        self, index: ModuleType, iam: Any, url: str, monkeypatch: pytest.MonkeyPatch, request_type: str = "Create"
    ) -> None:
        monkeypatch.setattr(index.boto3, "client", lambda service: {"iam": iam}[service])
        event = {
            "RequestType": request_type,
            "ResponseURL": url,
            "StackId": "stack",
            "RequestId": "request",
            "LogicalResourceId": "DmsServiceRoles",
            "ResourceProperties": {"Roles": [VPC]},
        }
        index.handler(event, SimpleNamespace(log_group_name="group", log_stream_name="stream"))

    def test_is_success(self, index: ModuleType, iam: Any, answers: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        url, received = answers
        self.ask(index, iam, url, monkeypatch)

        assert [(each["Status"], each["PhysicalResourceId"]) for each in received] == [("SUCCESS", "dms-service-roles")]

    def test_is_the_reason_of_a_failure(
        self, index: ModuleType, iam: Any, answers: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        iam.create_role(RoleName="dms-vpc-role", AssumeRolePolicyDocument=trust("ec2.amazonaws.com"))
        url, received = answers
        self.ask(index, iam, url, monkeypatch)

        assert received[0]["Status"] == "FAILED"
        assert "does not trust dms.amazonaws.com" in received[0]["Reason"]
        assert "log: group stream" in received[0]["Reason"]

    def test_deletion_leaves_the_roles(
        self, index: ModuleType, iam: Any, answers: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        url, received = answers
        self.ask(index, iam, url, monkeypatch)
        self.ask(index, iam, url, monkeypatch, request_type="Delete")

        assert [each["Status"] for each in received] == ["SUCCESS", "SUCCESS"]
        assert attached(iam, "dms-vpc-role") == [VPC["ManagedPolicyArn"]]
