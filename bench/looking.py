"""
Synthesize apps, and print the seconds that the look at a whole app took, with those of the synthesis around it.

`python -m bench.looking pipelines 200`: in a process of its own, because the CDK reads once whether it validates.
"""

import gc
import sys

from bench import apps
from dms_constructs.app_wide.watching import AppWide

RUNS = 7
APPS = {"pipelines": apps.pipelines, "stacks": apps.stacks}

if __name__ == "__main__":
    build, count = APPS[sys.argv[1]], int(sys.argv[2])
    for _ in range(RUNS):
        gc.collect()
        mine, _theirs = build(count)
        mine()
        ((app, seconds),) = apps.last
        print(AppWide.of(app).seconds, seconds)
