"""Example stacks: each is a use case to copy, written with the public API only."""
