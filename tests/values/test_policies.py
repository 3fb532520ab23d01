"""What a deployment may do with a task, as values."""

import pytest

import dms_constructs as dms
from dms_constructs.lifecycle.policies import policy_of


def test_consent_has_the_form_that_is_printed() -> None:
    assert dms.Allow("4f2a91c3-88de01ab").digest == "4f2a91c3-88de01ab"


@pytest.mark.parametrize(
    "digest", ["", "yes", "4f2a91c3", "4f2a91c3-88de01a", "4F2A91C3-88DE01AB", " 4f2a91c3-88de01ab", 7, None]
)
def test_consent_of_another_form_is_refused(digest: object) -> None:
    with pytest.raises(dms.ConfigurationError) as caught:
        dms.Allow(digest)  # type: ignore[arg-type]

    assert caught.value.code == "DMS-L002"


def test_consent_is_for_one_change_only() -> None:
    consent = dms.Allow("4f2a91c3-88de01ab")

    assert (consent.is_for("88de01ab00000000"), consent.is_for("4f2a91c300000000")) == (True, False)


def test_there_is_no_policy_without_start() -> None:
    assert policy_of(None, None, None) is None


def test_nothing_is_loaded_again_unless_it_is_said() -> None:
    policy = policy_of(dms.StartPolicy.NEVER, None, None)

    assert policy is not None
    assert policy.reload is dms.ReloadPolicy.NEVER


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ({"start": "always running"}, "dms.StartPolicy.ALWAYS_RUNNING"),
        ({"start": "on-create"}, "dms.StartPolicy.ON_CREATE"),
        ({"start": dms.StartPolicy.NEVER, "reload": "when_needed"}, "dms.ReloadPolicy.WHEN_NEEDED"),
        ({"start": dms.StartPolicy.NEVER, "allow": "4f2a91c3-88de01ab"}, "dms.Allow('4f2a91c3-88de01ab')"),
    ],
    ids=str,
)
def test_what_was_meant_is_written(given: dict[str, object], meant: str) -> None:
    with pytest.raises(dms.ConfigurationError) as caught:
        policy_of(**{"start": None, "reload": None, "allow": None, **given})  # type: ignore[arg-type]

    assert caught.value.message.endswith(f"write {meant}")


def test_an_option_that_needs_start_is_named() -> None:
    with pytest.raises(dms.ConfigurationError, match="move_with_instance has no effect without start"):
        policy_of(None, None, None, move_with_instance=True)
