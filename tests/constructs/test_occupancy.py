"""What tasks ask of their instance: no more tasks and endpoints than DMS allows, and no more memory than it has."""

from collections.abc import Callable

import aws_cdk as cdk
import pytest
from aws_cdk import assertions, aws_ec2 as ec2

import dms_constructs as dms
from dms_constructs import instance_limits
from dms_constructs.replication import occupancy
from dms_constructs.replication.occupancy import Occupancy
from tests.constructs.conftest import warnings_of

FULL_LOAD = dms.MigrationType.FULL_LOAD
HUGE_LOBS = dms.TaskSettings(lobs=dms.LimitedLobs(max_size_kb=4096))


def message_of(stack: cdk.Stack, warning: str) -> str:
    found = assertions.Annotations.from_stack(stack).find_warning("*", assertions.Match.any_value())
    (text,) = [str(entry.entry.data) for entry in found if warning in str(entry.entry.data)]
    return text


@pytest.fixture
def own(stack: cdk.Stack, vpc: ec2.IVpc) -> dms.ReplicationInstance:
    return dms.ReplicationInstance(stack, "Machine", vpc=vpc, instance_class=dms.InstanceClass.C6I_LARGE)


@pytest.fixture
def add(
    stack: cdk.Stack, source: dms.MySqlSource, target: dms.PostgreSqlTarget, mappings: dms.TableMappings
) -> Callable[..., dms.ReplicationTask]:
    """Make a task on an instance."""
    made: list[dms.ReplicationTask] = []

    def make(instance: dms.IReplicationInstance, **more: object) -> dms.ReplicationTask:
        arguments: dict = {
            "source": source,
            "target": target,
            "migration_type": FULL_LOAD,
            "table_mappings": mappings,
            **more,
        }
        made.append(dms.ReplicationTask(stack, f"Task{len(made)}", replication_instance=instance, **arguments))
        return made[-1]

    return make


def endpoint(stack: cdk.Stack, number: int) -> dms.IEndpoint:
    return dms.MySqlSource.from_endpoint_arn(
        stack, f"Source{number}", f"arn:aws:dms:eu-west-1:111122223333:endpoint:SOURCE{number}"
    )


class TestNumbers:
    @pytest.fixture(autouse=True)
    def few(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The limits are facts; small ones make the same tests fast."""
        limits = {"tasks_per_instance": 3, "endpoints_per_instance": 4}
        real = occupancy.facts.limit
        monkeypatch.setattr(occupancy.facts, "limit", lambda name: limits.get(name) or real(name))

    def test_as_many_tasks_as_dms_allows(self, add, instance) -> None:
        for _ in range(3):
            add(instance)

    def test_fails_when_there_is_a_task_too_many(self, stack, add, instance, fails) -> None:
        for _ in range(3):
            add(instance)

        fails(
            "DMS-I012",
            "replication_instance already has 3 tasks, and DMS allows at most 3 for an instance; give more tables",
            lambda: add(instance),
            path="Shop/Task3",
        )

    def test_a_refused_task_leaves_nothing_behind(self, stack, add, instance, fails) -> None:
        for _ in range(3):
            add(instance)
        fails("DMS-I012", "already has 3 tasks", lambda: add(instance))

        assert stack.node.try_find_child("Task3") is None

    def test_another_instance_has_room(self, stack, add, instance, own) -> None:
        for _ in range(3):
            add(instance)

        add(own)

    def test_fails_when_there_is_an_endpoint_too_many(self, stack, add, instance, fails) -> None:
        # The target is one of them.
        add(instance)
        add(instance, source=endpoint(stack, 1))
        Occupancy.of(instance)._tasks = 0
        add(instance, source=endpoint(stack, 2))

        fails(
            "DMS-I013",
            "would have 5 endpoints, and DMS allows at most 4 for an instance; share endpoints",
            lambda: add(instance, source=endpoint(stack, 3)),
        )

    def test_endpoints_that_tasks_share_count_once(self, add, instance) -> None:
        for _ in range(3):
            add(instance)

        assert len(Occupancy.of(instance)._endpoints) == 2

    def test_an_endpoint_that_was_imported_twice_counts_once(self, stack, add, instance) -> None:
        add(instance, source=endpoint(stack, 1))
        add(
            instance,
            source=dms.MySqlSource.from_endpoint_arn(
                stack, "Again", "arn:aws:dms:eu-west-1:111122223333:endpoint:SOURCE1"
            ),
        )

        assert len(Occupancy.of(instance)._endpoints) == 2


def test_fails_at_the_limits_of_aws(add, instance, fails) -> None:
    for _ in range(200):
        add(instance)

    fails("DMS-I012", "already has 200 tasks, and DMS allows at most 200", lambda: add(instance))


class TestMemory:
    def test_a_task_that_fits_is_fine(self, stack, add, own) -> None:
        add(own)

        assert warnings_of(stack) == ["dms-constructs:endpoint.notEncrypted"]

    def test_warns_when_a_task_alone_does_not_fit(self, stack, add, own) -> None:
        add(own, task_settings=HUGE_LOBS)

        assert "dms-constructs:task.memory" in warnings_of(stack)
        assert "dms-constructs:instance.memoryOfTasks" not in warnings_of(stack)

    @pytest.mark.parametrize(("megabytes", "warns"), [(4096 - 24, False), (4096 - 23, True)])
    def test_a_task_may_take_all_there_is(self, stack, add, own, megabytes: int, warns: bool) -> None:
        # Stream buffers take 24 MB.
        changes = dms.ChangeProcessing(memory_limit_total_mb=megabytes)

        add(
            own,
            task_settings=dms.TaskSettings(lobs=dms.NoLobs(), change_processing=changes),
            migration_type=dms.MigrationType.CDC,
        )

        assert ("dms-constructs:task.memory" in warnings_of(stack)) is warns

    def test_says_the_numbers(self, stack, add, own) -> None:
        add(own, task_settings=HUGE_LOBS)

        message = message_of(stack, "task.memory")

        assert "may need 31.3 GiB of memory, by the formulas of AWS's guide, but dms.c6i.large has 4 GiB" in message
        assert "large objects: 1 LOB column x 8 sub-tasks x 4,096 KB x 1,000 rows = 32,768,000 KB" in message
        assert "with an assumed number of LOB columns, which source_catalog would tell; write" in message
        assert (
            'write instance_class=dms.InstanceClass.of("dms.r6i.xlarge"), or give the task a limit measured' in message
        )

    def test_the_class_that_it_names_is_large_enough(self, stack, vpc, add) -> None:
        large = dms.ReplicationInstance(stack, "Large", vpc=vpc, instance_class=dms.InstanceClass.of("dms.r6i.xlarge"))

        add(large, task_settings=HUGE_LOBS)

        assert "dms-constructs:task.memory" not in warnings_of(stack)

    def test_a_catalog_says_how_many_lob_columns_there_are(self, stack, add, own) -> None:
        columns = [dms.SourceColumn("id", "bigint"), *(dms.SourceColumn(f"n{i}", "longtext") for i in range(2))]
        catalog = dms.Catalog(
            dms.SourceTable("shop", "notes", columns, primary_key=["id"]),
            dms.SourceTable("shop", "plain", columns[:1], primary_key=["id"]),
            engine=dms.EngineName.MYSQL,
        )

        add(own, task_settings=HUGE_LOBS, source_catalog=catalog)

        message = message_of(stack, "task.memory")
        assert "2 LOB columns x 8 sub-tasks x 4,096 KB x 1,000 rows = 65,536,000 KB" in message
        assert "is assumed" not in message

    def test_a_catalog_without_lobs_needs_no_memory_for_them(self, stack, add, own) -> None:
        table = dms.SourceTable("shop", "plain", [dms.SourceColumn("id", "bigint")], primary_key=["id"])

        add(own, task_settings=HUGE_LOBS, source_catalog=dms.Catalog(table, engine=dms.EngineName.MYSQL))

        assert "dms-constructs:task.memory" not in warnings_of(stack)

    def test_changes_need_memory_too(self, stack, add, own) -> None:
        settings = dms.TaskSettings(
            lobs=dms.NoLobs(), change_processing=dms.ChangeProcessing(memory_limit_total_mb=5000)
        )

        add(own, task_settings=settings, migration_type=dms.MigrationType.CDC)

        assert "sorter: MemoryLimitTotal = 5,000 MB" in message_of(stack, "task.memory")
        assert "a lower change_processing=dms.ChangeProcessing(memory_limit_total_mb=...)" in message_of(
            stack, "task.memory"
        )

    def test_warns_once_when_tasks_together_do_not_fit(self, stack, add, own) -> None:
        for number in range(6):
            rules = dms.TableMappings(dms.Include(f"shop{number}"))
            add(own, migration_type=dms.MigrationType.CDC, table_mappings=rules)

        assert warnings_of(stack).count("dms-constructs:instance.memoryOfTasks") == 1
        assert "4 tasks may need 4.1 GiB of memory together" in message_of(stack, "instance.memoryOfTasks")
        assert "dms-constructs:task.memory" not in warnings_of(stack)

    def test_an_instance_of_another_app_is_not_known(self, stack, add, instance) -> None:
        add(instance, task_settings=HUGE_LOBS)

        assert "dms-constructs:task.memory" not in warnings_of(stack)

    def test_a_class_that_is_not_known_has_no_memory_to_compare_with(self, stack, vpc, add) -> None:
        strange = dms.ReplicationInstance(
            stack, "New", vpc=vpc, instance_class=dms.InstanceClass.of(dms.unchecked("dms.r9i.large"))
        )

        add(strange, task_settings=HUGE_LOBS)

        assert "dms-constructs:task.memory" not in warnings_of(stack)

    def test_an_instance_says_its_class(self, own) -> None:
        assert own.instance_class == dms.InstanceClass.C6I_LARGE


def test_every_use_of_memory_has_a_remedy() -> None:
    memory = dms.task_memory(
        dms.TaskSettings(batch_apply=dms.BatchApply()),
        migration_type=dms.MigrationType.FULL_LOAD_AND_CDC,
        lob_columns=1,
        average_row_bytes=100,
    )

    assert {term.name for term in memory.terms} == set(instance_limits._REMEDIES)
