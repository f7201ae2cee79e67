"""Applications: people and sign-in, schemes, applications, and what the bureau decides."""
