"""What people can do: a function per verb, each reading, deciding and staging what changes and what is told."""
