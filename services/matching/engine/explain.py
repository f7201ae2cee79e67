"""Why a pair is proposed: its terms, the words both sides share, the work that speaks for it, the rules it meets."""

from collections.abc import Sequence

import numpy as np

from .corpus import EXPERTISE, Corpus
from .model import MICRO, Commissioner, Enterprise, Need, Pair, Params, Reason, Term
from .words import shared_words

_BEST = 3


class Explainer:
    """Turns chosen pairs, given by their places in the order of the run, into proposals with reasons."""

    def __init__(
        self,
        corpus: Corpus,
        commissioners: Sequence[Commissioner],
        enterprises: Sequence[Enterprise],
        params: Params,
    ) -> None:
        self._corpus = corpus
        self._commissioners = commissioners
        self._enterprises = enterprises
        self._params = params

    def pair(self, commissioner: int, enterprise: int, need: int, text: int, score: int) -> Pair:
        """The proposal; `need` is the index within the enterprise, `text` and `score` are in millionths."""
        person, host = self._commissioners[commissioner], self._enterprises[enterprise]
        stated = host.needs[need]
        row = int(self._corpus.needs[enterprise]) + need
        cosines = self._corpus.cosines_of(commissioner, row)
        best = [int(at) for at in np.argsort(-cosines, kind="stable")[:_BEST] if cosines[at] > 0]
        works = self._corpus.works[commissioner]
        words = self._words(commissioner, row, stated, [works[at] for at in best], best)
        bearing = [
            at for at, work in enumerate(works) if work != EXPERTISE and cosines[at] >= self._params.minimum_text
        ]
        work = works[max(bearing, key=lambda at: float(cosines[at]))] if bearing else None
        by_expertise = bool(best) and works[best[0]] == EXPERTISE
        return Pair(
            commissioner=person.id,
            enterprise=host.id,
            need=stated.id,
            score=score / MICRO,
            terms=self._terms(text, person, stated),
            words=words,
            work=work,
            reasons=_reasons(person, host, stated, words, work, by_expertise),
        )

    def _terms(self, text: int, person: Commissioner, need: Need) -> tuple[Term, ...]:
        shared = 1.0 if person.service_types & need.service_types else 0.0
        return (
            Term("text", text / MICRO, self._params.text_weight),
            Term("service_type", shared, self._params.service_type_weight),
        )

    def _words(self, commissioner: int, row: int, need: Need, chosen: list[int], places: list[int]) -> tuple[str, ...]:
        """What the need shares with the texts that made the score, weighed as the score weighs it."""
        vectors, first = self._corpus.vectors, int(self._corpus.firsts[commissioner])
        asked = dict(zip(*(part.tolist() for part in vectors.row(self._corpus.texts + row)), strict=True))
        pull: dict[int, float] = {}
        for place in places:
            for term, weight in zip(*(part.tolist() for part in vectors.row(first + place)), strict=True):
                if term in asked:
                    pull[term] = pull.get(term, 0.0) + weight * asked[term]
        person = self._commissioners[commissioner]
        texts = [person.expertise if index == EXPERTISE else person.works[index] for index in chosen]

        def strength(term: str) -> float:
            return pull.get(vectors.vocabulary.get(term, -1), 0.0)

        return shared_words(need.text, texts, strength, self._params.words)


def _reasons(
    person: Commissioner, host: Enterprise, need: Need, words: tuple[str, ...], work: int | None, by_expertise: bool
) -> tuple[Reason, ...]:
    reasons: list[Reason] = []
    if words:
        reasons.append(Reason("words_shared", {"words": words}))
    if work is not None:
        reasons.append(Reason("best_work", {"work": work, "title": person.works[work]}))
    if by_expertise:
        reasons.append(Reason("expertise", {}))
    if types := person.service_types & need.service_types:
        reasons.append(Reason("service_type", {"types": tuple(sorted(types))}))
    if host.county in person.counties:
        reasons.append(Reason("county_willing", {"county": host.county}))
    if host.classes:
        reasons.append(Reason("priority_class", {"classes": host.classes, "tier": host.tier}))
    return tuple(reasons)
