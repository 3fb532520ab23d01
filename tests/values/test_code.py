"""Values are written as the code that makes them, for programs that `import dms_constructs as dms`."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

import dms_constructs as dms
from dms_constructs._code import SELF, Variable, as_code, call

VALUES: list[tuple[Any, str]] = [
    (None, "None"),
    (True, "True"),
    (5, "5"),
    (2.5, "2.5"),
    (float("inf"), 'float("inf")'),
    ("it's", '"it\'s"'),
    ('say "no"', r'"say \"no\""'),
    ("\N{ZERO WIDTH SPACE}", r"'\u200b'"),
    (b"x", "b'x'"),
    ([1, "a"], '[1, "a"]'),
    (("a",), '["a"]'),
    ({"a": dms.SslMode.REQUIRE}, '{"a": dms.SslMode.REQUIRE}'),
    (dms.MigrationType.CDC, "dms.MigrationType.CDC"),
    (dms.FullLoad, "dms.FullLoad"),
    (dms.unchecked("x"), 'dms.unchecked("x")'),
    (dms.unchecked(7), "dms.unchecked(7)"),
    (dms.Include("shop"), 'dms.Include("shop")'),
    (dms.InstanceClass.R6I_LARGE, 'dms.InstanceClass.of("dms.r6i.large")'),
    (dms.FullLoad(commit_rate=5), "dms.FullLoad(commit_rate=5)"),
    (dms.Logging(enabled=False), "dms.Logging(enabled=False)"),
    (dms.Condition.between(1, 9), 'dms.Condition.between("1", "9")'),
    (dms.CdcStart("4AF/B00000D0"), 'dms.CdcStart("4AF/B00000D0")'),
    (
        dms.EndpointFacts(endpoint_type=dms.EndpointType.SOURCE, engine_name=dms.EngineName.MYSQL),
        "dms.EndpointFacts(endpoint_type=dms.EndpointType.SOURCE, engine_name=dms.EngineName.MYSQL)",
    ),
]


@pytest.mark.parametrize(("value", "code"), VALUES, ids=[code for _, code in VALUES])
def test_a_value_is_written_as_code(value: Any, code: str) -> None:
    assert as_code(value) == code


@pytest.mark.parametrize("value", [value for value, _ in VALUES if not isinstance(value, tuple)], ids=as_code)
def test_the_code_makes_the_value_again(value: Any) -> None:
    assert eval(as_code(value), {"dms": dms, "datetime": datetime}) == value


def test_what_no_code_makes_again_is_its_argument() -> None:
    assert as_code(dms.Provisioned(vpc=object(), multi_az=True)) == "dms.Provisioned(vpc=vpc, multi_az=True)"  # type: ignore[arg-type]


def test_a_call_leaves_out_what_is_not_given() -> None:
    written = call("dms.Certificate.from_certificate_arn", SELF, "Ca", Variable("certificate.ref"), more=None)

    assert written == 'dms.Certificate.from_certificate_arn(self, "Ca", certificate.ref)'
