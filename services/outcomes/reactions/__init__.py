"""What this service does about events: it copies what it needs to know, and counts."""
