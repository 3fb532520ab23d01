"""The values tell tokens without asking the CDK; here the CDK itself is asked whether they are right."""

import aws_cdk as cdk
import pytest

from dms_constructs.errors import holds_token, is_unresolved

VALUES = [
    cdk.Token.as_string(cdk.Fn.ref("Something")),
    f"a name with {cdk.Aws.REGION} in it",
    cdk.Token.as_number(cdk.Fn.ref("Something")),
    cdk.Token.as_list(cdk.Fn.ref("Something")),
    "plain",
    5,
    -1,
    2.5,
    ["a", "b"],
    True,
]


@pytest.mark.parametrize("value", VALUES, ids=[type(value).__name__ + str(n) for n, value in enumerate(VALUES)])
def test_agrees_with_the_cdk(value: object) -> None:
    assert is_unresolved(value) == cdk.Token.is_unresolved(value)


def test_finds_a_number_token_in_a_document() -> None:
    import json

    assert holds_token(json.dumps({"LobMaxSize": cdk.Token.as_number(cdk.Fn.ref("Size"))}))
