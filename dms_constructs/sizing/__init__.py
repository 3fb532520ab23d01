"""How large a replication instance a workload needs, how long it takes, and how its large objects should move."""
