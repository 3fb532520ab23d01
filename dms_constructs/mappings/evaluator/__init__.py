"""What the rules of a mapping make of tables and columns, looked up instead of tried out."""
