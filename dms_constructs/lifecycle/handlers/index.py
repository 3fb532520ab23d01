"""
The one function of a stack's life cycle: every custom resource of it comes here.

Latch, gate, runner, seat and authentication are told apart by the resource's type. What a request needs is in its
properties and in what AWS says; nothing is kept anywhere else, so every step may be repeated.
"""

from typing import Any

import authentication
import gate
import latch
import runner
import seat
import waiting

ACTS = {
    "Custom::DmsAuthentication": authentication.act,
    "Custom::DmsGate": gate.act,
    "Custom::DmsLatch": latch.act,
    "Custom::DmsRunner": runner.act,
    "Custom::DmsSeat": seat.act,
}


def handler(event: dict[str, Any], context: Any) -> None:
    """Serve one request of CloudFormation, or go on with one that was handed over."""
    waiting.serve(event, context, ACTS[event["ResourceType"]])
