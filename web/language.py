"""Words on pages: the chosen language, its catalogue, and the filters of templates."""

import secrets
from datetime import date, datetime
from typing import cast

from flask import Flask, g, request

from electflow.campaign.model import Election
from electflow.clock import CHINA
from electflow.people.rules import masked
from electflow.stages import Track
from electflow.wording.catalogue import DEFAULT, LANGUAGES, catalogue
from electflow.wording.service import Wording

COOKIE = "language"
SIZE_COOKIE = "size"
DENSITY_COOKIE = "density"
_WEEKDAYS = {"zh_Hans": "一二三四五六日", "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}


def install(app: Flask) -> None:
    """Give templates ``_``, labels and the formats of days and times."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, ngettext, newstyle=True
    )
    app.jinja_env.filters |= {
        "day": day,
        "masked": masked,
        "moment": moment,
        "offset": offset,
        "thousands": thousands,
        "titled": titled,
    }
    app.jinja_env.globals["LANGUAGES"] = LANGUAGES
    app.jinja_env.globals |= {"fresh_key": lambda: secrets.token_hex(16), "track_of": Track}
    app.context_processor(
        lambda: {
            "wording": wording(),
            "language": language(),
            "is_large": is_large(),
            "is_compact": is_compact(),
        }
    )


def language() -> str:
    """Return the language of this request."""
    if "language" not in g:
        asked = request.cookies.get(COOKIE, DEFAULT)
        g.language = asked if asked in LANGUAGES else DEFAULT
    return cast(str, g.language)


def is_large() -> bool:
    """Tell whether the reader chose large type (大字版)."""
    return request.cookies.get(SIZE_COOKIE) == "large"


def is_compact() -> bool:
    """Tell whether the reader chose the compact density (紧凑)."""
    return request.cookies.get(DENSITY_COOKIE) == "compact"


def wording() -> Wording:
    """Return the words for codes in the language of this request."""
    if "wording" not in g:
        g.wording = Wording(language())
    return cast(Wording, g.wording)


def gettext(message: str, **told: object) -> str:
    """Return a page's text in the language of this request, with what it tells."""
    words = str(catalogue("web", "web", language()).ugettext(message))
    return words % told if told else words


def ngettext(singular: str, plural: str, number: int) -> str:
    """Return a page's text for a number."""
    return str(catalogue("web", "web", language()).ungettext(singular, plural, number))


def day(value: date | None) -> str:
    """Return a legal day with its weekday, or a dash."""
    if value is None:
        return "—"
    weekday = _WEEKDAYS[language()][value.weekday()]
    return (
        f"{value.isoformat()}（{weekday}）"
        if language() != "en"
        else f"{value.isoformat()} ({weekday})"
    )


def moment(value: datetime | None) -> str:
    """Return an instant at +08:00 to the minute."""
    return value.astimezone(CHINA).strftime("%Y-%m-%d %H:%M") if value else "—"


def titled(election: Election) -> str:
    """Return what an election is called: its place, and which by-election of the term it is."""
    return wording().election(election.name, election.ordinal)


def offset(value: date, zero: date) -> str:
    """Return a day as counted from the election day: T, T−5, T+10."""
    days = (value - zero).days
    return "T" if days == 0 else f"T{'+' if days > 0 else '−'}{abs(days)}"


def thousands(value: int | None) -> str:
    """Return a number with separators, or a dash."""
    return "—" if value is None else f"{value:,}"
