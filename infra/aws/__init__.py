"""The AWS home: templates, packages and the commands that put them there. `python -m infra.aws` lists them."""


class CannotGoOn(Exception):
    """Something a person has to mend first; the text says what is wrong, where, and what to do."""
