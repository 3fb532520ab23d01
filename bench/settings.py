"""Prints how long 10,000 different settings documents take to build, check and render, in milliseconds."""

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
    TaskSettings,
    Validation,
)

DOCUMENTS = 10_000


def main() -> None:
    suspend = ErrorAction.SUSPEND_TABLE
    errors = ErrorPolicy(
        data_error_policy=suspend,
        apply_error_delete_policy=suspend,
        apply_error_insert_policy=suspend,
        apply_error_update_policy=suspend,
    )
    gc.collect()
    start = time.perf_counter()
    for number in range(DOCUMENTS):
        settings = TaskSettings(
            lobs=LimitedLobs(max_size_kb=number % 1000),
            full_load=FullLoad(max_full_load_sub_tasks=1 + number % 49, commit_rate=1 + number),
            batch_apply=BatchApply(memory_limit_mb=500 + number),
            change_processing=ChangeProcessing(memory_limit_total_mb=1024 + number),
            validation=Validation(),
            errors=errors,
        )
        settings.check(
            migration_type=MigrationType.FULL_LOAD_AND_CDC,
            source_engine=EngineName.MYSQL,
            target_engine=EngineName.AURORA_POSTGRESQL,
        )
        settings.to_json()
    print(round((time.perf_counter() - start) * 1000))


if __name__ == "__main__":
    main()
