"""The hard rules: who may be sent where at all, whatever the score. Capacity and demand are the allocation's own."""

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from .model import Commissioner, Enterprise, Need, Obstacle, Params

Mask = NDArray[np.bool_]


class Rules:
    """The rules of one run, each answered for every commissioner at once (in the order given)."""

    def __init__(
        self, commissioners: Sequence[Commissioner], held: Collection[tuple[str, str]], params: Params
    ) -> None:
        self._commissioners = commissioners
        self._place = {one.id: index for index, one in enumerate(commissioners)}
        self._params = params
        self._held = _by_enterprise(held, self._place)
        refusals = [(one.id, enterprise) for one in commissioners for enterprise in one.excludes]
        self._refused = _by_enterprise(refusals, self._place)
        self._counties: dict[str, Mask] = {}
        self._services: dict[frozenset[str], Mask] = {}

    def county(self, code: str) -> Mask:
        """Who is willing to serve the county; whoever names none goes anywhere."""
        if code not in self._counties:
            self._counties[code] = np.array([not c.counties or code in c.counties for c in self._commissioners], bool)
        return self._counties[code]

    def shares_service(self, types: frozenset[str]) -> Mask:
        """Whose stated service types meet the given ones; False where either side states none."""
        if types not in self._services:
            self._services[types] = np.array([bool(types & c.service_types) for c in self._commissioners], bool)
        return self._services[types]

    def service(self, need: Need) -> Mask:
        """Who may serve the need by kind of service: a side that states none is open to all."""
        if not (self._params.require_service_type and need.service_types):
            return np.ones(len(self._commissioners), bool)
        silent = np.array([not c.service_types for c in self._commissioners], bool)
        return np.asarray(silent | self.shares_service(need.service_types))

    def held(self, enterprise: Enterprise) -> Mask:
        """Whose pair with the enterprise exists already or was declined."""
        return self._marked(self._held.get(enterprise.id, ()))

    def excluded(self, enterprise: Enterprise) -> Mask:
        """Who is excluded by the enterprise, or excludes it."""
        named = [self._place[one] for one in enterprise.excludes if one in self._place]
        return self._marked([*named, *self._refused.get(enterprise.id, ())])

    def allowed(self, enterprise: Enterprise) -> Mask:
        """Who passes every rule but the kind of service, which each need states for itself."""
        return np.asarray(self.county(enterprise.county) & ~self.held(enterprise) & ~self.excluded(enterprise))

    def obstacle(self, commissioner: int, enterprise: Enterprise) -> Obstacle:
        """What keeps the commissioner (by place in the order) from being qualified for the enterprise."""
        if self.held(enterprise)[commissioner]:
            return "held"
        if self.excluded(enterprise)[commissioner]:
            return "excluded"
        if not self.county(enterprise.county)[commissioner]:
            return "county"
        if not any(self.service(need)[commissioner] for need in enterprise.needs):
            return "service_type"
        return "below_minimum"

    def _marked(self, places: Collection[int]) -> Mask:
        mask = np.zeros(len(self._commissioners), bool)
        mask[list(places)] = True
        return mask


def _by_enterprise(pairs: Collection[tuple[str, str]], place: dict[str, int]) -> dict[str, list[int]]:
    """The pairs' commissioners by enterprise; pairs of people who are not in this run have no say in it."""
    found: dict[str, list[int]] = {}
    for commissioner, enterprise in pairs:
        if commissioner in place:
            found.setdefault(enterprise, []).append(place[commissioner])
    return found
