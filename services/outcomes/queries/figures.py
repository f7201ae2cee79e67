"""Reading the figures of a year, and the records each of them is the sum of."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from services.outcomes.model.entries import Qualifier
from services.outcomes.model.figures import Counted, Figure, Part, figure_id
from services.outcomes.model.indicators import EITHER_CLASS_PERCENT, MEASURES, PUBLIC_MEASURES, Reach, percent
from shared.store.port import Page, Store
from shared.store.sifted import sifted
from shared.view import View

FIGURES_AT_ONCE = 60
"""More than one year has, so that its figures come in one read."""


class RecordView(View):
    """One record a figure counts: an enterprise, a commissioner or an outcome. `text` is for the bureau's eyes."""

    id: str
    label: str
    amount: int
    qualifier: Qualifier = Qualifier.EXACT
    text: str = ""


class FigureView(View):
    """One figure. `value` is the sum of its `count` records; money in fen.

    `records` are all of them, or null where they are too many: then `/outcomes/figures/{indicator}` lists them. A
    percentage says what it is computed of; its value is null while that is nothing.
    """

    indicator: str
    name: str
    unit: str
    value: int | None
    qualifier: Qualifier = Qualifier.EXACT
    count: int = 0
    records: list[RecordView] | None = None
    numerator: int | None = None
    denominator: int | None = None


class Report(View):
    """The figures of one year, each standing by itself: they are never added to each other."""

    year: int
    as_of: datetime | None
    figures: list[FigureView]


class FigureRecords(View):
    """The records of one figure; `unit` is theirs."""

    indicator: str
    name: str
    unit: str
    year: int
    records: list[RecordView]
    next: str | None = None


def report(store: Store, year: int | None, today: date, *, for_bureau: bool) -> Report:
    """All figures of `year` (None: the newest that has any), in their order; what has no record yet is 0.

    What records say, and how the programme was carried out, is for the bureau's eyes.
    """
    found = {figure.indicator: figure for figure in _figures(store, year)}
    as_of: datetime | None = max((figure.as_of for figure in found.values()), default=None)
    shown = MEASURES if for_bureau else PUBLIC_MEASURES
    newest = max((figure.year for figure in found.values()), default=today.year)
    return Report(year=year or newest, as_of=as_of, figures=[_view(name, found, for_bureau) for name in shown])


@dataclass(frozen=True)
class Wanted:
    """Which records of a figure: of which year (None: the newest that has figures), called how, in which order."""

    year: int | None = None
    name: str = ""
    descending: bool = False
    after: str | None = None

    def keep(self) -> Callable[[Part], bool] | None:
        """What no index tells: a text within the label."""
        if not self.name:
            return None
        return lambda each: self.name.casefold() in each.label.casefold()


def records(store: Store, today: date, indicator: str, wanted: Wanted, *, for_bureau: bool) -> FigureRecords:
    """The records one figure is the sum of, by label: in one read, unless they are many and no year is named."""
    listed = _counted_as(indicator)
    year, page = wanted.year, None
    if year is None:
        known = _figures(store, None)
        year = known[0].year if known else today.year
        figure = next((each for each in known if each.indicator == listed), None)
        if wanted.after is None and (figure is None or figure.lists_all):
            page = Page(_listed(figure, wanted))
    if page is None:
        found = sifted(
            store,
            Part.by_figure,
            figure_id(year, listed),
            wanted.keep(),
            after=wanted.after,
            descending=wanted.descending,
        )
        page = Page(tuple(_record(each.subject, each.counted(), each.text) for each in found.items), found.next)
    return FigureRecords(
        indicator=indicator,
        name=MEASURES[indicator].name,
        unit=MEASURES[listed].unit,
        year=year,
        records=[each if for_bureau else each.model_copy(update={"text": ""}) for each in page.items],
        next=page.next,
    )


def _listed(figure: Figure | None, wanted: Wanted) -> tuple[RecordView, ...]:
    """The records a figure carries itself, as a listing of them would be."""
    found = (_records(figure, with_texts=True) if figure else None) or []
    kept = [each for each in found if wanted.name.casefold() in each.label.casefold()]
    return tuple(reversed(kept)) if wanted.descending else tuple(kept)


def _figures(store: Store, year: int | None) -> list[Figure]:
    """The figures of `year`, or of the newest that has any: in one read, unless the store gives short pages.

    A year in which a scheme was published and nobody was sent yet has no figures to look at first.
    """
    first, last = (f"{year}|", f"{year}|~") if year else (None, None)
    found: list[Figure] = []
    after: str | None = None
    while True:
        page = store.query(
            Figure.by_year, "all", descending=True, limit=FIGURES_AT_ONCE, after=after, first=first, last=last
        )
        found += page.items
        newest = next((each.year for each in found if each.indicator in PUBLIC_MEASURES), None)
        if page.next is None or (newest is not None and found[-1].year < newest):
            newest = newest or (found[0].year if found else None)
            return [each for each in found if each.year == newest]
        after = page.next


def _counted_as(indicator: str) -> str:
    """The figure whose records stand behind `indicator`: a share has those of its numerator."""
    return Reach.EITHER_CLASS if indicator == EITHER_CLASS_PERCENT else indicator


def _view(name: str, found: dict[str, Figure], with_texts: bool) -> FigureView:
    figure = found.get(_counted_as(name))
    view = FigureView(indicator=name, name=MEASURES[name].name, unit=MEASURES[name].unit, value=0, records=[])
    if figure is not None:
        at_least = Qualifier.AT_LEAST if figure.at_least else Qualifier.EXACT
        told = {"value": figure.value, "qualifier": at_least, "count": figure.count}
        view = view.model_copy(update=told | {"records": _records(figure, with_texts)})
    return _share(view, found) if name == EITHER_CLASS_PERCENT else view


def _share(either: FigureView, found: dict[str, Figure]) -> FigureView:
    served = found.get(Reach.ENTERPRISES_SERVED)
    part, whole = either.value or 0, served.value if served else 0
    return either.model_copy(update={"value": percent(part, whole), "numerator": part, "denominator": whole})


def _records(figure: Figure, with_texts: bool) -> list[RecordView] | None:
    if not figure.lists_all:
        return None
    ordered = sorted(figure.records.items(), key=lambda item: (item[1].label, item[0]))
    return [_record(id, each, each.text if with_texts else "") for id, each in ordered]


def _record(id: str, each: Counted, text: str) -> RecordView:
    qualifier = Qualifier.AT_LEAST if each.at_least else Qualifier.EXACT
    return RecordView(id=id, label=each.label, amount=each.amount, qualifier=qualifier, text=text)
