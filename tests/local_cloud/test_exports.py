"""Exports belong to one stack, and stay as long as another stack imports them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.local_cloud.account import Account
from tests.local_cloud.stack import Stack, resource

TOPIC = resource("SNS::Topic")
IMPORTING = resource("SSM::Parameter", Type="String", Value={"Fn::ImportValue": "shared"})


def exporting(value: object = "one", name: str = "shared") -> dict[str, Any]:
    return {"Shared": {"Value": value, "Export": {"Name": name}}}


@pytest.fixture
def exporter(account: Account) -> Stack:
    stack = Stack(account, "exporter")
    stack.outputs = exporting()
    assert stack.create(Topic=TOPIC) == "CREATE_COMPLETE"
    return stack


@pytest.fixture
def importer(account: Account, exporter: Stack) -> Stack:
    stack = Stack(account, "importer")
    assert stack.create(Parameter=IMPORTING) == "CREATE_COMPLETE"
    return stack


def exports(account: Account) -> dict[str, str]:
    found = account.client("cloudformation").list_exports()["Exports"]
    return {each["Name"]: each["Value"] for each in found}


def test_imported_export_can_not_be_dropped(account: Account, exporter: Stack, importer: Stack) -> None:
    exporter.outputs = {}

    assert exporter.update(Topic=TOPIC, Other=TOPIC) == "UPDATE_ROLLBACK_COMPLETE"

    assert "Export shared cannot be deleted as it is in use by importer" in exporter.reasons()
    assert exports(account) == {"shared": "one"}


def test_imported_export_can_not_change(account: Account, exporter: Stack, importer: Stack) -> None:
    exporter.outputs = exporting("two")

    assert exporter.update(Topic=TOPIC) == "UPDATE_ROLLBACK_COMPLETE"

    assert "Export shared cannot be updated as it is in use by importer" in exporter.reasons()
    assert exports(account) == {"shared": "one"}


def test_every_importer_is_named(account: Account, exporter: Stack, importer: Stack) -> None:
    Stack(account, "second").create(Parameter=IMPORTING)
    exporter.outputs = {}

    exporter.update(Topic=TOPIC)

    assert "in use by importer and second" in exporter.reasons()


def test_imported_export_can_stay_while_the_rest_changes(exporter: Stack, importer: Stack) -> None:
    assert exporter.update(Topic=TOPIC, Other=TOPIC) == "UPDATE_COMPLETE"


@pytest.mark.parametrize(("outputs", "left"), [({}, {}), (exporting("two"), {"shared": "two"})])
def test_export_that_nobody_imports_is_free(account: Account, exporter: Stack, outputs: dict, left: dict) -> None:
    exporter.outputs = outputs

    assert exporter.update(Topic=TOPIC, Other=TOPIC) == "UPDATE_COMPLETE"

    assert exports(account) == left


def test_export_is_free_once_its_importer_is_gone(account: Account, exporter: Stack, importer: Stack) -> None:
    importer.delete()
    exporter.outputs = {}

    assert exporter.update(Topic=TOPIC, Other=TOPIC) == "UPDATE_COMPLETE"


def test_name_belongs_to_one_stack(account: Account, exporter: Stack) -> None:
    second = Stack(account, "second")
    second.outputs = exporting("two")

    assert second.create(Topic=TOPIC) == "ROLLBACK_COMPLETE"

    assert "Export with name shared is already exported by stack exporter" in second.reasons()
    assert exports(account) == {"shared": "one"}


def test_name_can_be_given_to_another_stack_once_it_is_dropped(account: Account, exporter: Stack) -> None:
    exporter.outputs = {}
    exporter.update(Topic=TOPIC, Other=TOPIC)
    second = Stack(account, "second")
    second.outputs = exporting("two")

    assert second.create(Topic=TOPIC) == "CREATE_COMPLETE"


def test_name_can_be_exported_once_by_a_stack(account: Account) -> None:
    stack = Stack(account)
    stack.outputs = exporting() | {"Twice": exporting()["Shared"]}

    assert stack.create(Topic=TOPIC) == "ROLLBACK_COMPLETE"

    assert "Export with name shared is already exported by stack stack" in stack.reasons()


def test_same_name_in_another_account_is_another_export(exporter: Stack, account: Account) -> None:
    elsewhere = Stack(Account(account.cloud))
    elsewhere.outputs = exporting("two")

    assert elsewhere.create(Topic=TOPIC) == "CREATE_COMPLETE"


def test_stack_whose_export_is_imported_stays(exporter: Stack, importer: Stack) -> None:
    assert exporter.delete() == "CREATE_COMPLETE"

    assert "Delete canceled. Cannot delete export shared as it is in use by importer." in exporter.reasons()


def test_stack_goes_after_its_importers(exporter: Stack, importer: Stack) -> None:
    assert importer.delete() == "DELETE_COMPLETE"
    assert exporter.delete() == "DELETE_COMPLETE"


def test_stack_that_could_not_be_deleted_still_imports(account: Account, exporter: Stack) -> None:
    importer = Stack(account, "importer")
    importer.create(
        Bucket=resource("S3::Bucket", BucketName=f"full-{account.number}"),
        Parameter={**IMPORTING, "DependsOn": "Bucket"},
    )
    account.client("s3").put_object(Bucket=f"full-{account.number}", Key="a", Body=b"")
    assert importer.delete() == "DELETE_FAILED"

    assert exporter.delete() == "CREATE_COMPLETE"
