"""What is made of metrics, events and logs: alarms, dashboards and notifications."""
