"""How CloudFormation words a service's refusal."""

from __future__ import annotations

import uuid

__all__ = ["worded"]


def worded(message: str, service: str, status: int = 400) -> str:
    """Word a refusal as CloudFormation passes it on."""
    said = f"{message} (Service: {service}, Status Code: {status}, Request ID: {uuid.uuid4()})"
    return f'Resource handler returned message: "{said}" (HandlerErrorCode: InvalidRequest)'
