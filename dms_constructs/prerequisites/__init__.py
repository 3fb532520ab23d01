"""What a database server needs before DMS can read from it or write to it: a checklist with SQL, as a value."""
