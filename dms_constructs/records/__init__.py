"""What the records look like that DMS writes into streams, topics and files."""
