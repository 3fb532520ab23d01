"""Statements of policies: what each says of a request, yes, no or not known."""

from typing import Any

import pytest

from dms_constructs.app_wide.statements import Request, Texts, statements_of

SECRET = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:dms/shop-AbCdEf"
ROLE = "arn:aws:iam::111122223333:role/reader"
ACCOUNT = "arn:aws:iam::111122223333:root"
REF = {"Ref": "Shop"}


def request(**given: Any) -> Request:
    return Request(
        **{
            "texts": Texts(),
            "action": "secretsmanager:GetSecretValue",
            "resource": (SECRET,),
            "principals": {"AWS": (ROLE,)},
            "account": (ACCOUNT,),
            "keys": {"aws:sourcearn": ("arn:aws:dms:eu-west-1:111122223333:*",), "sts:externalid": None},
            **given,
        }
    )


def said(**given: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": "*", "Resource": "*", **given}


def on(operator: str, key: str, value: Any) -> dict[str, Any]:
    return said(Condition={operator: {key: value}})


@pytest.mark.parametrize(
    ("statement", "known"),
    [
        (said(), True),
        (said(Action="secretsmanager:getsecretvalue"), True),
        (said(Action=["s3:*", "secretsmanager:*Value"]), True),
        (said(Action="secretsmanager:GetSecretValu?"), True),
        (said(Action="secretsmanager:GetSecret"), False),
        (said(Action="secretsmanager:GetSecretValue?"), False),
        (said(Resource=SECRET.replace("AbCdEf", "??????")), True),
        (said(Resource=SECRET.replace("AbCdEf", "?????")), False),
        (said(Resource=SECRET.lower()), False),
        (said(Resource=REF), None),
        (said(Resource={"Fn::Join": ["", ["arn:aws:s3:::", REF]]}), False),
        (said(Resource={"Fn::Join": ["", [SECRET[:40], REF]]}), None),
        (said(Resource="arn:aws:secretsmanager:*:${aws:PrincipalAccount}:secret:dms/*"), None),
        (said(Principal="*"), True),
        (said(Principal={"AWS": "*"}), True),
        (said(Principal={"AWS": ROLE}), True),
        (said(Principal={"AWS": f"{ROLE}2"}), False),
        (said(Principal={"AWS": "111122223333"}), False),
        (said(Principal={"AWS": "*", "Service": "dms.amazonaws.com"}), True),
        (said(Principal={"Service": "dms.amazonaws.com"}), False),
        (said(Principal={"Fn::If": ["Yes", "*", "*"]}), None),
        (on("StringLike", "AWS:SourceArn", "arn:aws:dms:*"), True),
        (on("ArnLike", "aws:SourceArn", "arn:aws:dms:*"), None),
        (on("ArnLike", "aws:SourceArn", "arn:aws:dms:*:111122223333:*"), True),
        (on("ArnLike", "aws:SourceArn", "arn:aws:dms:*:111122223333:task:*"), None),
        (on("ArnNotLike", "aws:SourceArn", "arn:aws:dms:us-*:*:*"), True),
        (on("StringEquals", "sts:ExternalId", "shop"), False),
        (on("StringNotEquals", "sts:ExternalId", "shop"), True),
        (on("StringEqualsIfExists", "sts:ExternalId", "shop"), True),
        (on("Null", "sts:ExternalId", ["true"]), True),
        (on("Null", "sts:ExternalId", "false"), False),
        (on("Null", "aws:SourceArn", "true"), False),
        (on("IpAddress", "aws:SourceIp", "10.0.0.0/8"), None),
        (on("NumericLessThan", "sts:ExternalId", "1"), None),
        (said(Condition={"Fn::If": ["Yes", {}, {}]}), None),
    ],
)
def test_a_statement_says(statement: dict[str, Any], known: bool | None) -> None:
    assert request().allowed_by([statement], "Shop") is known


@pytest.mark.parametrize(
    ("statement", "known"),
    [
        ({"NotAction": "secretsmanager:*", "Resource": "*"}, False),
        ({"NotAction": "s3:*", "Resource": "*"}, True),
        ({"Action": "*", "NotResource": SECRET}, False),
        ({"Action": "*", "NotResource": [REF, "arn:aws:s3:::*"]}, None),
        ({"Action": "*", "Resource": "*", "NotPrincipal": {"AWS": ROLE}}, None),
        ({"Action": "*", "Resource": "*", "Principal": {"AWS": ACCOUNT}}, True),
        ({"Action": "*", "Resource": "*", "Principal": {"AWS": "111122223333"}}, True),
        ({"Action": "*", "Resource": "*", "Principal": {"AWS": "999999999999"}}, False),
    ],
)
def test_a_denial_says(statement: dict[str, Any], known: bool | None) -> None:
    assert request().denied_by([{"Effect": "Deny", **statement}], "Shop") is known


@pytest.mark.parametrize(
    "document", [None, {"Ref": "Policy"}, {"Statement": REF}, {"Statement": [{"Fn::If": ["Yes", {}, {}]}]}]
)
def test_a_document_that_is_not_known_may_allow_and_does_not_deny(document: Any) -> None:
    statements = statements_of(document)

    assert request().allowed_by(statements, "Shop") is None
    assert request().denied_by(statements, "Shop") is False


def test_one_statement_that_allows_is_enough() -> None:
    assert request().allowed_by([said(Action="s3:*"), said(Resource=REF), said()], "Shop") is True


def test_none_allows_nothing() -> None:
    assert request().allowed_by(statements_of({"Statement": []}), "Shop") is False


def test_references_of_two_templates_are_not_the_same() -> None:
    texts = Texts()
    here = request(texts=texts, resource=(texts.of(REF, "Shop"),))

    assert here.allowed_by([said(Resource=REF)], "Shop") is True
    assert here.allowed_by([said(Resource=REF)], "Crm") is None


def test_references_to_two_resources_of_the_app_are_known_to_differ() -> None:
    texts = Texts(things={("Shop", '{"Ref": "Shop"}'): "Shop/Shop", ("Shop", '{"Ref": "Crm"}'): "Shop/Crm"})
    here = request(texts=texts, resource=(texts.of(REF, "Shop"),))

    assert here.allowed_by([said(Resource={"Ref": "Crm"})], "Shop") is False
    assert here.allowed_by([said(Resource={"Ref": "Parameter"})], "Shop") is None


def test_a_text_that_is_known_in_two_forms_is_refused_by_either() -> None:
    here = request(resource=("*", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:*"))

    assert here.allowed_by([said(Resource="arn:aws:secretsmanager:us-*")], "Shop") is False
    assert here.allowed_by([said(Resource=SECRET)], "Shop") is None
