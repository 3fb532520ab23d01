"""How tests of values look at what is refused."""

import re
from collections.abc import Callable

import pytest

from dms_constructs.errors import ConfigurationError


def refused(code: str, match: str, make: Callable[[], object]) -> ConfigurationError:
    """Return the error with which something is refused, after a look at its code and message."""
    with pytest.raises(ConfigurationError) as caught:
        make()
    assert caught.value.code == code
    assert re.search(match, caught.value.message)
    return caught.value
