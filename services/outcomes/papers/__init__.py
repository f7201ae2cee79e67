"""What the outcomes service puts on paper."""
