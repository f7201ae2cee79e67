"""A list's state, kept in the page's address: what it is filtered and sorted by, and how far it has been paged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

ASCENDING, DESCENDING = "ascending", "descending"
SORT, AFTER = "sort", "after"


@dataclass(frozen=True)
class Filter:
    """One thing a list can be filtered by. Without options it is a text to search for."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...] = ()
    """(value, what people read), in order."""
    needed: bool = False
    """Whether one of its options is always in force: what is stored cannot be listed without."""

    def said(self, value: str) -> str:
        """What people read for a value; a value of no option as it is."""
        return dict(self.options).get(value, value)


@dataclass(frozen=True)
class Active:
    """A filter in force, in words, and where the list without it is."""

    label: str
    said: str
    without: str


@dataclass(frozen=True)
class ListState:
    """One list as it stands. Its addresses begin at `path` (as `url_for` answers it) and leave out what is default.

    `sort` is a column's name, or the name after a minus for descending; `first_sort` is what the list has by itself.
    """

    path: str
    filters: Sequence[Filter] = ()
    chosen: Mapping[str, str] = field(default_factory=dict)
    sort: str = ""
    first_sort: str = ""
    after: str = ""

    @property
    def sorted_by(self) -> str:
        return self.sort or self.first_sort

    def value(self, name: str) -> str:
        """What the filter of that name is set to; empty where it is not."""
        return self.chosen.get(name, "")

    @property
    def active(self) -> list[Active]:
        """The filters in force, each removable."""
        return [
            Active(each.label, each.said(self.value(each.name)), self._address(chosen=self._but(each.name, "")))
            for each in self.filters
            if self.value(each.name) and not each.needed
        ]

    @property
    def plain(self) -> str:
        """The list without any filter, sorted as it is."""
        return self._address(chosen={each.name: self.value(each.name) for each in self.filters if each.needed})

    def filtered(self, name: str, value: str) -> str:
        """The list with one filter set otherwise, from its first page: a cursor belongs to the list it was given by."""
        return self._address(chosen=self._but(name, value))

    def direction(self, name: str) -> str:
        """`ascending`, `descending`, or empty where the list is not sorted by that column: what aria-sort says."""
        if self.sorted_by.removeprefix("-") != name:
            return ""
        return DESCENDING if self.sorted_by.startswith("-") else ASCENDING

    def turned(self, name: str) -> str:
        """The list sorted by that column; the other way round where it is already."""
        return self._address(sort=f"-{name}" if self.direction(name) == ASCENDING else name)

    def following(self, cursor: str) -> str:
        """The page after this one."""
        return self._address(after=cursor)

    @property
    def first(self) -> str:
        """The list's first page."""
        return self._address()

    def kept(self) -> list[tuple[str, str]]:
        """What the filters' form must carry on besides the filters: the sorting."""
        return [(SORT, self.sort)] if self.sort and self.sort != self.first_sort else []

    def _but(self, name: str, value: str) -> dict[str, str]:
        return {**self.chosen, name: value}

    def _address(self, chosen: Mapping[str, str] | None = None, sort: str = "", after: str = "") -> str:
        chosen = self.chosen if chosen is None else chosen
        sort = sort or self.sort
        # In the filters' own order, so that one list has one address however it was reached.
        pairs = [(each.name, chosen[each.name]) for each in self.filters if chosen.get(each.name)]
        pairs += [(SORT, sort)] if sort and sort != self.first_sort else []
        pairs += [(AFTER, after)] if after else []
        return f"{self.path}?{urlencode(pairs)}" if pairs else self.path
