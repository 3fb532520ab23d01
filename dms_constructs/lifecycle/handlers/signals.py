"""How a pass over a request ends when it doesn't end well: it waits, is refused, or isn't asked for any more."""


class Wait(Exception):  # noqa: N818 -- not an error
    """
    Not there yet: another pass is needed.

    Args:
        stage: What is waited for, in a word; the pauses grow while it stays the same.
        said: What is waited for, for the log and for the reason if time runs out.
    """

    def __init__(self, stage: str, said: str) -> None:
        super().__init__(said)
        self.stage = stage


class Refused(Exception):  # noqa: N818 -- not an error of ours
    """The request fails, with this as CloudFormation's reason."""


class Over(Exception):  # noqa: N818 -- not an error
    """CloudFormation no longer waits for this request: it ends without another word."""
