"""
Cases of endpoints by engine: a module for each of `dms_constructs/endpoints`, with a list `CASES` of `EngineCase`.

A case says what can't be known from the facts: how its class is called, and exactly what comes of it. What the facts
know (ranges, enums, switches, sides, pairs) `test_every_engine.py` tries by itself. A new module is found without
being listed anywhere.
"""
