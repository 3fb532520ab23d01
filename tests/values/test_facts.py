import datetime as dt
import json
from collections.abc import Iterator
from importlib import resources

import pytest

from dms_constructs import PASSWORD_EXCLUDE_CHARACTERS, facts

FOLDER = resources.files("dms_constructs.facts")
FILES = sorted(path.name for path in FOLDER.iterdir() if path.name.endswith(".json"))
FOLDERS = ("codes", "data_types", "endpoint_settings", "engines")
IN_FOLDERS = {each: sorted(f"{each}/{path.name}" for path in FOLDER.joinpath(each).iterdir()) for each in FOLDERS}
CODES = IN_FOLDERS.pop("codes")
FILES += [name for names in IN_FOLDERS.values() for name in names]


def facts_in(value: object) -> Iterator[dict]:
    """Every record that says whether it is verified."""
    if isinstance(value, dict):
        if "verified" in value:
            yield value
        for item in value.values():
            yield from facts_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from facts_in(item)


@pytest.mark.parametrize("name", FILES)
def test_every_fact_names_its_source(name: str) -> None:
    data = json.loads(FOLDER.joinpath(name).read_text(encoding="utf-8"))

    records = list(facts_in(data))

    assert records
    assert [record for record in records if record["verified"] and not record.get("source")] == []


def test_a_limit_is_read_by_name() -> None:
    assert facts.limit("tasks_per_instance") == 200


def test_generated_passwords_leave_out_all_that_dms_refuses() -> None:
    assert set(facts.engines()["password_forbidden_characters"]["value"]) <= set(PASSWORD_EXCLUDE_CHARACTERS)


@pytest.mark.parametrize("name", [*FILES, *CODES])
def test_every_file_says_as_of_when_it_is_true(name: str) -> None:
    data = json.loads(FOLDER.joinpath(name).read_text(encoding="utf-8"))

    assert dt.date.fromisoformat(data["meta"]["as_of"])


@pytest.mark.parametrize("version", facts.instances()["engine_versions"])
def test_a_version_whose_end_lies_before_the_facts_has_ended(version: str) -> None:
    known = facts.instances()["engine_versions"][version]
    end = known.get("end_of_life")

    assert end is None or end > facts.instances()["meta"]["as_of"] or known["status"] == "end of life"
