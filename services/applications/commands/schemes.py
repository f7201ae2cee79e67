"""Publishing a scheme."""

from pydantic import BaseModel

from services.applications.model.schemes import SchemeForm, scheme_of
from shared.events.applications import SchemePublished
from shared.work import Work


class Published(BaseModel, defer_build=True):
    """The scheme that is open now."""

    scheme_id: str


def publish_scheme(work: Work, form: SchemeForm) -> Published:
    """Publish a complete implementation plan; applications are taken within its window."""
    scheme = work.put(scheme_of(work.new_id(), form, work.at), "published")
    told = scheme.model_dump(include=set(SchemePublished.model_fields) - {"scheme_id"})
    work.tell(SchemePublished(scheme_id=scheme.id, **told), about=scheme)
    return Published(scheme_id=scheme.id)
