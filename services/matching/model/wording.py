"""The engine's reasons, said in the reader's language."""

from collections.abc import Callable, Iterable
from typing import Any

from services.matching.model.proposals import BY_HAND, ReasonFacts
from services.matching.model.runs import LeftOver
from services.matching.model.waiting import DECLINED, ENDED, Waiting
from shared.language import N_, say
from shared.vocabulary import COUNTIES, SERVICE_TYPES

CLASSES = {
    "above_scale": N_("规模以上企业"),
    "high_tech": N_("高新技术企业"),
    "nurtured": N_("培育高新技术企业"),
    "growth": N_("成长性企业"),
}
TERMS = {"text": N_("需求与成果、专长的文字相近程度"), "service_type": N_("服务类型一致")}

LEFT_REASONS = {
    "no_qualified_commissioner": N_("没有符合条件的特派员"),
    "no_qualified_enterprise": N_("没有符合条件的企业需求"),
    "all_full": N_("符合条件的对方名额已满"),
    DECLINED: N_("此前建议的配对未达成"),
    ENDED: N_("派驻提前结束"),
    "outranked": N_("符合条件的对方优先安排给了更合适或更优先的配对"),
}
OBSTACLES = {
    "held": N_("双方已经配对过或曾谢绝"),
    "excluded": N_("一方要求回避"),
    "county": N_("特派员未选择到{county}服务"),
    "service_type": N_("需要的与能提供的服务类型不一致"),
    "below_minimum": N_("专长与需求相差太远"),
}


def reason_said(reason: ReasonFacts, language: str) -> str:
    """A reason as a sentence; one of a code not known here is left out by being empty."""
    params = reason.params
    sentences: dict[str, Callable[[], str]] = {
        "words_shared": lambda: say(
            N_("需求与特派员的成果、专长都提到：{words}"), language, words=listed(params["words"], language)
        ),
        "best_work": lambda: say(N_("最接近这项需求的成果是《{title}》"), language, title=params["title"]),
        "expertise": lambda: say(N_("特派员自述的专长与这项需求最为接近"), language),
        "service_type": lambda: say(
            N_("双方的服务类型一致：{types}"), language, types=_named(params["types"], SERVICE_TYPES, language)
        ),
        "county_willing": lambda: say(
            N_("特派员愿意到{county}服务"), language, county=county_name(params["county"], language)
        ),
        "priority_class": lambda: say(
            N_("企业属于优先选派对象：{classes}"), language, classes=_named(params["classes"], CLASSES, language)
        ),
        BY_HAND: lambda: say(N_("市科学技术局指定：{reason}"), language, reason=params["text"]),
    }
    sentence = sentences.get(reason.code)
    return sentence() if sentence else ""


def waiting_said(why: Waiting, county: str, language: str) -> str:
    """Why an enterprise of that county waits, as one sentence."""
    return left_said(LeftOver(id="", name="", county=county, **why.model_dump(exclude={"run_id"})), language)


def left_said(left: LeftOver, language: str) -> str:
    """Why somebody was left over, and who came nearest, as one sentence."""
    said = say(LEFT_REASONS.get(left.reason, left.reason), language)
    if not left.nearest_name:
        return said
    nearest: dict[str, Any] = {"reason": said, "name": left.nearest_name, "score": f"{left.nearest_score:.2f}"}
    if not left.obstacle:
        return say(N_("{reason}；最接近的是{name}（匹配度 {score}）"), language, **nearest)
    county = county_name(left.county or left.nearest_county, language)
    obstacle = say(OBSTACLES.get(left.obstacle, left.obstacle), language, county=county)
    return say(N_("{reason}；最接近的是{name}（匹配度 {score}），但{obstacle}"), language, obstacle=obstacle, **nearest)


def county_name(code: str, language: str) -> str:
    """The name of a county; a code not known here stands for itself."""
    return say(COUNTIES.get(code, code), language)


def listed(words: Iterable[str], language: str) -> str:
    """Words one after another, as the language separates them."""
    return say(N_("、"), language).join(words)


def marked(text: str, words: Iterable[str]) -> list[tuple[str, bool]]:
    """`text` in pieces, those that are one of `words` marked True, whatever their case; longer words go first."""
    ordered = sorted({word.casefold() for word in words if word}, key=lambda word: (-len(word), word))
    lower = text.casefold()
    if len(lower) != len(text):
        # Folding changed the length (ß), so places in one are not places in the other.
        lower = text
    pieces: list[tuple[str, bool]] = []
    plain = at = 0
    while at < len(text):
        word = next((each for each in ordered if lower.startswith(each, at)), "")
        if not word:
            at += 1
            continue
        if plain < at:
            pieces.append((text[plain:at], False))
        pieces.append((text[at : at + len(word)], True))
        plain = at = at + len(word)
    if plain < len(text):
        pieces.append((text[plain:], False))
    return pieces


def _named(codes: Iterable[str], names: dict[str, str], language: str) -> str:
    return listed((say(names.get(code, code), language) for code in codes), language)
