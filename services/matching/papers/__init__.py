"""Papers that get printed and stamped."""
