"""Table mappings: which tables a task moves, and what becomes of them on the way."""
