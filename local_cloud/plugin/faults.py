"""The one way this DMS says no."""

__all__ = ["Fault"]


class Fault(Exception):  # noqa: N818 -- DMS's own word
    """
    A refusal, with the name DMS gives it.

    Attributes:
        code: For example `InvalidResourceStateFault`; boto3 raises an exception of that name.
        message: What DMS would say about it.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
