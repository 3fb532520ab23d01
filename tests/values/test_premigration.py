"""The checks of AWS's premigration assessment, decided by a plan."""

import pytest

import dms_constructs as dms
from dms_constructs import facts
from tests.values.premigration_cases import CASES, Case, given, plan_of

KINDS = facts.premigration()["kinds"]
PAGES = facts.premigration()["pages"]
GIVEN = list(given())


def checked(plan: dms.TaskPlan, key: str) -> dms.PremigrationCheck:
    (found,) = [check for check in dms.premigration(plan).checks if check.key == key]
    return found


@pytest.mark.parametrize(
    ("key", "case", "engine"), GIVEN, ids=[f"{key}: {each.verdict.value}, {each.what}" for key, each, _ in GIVEN]
)
def test_a_check_comes_out_as_it_should(key: str, case: Case, engine: dms.EngineName) -> None:
    found = checked(plan_of(case, engine), key)

    assert (found.verdict, found.needs or case.needs) == (case.verdict, case.needs or found.needs), str(found)


@pytest.mark.parametrize("kind", [name for name, kind in KINDS.items() if kind["class"] not in "PL"])
def test_a_check_that_is_decided_here_can_pass_and_be_found(kind: str) -> None:
    verdicts = {case.verdict for case in CASES if case.kind == kind}

    found = {dms.PremigrationVerdict.FAILED, dms.PremigrationVerdict.WARNING}
    assert verdicts & found
    # The two are about one setting each, so what passes is what does not apply.
    assert dms.PremigrationVerdict.PASSED in verdicts or kind.startswith("validation-of-")
    assert dms.PremigrationVerdict.UNDECIDED in verdicts or dms.PremigrationVerdict.NOT_APPLICABLE in verdicts
