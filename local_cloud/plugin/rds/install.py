"""Putting all of it in place."""

from __future__ import annotations

from local_cloud.plugin.rds import answers, clusters, parameter_groups, types

__all__ = ["install"]


def install() -> None:
    """Register RDS's types, and correct MiniStack's."""
    types.install()
    parameter_groups.install()
    clusters.install()
    answers.install()
