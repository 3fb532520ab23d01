"""The runbooks of the example stacks, as a person reads them."""

from __future__ import annotations

import re
import shlex
import subprocess
from typing import Any

import aws_cdk as cdk
import botocore.session
import pytest
from botocore import xform_name
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from typer.testing import CliRunner

from dms_constructs.cli import program
from tests.databases.runbooks import examples, runbook_of_example

SHELL = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NAMES = list(examples())


class Markdown(SingleFileSnapshotExtension):
    """A snapshot as a page."""

    _write_mode = WriteMode.TEXT
    file_extension = "md"


@pytest.mark.parametrize("name", NAMES)
def test_the_runbook_is_as_reviewed(name: str, example_app: cdk.App, snapshot: SnapshotAssertion) -> None:
    stack: Any = example_app.node.find_child(name)

    assert str(stack.migration.runbook()) == snapshot(extension_class=Markdown, name=name)


@pytest.mark.parametrize("name", NAMES)
def test_its_sql_is_what_is_played_on_servers(name: str, example_app: cdk.App) -> None:
    stack: Any = example_app.node.find_child(name)

    assert runbook_of_example(name).sql == stack.migration.runbook().sql


@pytest.mark.parametrize("name", NAMES)
def test_the_construct_and_the_command_write_the_same(
    name: str, example_app: cdk.App, templates: dict[str, Any]
) -> None:
    assert templates[name]
    stack: Any = example_app.node.find_child(name)

    by_command = CliRunner().invoke(program.app, ["runbook", name, "--app", example_app.outdir])

    assert (by_command.exit_code, by_command.stderr) == (0, "")
    assert by_command.stdout == str(stack.migration.runbook())


def commands(name: str) -> list[str]:
    return SHELL.findall(str(runbook_of_example(name)))


@pytest.mark.parametrize("name", NAMES)
def test_the_commands_are_valid_shell(name: str) -> None:
    for script in commands(name):
        checked = subprocess.run(["bash", "-n", "-c", script], capture_output=True, text=True, check=False)
        assert (checked.returncode, checked.stderr) == (0, ""), script


@pytest.mark.parametrize("name", NAMES)
def test_the_commands_of_aws_are_operations_with_their_parameters(name: str) -> None:
    session = botocore.session.Session()
    text = str(runbook_of_example(name)).replace("\\\n", " ")
    found = re.findall(
        r"(?:^|\$\(|`|\{ )\s*(aws (?:cloudformation|cloudwatch|dms|rds|secretsmanager|logs|kms) [^\n;`]*)",
        text,
        re.MULTILINE,
    )

    assert found
    for command in found:
        _, service, operation, *arguments = shlex.split(command.replace(")", " "))
        if operation == "wait":
            waiters = session.get_waiter_model(service)
            names = {xform_name(each, "-"): waiters.get_waiter(each).operation for each in waiters.waiter_names}
            operation = xform_name(names[arguments[0]], "-")
        model = session.get_service_model(service)
        shape = next(
            model.operation_model(each) for each in model.operation_names if xform_name(each, "-") == operation
        )
        known = {xform_name(each, "-") for each in shape.input_shape.members} | {"query", "output"}
        options = [each[2:].removeprefix("no-") for each in arguments if each.startswith("--")]
        assert set(options) <= known, command
