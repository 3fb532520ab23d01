"""The answer to CloudFormation."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from typing import Any

# CloudFormation shows 1,024 characters, with a sentence of its own and the request's id around them.
LONGEST_REASON = 900
_PAUSES = (1, 2, 5, 10, 20)


def answer(event: dict[str, Any], status: str, physical_id: str, reason: str = "") -> None:
    """
    Tell CloudFormation the outcome, again if its address refuses.

    Raises:
        OSError: If the address refused to the end; Lambda then calls the function again.
    """
    body = json.dumps(
        {
            "Status": status,
            "Reason": shortened(reason),
            "PhysicalResourceId": physical_id,
            "StackId": event["StackId"],
            "RequestId": event["RequestId"],
            "LogicalResourceId": event["LogicalResourceId"],
        }
    ).encode()
    for pause in (*_PAUSES, None):
        try:
            _put(event["ResponseURL"], body)
            break
        except OSError as error:
            print(f"the answer was not taken: {error}")
            if pause is None or _is_final(error):
                raise
            time.sleep(pause)


def _put(url: str, body: bytes) -> None:
    headers = {"Content-Type": "", "Content-Length": str(len(body))}
    with urllib.request.urlopen(
        urllib.request.Request(url, data=body, method="PUT", headers=headers), timeout=30
    ) as response:
        print(f"answered: {response.status}")


def _is_final(error: OSError) -> bool:
    """Whether another attempt is in vain: the address has run out, or the answer isn't one."""
    return isinstance(error, urllib.error.HTTPError) and error.code < 500 and error.code not in {408, 429}


def shortened(reason: str) -> str:
    """Cut a reason to what CloudFormation shows."""
    return reason if len(reason) <= LONGEST_REASON else reason[: LONGEST_REASON - 4].rstrip() + " ..."
