"""The values tell tokens without asking the CDK; here the CDK itself is asked whether they are right."""

import json
import struct

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
    assert holds_token(json.dumps({"LobMaxSize": cdk.Token.as_number(cdk.Fn.ref("Size"))}))


# The CDK writes 0xFBFF into the first sixteen bits and counts in the other forty-eight.
@pytest.mark.parametrize("count", [0, 1, 57, 4096, 10**6, 2**40, 2**48 - 1])
def test_finds_any_number_token_in_a_document(count: int) -> None:
    (token,) = struct.unpack(">d", ((0xFBFF << 48) | count).to_bytes(8, "big"))

    assert is_unresolved(token)
    assert holds_token(json.dumps({"LobMaxSize": token}))


def test_finds_none_where_there_is_none() -> None:
    assert not holds_token(json.dumps({"LobMaxSize": 64, "Ratio": -1.88e28}))
