import pytest

from dms_constructs import ConfigurationError, facts, unchecked
from dms_constructs.replication.engine_version import check_engine_version

ENDED = [v for v, k in facts.instances()["engine_versions"].items() if k.get("status") == "end of life"]


def ids(version: str | None, *, auto: bool | None = None) -> list[str]:
    return [finding.id for finding in check_engine_version(version, auto)]


@pytest.mark.parametrize("version", [*ENDED, "3.4.5", "2.4.5"])
def test_fails_when_its_life_has_ended(version: str) -> None:
    with pytest.raises(ConfigurationError, match=r"end of life.*write one of 3\.6\.1") as caught:
        check_engine_version(version, None)

    assert caught.value.code == "DMS-I011"


def test_no_version_that_has_ended_is_recommended() -> None:
    with pytest.raises(ConfigurationError) as caught:
        check_engine_version("3.5.2", None)

    assert "write one of 3.6.1, 3.5.4, or leave engine_version out" in caught.value.message


@pytest.mark.parametrize("version", ["3.6", "latest", "", "3.6.1.2", 3.6])
def test_fails_when_it_is_no_version(version: str) -> None:
    with pytest.raises(ConfigurationError, match=r"must look like '3\.6\.1'") as caught:
        check_engine_version(version, None)

    assert caught.value.code == "DMS-I011"


@pytest.mark.parametrize("version", ["3.5.4"])
def test_warns_of_an_announced_end(version: str) -> None:
    assert ids(version) == ["instance.endingEngineVersion"]


def test_warns_of_a_version_it_does_not_know() -> None:
    assert ids("3.9.0") == ["instance.unknownEngineVersion"]


def test_warns_when_the_pinned_version_would_be_upgraded() -> None:
    assert ids("3.6.1", auto=True) == ["instance.pinnedVersionIsUpgraded"]


@pytest.mark.parametrize("version", [None, "3.6.1", unchecked("4.0.0-beta"), "${Token[TOKEN.1]}"])
def test_says_nothing_otherwise(version: str | None) -> None:
    assert ids(version) == []
