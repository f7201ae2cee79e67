"""axe on the page that is open, with all its rules for WCAG 2.2 AA and its best practices, and no exclusions.

It comes in by the developer's door, not by a tag in the page: the page's policy stays as strict as it is for everybody.
"""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")

RUN = """async (rules) => {
  const { violations } = await axe.run(document, {
    runOnly: { type: "tag", values: rules }, resultTypes: ["violations"],
    // Links in a table's row are targets too, but smaller than a button; axe leaves this rule out unless told.
    rules: { "target-size": { enabled: true } },
  });
  return violations.map(each => ({
    rule: each.id, help: each.help,
    nodes: each.nodes.map(node => node.target.join(" ") + " " + node.html.replace(/\\s+/g, " ").slice(0, 120)),
  }));
}"""


def violations(page: Page) -> list[str]:
    """What axe finds, each with the first elements that show it."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate(RUN, list(RULES))
    return [f"axe {each['rule']} ({each['help']}) ×{len(each['nodes'])}: {each['nodes'][:3]}" for each in found]
