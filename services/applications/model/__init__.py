"""The words and rules of the applications service: people, schemes, applications. Pure."""
