"""What one thing is written as where a list is taken, and a number where the CDK has a quantity."""

import enum

import aws_cdk as cdk
import pytest

from dms_constructs import ConfigurationError, LimitedLobs
from dms_constructs._checks import in_range, is_list, meant


class Level(enum.Enum):
    NONE = "none"
    ONE = "one"


@pytest.mark.parametrize(
    ("name", "given", "write"),
    [
        ("emails", "ops@example.com", "emails=['ops@example.com']"),
        ("Monitoring.emails", "ops@example.com", "emails=['ops@example.com']"),
        ("emails", 7, "emails=['dba@example.com']"),
    ],
    ids=["a text", "a text of a value", "a number"],
)
def test_a_text_alone_is_put_into_a_list(name: str, given: object, write: str) -> None:
    with pytest.raises(ConfigurationError, match="must be of type list or tuple") as raised:
        is_list("DMS-A001", name, given, "emails=['dba@example.com']", of_texts=True)

    assert str(raised.value).partition("; write ")[2] == f"{write} [DMS-A001]"


def test_a_list_and_nothing_are_taken() -> None:
    for given in (["ops@example.com"], (), None):
        is_list("DMS-A001", "emails", given, "emails=['dba@example.com']")


@pytest.mark.parametrize(
    ("name", "given", "write"),
    [
        ("allocated_storage_gib", cdk.Size.gibibytes(100), "allocated_storage_gib=value.to_gibibytes()"),
        ("minutes", cdk.Duration.minutes(10), "minutes=value.to_minutes()"),
    ],
    ids=["a size", "a duration"],
)
def test_a_quantity_is_turned_into_a_number(name: str, given: object, write: str) -> None:
    with pytest.raises(ConfigurationError, match="must be a whole number") as raised:
        in_range("DMS-A001", name, given, 5, 6144)  # type: ignore[arg-type]

    assert f"; write the number alone, {write}" in str(raised.value)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (cdk.Size.kibibytes(64), "got Size; write the number alone, max_size_kb=value.to_kibibytes()"),
        ("64", "got '64'; write max_size_kb=64"),
    ],
    ids=["a size", "digits"],
)
def test_an_argument_of_the_settings_is_corrected_likewise(given: object, said: str) -> None:
    with pytest.raises(ConfigurationError, match="DMS-S001") as raised:
        LimitedLobs(max_size_kb=given)  # type: ignore[arg-type]

    assert f"0 to 102400 KB, {said} [" in str(raised.value)


@pytest.mark.parametrize(("given", "member"), [(0, Level.NONE), (1, Level.ONE), (True, None), (7, None)])
def test_a_number_means_the_member_that_is_its_word(given: object, member: Level | None) -> None:
    assert meant(given, Level) is member
