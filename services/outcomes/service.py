"""The outcomes service as the kit knows it; its routes and reactions fill it in."""

from pathlib import Path

from shared.service import Service

service = Service("outcomes", pages=Path(__file__).parent / "pages")
