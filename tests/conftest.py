"""Set up before anything imports the CDK: which Node runs it, and no template validation where it isn't the subject."""

import os
from pathlib import Path

import pytest

_NODE = Path(__file__).parent.parent / ".venv" / "node" / "bin" / "node"

if "JSII_NODE" not in os.environ and _NODE.exists():
    os.environ["JSII_NODE"] = str(_NODE)
os.environ["CDK_VALIDATION"] = "false"


@pytest.fixture(scope="session")
def project() -> Path:
    """The root of the repository."""
    return Path(__file__).parent.parent
