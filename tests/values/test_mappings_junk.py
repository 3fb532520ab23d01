"""What is no value at all is an error of ours, never one of Python's."""

from collections.abc import Callable
from typing import Any

import pytest

from dms_constructs import Condition, Filter, Include, Ranges, RawRule, RenameColumn, TableMappings
from dms_constructs.errors import ConfigurationError

SHOP = Include("shop")


@pytest.mark.parametrize(
    "make",
    [
        Include,
        lambda junk: Include("a", junk),
        lambda junk: Include("a", "b", filters=junk),
        lambda junk: Include("a", "b", filters=[junk]),
        lambda junk: Include("a", rule_id=junk),
        lambda junk: Include("a", rule_name=junk),
        lambda junk: Include("a", load_order=junk),
        lambda junk: Filter(junk, Condition.gte(1)),
        lambda junk: Filter("a", junk),
        lambda junk: Condition.between(junk, 1),
        lambda junk: Ranges.even("id", junk, 9, 2),
        lambda junk: Ranges.even("id", 1, 9, junk),
        lambda junk: Ranges(junk, [[1]]),
        lambda junk: Ranges(["id"], junk),
        lambda junk: RenameColumn("a", "b", "c", to=junk),
        TableMappings,
        TableMappings.from_json,
        TableMappings.from_dict,
        RawRule,
        lambda junk: TableMappings(SHOP).evaluate(junk),
    ],
)
@pytest.mark.parametrize(
    "junk", [5.5j, object(), [[]], {5: object()}, b"x", float("nan"), Include], ids=lambda junk: type(junk).__name__
)
def test_junk_is_an_error_of_ours(junk: Any, make: Callable[[Any], object]) -> None:
    with pytest.raises(ConfigurationError):
        make(junk)


def test_a_rule_that_holds_itself_is_refused() -> None:
    body: dict[str, Any] = {"rule-type": "selection"}
    body["object-locator"] = body

    with pytest.raises(ConfigurationError, match=r"got one that holds itself"):
        RawRule(body)


def test_an_id_has_an_end() -> None:
    with pytest.raises(ConfigurationError, match=r"at most 100 digits, got 5000 \[DMS-M007\]"):
        Include("a", rule_id="1" * 5000)
