"""The words and rules of the matching service: hosts and candidates, runs, proposals, dispatches. Pure."""
