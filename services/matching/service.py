"""The matching service as the kit knows it; its routes and reactions fill it in."""

from pathlib import Path

from shared.service import Service

service = Service("matching", pages=Path(__file__).parent / "pages")
