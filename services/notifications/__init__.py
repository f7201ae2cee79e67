"""Tells people what happened and what they must do next: by SMS and e-mail, once each."""
