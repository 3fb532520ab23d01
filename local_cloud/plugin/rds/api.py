"""Calling MiniStack's RDS as CloudFormation calls AWS's."""

from __future__ import annotations

import html
import re

from local_cloud.plugin import inside
from local_cloud.plugin.refusals import worded
from local_cloud.plugin.store import Data

__all__ = ["call", "refuse"]


def call(action: str, request: Data) -> None:
    """Call an operation; its refusal becomes the reason that CloudFormation gives for a failed resource."""
    given = {key: value for key, value in request.items() if value is not None}
    status, _, body = inside.RDS_ACTIONS[action](inside.as_query(given))
    if status >= 400:
        said = re.search(r"<Message>(.*?)</Message>", body.decode(), re.DOTALL)
        raise RuntimeError(worded(html.unescape(said.group(1)) if said else body.decode(), "Rds", status))


def refuse(message: str) -> None:
    """Refuse what CloudFormation asks for, as RDS does."""
    raise RuntimeError(worded(message, "Rds"))
