"""Databases: what is known of them, and Aurora as a source and as a target."""
