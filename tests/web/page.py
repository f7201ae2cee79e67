"""What a browser makes of a page: its title, forms with their values, links, ids, and anything inline."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)

    def add(self, name: str, value: str) -> None:
        self.fields.setdefault(name, []).append(value)


class Page(HTMLParser):
    """A parsed page. `summary` are the targets of the error summary's links, `errors` its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text
        self.title = ""
        self.forms: list[Form] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.inline: list[str] = []
        self.summary: list[str] = []
        self.alert = ""
        self.described_by: list[str] = []
        self.labels: list[str] = []
        self._open: list[str] = []
        self._in_alert = 0
        self._area = ""
        self._select = ""
        self.feed(text)

    def form(self, action: str) -> Form:
        """The form that posts to this address."""
        return next(each for each in self.forms if each.action == action and each.method == "post")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._note(tag, given)
        if tag == "form":
            self.forms.append(Form(given.get("action", ""), given.get("method", "get")))
        elif tag == "input" and self.forms and "name" in given:
            if given.get("type") not in ("checkbox", "radio") or "checked" in given:
                self.forms[-1].add(given["name"], given.get("value", ""))
        elif tag == "textarea" and self.forms:
            self._area = given["name"]
            self.forms[-1].add(self._area, "")
        elif tag == "select":
            self._select = given["name"]
        elif tag == "option" and "selected" in given and self.forms:
            self.forms[-1].add(self._select, given["value"])
        if tag == "div":
            self._in_alert = self._in_alert + 1 if self._in_alert or given.get("role") == "alert" else 0
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "div" and self._in_alert:
            self._in_alert -= 1
        if tag == "textarea":
            self._area = ""
        self._open.append("")

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] == "title":
            self.title += data
        if self._open and self._open[-1] in ("style", "script") and data.strip():
            self.inline.append(data)
        if self._in_alert:
            self.alert += data
        if self._area and self.forms:
            self.forms[-1].fields[self._area][-1] += data

    def _note(self, tag: str, given: dict[str, str]) -> None:
        self.ids += [given["id"]] if "id" in given else []
        self.labels += [given["for"]] if "for" in given else []
        self.described_by += given.get("aria-describedby", "").split()
        for name in ("href", "src", "action"):
            if name in given:
                self.links.append(given[name])
        if self._in_alert and tag == "a":
            self.summary.append(given["href"])
        self.inline += [f"{name}={value}" for name, value in given.items() if name.startswith("on") or name == "style"]
        if tag == "style" or (tag == "script" and "src" not in given):
            self.inline.append(f"<{tag}>")
