"""What the applications service puts on paper."""
