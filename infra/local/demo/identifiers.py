"""What the programme's files leave out since it says nothing: made-up credit codes, certificates and contacts."""

from typing import Any

from stdnum.cn import uscc

Entry = dict[str, Any]

_FIRST = {"enterprise": 100, "commissioner": 200, "following": 400}
"""The last three digits of made-up mobile numbers: 100 to 199 are of enterprises, 300 to 399 of offices."""
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def with_identifiers(entry: Entry, kind: str, number: int) -> Entry:
    """The entry with what it lacks, made of its key and of its number among its kind."""
    made: Entry = {"demand": 1, "nurtured": False, "growth": False} if "needs" in entry else {"members": []}
    made |= {"contact": _contact(entry, kind, number), "fictional": True}
    if "needs" in entry:
        made["uscc"] = _credit_code(number + (900 if kind == "following" else 0))
    made |= entry
    return made


def with_certificate(entry: Entry, year: int) -> Entry:
    """A high-tech certificate that is valid (3 years) in the scheme of that year; made-up numbers begin with 999."""
    if not entry["high_tech"]:
        return {"high_tech_certificate": ""}
    number = int(entry["contact"]["phone"][-3:])
    return {"high_tech_certificate": f"GR{year - number % 3}41999{number:03d}"}


def _contact(entry: Entry, kind: str, number: int) -> dict[str, str]:
    if "needs" in entry:
        name = f"{entry['name'].removesuffix('有限公司').removesuffix('股份')}联系人"
        email = f"tech@{entry['key']}.example.com"
    else:
        name = entry["members"][0]["name"] if entry.get("members") else entry["name"]
        email = f"{entry['key']}@researchers.example.org"
    return {"name": name, "email": email, "phone": f"+8619000000{_FIRST[kind] + number:03d}"}


def _credit_code(number: int) -> str:
    """A code of nobody's: right by both of its check characters, and beginning as all of the demonstration do.

    GB 32100 gives 17 characters a check character; characters 9 to 17 are an organisation code with one of its own
    (GB 11714).
    """
    organisation = f"MA{number:06d}"
    total = sum(
        weight * (int(each) if each.isdigit() else ord(each) - 55)
        for weight, each in zip(_ORGANISATION_WEIGHTS, organisation, strict=True)
    )
    check = "0123456789X"[-total % 11]
    stem = f"91410500{organisation}{check}"
    return stem + str(uscc.calc_check_digit(stem))
