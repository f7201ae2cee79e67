"""The pages and the API of the matching service: parse, call, answer."""
