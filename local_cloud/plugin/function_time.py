"""
Put before the code of a function: `time.time` and `time.sleep` go by the cloud's clock in it, too.

It runs in the function's process, so it uses the standard library only.
"""

import json
import mmap
import os
import struct
import time
import urllib.request
from typing import SupportsIndex


def _go_by_the_clouds_clock() -> None:
    machine_time = time.time
    with open(os.environ["LOCAL_CLOUD_CLOCK_FILE"], "rb") as file:  # noqa: PTH123 -- functions start fast
        ahead = mmap.mmap(file.fileno(), 8, access=mmap.ACCESS_READ)

    def sleep(seconds: float | SupportsIndex, /) -> None:
        # The answer comes when the time has passed.
        request = json.dumps({"Seconds": float(seconds), "Token": os.environ["AWS_SESSION_TOKEN"]}).encode()
        urllib.request.urlopen(f"http://127.0.0.1:{os.environ['GATEWAY_PORT']}/_local/dms/sleep", request).close()

    time.time = lambda: machine_time() + struct.unpack("d", ahead)[0]
    if os.environ.get("LOCAL_CLOUD_CLOCK") == "jumping":
        time.sleep = sleep


_go_by_the_clouds_clock()
