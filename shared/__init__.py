"""The technical kit every service is built with. It knows no service."""
