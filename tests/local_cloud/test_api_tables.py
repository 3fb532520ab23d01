"""Which tables a task has, and what is counted for them."""

import pytest

from tests.local_cloud.account import Account, mappings, selection, until

CATALOGUE = [
    {"SchemaName": "shop", "TableName": "orders", "Rows": 7},
    {"SchemaName": "shop", "TableName": "audit_log", "Rows": 5},
    {"SchemaName": "crm", "TableName": "people", "Rows": 3},
]


def tables(account: Account, task: str) -> dict[str, dict]:
    found = account.dms.describe_table_statistics(ReplicationTaskArn=task)["TableStatistics"]
    return {table["TableName"]: table for table in found}


def loaded(account: Account, task: str) -> dict[str, dict]:
    def complete() -> dict[str, dict] | None:
        found = tables(account, task)
        return found if all(table["TableState"] == "Table completed" for table in found.values()) else None

    return until(complete)


def test_there_are_none_before_the_first_run(account: Account) -> None:
    assert tables(account, account.make_task()) == {}


def test_tables_named_exactly_are_known_without_a_catalogue(account: Account) -> None:
    rules = mappings(selection(1, "shop", "orders"), selection(2, "shop", "%_old", "exclude"))

    assert list(loaded(account, account.make_running_task(TableMappings=rules))) == ["orders"]


def test_patterns_find_nothing_without_a_catalogue(account: Account) -> None:
    assert tables(account, account.make_running_task(TableMappings=mappings(selection(1, "shop", "%")))) == {}


def test_patterns_find_the_tables_of_the_catalogue(account: Account) -> None:
    account.cloud.door("catalogue", {"EndpointArn": account.source, "Tables": CATALOGUE})
    rules = mappings(selection(1, "shop", "%"), selection(2, "shop", "audit%", "exclude"))

    found = loaded(account, account.make_running_task(TableMappings=rules))

    assert {name: table["FullLoadRows"] for name, table in found.items()} == {"orders": 7}


def test_progress_agrees_with_the_tables(account: Account) -> None:
    account.cloud.door("catalogue", {"EndpointArn": account.source, "Tables": CATALOGUE})
    task = account.make_running_task(TableMappings=mappings(selection(1, "%", "%")))

    loaded(account, task)

    progress = account.task(task)["ReplicationTaskStats"]
    assert (progress["FullLoadProgressPercent"], progress["TablesLoaded"]) == (100, 3)


def test_task_that_captures_no_table_fails(account: Account) -> None:
    account.cloud.door("catalogue", {"EndpointArn": account.source, "Tables": CATALOGUE})
    task = account.make_task(TableMappings=mappings(selection(1, "nowhere", "%")))
    account.test_connection(account.source)
    account.test_connection(account.target)

    account.start(task)

    assert "No tables were found" in account.await_task(task, "failed")["LastFailureMessage"]


def test_table_can_be_reloaded(account: Account) -> None:
    task = account.make_running_task()
    loaded(account, task)

    wanted = [{"SchemaName": "shop", "TableName": "orders"}]
    account.dms.reload_tables(ReplicationTaskArn=task, TablesToReload=wanted)

    assert loaded(account, task)["orders"]["FullLoadReloaded"] is True


@pytest.mark.parametrize(("count", "message"), [(1, "The task has no table shop.t0"), (11, "At most 10 tables")])
def test_reload_refuses_tables_it_does_not_have_or_too_many(
    account: Account, refuses, count: int, message: str
) -> None:
    task = account.make_running_task()

    with refuses("InvalidParameterValueException", message):
        wanted = [{"SchemaName": "shop", "TableName": f"t{number}"} for number in range(count)]
        account.dms.reload_tables(ReplicationTaskArn=task, TablesToReload=wanted)


def test_reload_needs_a_running_task(account: Account, refuses) -> None:
    task = account.make_task()

    with refuses("InvalidResourceStateFault", "cannot be reloaded, invalid state: ready"):
        wanted = [{"SchemaName": "shop", "TableName": "orders"}]
        account.dms.reload_tables(ReplicationTaskArn=task, TablesToReload=wanted)


def test_catalog_can_be_that_of_a_secret_that_a_source_reads(account: Account) -> None:
    tables = [{"SchemaName": "shop", "TableName": "orders", "Rows": 3}]
    account.cloud.door("catalogue", {"Secret": "db", "Account": account.number, "Tables": tables})
    secret = account.make_secret()
    source = account.make_secret_endpoint(secret, account.make_access_role(secret))
    task = account.make_task(SourceEndpointArn=source, TableMappings=mappings(selection(1, "shop", "%")))
    account.test_connection(source)
    account.test_connection(account.target)

    account.start(task)
    account.await_task(task, "running")

    found = account.dms.describe_table_statistics(ReplicationTaskArn=task)["TableStatistics"]
    assert [table["TableName"] for table in found] == ["orders"]
