"""Prints how many milliseconds 10,000 different settings documents take to build, check and render."""

import gc
import time

from dms_constructs import EngineName, MigrationType
from dms_constructs.settings import (
    BatchApply,
    ChangeProcessing,
    ErrorAction,
    ErrorPolicy,
    FullLoad,
    LimitedLobs,
    LogComponent,
    Logging,
    LogSeverity,
    TaskSettings,
    Validation,
)

DOCUMENTS = 10_000
SUSPEND = ErrorAction.SUSPEND_TABLE
ERRORS = ErrorPolicy(
    data_error_policy=SUSPEND,
    apply_error_delete_policy=SUSPEND,
    apply_error_insert_policy=SUSPEND,
    apply_error_update_policy=SUSPEND,
)


def small(number: int) -> TaskSettings:
    return TaskSettings(full_load=FullLoad(commit_rate=1 + number))


def usual(number: int) -> TaskSettings:
    return TaskSettings(
        lobs=LimitedLobs(max_size_kb=1 + number),
        full_load=FullLoad(max_full_load_sub_tasks=1 + number % 49),
        validation=Validation(),
    )


def batches(number: int) -> TaskSettings:
    return TaskSettings(
        lobs=LimitedLobs(max_size_kb=64),
        batch_apply=BatchApply(memory_limit_mb=500 + number),
        change_processing=ChangeProcessing(memory_limit_total_mb=1024 + number),
        validation=Validation(thread_count=1 + number),
        errors=ERRORS,
    )


def strict(number: int) -> TaskSettings:
    return TaskSettings(
        errors=ErrorPolicy(data_error_policy=SUSPEND, data_error_escalation_count=number),
        logging=Logging(components={LogComponent.SORTER: LogSeverity.DEBUG}),
        validation=Validation(),
    )


KINDS = (small, usual, batches, strict)


def main() -> None:
    gc.collect()
    start = time.perf_counter()
    for number in range(DOCUMENTS):
        settings = KINDS[number % len(KINDS)](number)
        settings.check(
            migration_type=MigrationType.FULL_LOAD_AND_CDC,
            source_engine=EngineName.MYSQL,
            target_engine=EngineName.AURORA_POSTGRESQL,
        )
        settings.to_json()
    print(round((time.perf_counter() - start) * 1000))


if __name__ == "__main__":
    main()
