"""The service's routes. Each parses, calls and answers; none decides."""
