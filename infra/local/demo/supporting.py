"""What goes with a service: what it cost, which the city approves, and now and then a visit of the bureau."""

from infra.local.demo.applying import acting, city_officer
from infra.local.demo.loading import Loading
from infra.local.demo.programme import Entry

_EXPENSES = (
    ("travel", "往返{host}两次的长途汽车票和市内交通费。", 36_850),
    ("testing", "为“{title}”送检样品，委托检测机构的化验费。", 168_000),
    ("consumables", "在{host}试验所用的耗材和小型工具。", 92_360),
    ("reference_materials", "购买与“{title}”有关的标准和专著。", 41_200),
    ("training", "在{host}办培训班印发讲义和租用投影设备。", 58_000),
    ("work_subsidy", "到{host}驻点工作十天的工作补助。", 100_000),
    ("insurance", "派驻期间的人身意外伤害保险费。", 30_000),
)
"""Category, what for, and how much in fen; the amounts differ a little from one to the next."""
_FINDINGS = (
    "车间负责人反映特派员到岗及时，“{title}”的试验方案已确定，缺一台检测设备。",
    "“{title}”有进展，不合格件比上季度减少，企业希望把培训扩大到夜班。",
    "与企业技术人员座谈，“{title}”第一轮试验没有达到预期，特派员正在调整方案。",
    "查看现场记录，服务日志与实际相符，企业对“{title}”的改进满意，愿意续签。",
)
_FOLLOW_UP = ("市局协调检测机构，下月走访时回看。", "", "联系高校实验室，安排送样。", "")
_VISITORS = ("示例局领导、示例业务科室人员", "示例业务科室人员二人", "示例县区人员、示例业务科室人员")


def spend(loading: Loading, entry: Entry, host: Entry, number: int) -> None:
    """Report an expense of the day, well below what is granted."""
    place = loading.programme.commissioners.index(entry) + 2 * number
    category, what_for, amount = _EXPENSES[place % len(_EXPENSES)]
    client = acting(loading, entry)
    fund = client.get("/outcomes/funds")["items"][0]["id"]
    fen = amount + 730 * (place % 11)
    body = {
        "category": category,
        "amount_yuan": f"{fen // 100}.{fen % 100:02d}",
        "day": loading.today().isoformat(),
        "text": what_for.format(host=host["name"], title=host["needs"][0]["title"]),
    }
    key = f"{entry['key']}/{number}"
    reported = client.post(f"/outcomes/funds/{fund}/expenses", body, f"demo-expense-{key}")
    loading.note("expenses", key, reported["expense_id"])


def approve(loading: Loading, entry: Entry, number: int) -> None:
    """The city approves what was reported that day, if anything was."""
    expense = loading.noted("expenses").get(f"{entry['key']}/{number}")
    if expense:
        city_officer(loading).post(f"/outcomes/expenses/{expense}/approve", {}, f"demo-approve-expense-{expense}")


def visit(loading: Loading, dispatch: str, host: Entry, number: int) -> None:
    """Somebody of the bureau comes by."""
    place = loading.programme.enterprises.index(host) + number
    body = {
        "day": loading.today().isoformat(),
        "visitors": _VISITORS[place % len(_VISITORS)],
        "findings": _FINDINGS[place % len(_FINDINGS)].format(title=host["needs"][0]["title"]),
        "follow_up": _FOLLOW_UP[place % len(_FOLLOW_UP)],
    }
    city_officer(loading).post(f"/outcomes/dispatches/{dispatch}/visits", body, f"demo-visit-{dispatch}-{number}")
