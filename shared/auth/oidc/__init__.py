"""Sign-in by somebody else's word: an OpenID Connect provider, by authorization code with PKCE."""
