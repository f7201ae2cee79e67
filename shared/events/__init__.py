"""What the services tell each other: one module per producer, every event a typed model."""
