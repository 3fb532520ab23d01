"""
Each line has a mistake that both type checkers must see.

They complain of an ignore that they don't need, so a mistake that is no longer seen fails as well.
"""

# pyright: standard, reportUnnecessaryTypeIgnoreComment=true

import dms_constructs as dms

task = dms.Replicationtask  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
kind = dms.MigrationType.FULL  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
dms.TableMappings(dms.Include(schemas="shop"))  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
dms.TaskSettings(full_load="fast")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
start = dms.StartPolicy.ALWAYS  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
dms.Allow(4)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
dms.Monitoring(email=["dba@example.com"])  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
dms.AlarmThresholds(silence_minutes=15)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
dms.unchecked(2).upper()  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]


def watched(task: dms.IReplicationTask) -> None:
    task.metric_cdc_latency()  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    task.metric_cdc_latency_target(statistics="p99")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
