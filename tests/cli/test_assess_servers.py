"""`dms-constructs assess` and `explain` on the sixty tables of three servers, read by the commands themselves."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import dms_constructs as dms
from tests.cli.assessed import ALL, ENGINES, FAILED, OTHER, PASSED, TASKS, WARNING, stack, verdicts
from tests.cli.conftest import Cli, Ran, Read
from tests.cli.sixty_tables import SERVERS, server_of

OnServer = Callable[..., Ran]


@pytest.fixture
def on_server(cli: Cli, request: pytest.FixtureRequest, tmp_path: Path) -> OnServer:
    """Run a command with a document, on the catalog that it reads from a server."""

    def run(name: str, *command: str, given: dict[str, Any], target: str | None = None, form: str = "json") -> Ran:
        server = server_of(request, name)
        (tmp_path / "shop.json").write_text(json.dumps(given))
        there: tuple[object, ...] = ()
        if target is not None:
            (tmp_path / "target.json").write_text(target)
            there = ("--target-catalog", tmp_path / "target.json")
        return cli(
            *(*command, tmp_path / "shop.json", "--catalog", server.url(), "--format", form, *there),
            DMS_CONSTRUCTS_PASSWORD=server.password,
        )

    return run


# What all of the sixty tables give together, with what the task does and to which target.
OF_ALL: dict[str, dict[str, str]] = {
    "mariadb": {
        "all-check-secondary-constraints": WARNING,
        "all-check-source-selection-rules": PASSED,
        "table-with-lob-but-without-primary-key-or-unique-constraint": PASSED,
        "table-with-no-primary-key-or-unique-constraint": WARNING,
        "unsupported-data-types-in-source": PASSED,
        "check-10k-tables": PASSED,
        "check-auto-increment": WARNING,
        "check-cascade-constraints": FAILED,
        "check-generated-columns": WARNING,
        "check-invisible-columns": FAILED,
        "check-skip-table-suspension-partition-ddl": WARNING,
        "check-table-storage-engine": WARNING,
        "check-views": PASSED,
        "tblnum-for-max-fullload-subtasks": WARNING,
    },
    "postgresql": {
        "all-check-secondary-constraints": WARNING,
        "all-check-source-selection-rules": PASSED,
        "table-with-lob-but-without-primary-key-or-unique-constraint": FAILED,
        "table-with-no-primary-key-or-unique-constraint": WARNING,
        "unsupported-data-types-in-source": PASSED,
        "check-materialized-views": WARNING,
        "check-pk": FAILED,
        "check-pk-lob": FAILED,
        "check-similar-table-name": PASSED,
        "check-table-with-array": PASSED,
    },
}
OF_ALL["postgresql_18"] = OF_ALL["postgresql"]
IN_TASK: dict[str, dict[str, str]] = {
    "compares": {"check-pk-validity": WARNING},
    "drops": {"full-lob-not-nullable-at-target": FAILED},
    "batches": {
        "batch-apply-lob-mode": PASSED,
        "check-batch-apply-target-pk-ui-absence": WARNING,
        "check-batch-apply-target-pk-ui-simultaneously": WARNING,
    },
}
# What hangs on the target too: the kind of the source, the target, what the task does.
WITH_TARGET: dict[tuple[str, str, str], dict[str, str]] = {
    ("mariadb", "mysql", "batches"): {"all-check-for-batch-apply-to-mysql": PASSED},
    ("mariadb", "mysql", "drops"): {"check-table-partition": WARNING},
    # Timeouts count of targets that are MySQL or MariaDB only.
    **{("mariadb", "postgres", does): {"check-target-network-parameter": PASSED} for does in TASKS},
    ("mariadb", "postgres", "drops"): {"check-table-partition": WARNING, "check-target-network-parameter": PASSED},
    **{("postgres", "mysql", does): {"check-postgis-data-type": PASSED} for does in TASKS},
    **{("postgres", "postgres", does): {"check-session-replication-role": PASSED} for does in TASKS},
}


def expected_of(server: str, target: str, does: str) -> dict[str, str]:
    """Return the verdict of each check that files and the source's catalog decide."""
    return OF_ALL[server] | IN_TASK[does] | WITH_TARGET.get((ENGINES[server], target, does), {})


@pytest.mark.parametrize("does", TASKS)
@pytest.mark.parametrize("target", ["mysql", "postgres"])
@pytest.mark.parametrize("name", SERVERS)
def test_the_sixty_tables_of_a_server_are_assessed(name: str, target: str, does: str, on_server: OnServer) -> None:
    ran = on_server(name, "assess", given=stack(name, target, does))

    assert (ran.code, verdicts(ran.json, name)) == (1, expected_of(name, target, does))


# What the catalog of the target decides, where its tables are there already: MariaDB's have keys that cascade too.
OF_TARGET = {
    ("mariadb", "mysql"): {
        "check-cascade-constraints": PASSED,
        "check-fk-target": FAILED,
        "check-secondary-indexes": WARNING,
    },
    ("mariadb", "postgres"): {"check-secondary-indexes": WARNING},
    ("postgres", "mysql"): {"check-target-generated-cols": FAILED, "check-target-secondary-indexes": WARNING},
    ("postgres", "postgres"): {"check-target-generated-cols": FAILED, "check-target-secondary-indexes": WARNING},
}


@pytest.mark.parametrize("target", ["mysql", "postgres"])
@pytest.mark.parametrize("name", SERVERS)
def test_the_catalog_of_a_target_server_decides_the_rest(
    name: str, target: str, on_server: OnServer, sixty_tables: Read
) -> None:
    there = sixty_tables("mariadb" if target == "mysql" else "postgresql").to_json().replace('"mariadb"', '"mysql"')

    ran = on_server(name, "assess", given=stack(name, target, "compares"), target=there)

    expected = expected_of(name, target, "compares") | OF_TARGET[ENGINES[name], target]
    assert verdicts(ran.json, name) == expected


CLEAN = {
    "mariadb": ("columns_defaults", "columns_enums", "columns_lobs", "columns_null", "columns_types", "foreign_none"),
    "postgresql": ("columns_enums", "columns_null", "columns_types", "foreign_none", "key_composite", "key_primary"),
}
CLEAN["postgresql_18"] = CLEAN["postgresql"]


@pytest.mark.parametrize("target", ["mysql", "postgres"])
@pytest.mark.parametrize("name", SERVERS)
def test_tables_without_any_of_it_fail_no_check(name: str, target: str, on_server: OnServer) -> None:
    rules = [dms.Include("shop", each) for each in CLEAN[name]]

    ran = on_server(name, "assess", given=stack(name, target, "compares", rules))

    found = {key: verdict for key, verdict in verdicts(ran.json, name).items() if verdict != PASSED}
    assert (ran.code, found) == (0, {})


@pytest.mark.parametrize("form", ["text", "markdown"])
@pytest.mark.parametrize("name", SERVERS)
def test_each_form_tells_of_the_failed_checks(name: str, form: str, on_server: OnServer) -> None:
    ran = on_server(name, "assess", given=stack(name, OTHER[name], "compares"), form=form)

    failed = [key for key, verdict in expected_of(name, OTHER[name], "compares").items() if verdict == FAILED]
    part = ran.out.partition("Warning (")[0]
    assert [key for key in failed if key not in part] == []
    assert f"Failed ({len(failed)})" in part


@pytest.mark.parametrize("form", ["text", "markdown"])
@pytest.mark.parametrize("name", SERVERS)
def test_each_form_explains_every_table(name: str, form: str, on_server: OnServer, sixty_tables: Read) -> None:
    ran = on_server(name, "mappings", "explain", given=dms.TableMappings(*ALL).to_dict(), form=form)

    told = ran.out.replace("\\_", "_")
    missing = [each.name for each in sixty_tables(name).tables if each.name.isidentifier() and each.name not in told]
    assert (ran.code, missing) == (0, [])
