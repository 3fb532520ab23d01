"""What CloudFormation computes in the mappings of a template."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dms_constructs import Include, RenameSchema, TableMappings
from dms_constructs.cli import task_files
from dms_constructs.engines import EngineName
from dms_constructs.errors import is_unresolved
from dms_constructs.migration_type import MigrationType
from dms_constructs.review.tokens import text_of, value_of

PARAMETER = {"Ref": "Schema"}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("plain", "plain"),
        ({"Fn::Join": ["", ['{"a":"', PARAMETER, '"}']]}, '{"a":"${Token[Schema.1]}"}'),
        ({"Fn::Join": [",", ["[1", "2]"]]}, "[1,2]"),
        ({"Fn::Join": ["", ['"', {"Fn::Join": ["-", ["a", PARAMETER]]}, '"']]}, '"a-${Token[Schema.1]}"'),
        ({"Fn::Join": ["", ['{"n":', PARAMETER, "}"]]}, '{"n":"${Token[Schema.1]}"}'),
        ({"Fn::Join": ["", ['{"a\\"":', PARAMETER, "}"]]}, '{"a\\"":"${Token[Schema.1]}"}'),
        ({"Fn::Sub": '{"a":"${Schema}"}'}, '{"a":"${Token[Schema.1]}"}'),
        ({"Fn::Sub": '{"a":"${AWS::Region}"}'}, '{"a":"${Token[AWS..Region.1]}"}'),
        ({"Fn::Sub": '{"a":"${!Literal}"}'}, '{"a":"${Literal}"}'),
        ({"Fn::Sub": ['"${A} ${B}"', {"A": "x", "B": PARAMETER}]}, '"x ${Token[Schema.1]}"'),
        ({"Fn::Sub": '"${Db.Endpoint.Address}"'}, '"${Token[Db.Endpoint.Address.1]}"'),
        ({"Fn::Join": ["", ['"', {"Fn::GetAtt": ["Db", "Arn"]}, '"']]}, '"${Token[Db.Arn.1]}"'),
        ({"Fn::Join": ["", ['"', {"Fn::GetAtt": "Db.Arn"}, '"']]}, '"${Token[Db.Arn.1]}"'),
        (PARAMETER, None),
        ({"Fn::ImportValue": "Mappings"}, None),
        ({"Fn::Join": ["", {"Fn::Split": [",", "a,b"]}]}, None),
        ({"Fn::If": ["Condition", "a", "b"]}, None),
    ],
)
def test_each_unknown_part_becomes_a_token(value: Any, text: str | None) -> None:
    assert text_of(value) == text


def test_the_library_knows_the_tokens() -> None:
    text = text_of({"Fn::Join": ["", ['"', {"Fn::ImportValue": "Schema"}, '"']]})

    assert is_unresolved(text)


def test_equal_parts_are_equal_tokens_and_others_are_not() -> None:
    def of(name: str) -> str | None:
        return text_of({"Fn::Join": ["", ["x", {"Fn::ImportValue": name}]]})

    assert of("a") == of("a")
    assert of("a") != of("b")


def test_an_object_may_hold_what_is_computed() -> None:
    rules = {"rules": [{"a": {"Fn::Sub": "x${Schema}"}, "b": 1, "c": {"Ref": "Schema", "other": 2}}]}

    assert value_of(rules) == {
        "rules": [{"a": "x${Token[Schema.1]}", "b": 1, "c": {"Ref": "Schema", "other": 2}}],
    }


def test_rules_with_an_unknown_name_are_checked_as_far_as_they_are_known() -> None:
    known = TableMappings(Include("${Token[Schema.1]}"), RenameSchema("${Token[Schema.1]}", to="public"))
    before, *between, after = known.to_json().split("${Token[Schema.1]}")
    parts = [before, *(part for text in between for part in (PARAMETER, text)), PARAMETER, after]

    assert TableMappings.from_json(text_of({"Fn::Join": ["", parts]}) or "") == known


def test_a_template_of_the_cdk_reads_back_with_its_tokens(tmp_path: Path) -> None:
    import aws_cdk as cdk
    from aws_cdk import aws_dms

    app = cdk.App(outdir=str(tmp_path), context={"aws:cdk:enable-path-metadata": True})
    stack = cdk.Stack(app, "Shop")
    schema = cdk.CfnParameter(stack, "Schema").value_as_string
    source = aws_dms.CfnEndpoint(stack, "Source", endpoint_type="source", engine_name="mysql")
    target = aws_dms.CfnEndpoint(stack, "Target", endpoint_type="target", engine_name="postgres")
    mappings = TableMappings(Include(schema), RenameSchema(schema, to="public"))
    aws_dms.CfnReplicationTask(
        stack,
        "Resource",
        migration_type="full-load",
        replication_instance_arn="arn",
        source_endpoint_arn=source.ref,
        target_endpoint_arn=target.ref,
        table_mappings=stack.to_json_string(mappings.to_dict()),
    )
    app.synth()

    (task,) = task_files.read(str(tmp_path / "Shop.template.json"))

    assert (task.name, task.path) == ("Resource", "Shop")
    assert task.migration_type is MigrationType.FULL_LOAD
    assert (task.source_engine, task.target_engine) == (EngineName.MYSQL, EngineName.POSTGRESQL)
    token = "${Token[Schema.1]}"
    assert task.mappings() == TableMappings(Include(token), RenameSchema(token, to="public"))
