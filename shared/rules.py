"""How a rule says no. The web and the queues turn these into answers; the domain only raises them."""

from typing import ClassVar

from shared.language import CHINESE, N_, say


class Refusal(Exception):
    """A request that is understood and declined. `says` is the reader's sentence, its `{places}` filled from `values`.

    `field` points at what to mend, as a path into the request (`needs/0/title`), where there is such a thing.
    """

    says: ClassVar[str] = N_("请求被拒绝")

    def __init__(self, *, field: str = "", **values: object) -> None:
        super().__init__(type(self).__name__)
        self.field = field
        self.values = values

    @property
    def code(self) -> str:
        """The name programs know it by."""
        return type(self).__name__

    def said(self, language: str = CHINESE) -> str:
        """The sentence in `language`; a value that is one of our own words, a state's name say, is put into it too."""
        values = {name: say(it, language) if isinstance(it, str) else it for name, it in self.values.items()}
        return say(self.says, language, **values)

    def __str__(self) -> str:
        return self.said()


class RuleBroken(Refusal):
    """A rule of the programme, or the state of the record, does not allow it now."""


class TooOften(RuleBroken):
    """More of something than may be asked for in a time."""

    says = N_("操作过于频繁，请稍后再试")


class Invalid(Refusal):
    """A value that is well-formed and yet cannot be right; `field` says which."""


class Unknown(Refusal):
    """There is no such record, or none this person may know of."""

    says = N_("找不到该记录：它不存在，或您无权查看")


class NotAllowed(Refusal):
    """This person's role does not reach that far."""

    says = N_("您的角色不能进行此操作")
