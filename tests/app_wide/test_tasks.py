"""Tasks that get into each other's way, and those that look as if they did."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from constructs import Construct

import dms_constructs as dms
from tests.app_wide.conftest import codes_of, connection, errors_of, instance, secret, stack_in, task, warnings_of

LOAD, CDC, BOTH = dms.MigrationType.FULL_LOAD, dms.MigrationType.CDC, dms.MigrationType.FULL_LOAD_AND_CDC
DROPS = dms.TaskSettings(full_load=dms.FullLoad(target_table_prep_mode=dms.TargetTablePrepMode.DROP_AND_CREATE))
VALIDATES = dms.TaskSettings(
    validation=dms.Validation(only=True),
    full_load=dms.FullLoad(target_table_prep_mode=dms.TargetTablePrepMode.DO_NOTHING),
)


def source_of(scope: Construct, name: str) -> dms.MySqlSource:
    return dms.MySqlSource(scope, f"{name}Source", connection=connection(scope, f"{name}Read"))


def target_of(scope: Construct, name: str) -> dms.MySqlTarget:
    return dms.MySqlTarget(scope, f"{name}Target", connection=connection(scope, f"{name}Write"))


def include(*names: str, **more: Any) -> tuple[dms.Rule, ...]:
    return (dms.Include(*names, **more),)


def two(first: dict[str, Any], other: dict[str, Any]) -> Callable[[cdk.Stack], None]:
    """Two tasks between the same endpoints, each with what is its own."""

    def build(stack: cdk.Stack) -> None:
        source, target = source_of(stack, "Shop"), target_of(stack, "Copy")
        task(stack, "One", **{"source": source, "target": target, **first})
        task(stack, "Other", **{"source": source, "target": target, **other})

    return build


WRITTEN_TWICE = {
    "one table": two({"rules": include("shop", "orders")}, {"rules": include("shop", "orders")}),
    "a table and its schema": two({"rules": include("shop")}, {"rules": include("shop", "orders")}),
    "a schema and every schema": two({"rules": include("%")}, {"rules": include("shop")}),
    "loads": two({"kind": LOAD}, {"kind": LOAD}),
    "changes": two({"kind": CDC}, {"kind": CDC}),
    "a load that drops what another one replicates": two({"kind": BOTH}, {"kind": LOAD, "task_settings": DROPS}),
}


@pytest.mark.parametrize("build", WRITTEN_TWICE.values(), ids=WRITTEN_TWICE)
def test_tables_that_two_tasks_write(app: cdk.App, stack: cdk.Stack, build: Callable[[cdk.Stack], None]) -> None:
    build(stack)

    assert codes_of(app) == ["DMS-X002"]


WRITTEN_ONCE = {
    "other tables": two({"rules": include("shop", "orders")}, {"rules": include("shop", "items")}),
    "other schemas": two({"rules": include("shop")}, {"rules": include("crm")}),
    "a table that is excluded": two(
        {"rules": (*include("shop"), dms.Exclude("shop", "orders"))}, {"rules": include("shop", "orders")}
    ),
    "another name on the target": two({}, {"rules": (*include("shop"), dms.RenameSchema("shop", to="archive"))}),
    "patterns that may have no table in common": two(
        {"rules": include("shop", "a%")}, {"rules": include("shop", "%z")}
    ),
    "a task that only validates": two({"kind": CDC}, {"kind": CDC, "task_settings": VALIDATES}),
}


@pytest.mark.parametrize("build", WRITTEN_ONCE.values(), ids=WRITTEN_ONCE)
def test_tables_that_one_task_writes(app: cdk.App, stack: cdk.Stack, build: Callable[[cdk.Stack], None]) -> None:
    build(stack)

    assert codes_of(app) == []


def test_the_line_is_at_the_second_task_and_names_the_first(app: cdk.App, stack: cdk.Stack) -> None:
    WRITTEN_TWICE["a table and its schema"](stack)

    (line,) = errors_of(app)

    assert line.startswith("[Shop/Other] this task and Shop/One both write shop.orders, so each row is written twice")


def test_two_endpoints_of_one_target_are_one_database(app: cdk.App, stack: cdk.Stack) -> None:
    shared = secret(stack, "copy")
    source = source_of(stack, "Shop")
    for name in ("One", "Other"):
        target = dms.MySqlTarget(stack, f"{name}Target", connection=dms.Connection.from_secret(shared))
        task(stack, name, source=source, target=target)

    assert codes_of(app) == ["DMS-X002"]


def test_two_stacks_are_looked_at_together(app: cdk.App, stack: cdk.Stack) -> None:
    source, target = source_of(stack, "Shop"), target_of(stack, "Copy")
    task(stack, "One", source=source, target=target)
    task(stack_in(app, "Second"), "Other", source=source, target=target)

    assert codes_of(app) == ["DMS-X002"]


def test_a_stage_alone_is_looked_at(app: cdk.App) -> None:
    stage = cdk.Stage(app, "Prod")
    WRITTEN_TWICE["one table"](stack_in(stage))

    with pytest.raises(RuntimeError, match=r"\[Prod/Shop/Other\] this task and Prod/Shop/One .* \[DMS-X002\]"):
        stage.synth()


def test_two_stages_of_one_app_are_looked_at_together(app: cdk.App) -> None:
    first, second = (stack_in(cdk.Stage(app, name), "Shop") for name in ("One", "Other"))
    for stack in (first, second):
        shared = dms.Connection.from_secret(secret(stack, "copy"))
        task(
            stack,
            "Task",
            source=dms.MySqlSource(stack, "Source", connection=connection(stack, "shop")),
            target=dms.MySqlTarget(stack, "Target", connection=shared),
        )
    with pytest.raises(RuntimeError, match=r"Other/Shop/Task: this task and One/Shop/Task .* \[DMS-X002\]"):
        app.synth()


def test_a_task_that_was_taken_out_again_is_not_looked_at(app: cdk.App, stack: cdk.Stack) -> None:
    WRITTEN_TWICE["one table"](stack)
    stack.node.try_remove_child("Other")

    assert codes_of(app) == []


@pytest.mark.parametrize("place", ["task", "stack", "app"])
def test_an_error_can_be_acknowledged(app: cdk.App, stack: cdk.Stack, place: str) -> None:
    WRITTEN_TWICE["one table"](stack)
    scope = {"task": stack.node.find_child("Other"), "stack": stack, "app": app}[place]
    cdk.Validations.of(scope).acknowledge(
        cdk.Acknowledgment(id="dms-constructs:DMS-X002", reason="the other one is started by hand, for repairs")
    )

    assert codes_of(app) == []


def test_another_error_stays_when_one_is_acknowledged(app: cdk.App, stack: cdk.Stack) -> None:
    WRITTEN_TWICE["one table"](stack)
    cdk.Validations.of(stack).acknowledge(cdk.Acknowledgment(id="dms-constructs:DMS-X003", reason="no loop"))

    assert codes_of(app) == ["DMS-X002"]


def test_one_secret_in_two_stages_without_environment_may_be_two(app: cdk.App) -> None:
    for name in ("Test", "Live"):
        WRITTEN_ONCE["other tables"](cdk.Stack(cdk.Stage(app, name), "Shop"))

    assert codes_of(app) == []


class TestShards:
    """Two databases with tables of one name, moved into one."""

    @staticmethod
    def build(stack: cdk.Stack, **more: Any) -> None:
        target = target_of(stack, "All")
        for name in ("East", "West"):
            rules = (dms.Include("shop", "orders"),)
            task(stack, name, source=source_of(stack, name), target=target, rules=rules, **more)

    def test_become_one(self, app: cdk.App, stack: cdk.Stack) -> None:
        self.build(stack)

        assert codes_of(app) == []

    def test_do_not_when_each_load_drops_the_table(self, app: cdk.App, stack: cdk.Stack) -> None:
        self.build(stack, task_settings=DROPS)

        (line,) = errors_of(app)

        assert "Shop/West drops what the other has loaded" in line


class TestParts:
    """A table of which two tasks move a part each, by filters."""

    @staticmethod
    def build(stack: cdk.Stack, **more: Any) -> None:
        source, target = source_of(stack, "Shop"), target_of(stack, "Copy")
        for name, filters in (
            ("Low", [dms.Filter("id", dms.Condition.lte(1000))]),
            ("High", [dms.Filter("id", dms.Condition.gte(1001))]),
        ):
            task(stack, name, source=source, target=target, rules=include("shop", "orders", filters=filters), **more)

    def test_are_loaded_beside_each_other(self, app: cdk.App, stack: cdk.Stack) -> None:
        self.build(stack)

        assert codes_of(app) == []

    def test_are_not_when_each_load_drops_the_table(self, app: cdk.App, stack: cdk.Stack) -> None:
        self.build(stack, task_settings=DROPS)

        assert codes_of(app) == ["DMS-X002"]


class TestLoops:
    """Tasks that bring a table back to where one of them reads it."""

    PREVENTED = (
        dms.TaskSettings(loopback_prevention=dms.LoopbackPrevention(source_schema="a", target_schema="b")),
        dms.TaskSettings(loopback_prevention=dms.LoopbackPrevention(source_schema="b", target_schema="a")),
    )

    @staticmethod
    def build(stack: cdk.Stack, there: dict[str, Any], back: dict[str, Any]) -> None:
        shop, copy = connection(stack, "shop"), connection(stack, "copy")
        task(
            stack,
            "There",
            source=dms.MySqlSource(stack, "ShopSource", connection=shop),
            target=dms.MySqlTarget(stack, "CopyTarget", connection=copy),
            **there,
        )
        task(
            stack,
            "Back",
            source=dms.MySqlSource(stack, "CopySource", connection=copy),
            target=dms.MySqlTarget(stack, "ShopTarget", connection=shop),
            **back,
        )

    def test_changes_without_loopback_prevention(self, app: cdk.App, stack: cdk.Stack) -> None:
        self.build(stack, {}, {"kind": CDC})

        (line,) = errors_of(app)

        assert line.startswith("[Shop/Back] this task brings the changes of shop.% back to where Shop/There reads them")

    def test_changes_with_loopback_prevention_on_one_side(self, app: cdk.App, stack: cdk.Stack) -> None:
        self.build(stack, {"task_settings": self.PREVENTED[0]}, {"kind": CDC})

        assert codes_of(app) == ["DMS-X003"]

    def test_changes_with_loopback_prevention(self, app: cdk.App, stack: cdk.Stack) -> None:
        self.build(stack, {"task_settings": self.PREVENTED[0]}, {"kind": CDC, "task_settings": self.PREVENTED[1]})

        assert codes_of(app) == []

    def test_a_load_that_brings_nothing_back(self, app: cdk.App, stack: cdk.Stack) -> None:
        self.build(stack, {"kind": LOAD}, {"kind": CDC})

        assert codes_of(app) == []

    def test_a_load_back_that_drops_what_is_read(self, app: cdk.App, stack: cdk.Stack) -> None:
        self.build(stack, {}, {"kind": LOAD, "task_settings": DROPS})

        (line,) = errors_of(app)

        assert "this task would drop shop.%, which Shop/There reads" in line

    def test_other_tables_in_the_other_direction(self, app: cdk.App, stack: cdk.Stack) -> None:
        self.build(stack, {"rules": include("shop", "orders")}, {"rules": include("shop", "items"), "kind": CDC})

        assert codes_of(app) == []

    def test_another_name_on_the_way_back(self, app: cdk.App, stack: cdk.Stack) -> None:
        rules = (dms.Include("shop"), dms.RenameSchema("shop", to="returned"))
        self.build(stack, {}, {"rules": rules, "kind": CDC})

        assert codes_of(app) == []

    def test_three_databases_in_a_circle(self, app: cdk.App, stack: cdk.Stack) -> None:
        known = {name: connection(stack, name) for name in "abc"}
        for one, other in ("ab", "bc", "ca"):
            task(
                stack,
                f"{one}{other}",
                source=dms.MySqlSource(stack, f"{one}{other}Source", connection=known[one]),
                target=dms.MySqlTarget(stack, f"{one}{other}Target", connection=known[other]),
                kind=CDC,
            )

        assert codes_of(app) == ["DMS-X003"]


class TestSlots:
    """Replication slots of PostgreSQL."""

    @staticmethod
    def build(stack: cdk.Stack, *slots: str | None, kind: dms.MigrationType = CDC) -> None:
        shop = connection(stack, "shop")
        target = dms.PostgreSqlTarget(stack, "Target", connection=connection(stack, "copy"), database="shop")
        for number, slot in enumerate(slots):
            source = dms.PostgreSqlSource(stack, f"Source{number}", connection=shop, database="shop", slot_name=slot)
            task(stack, f"Task{number}", source=source, target=target, rules=include("public", f"t{number}"), kind=kind)

    def test_one_for_two_tasks(self, app: cdk.App, stack: cdk.Stack) -> None:
        self.build(stack, "dms", "dms")

        (line,) = errors_of(app)

        assert line.startswith("[Shop/Task1] this task and Shop/Task0 both read changes by the slot 'dms'")

    def test_one_for_each_task(self, app: cdk.App, stack: cdk.Stack) -> None:
        self.build(stack, "dms_one", "dms_other")

        assert codes_of(app) == []

    def test_those_that_dms_makes(self, app: cdk.App, stack: cdk.Stack) -> None:
        self.build(stack, None, None)

        assert codes_of(app) == []

    def test_one_that_a_load_does_not_read(self, app: cdk.App, stack: cdk.Stack) -> None:
        self.build(stack, "dms", "dms", kind=LOAD)

        assert codes_of(app) == []


class TestOneReaderOfChanges:
    """SAP ASE lets one task read changes of a database."""

    @staticmethod
    def build(stack: cdk.Stack, *databases: str, kind: dms.MigrationType = CDC) -> None:
        ase = connection(stack, "ase")
        target = dms.PostgreSqlTarget(stack, "Target", connection=connection(stack, "copy"), database="shop")
        for number, database in enumerate(databases):
            source = dms.SapAseSource(stack, f"Source{number}", connection=ase, database=database)
            task(stack, f"Task{number}", source=source, target=target, rules=include("dbo", f"t{number}"), kind=kind)

    def test_is_not_two_tasks(self, app: cdk.App, stack: cdk.Stack) -> None:
        self.build(stack, "shop", "shop")

        (line,) = errors_of(app)

        assert line.startswith("[Shop/Task1] this task and Shop/Task0 both read changes of one database of SAP ASE")
        assert line.endswith("[DMS-Q006]")

    def test_is_one_for_each_database(self, app: cdk.App, stack: cdk.Stack) -> None:
        self.build(stack, "shop", "crm")

        assert codes_of(app) == []

    def test_is_not_asked_of_loads(self, app: cdk.App, stack: cdk.Stack) -> None:
        self.build(stack, "shop", "shop", kind=LOAD)

        assert codes_of(app) == []


class TestChangesWithoutStart:
    """A load, and a task of its own for the changes."""

    ID = "app.changesWithoutStart"

    def test_are_warned_of(self, app: cdk.App, stack: cdk.Stack) -> None:
        two({"kind": LOAD}, {"kind": CDC})(stack)

        assert self.ID in warnings_of(app)

    def test_have_a_start(self, app: cdk.App, stack: cdk.Stack) -> None:
        start = dms.CdcStart.at(dt.datetime(2026, 12, 1, tzinfo=dt.timezone.utc))
        two({"kind": LOAD}, {"kind": CDC, "cdc_start": start})(stack)

        assert self.ID not in warnings_of(app)

    def test_are_of_other_tables(self, app: cdk.App, stack: cdk.Stack) -> None:
        two({"kind": LOAD}, {"kind": CDC, "rules": include("crm")})(stack)

        assert self.ID not in warnings_of(app)

    def test_are_warned_of_once(self, app: cdk.App, stack: cdk.Stack) -> None:
        source, target = source_of(stack, "Shop"), target_of(stack, "Copy")
        place = instance(stack)
        for name in ("orders", "items"):
            task(stack, name, source=source, target=target, kind=LOAD, rules=include("shop", name), on=place)
        task(stack, "changes", source=source, target=target, kind=CDC, on=place)

        assert warnings_of(app).count(self.ID) == 1
