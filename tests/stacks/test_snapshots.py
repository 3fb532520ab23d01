import json
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from dms_constructs.testing import readable
from tests.stacks.conftest import LOADING, SERVING


@pytest.mark.parametrize("name", LOADING)
def test_the_template_is_as_reviewed(name: str, templates: dict[str, Any], snapshot: SnapshotAssertion) -> None:
    assert readable(templates[name]) == snapshot(extension_class=JSONSnapshotExtension, name=name)


@pytest.mark.parametrize("name", SERVING)
def test_the_template_that_serves_is_as_reviewed(
    name: str, serving: dict[str, Any], snapshot: SnapshotAssertion
) -> None:
    assert readable(serving[name]) == snapshot(extension_class=JSONSnapshotExtension, name=name)


def test_every_example_stack_has_a_snapshot(templates: dict[str, Any], serving: dict[str, Any]) -> None:
    assert (sorted(templates), sorted(serving)) == (LOADING, SERVING)


def test_no_template_holds_a_secret(templates: dict[str, Any], serving: dict[str, Any]) -> None:
    text = json.dumps([templates, serving]).lower()

    assert '"password":' not in text
    assert '"secretstring":' not in text
