"""What an account needs once: service roles, and functions that run during a deployment."""
