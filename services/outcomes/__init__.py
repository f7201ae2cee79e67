"""Outcomes: services done, results achieved, who confirmed them, and the figures they add up to."""
