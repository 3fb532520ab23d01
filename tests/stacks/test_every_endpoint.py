"""Each class of endpoints, in each of its forms, before the judges of the example stacks."""

import contextlib
import json
from pathlib import Path

import aws_cdk as cdk
import cdk_nag
import pytest

from tests.constructs.engine_case import Place, all_cases
from tests.stacks.test_judges import linted, violations_in

FORMS = {
    f"{case.cls.__name__}.{number}": (case, form)
    for case in all_cases()
    for number, form in enumerate((case.minimal, *case.full))
}
ENVIRONMENT = cdk.Environment(account="111122223333", region="eu-west-1")


@pytest.mark.parametrize("name", FORMS)
def test_the_judges_find_nothing(name: str, tmp_path: Path) -> None:
    case, form = FORMS[name]
    app = cdk.App(outdir=str(tmp_path))
    cdk.Validations.of(app).add_plugins(cdk_nag.AwsSolutionsChecks(app))

    class Here(Place):
        stack = cdk.Stack(app, "Shop", env=ENVIRONMENT)

    here = Here()
    case.cls(here.stack, "Endpoint", **form.arguments(here))
    with contextlib.suppress(RuntimeError):  # under pytest the CDK raises when there are findings; the report has them
        app.synth()

    (template,) = tmp_path.glob("*.template.json")
    assert linted(json.loads(template.read_text())) == []
    assert {found for found in violations_in(tmp_path) if found[0].startswith("Shop/Endpoint")} == set()
