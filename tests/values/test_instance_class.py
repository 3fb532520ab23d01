import pytest

from dms_constructs import ConfigurationError, InstanceClass, facts, unchecked

CURRENT = [name for name, c in facts.instances()["classes"].items() if c["status"] == "current"]
RETIRED = [name for name, c in facts.instances()["classes"].items() if c["status"] == "retired"]


@pytest.mark.parametrize("name", CURRENT)
def test_every_class_that_dms_offers_has_a_constant(name: str) -> None:
    constant = name.removeprefix("dms.").upper().replace(".", "_")

    assert getattr(InstanceClass, constant) == InstanceClass.of(name)


def test_no_constant_names_a_class_that_dms_does_not_offer() -> None:
    constants = {getattr(InstanceClass, name).name for name in vars(InstanceClass) if name.isupper()}

    assert constants == set(CURRENT)


def test_tells_its_processors_and_its_memory() -> None:
    assert (InstanceClass.R6I_LARGE.vcpu, InstanceClass.R6I_LARGE.memory_gib) == (2, 16)


def test_lists_what_is_known() -> None:
    assert [c.name for c in InstanceClass.known()] == CURRENT


def test_prints_as_dms_names_it() -> None:
    assert str(InstanceClass.C5_9XLARGE) == "dms.c5.9xlarge"


def test_knows_which_classes_are_burstable() -> None:
    assert InstanceClass.T3_MICRO.is_burstable
    assert not InstanceClass.R6I_LARGE.is_burstable


@pytest.mark.parametrize("name", ["dms.bogus.large", "r6i.large", "dms.r6i.lrge", "dms.r6i", "", "DMS.R6I.LARGE", 5])
def test_fails_when_the_name_is_nonsense(name: str) -> None:
    with pytest.raises(ConfigurationError, match="must look like 'dms.r6i.large'") as caught:
        InstanceClass.of(name)

    assert caught.value.code == "DMS-I001"


def test_fails_with_the_near_miss() -> None:
    with pytest.raises(ConfigurationError, match=r"did you mean 'dms\.r6i\.large'\?"):
        InstanceClass.of("dms.r6i.lrge")


@pytest.mark.parametrize("name", RETIRED)
def test_fails_when_the_class_is_retired(name: str) -> None:
    with pytest.raises(ConfigurationError, match=r"is retired.*choose one of c5, c6i") as caught:
        InstanceClass.of(name)

    assert caught.value.code == "DMS-I002"


def test_takes_a_newer_family_with_a_finding() -> None:
    newer = InstanceClass.of("dms.r9i.large")

    assert [finding.id for finding in newer.findings] == ["instance.unknownClass"]
    assert newer.memory_gib is None
    assert newer.vcpu is None


def test_has_a_finding_when_aws_documentation_is_doubtful() -> None:
    assert [finding.id for finding in InstanceClass.C7I_2XLARGE.findings] == ["instance.unknownClass"]


def test_has_no_finding_when_it_is_sure() -> None:
    assert InstanceClass.R6I_LARGE.findings == ()


def test_takes_anything_that_is_marked_as_unchecked() -> None:
    assert InstanceClass.of(unchecked("dms.bogus.large")).findings == ()


def test_takes_a_token() -> None:
    assert InstanceClass.of("${Token[TOKEN.12]}").findings == ()
