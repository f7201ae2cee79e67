"""What this service does about events: it keeps everybody's desk, by what all four services tell."""
