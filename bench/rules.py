"""Build and render 2,000 mapping rules; print the median in milliseconds."""

import gc
import statistics
import time

import dms_constructs as dms


def build_and_render() -> str:
    rules = (
        rule
        for number in range(1000)
        for rule in (
            dms.Explicit("shop", f"table{number}"),
            dms.RenameTable("shop", f"table{number}", to=f"t{number}"),
        )
    )
    return dms.TableMappings(*rules).to_json()


def measured() -> float:
    gc.collect()
    start = time.perf_counter()
    build_and_render()
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    measured()
    print(statistics.median(measured() for _ in range(25)))
