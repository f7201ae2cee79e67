"""Whatever people are told is in the catalogues, and every English page says it in English."""

import ast
import re
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Catalog, Message
from jinja2 import Environment

from infra import languages
from infra.languages import ROOT, collected, lacking
from shared.language import CHINESE, ENGLISH, say
from shared.rules import Refusal

CHINESE_WRITING = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")

BRAND = "特派"
ITS_OWN_LANGUAGE = {"shared/web/templates/layout.html": {"中文"}}
"""The switch names each language in that language."""

NOT_SAID = {
    "services/matching/engine/": "the engine reads Chinese; it says nothing",
    "services/matching/commands/planning.py": "joins a need's title and text for the engine",
    "services/matching/model/agreement_text.py": "what an agreement begins with, stored and signed in Chinese",
    "services/outcomes/model/case_report.py": "the marks a sentence ends with, before another one is made of it",
    "services/applications/papers/": "papers that are stamped are in Chinese",
    "services/matching/papers/": "papers that are stamped are in Chinese",
    "services/outcomes/papers/": "papers that are stamped are in Chinese",
    "shared/official_paper.py": "papers that are stamped are in Chinese",
    "services/notifications/model/sms.py": "the brackets Chinese operators ask for around a signature",
    "shared/web/formats.py": "how each language writes a date",
    "services/applications/commands/people.py": "the first administrator's name, stored until they change it",
}
BILINGUAL = ("shared/store/sqlite/", "shared/messaging/queue_file.py")
"""What whoever starts the machine reads, before there is a language to choose."""

TEMPLATES = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in ("services", "shared")
    for path in (ROOT / folder).rglob("*.html")
    if {"pages", "templates"} & set(path.parts)
)
MODULES = sorted(
    path.relative_to(ROOT).as_posix() for folder in ("services", "shared") for path in (ROOT / folder).rglob("*.py")
)


@pytest.fixture(scope="module")
def texts() -> list[Message]:
    return [message for message in collected() if message.id]


def test_every_text_has_english_in_step_with_what_is_compiled():
    assert lacking() == []


def test_english_holds_no_chinese(texts):
    assert len(texts) > 500
    assert [each.string for each in texts if CHINESE_WRITING.search(str(each.string))] == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_says_nothing_past_the_catalogues(name):
    found = set(unmarked_in_template((ROOT / name).read_text("utf-8")))
    assert found == ITS_OWN_LANGUAGE.get(name, set())


def test_module_says_nothing_past_the_catalogues():
    found = {
        f"{name}: {text}"
        for name in MODULES
        if not name.startswith((*NOT_SAID, *BILINGUAL))
        for text in unmarked_in_module((ROOT / name).read_text("utf-8"))
        if text != BRAND
    }
    assert found == set()


@pytest.mark.parametrize("name", [*NOT_SAID, *BILINGUAL])
def test_exception_is_still_one(name):
    assert any(unmarked_in_module((ROOT / each).read_text("utf-8")) for each in MODULES if each.startswith(name))


def test_what_is_not_marked_is_found():
    template = """{# 注释 #}<p title="{{ _('标题') }}">正文</p>{{ parts.empty("空", _("有")) }}{{ _("多") ~ '少' }}"""
    assert set(unmarked_in_template(template)) == {"正文", "空", "少"}
    module = '"""说明"""\nA = N_("有")\nB = {"a": "无"}\nC = f"第{A}页"\nclass D:\n    """说明"""\n    says = "错"\n    E = ""\n    "说明"'
    assert set(unmarked_in_module(module)) == {"无", "第", "页", "错"}


def test_value_of_a_refusal_is_said_in_the_readers_language():
    class Shut(Refusal):
        says = "该记录当前状态为“{state}”，不能再次办理"

    assert Shut(state="已确认").said(ENGLISH) == say(Shut.says, ENGLISH, state="Confirmed")
    assert Shut(state="已确认").said(CHINESE) == "该记录当前状态为“已确认”，不能再次办理"


@pytest.mark.parametrize("english", ["", "For {count} people", "For people", "For {number} people {number}"])
def test_check_tells_what_is_wrong(english, monkeypatch):
    catalog = Catalog(locale=ENGLISH)
    catalog.add("共 {number} 人", english)
    monkeypatch.setattr(languages, "collected", lambda: catalog)
    told = lacking()
    assert any("共 {number} 人" in line for line in told) == (english != "For {number} people {number}")
    assert any("out of step" in line for line in told)


def unmarked_in_template(source: str) -> Iterator[str]:
    """What a template says in Chinese without `_( … )`: its text and attributes, and the strings of its expressions."""
    before: list[str] = []
    for _, kind, value in Environment().lex(source):
        if kind == "whitespace":
            continue
        if kind == "data" or (kind == "string" and before[-2:] != ["_", "("]):
            yield from (piece.strip(" \"'") for piece in re.split(r"[<>\n]", value) if CHINESE_WRITING.search(piece))
        before = [*before[-1:], value]


def unmarked_in_module(source: str) -> Iterator[str]:
    """The Chinese strings of a module that are neither documentation nor inside `N_( … )` or `_( … )`."""
    passed: set[ast.AST] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            passed.add(node.value)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("N_", "_"):
            passed.update(node.args)
        if not isinstance(node, ast.Constant) or node in passed:
            continue
        if isinstance(node.value, str) and CHINESE_WRITING.search(node.value):
            yield node.value
