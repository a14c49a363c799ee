"""What the codes and headings of the Ministry of Justice's contracts mean in ordinary words."""

import re
from collections.abc import Iterable

from providers_catalog.shape import DeliveryMode

_ABBREVIATIONS = {
    "LTD": "Ltd",
    "COMM": "Community",
    "ASSOC": "Association",
    "CTR": "Centre",
    "TR": "Trust",
    "TRST": "Trust",
    "FT": "Foundation Trust",
    "GRP": "Group",
    "PART": "Partnership",
    "INIT": "Initiative",
    "TECH": "Technology",
    "BUS": "Business",
    "CAMBS": "Cambridgeshire",
    "LINCS": "Lincolnshire",
    "DERBS": "Derbyshire",
    "NOTT": "Nottingham",
    "WMNS": "Women’s",
    "WOMENS": "Women’s",
    "WOM": "Women’s",
    "TOMORROWS": "Tomorrow’s",
    "MUNGOS": "Mungo’s",
    "WA": "Women’s Aid",
    "MH": "Mental Health",
    "GM": "Greater Manchester",
    "WOMENSSUPPORTCTR": "Women’s Support Centre",
}
_CAPITALS = frozenset(
    {"BWC", "C2C", "CAIS", "CIC", "CRC", "DHI", "DVA", "DVIP", "EM", "EOE", "IDAS", "IMO", "KSS", "MI"}
)
_CAPITALS |= {"NHS", "NW", "NWPS", "POPS", "PS", "PSS", "RFEA", "SHP", "UK", "YATH", "YSS", "V", "I", "A"}
_SMALL_WORDS = frozenset({"and", "the", "of", "in", "on", "with", "at", "for"})

_NEEDS_IN_AREA: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"accommodation", ("somewhere-to-live",)),
    (r"depend|recovery", ("drink-or-drugs",)),
    (r"emotional|personal wellbeing", ("mind-and-feelings",)),
    (r"family", ("family-and-children",)),
    (r"lifestyle|custody support", ("staying-out-of-trouble",)),
    (r"social inclusion", ("meeting-people",)),
    (r"financ|benefit|debt|money|access to advice", ("money-and-debt",)),
    (r"\bETE\b|education|employment", ("finding-work", "learning-something")),
)
_TYPES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "ACC": (("somewhere-to-live",), ("housing-advice",)),
    "DNR": (("drink-or-drugs",), ("recovery-group",)),
    "ETE": (("finding-work", "learning-something"), ("job-support",)),
    "FBD": (("money-and-debt",), ("money-advice", "benefits-advice")),
    "MTR": (("meeting-people",), ("peer-mentor",)),
    "PWB": (
        ("mind-and-feelings", "family-and-children", "staying-out-of-trouble", "meeting-people"),
        ("wellbeing-support",),
    ),
    "WOS": ((), ("women-only", "wellbeing-support")),
    "WSM": ((), ("women-only", "wellbeing-support")),
}
_AREA_IN_TITLE = (
    re.compile(r".*\b(?:[Ii]n|[Ff]or) (?:the )?(?!Custody|Community)([A-Z].*)"),
    re.compile(r".*\bServices? - ([A-Z].*)"),
)
_LONGEST_PLACE = 40


def provider_name(code: str) -> str:
    """ "ST_GILES_TRUST" as "St Giles Trust". A guess at a name: the code stays the identifier."""
    read = [_word(word, first=number == 0) for number, word in enumerate(code.split("_")) if word]
    return " ".join(read) or code


def needs_in(need_area: str) -> tuple[str, ...]:
    """Our needs for a contract's heading such as "Finance Benefits & Debt"; none when it is unknown."""
    return tuple(
        dict.fromkeys(
            slug for pattern, slugs in _NEEDS_IN_AREA if re.search(pattern, need_area, re.IGNORECASE) for slug in slugs
        )
    )


def needs_of_type(contract_type: str) -> tuple[str, ...]:
    """What every contract of this type is about, whatever its activities say."""
    return _TYPES.get(_family(contract_type), ((), ()))[0]


def service_types(contract_type: str) -> tuple[str, ...]:
    """Our service types for a contract type such as "FBD-SW" (money advice in the South West)."""
    return ("probation-support", *_TYPES.get(_family(contract_type), ((), ()))[1])


def _family(contract_type: str) -> str:
    return contract_type.partition("-")[0]


def delivery_modes(methods: Iterable[str]) -> set[DeliveryMode]:
    """How activities are delivered, out of many ways of writing it. Nothing said means nothing known."""
    found: set[DeliveryMode] = set()
    for method in methods:
        said = method.lower()
        if re.search(r"online|digital|virtual|remote|e-?mail", said):
            found.add("online")
        if "phone" in said:
            found.add("phone")
        if re.search(r"face|group|\bone\b|121|1\W*(?:2|to)?\W*1|in person|session", said):
            found.add("in_person")
    return found


def area(title: str, police_area: str, probation_region: str) -> str:
    """The area served: a police area in words, or what the title says; a region's letter means nothing to us."""
    if police_area:
        words = police_area.split("-")
        return " ".join(w if w in _SMALL_WORDS else w.capitalize() for w in words)
    for pattern in _AREA_IN_TITLE:
        if named := pattern.fullmatch(title):
            return named[1]
    return f"Probation region {probation_region}" if probation_region else ""


def places(locations: str) -> list[str]:
    """The towns in a list such as "Hull; Beverley; Goole". A sentence is not a list and gives none."""
    pieces = [piece.strip(" .-:") for piece in re.split(r"[,;]+", locations)]
    return [p for p in pieces if p] if all(len(piece) <= _LONGEST_PLACE for piece in pieces) else []


def _word(word: str, *, first: bool) -> str:
    if word in _CAPITALS:
        return word
    if word in _ABBREVIATIONS:
        return _ABBREVIATIONS[word]
    if word.lower() in _SMALL_WORDS and not first:
        return word.lower()
    return word.capitalize()
