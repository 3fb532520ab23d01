"""What DMS needs of the server of a source and of a target, checked against what is known of it before deployment."""
