"""The runbook of constructs: their app is synthesized, and read as the command reads it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import cast

import aws_cdk as cdk

from dms_constructs._construct import stack_of
from dms_constructs.catalog import Catalog
from dms_constructs.replication.replication import IReplication
from dms_constructs.runbook.assembly import stacks_in
from dms_constructs.runbook.reading import runbook_of
from dms_constructs.runbook.runbook import Runbook

__all__ = ["synthesized"]


def synthesized(replications: Sequence[IReplication], catalog: Catalog | None) -> Runbook:
    """
    Return the runbook of some tasks of one stack, and of those between the same endpoints.

    Args:
        replications: The tasks, or serverless replications.
        catalog: What the source has, so tables are known by name; None where it is not known.
    """
    stack = stack_of(replications[0])
    tasks = {stack.get_logical_id(cast("cdk.CfnElement", one.node.default_child)) for one in replications}
    folder = Path(cast("cdk.Stage", cdk.Stage.of(stack)).synth().directory)
    file = stack.template_file
    found = runbook_of([each for each in stacks_in(folder) if each.file == file], catalog, tasks)
    if found is None:
        raise LookupError(f"{folder / file} has none of {', '.join(sorted(tasks))}")
    return found
