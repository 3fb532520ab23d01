"""Where tasks run and what they do: instances, subnet groups and tasks."""
