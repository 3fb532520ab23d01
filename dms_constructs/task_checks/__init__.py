"""Checks of a task as a whole: of both ends, of its tables and settings together."""
