"""The checks of AWS's premigration assessment, decided by a plan."""

import dataclasses
import json
from typing import Any

import pytest

import dms_constructs as dms
from dms_constructs import facts
from dms_constructs.premigration_checks.conditions import CONDITIONS
from dms_constructs.premigration_checks.deciders import DECIDERS, DOUBTS
from dms_constructs.premigration_checks.failures import findings_with_failures
from tests.values.premigration_cases import CASES, Case, given, keys_of, plan_of
from tests.values.premigration_cases.shapes import BOTH, ID, LOAD, LOB, MYSQL, POSTGRESQL, SHOP, case, table
from tests.values.refusals import refused

KNOWN = facts.premigration()
KINDS: dict[str, dict[str, Any]] = KNOWN["kinds"]
GIVEN = list(given())
DECIDED = [name for name, kind in KINDS.items() if kind["class"] != "L"]
OID = (table(ID, dms.SourceColumn("file", "oid")),)
VERDICT = dms.PremigrationVerdict


def checked(plan: dms.TaskPlan, key: str) -> dms.PremigrationCheck:
    (found,) = [check for check in dms.premigration(plan).checks if check.key == key]
    return found


def postgresql(tables: Any = OID, target: dms.EngineName = POSTGRESQL, **more: Any) -> dms.TaskPlan:
    return plan_of(case("selection", VERDICT.PASSED, "", tables=tables, target=target, **more), POSTGRESQL)


@pytest.mark.parametrize(
    ("key", "one", "engine"), GIVEN, ids=[f"{key}: {each.verdict.value}, {each.what}" for key, each, _ in GIVEN]
)
def test_a_check_comes_out_as_it_should(key: str, one: Case, engine: dms.EngineName) -> None:
    found = checked(plan_of(one, engine), key)

    assert found.verdict is one.verdict, str(found)
    assert one.needs in {(), found.needs}


@pytest.mark.parametrize(("key", "one", "engine"), [each for each in GIVEN if each[1].verdict.name in "FAILED WARNING"])
def test_what_is_found_is_said_with_a_fix(key: str, one: Case, engine: dms.EngineName) -> None:
    found = checked(plan_of(one, engine), key)

    assert found.reason
    # The message of a problem has its fix in it.
    assert found.fix or "[DMS-" in found.reason


# Every check has a case of each kind


@pytest.mark.parametrize("kind", DECIDED)
def test_a_check_that_is_decided_here_can_be_found(kind: str) -> None:
    assert {each.verdict for each in CASES if each.kind == kind} & {VERDICT.FAILED, VERDICT.WARNING}


@pytest.mark.parametrize("kind", [each for each in DECIDED if not each.startswith("validation-of-")])
def test_a_check_that_is_decided_here_can_pass(kind: str) -> None:
    assert VERDICT.PASSED in {each.verdict for each in CASES if each.kind == kind}


@pytest.mark.parametrize("kind", [each for each in DECIDED if KINDS[each]["applies"]])
def test_a_check_that_has_conditions_can_be_not_applicable(kind: str) -> None:
    assert VERDICT.NOT_APPLICABLE in {each.verdict for each in CASES if each.kind == kind}


@pytest.mark.parametrize("kind", [each for each in DECIDED if KINDS[each]["needs"]])
def test_a_check_that_needs_something_can_be_undecided(kind: str) -> None:
    assert VERDICT.UNDECIDED in {each.verdict for each in CASES if each.kind == kind}


KEYS = [(key, name) for name in DECIDED for key in KINDS[name]["keys"]]


@pytest.mark.parametrize(("key", "kind"), KEYS, ids=[key for key, _ in KEYS])
def test_no_key_can_have_one_verdict_for_all_cases(key: str, kind: str) -> None:
    found = {one.verdict for name, one, _ in GIVEN if name == key}

    assert found & {VERDICT.FAILED, VERDICT.WARNING}
    assert found & {VERDICT.PASSED, VERDICT.NOT_APPLICABLE}
    assert VERDICT.UNDECIDED in found or not KINDS[kind]["needs"]


# The facts


def test_every_check_of_aws_is_of_one_kind() -> None:
    listed = {key for page in KNOWN["pages"].values() for key in (*page["checks"], *page.get("unprinted", ()))}

    assert sorted(listed) == sorted(key for kind in KINDS.values() for key in kind["keys"])


def test_all_checks_but_those_of_live_servers_are_decided_here() -> None:
    assert sum(len(KINDS[name]["keys"]) for name in DECIDED) == 69 + 35 + 61 + 8 + 5


def test_each_condition_of_the_facts_has_a_function() -> None:
    assert {name for kind in KINDS.values() for name in kind["applies"]} == set(CONDITIONS)


def test_each_need_of_the_facts_has_words() -> None:
    assert {name for kind in KINDS.values() for name in kind["needs"]} <= set(KNOWN["needs"])


def test_what_decides_is_of_a_kind_that_is_there() -> None:
    assert {*DECIDERS, *DOUBTS} <= set(DECIDED)


@pytest.mark.parametrize("kind", [name for name in DECIDED if name not in DECIDERS])
def test_a_kind_that_no_function_decides_has_a_finding_or_an_error_of_its_keys(kind: str) -> None:
    codes = facts.codes()
    entries = [*codes["findings"].values(), *codes["errors"].values()]

    assert set(KINDS[kind]["keys"]) <= {key for entry in entries for key in entry.get("premigration", ())}


# The report


@pytest.mark.parametrize(
    "engine",
    [
        MYSQL,
        dms.EngineName.MARIADB,
        POSTGRESQL,
        dms.EngineName.AURORA_POSTGRESQL,
        dms.EngineName.ORACLE,
        dms.EngineName.SQL_SERVER,
        dms.EngineName.DB2,
    ],
)
def test_each_check_of_an_engine_is_in_the_report_once(engine: dms.EngineName) -> None:
    plan = plan_of(case("selection", VERDICT.PASSED, ""), engine)

    assert sorted(check.key for check in dms.premigration(plan).checks) == sorted(keys_of(engine))


def test_without_an_engine_the_checks_for_every_engine_are_left() -> None:
    plan = dms.TaskPlan(
        migration_type=BOTH,
        source=dms.EndpointFacts(endpoint_type=dms.EndpointType.SOURCE),
        target=dms.EndpointFacts(endpoint_type=dms.EndpointType.TARGET),
        table_mappings=None,
        task_settings=None,
    )

    assert len(dms.premigration(plan).checks) == 6


def test_the_engine_of_the_catalog_stands_for_that_of_the_source() -> None:
    plan = dms.TaskPlan(
        migration_type=None,
        source=dms.EndpointFacts(endpoint_type=dms.EndpointType.SOURCE),
        target=dms.EndpointFacts(endpoint_type=dms.EndpointType.TARGET),
        table_mappings=dms.TableMappings(*SHOP),
        task_settings=None,
        source_catalog=dms.Catalog(table(), engine=MYSQL),
    )

    assert "mysql-check-10k-tables" in {check.key for check in dms.premigration(plan).checks}


def test_the_report_as_json_has_each_check() -> None:
    report = dms.premigration(postgresql())

    told = json.loads(json.dumps(report.to_dict()))

    assert len(told["checks"]) == len(report.checks)
    assert told["counts"]["failed"] == 1
    assert told["checks"][0] == report.checks[0].as_dict()


def test_the_report_as_text_begins_with_what_failed() -> None:
    text = str(dms.premigration(postgresql()))

    assert text.startswith(
        "Failed (1)\n  unsupported-data-types-in-source: DMS does not move these: shop.orders.file (oid)"
    )


def test_the_report_as_markdown_names_the_checks_as_code() -> None:
    text = dms.premigration(postgresql()).to_markdown()

    assert text.startswith("**Failed (1)**\n\n- `unsupported-data-types-in-source`: ")


def test_a_check_says_in_words_what_would_decide_it() -> None:
    found = checked(postgresql(), "postgres-check-target-generated-cols")

    assert str(found).endswith("; a catalog of the target (`dms-constructs catalog`) would decide it")


@pytest.mark.parametrize(
    ("key", "end"),
    [
        (
            "postgres-check-pk-validity",
            "; the task settings (in a template) and the migration type (in a template) would decide it",
        ),
        (
            "postgres-check-wallevel",
            "; the database in the same app or template or a live server would decide it",
        ),
    ],
)
def test_a_check_says_whether_all_or_one_of_it_would_decide(key: str, end: str) -> None:
    plan = dataclasses.replace(postgresql(), task_settings=None, migration_type=None)

    assert str(checked(plan, key)).endswith(end)


def test_a_problem_of_the_mappings_is_in_the_report() -> None:
    report = dms.premigration(postgresql(rules=(dms.Include("crm"),)))

    assert [problem.code for problem in report.problems] == ["DMS-M052"]


@pytest.mark.parametrize(
    ("tables", "verdict"), [((table(ID, LOB),), VERDICT.FAILED), ((table(),), VERDICT.PASSED), (None, VERDICT.FAILED)]
)
def test_whole_lobs_of_a_document_fail_with_batch_apply_unless_there_are_none(
    tables: tuple[dms.SourceTable, ...] | None, verdict: dms.PremigrationVerdict
) -> None:
    target = {"BatchApplyEnabled": True, "FullLobMode": True, "LimitedSizeLobMode": False, "SupportLobs": True}
    settings = dms.TaskSettings.from_dict({"TargetMetadata": target})

    plan = dataclasses.replace(postgresql(tables), task_settings=settings)

    assert checked(plan, "postgres-batch-apply-lob-mode").verdict is verdict


def test_something_else_than_a_plan_is_refused() -> None:
    refused("DMS-T008", "plan must be", lambda: dms.premigration("plan"))  # type: ignore[arg-type]  # what is tested


def test_the_last_line_counts_the_verdicts() -> None:
    report = dms.premigration(postgresql((table(),), settings={"validation": dms.Validation()}))

    assert str(report).splitlines()[-1].startswith("0 failed, 1 warning, ")


# The finding of a task


def test_a_failed_check_is_a_finding_that_names_it() -> None:
    (finding,) = [each for each in findings_with_failures(postgresql()) if each.id == "task.premigration"]

    assert "unsupported-data-types-in-source" in finding.message
    assert finding.fix == "leave them out: add dms.RemoveColumns('shop', 'orders', 'file')"


def test_the_finding_names_each_check_that_fails_and_that_no_other_tells_of() -> None:
    whats = {"oid of PostgreSQL", "geometry to MySQL", "a unique key only", "a key of text"}
    tables = [
        dataclasses.replace(each, name=f"t{number}_{each.name}")
        for number, one in enumerate(CASES)
        if one.what in whats and one.verdict is VERDICT.FAILED
        for each in one.tables or ()
    ]
    plan = postgresql(tuple(tables), target=MYSQL)
    found = findings_with_failures(plan)

    (finding,) = [each for each in found if each.id == "task.premigration"]

    told = {key for each in found for key in each.premigration}
    untold = {check.key for check in dms.premigration(plan).failed} - told
    assert len(untold) > 3
    assert {key for key in untold if key in finding.message} == untold


def test_the_fix_of_the_finding_makes_it_go_away() -> None:
    plan = postgresql(rules=(*SHOP, dms.RemoveColumns("shop", "orders", "file")))

    assert "task.premigration" not in {finding.id for finding in findings_with_failures(plan)}


def test_a_failed_check_of_which_a_finding_tells_is_not_told_twice() -> None:
    plan = postgresql((table(ID, LOB, key=None),), migration_type=LOAD)

    ids = [finding.id for finding in findings_with_failures(plan)]

    assert "mappings.lobsWithoutKey" in ids
    assert "task.premigration" not in ids


def test_without_a_catalog_no_check_is_told() -> None:
    plan = postgresql(None)

    assert findings_with_failures(plan) == plan.findings
