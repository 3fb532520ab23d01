"""What only a whole app shows: one look at all its DMS resources, when it is synthesized."""
