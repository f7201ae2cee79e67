"""The demonstration: a made-up programme around the told cases, loaded as people would have entered it."""
