"""What instances, tasks and serverless replications tell of themselves: metrics, events and logs."""
