"""What goes wrong on purpose: the faults of faults.json, under every variant of what is not known of CloudFormation."""
