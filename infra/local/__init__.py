"""Tepai on one machine: the same services behind waitress, with their files in one folder."""


class CannotStart(Exception):
    """Something a person must mend before Tepai can run here. Its text says what, in Chinese and in English."""
