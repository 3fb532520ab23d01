import json
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from dms_constructs.testing import readable

STACKS = [
    "MySqlToAuroraMySql",
    "PostgreSqlToAuroraInPhases",
    "PostgreSqlToAuroraProvisioned",
    "PostgreSqlToGlobalDatabase",
    "Network",
    "MySqlToAuroraPostgreSql",
    "PostgreSqlToAuroraPostgreSql",
    "PostgreSqlToAuroraServerless",
    "PostgreSqlToS3Parquet",
]


@pytest.mark.parametrize("name", STACKS)
def test_the_template_is_as_reviewed(name: str, templates: dict[str, Any], snapshot: SnapshotAssertion) -> None:
    assert readable(templates[name]) == snapshot(extension_class=JSONSnapshotExtension, name=name)


def test_every_example_stack_has_a_snapshot(templates: dict[str, Any]) -> None:
    assert sorted(templates) == sorted(STACKS)


def test_no_template_holds_a_secret(templates: dict[str, Any]) -> None:
    text = json.dumps(templates).lower()

    assert '"password":' not in text
    assert '"secretstring":' not in text
