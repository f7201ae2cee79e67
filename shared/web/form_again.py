"""A form shown again with what was sent to it, and what there is to say about that."""

from shared.web.call import Call
from shared.web.form_errors import placed
from shared.web.incoming import flattened
from shared.web.pages import render
from shared.web.problem import Problem


def form_again(call: Call, problem: Problem) -> str:
    """The page of the form of the call's route, each error at the field of the page it is about."""
    again = {"answer": None, "form": flattened(call.sent), "errors": problem.errors, "problem": problem}
    context = {**call.page_context(), **again, **call.site.form_context(call)}
    text = render(call.site.pages, call.endpoint.form, call.language, context)
    if not problem.errors:
        return text
    errors = placed(problem.errors, text)
    return render(call.site.pages, call.endpoint.form, call.language, {**context, "errors": errors})
