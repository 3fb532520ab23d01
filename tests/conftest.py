"""Set up before anything imports the CDK: which Node runs it, and no template validation where it isn't the subject."""

import os
import signal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

_NODE = Path(__file__).parent.parent / ".venv" / "node" / "bin" / "node"

if "JSII_NODE" not in os.environ and _NODE.exists():
    os.environ["JSII_NODE"] = str(_NODE)
os.environ["CDK_VALIDATION"] = "false"

# A background job of a shell ignores these, and so would all programs that tests start and stop with them. A handler
# that does nothing goes on ignoring them here, and isn't inherited.
for _signal in (signal.SIGINT, signal.SIGQUIT):
    if signal.getsignal(_signal) is signal.SIG_IGN:
        signal.signal(_signal, lambda *_: None)

# How long an example takes says more about the machine than about the code. CI tries the same examples every time.
settings.register_profile(
    "suite", deadline=None, derandomize="CI" in os.environ, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("suite")


@pytest.fixture(scope="session")
def project() -> Path:
    """The root of the repository."""
    return Path(__file__).parent.parent
