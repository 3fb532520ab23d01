"""What `dms-constructs review` says of a change, case by case."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Cli, Ran
from tests.cli.documents import SHOP, task, template

Write = Callable[..., Path]
Review = Callable[..., Ran]


@pytest.fixture
def review(cli: Cli, write: Write) -> Review:
    """Review the change from one template to another."""

    def of(old: Any, new: Any, *options: object) -> Ran:
        return cli("review", write("old.json", old), write("new.json", new), *options)

    return of


def test_a_template_reviewed_against_itself_changes_nothing(review: Review) -> None:
    ran = review(template(Task=task()), template(Task=task()))

    assert (ran.code, ran.out) == (0, "nothing changes for migrations\n")


def test_a_change_that_dms_refuses_exits_with_1(review: Review) -> None:
    ran = review(
        template(Task=task(MigrationType="cdc")), template(Task=task(MigrationType="cdc", CdcStopPosition="x"))
    )

    assert ran.code == 1
    assert "refused while it runs" in ran.out


def test_a_wrong_file_is_named(cli: Cli, write: Write) -> None:
    ran = cli("review", write("old.json", SHOP), write("new.json", template(Task=task())))

    assert ran.code == 2
    assert "old.json is not a CloudFormation template: it has no Resources" in ran.err
