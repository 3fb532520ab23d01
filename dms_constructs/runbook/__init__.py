"""The runbook of a migration: what to do by hand, in order, as Markdown with SQL and commands."""
