"""Custom resources whose function does what their properties say."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

from tests.local_cloud.account import Account, trust

__all__ = ["Provider", "zipped"]

# It does `ResourceProperties[<request type>]`: fail, crash, stay silent; succeed if there is none.
_CODE = """
import json
import os
import time
import urllib.request


def handler(event, context):
    properties = event["ResourceProperties"]
    does = properties.get(event["RequestType"], "succeed")
    if does == "crash" or (does == "crash once" and not os.path.exists(marker(event))):
        open(marker(event), "w").close()
        os._exit(1)
    time.sleep(float(properties.get("Sleep", 0)))
    if does == "silent":
        return
    answer = {
        "Status": "FAILED" if does == "fail" else "SUCCESS",
        "Reason": "as asked",
        "PhysicalResourceId": properties.get("Id") or event.get("PhysicalResourceId") or "first",
        "StackId": event["StackId"],
        "RequestId": event["RequestId"],
        "LogicalResourceId": event["LogicalResourceId"],
        "Data": {"Said": properties.get("Say", "nothing")},
    }
    request = urllib.request.Request(event["ResponseURL"], json.dumps(answer).encode(), method="PUT")
    urllib.request.urlopen(request).close()


def marker(event):
    return os.path.join(os.environ["TMPDIR"], event["RequestId"])
"""


def zipped(files: Mapping[str, str]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return content.getvalue()


class Provider:
    """A function of an account, and the custom resources it provides."""

    def __init__(self, account: Account, code: str = _CODE, *, timeout: int = 60, statements: list[Any] | None = None):
        self.account = account
        self.functions = account.client("lambda")
        self.role = self._make_role(statements or [])
        made = self.functions.create_function(
            FunctionName="provider",
            Runtime="python3.12",
            Handler="index.handler",
            Role=self.role,
            Code={"ZipFile": zipped({"index.py": code})},
            Timeout=timeout,
        )
        self.arn = made["FunctionArn"]

    def _make_role(self, statements: list[Any]) -> str:
        made = self.account.iam.create_role(RoleName="provider", AssumeRolePolicyDocument=trust("lambda.amazonaws.com"))
        if statements:
            self.allow(*statements)
        return str(made["Role"]["Arn"])

    def allow(self, *statements: Mapping[str, object]) -> None:
        document = json.dumps({"Version": "2012-10-17", "Statement": statements})
        self.account.iam.put_role_policy(RoleName="provider", PolicyName="all", PolicyDocument=document)

    def change_code(self, code: str) -> None:
        self.functions.update_function_code(FunctionName="provider", ZipFile=zipped({"index.py": code}))

    def custom(self, after: str | None = None, kind: str = "Custom::Thing", **properties: object) -> dict[str, Any]:
        made = {"Type": kind, "Properties": {"ServiceToken": self.arn, **properties}}
        return {**made, "DependsOn": after} if after else made

    @property
    def deliveries(self) -> list[dict[str, Any]]:
        """Every event that the function got, in order, with how it ended."""
        found: list[dict[str, Any]] = self.account.cloud.door("deliveries", {"Account": self.account.number})[
            "Deliveries"
        ]
        return found

    @property
    def calls(self) -> list[str]:
        """What it was asked for, in order: request type, logical ID and physical ID."""
        events = [each["Event"] for each in self.deliveries]
        return [
            " ".join([each["RequestType"], each["LogicalResourceId"], each.get("PhysicalResourceId", "")]).strip()
            for each in events
        ]
