"""The rules of a mapping, one class for each kind, and what they share."""
