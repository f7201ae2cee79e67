"""The examples of the API page: commands that run as they stand, given `TEPAI` and `TOKEN`. Tests run every one."""

from dataclasses import dataclass

from shared.language import N_


@dataclass(frozen=True)
class Example:
    """What it shows, and the command."""

    title: str
    command: str


EXAMPLES = (
    Example(
        N_("读取：列出实施方案"),
        """\
curl --fail-with-body "$TEPAI/applications/schemes" \\
  -H "Authorization: Bearer $TOKEN" -H "Accept: application/json" """.strip(),
    ),
    Example(
        N_("分页：把答复中的 next 作为下一次的 after"),
        """\
next=$(curl --fail-with-body "$TEPAI/applications/schemes" \\
  -H "Authorization: Bearer $TOKEN" -H "Accept: application/json" |
  sed -n 's/.*"next":"\\([^"]*\\)".*/\\1/p')
curl --fail-with-body -G "$TEPAI/applications/schemes" \\
  --data-urlencode "after=$next" \\
  -H "Authorization: Bearer $TOKEN" -H "Accept: application/json\"""",
    ),
    Example(
        N_("办理：带 Idempotency-Key，重发不会产生两份"),
        """\
for attempt in 1 2; do
  curl --fail-with-body "$TEPAI/applications/schemes" \\
    -H "Authorization: Bearer $TOKEN" -H "Accept: application/json" \\
    -H "Content-Type: application/json" \\
    -H "Idempotency-Key: example-scheme-0001" \\
    -d '{"name": "Example scheme", "year": 2026,
         "opens": "2026-03-01", "closes": "2026-03-31",
         "form_of_dispatch": "Individuals and teams, for two years.",
         "eligibility": "Doctors, or intermediate title and above.",
         "requirements": "Serve enterprises on their technical needs.",
         "procedure": "Apply, review, publish, match, sign.",
         "service_requirements": "At least thirty days a year.",
         "guarantees": "Post, pay and benefits stay as they are."}'
done""",
    ),
    Example(
        N_("出错：写错的字段会指出在哪里，什么也不会改动"),
        """\
curl "$TEPAI/applications/schemes" \\
  -H "Authorization: Bearer $TOKEN" -H "Accept: application/json" \\
  -H "Accept-Language: en" -H "Content-Type: application/json" \\
  -d '{"name": "Example scheme", "year": "next year"}'""",
    ),
    Example(
        N_("公开数据：不需要令牌"),
        """\
curl --fail-with-body "$TEPAI/outcomes/public" -H "Accept: application/json\"""",
    ),
    Example(
        N_("机器可读的说明：每项服务一份"),
        """\
for service in applications matching outcomes notifications; do
  curl --fail-with-body -o "$service.json" "$TEPAI/$service/openapi.json"
done""",
    ),
)
