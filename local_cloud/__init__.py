"""
An AWS in one process on this machine, for trying out the constructs: MiniStack with DMS in it.

`python -m local_cloud --help` is what `make local` runs; `server.LocalCloud` is for tests. The DMS in `plugin/` says no
where the real one does, and takes fractions of a second for what takes minutes there. It moves no data: tables, their
rows and counters come from the table mappings, or from a catalogue that a test hands in.
"""
