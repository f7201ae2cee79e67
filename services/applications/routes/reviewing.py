"""Reviews: asking reviewers, scoring, choosing."""

from typing import Annotated

from pydantic import Field

from services.applications.commands.applying import Receipt
from services.applications.commands.reviewing import (
    Chosen,
    Reviewed,
    assign_reviewers,
    decline_review,
    leave_out,
    score_review,
    select_commissioners,
)
from services.applications.model.applications import Application
from services.applications.model.people import Person
from services.applications.model.reviews import REVIEW_STATES, Review, conflicts
from services.applications.queries import appointing as queries
from services.applications.queries.answers import whole
from services.applications.queries.applications import ApplicationView
from services.applications.queries.appointing import CHOSEN_AT_ONCE, CandidateList, ReviewList, ReviewView
from services.applications.routes.reasons import ReasonForm, asking
from services.applications.service import service
from shared.auth.actor import Reach, Role
from shared.fields import Listed, Sent, ShortText
from shared.rules import Unknown
from shared.web.answer import Done, Shown
from shared.web.call import Call

CITY = {Role.CITY_OFFICER: Reach.ALL}
REVIEWERS = {Role.REVIEWER: Reach.OWN}
WATCHERS = CITY | {Role.LEADER: Reach.ALL, Role.AUDITOR: Reach.ALL}
MOST_REVIEWERS_LISTED = 100


class PageQuery(Sent):
    after: str | None = None


class ReviewersForm(Sent):
    """Whom to ask, by the ids of people with the reviewer's role."""

    reviewers: Annotated[tuple[ShortText, ...], Listed, Field(min_length=1, max_length=9)]


class ScoreForm(Sent):
    """Points by criterion: `c1` is the rubric's first. `no_conflict` is the reviewer's declaration."""

    points: dict[Annotated[str, Field(pattern=r"^c\d{1,2}$")], Annotated[int, Field(ge=0, le=100)]]
    comment: Annotated[str, Field(max_length=2000)] = ""
    no_conflict: Annotated[bool, Field(json_schema_extra={"const": True})]


class SelectionForm(Sent):
    """Whom to choose, by application."""

    applications: Annotated[tuple[ShortText, ...], Listed, Field(min_length=1, max_length=CHOSEN_AT_ONCE)]


@service.get(
    "/applications/{application_id}/reviewers",
    may=CITY,
    page="reviewers_form.html",
    summary="The form that asks reviewers",
)
def reviewers_form(call: Call, application_id: str) -> Shown[ApplicationView]:
    found = call.load(Application, application_id, Application.belongs)
    return Shown(ApplicationView.of(found), _reviewers(call, found))


@service.post(
    "/applications/{application_id}/reviewers",
    may=CITY,
    form="reviewers_form.html",
    summary="Ask reviewers to score a commissioner",
)
def ask_reviewers(call: Call, application_id: str, body: ReviewersForm) -> Done[Receipt]:
    call.load(Application, application_id, Application.belongs)
    done = call.perform(assign_reviewers, application_id, body.reviewers)
    return Done(done, see="/applications/selection")


@service.get("/applications/reviews", may=REVIEWERS, page="reviews.html", summary="A reviewer's own reviews")
def reviews(call: Call, query: PageQuery) -> Shown[ReviewList]:
    found = queries.reviews_of(call.home.store, call.actor.person, query.after)
    return Shown(found, {"state_names": REVIEW_STATES})


@service.get(
    "/applications/reviews/{review_id}",
    may=REVIEWERS | WATCHERS,
    page="review.html",
    summary="One review, with the application it is about",
    together=(Review,),
)
def review(call: Call, review_id: str) -> Shown[ReviewView]:
    found = call.load(Review, review_id, Review.belongs)
    return Shown(ReviewView.of(found), _scoring(call, found))


@service.get(
    "/applications/reviews/{review_id}/score",
    may=REVIEWERS,
    page="score_form.html",
    summary="The form that scores a commissioner",
)
def score_form(call: Call, review_id: str) -> Shown[ReviewView]:
    found = call.load(Review, review_id, Review.belongs)
    return Shown(ReviewView.of(found), {"about": found})


@service.post(
    "/applications/reviews/{review_id}/score",
    may=REVIEWERS,
    form="score_form.html",
    summary="Score a commissioner",
)
def score(call: Call, review_id: str, body: ScoreForm) -> Done[Reviewed]:
    found = call.load(Review, review_id, Review.belongs)
    points = {
        criterion.name: body.points[f"c{place}"]
        for place, criterion in enumerate(found.rubric, start=1)
        if f"c{place}" in body.points
    }
    done = call.perform(score_review, review_id, points, body.comment)
    return Done(done, see=f"/applications/reviews/{review_id}")


@service.get(
    "/applications/reviews/{review_id}/decline",
    may=REVIEWERS,
    page="reason_form.html",
    summary="The form that gives a review back",
)
def stand_down_form(call: Call, review_id: str) -> Shown[ReviewView]:
    return Shown(ReviewView.of(call.load(Review, review_id, Review.belongs)), asking(call))


@service.post(
    "/applications/reviews/{review_id}/decline",
    may=REVIEWERS,
    form="reason_form.html",
    summary="Give a review back: a conflict of interest, or another reason",
)
def stand_down(call: Call, review_id: str, body: ReasonForm) -> Done[Reviewed]:
    call.load(Review, review_id, Review.belongs)
    return Done(call.perform(decline_review, review_id, body.reason), see="/applications/reviews")


@service.get("/applications/selection", may=WATCHERS, page="selection.html", summary="Commissioners under review")
def selection(call: Call, query: PageQuery) -> Shown[CandidateList]:
    return Shown(queries.candidates(call.home.store, query.after), _choosing(call))


@service.post("/applications/selection", may=CITY, form="selection.html", summary="Choose commissioners")
def select(call: Call, body: SelectionForm) -> Done[Chosen]:
    return Done(call.perform(select_commissioners, body.applications), see="/applications/selection")


@service.get(
    "/applications/{application_id}/leave-out",
    may=CITY,
    page="reason_form.html",
    summary="The form that leaves a commissioner out",
)
def leave_out_form(call: Call, application_id: str) -> Shown[ApplicationView]:
    return Shown(ApplicationView.of(call.load(Application, application_id, Application.belongs)), asking(call))


@service.post(
    "/applications/{application_id}/leave-out",
    may=CITY,
    form="reason_form.html",
    summary="Leave a commissioner out, for a reason they are told",
)
def leave_commissioner_out(call: Call, application_id: str, body: ReasonForm) -> Done[Receipt]:
    call.load(Application, application_id, Application.belongs)
    return Done(call.perform(leave_out, application_id, body.reason), see="/applications/selection")


@service.form_data("reviewers_form.html")
def _asking_again(call: Call) -> dict[str, object]:
    *_, id, _ = call.incoming.path.split("/")
    return _reviewers(call, call.load(Application, id, Application.belongs))


def _reviewers(call: Call, found: Application) -> dict[str, object]:
    page = call.home.store.query(Person.by_role, Role.REVIEWER.value, limit=MOST_REVIEWERS_LISTED)
    asked = {each.reviewer for each in found.reviewing}
    free = [each for each in page.items if each.id not in asked and not conflicts(each, found)]
    return {
        "action": f"/applications/{found.id}/reviewers",
        "about": found,
        "free": [(each.id, f"{each.name} · {each.organisation}" if each.organisation else each.name) for each in free],
        "asked": [each.name for each in page.items if each.id in asked],
        "barred": [each.name for each in page.items if conflicts(each, found)],
    }


@service.form_data("score_form.html")
def _scoring_again(call: Call) -> dict[str, object]:
    return {"about": call.load(Review, call.incoming.path.split("/")[3], Review.belongs)}


def _scoring(call: Call, found: Review) -> dict[str, object]:
    about = call.find(Application, found.application)
    if about is None:
        raise Unknown
    return {
        "sections": whole(about, call.language),
        "state_names": REVIEW_STATES,
        "may_score": call.actor.person == found.reviewer and found.state == "assigned",
    }


@service.form_data("selection.html")
def _choosing_again(call: Call) -> dict[str, object]:
    return _choosing(call) | {"answer": queries.candidates(call.home.store, None)}


def _choosing(call: Call) -> dict[str, object]:
    return {"may_choose": call.actor.role is Role.CITY_OFFICER}
