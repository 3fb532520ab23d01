"""Templates as a person reviews them, for tests of apps."""

import json
import subprocess
import sys
from typing import Any

import pytest

from dms_constructs.errors import ConfigurationError
from dms_constructs.testing import as_text, readable

HASH = "f" * 64
RULES: dict[str, Any] = {"rules": [{"rule-id": "1"}]}


def template(**properties: Any) -> dict[str, Any]:
    return {"Resources": {"Task": {"Type": "AWS::DMS::ReplicationTask", "Properties": properties}}}


def shown(**properties: Any) -> Any:
    return readable(template(**properties))["Resources"]["Task"]["Properties"]


@pytest.mark.parametrize("name", ["TableMappings", "ReplicationTaskSettings", "ReplicationSettings"])
def test_a_document_that_is_text_is_shown_as_what_it_says(name: str) -> None:
    assert shown(**{name: json.dumps(RULES)}) == {name: RULES}


def test_a_document_that_is_an_object_stays_one() -> None:
    assert shown(TableMappings=RULES) == {"TableMappings": RULES}


def test_what_cloudformation_fills_into_a_document_stands_there_by_its_name() -> None:
    joined = {"Fn::Join": ["", ['{"rules":[{"value":"', {"Ref": "Schema"}, '"}]}']]}

    assert shown(TableMappings=joined) == {"TableMappings": {"rules": [{"value": "${Schema}"}]}}


@pytest.mark.parametrize("text", ["no JSON", ""])
def test_a_document_that_is_not_json_stays_what_it_is(text: str) -> None:
    assert shown(TableMappings=text) == {"TableMappings": text}


def test_a_document_of_which_nothing_is_known_stays_what_it_is() -> None:
    assert shown(TableMappings={"Ref": "Mappings"}) == {"TableMappings": {"Ref": "Mappings"}}


def test_the_hash_of_an_asset_is_masked() -> None:
    assert shown(Key=f"{HASH}.zip") == {"Key": "<asset-hash>.zip"}


@pytest.mark.parametrize("name", ["CDKMetadata", "BootstrapVersion"])
def test_what_a_release_of_the_cdk_changes_is_left_out(name: str) -> None:
    assert readable({"Resources": {name: {}}}) == {"Resources": {}}


def test_a_template_of_the_cdks_assertions_is_taken_too() -> None:
    class Template:
        def to_json(self) -> dict[str, Any]:
            return template(TableMappings=json.dumps(RULES))

    assert readable(Template()) == template(TableMappings=RULES)


def test_the_text_is_the_same_in_any_order_of_properties() -> None:
    assert as_text(template(One=1, Two=2)) == as_text(template(Two=2, One=1))


def test_the_text_is_for_a_file() -> None:
    assert json.loads(as_text(template())) == template()
    assert as_text(template()).endswith("}\n")


def test_nothing_but_the_standard_library_is_needed() -> None:
    check = (
        "import sys, dms_constructs.testing; "
        "sys.exit(any(name.split('.')[0] in {'aws_cdk', 'jsii', 'syrupy', 'pytest'} for name in sys.modules))"
    )

    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0


@pytest.mark.parametrize("text", ['{"a": 1, "a": 2}', '{"a": NaN}', "[" * 100_000], ids=["twice", "NaN", "deep"])
def test_what_would_not_be_the_same_as_an_object_stays_text(text: str) -> None:
    assert readable({"TableMappings": text}) == {"TableMappings": text}


@pytest.mark.parametrize("given", ["{}", None, ["Resources"]])
def test_something_else_than_a_template_is_refused(given: Any) -> None:
    with pytest.raises(ConfigurationError, match="template must be a template, or what tells its template, got"):
        readable(given)
