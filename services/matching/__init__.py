"""The matching service: runs that propose pairs, the two-way choice, dispatches."""
