"""The audit trail of a county, with filters, for those who answer for it and those who check it."""

from datetime import datetime, time, timedelta
from typing import Any

from flask import Blueprint, render_template, request

from electflow.access import service as access
from electflow.access.terms import Permission
from electflow.audit.actions import ACTIONS
from electflow.audit.queries import Entry, count_entries, list_entries
from electflow.board.queries import where_they_stand
from electflow.clock import CHINA
from electflow.regions.service import names_of
from electflow.workflow.sight import UNANNOUNCED
from web.auth import official
from web.entry import actor, read, settings

bp = Blueprint("trail", __name__)


@bp.get("/trail")
@official(Permission.AUDIT_READ)
def show() -> str:
    """Show the county's events, the newest first, by act, place, official and day."""
    county, asked = actor().county, request.args
    officials = access.list_officials(read(), county)
    by_name = {row.username: row.id for row in officials}
    most = settings().page_rows
    entries = list_entries(
        read(),
        county,
        action=asked.get("action", "")[:60],
        place=_digits(asked.get("place", "")),
        actor_id=by_name.get(asked.get("official", ""), 0),
        since=_day(asked.get("since", ""), 0),
        until=_day(asked.get("until", ""), 1),
        before=_before(asked.get("before", "")),
        most=most + 1,
    )
    shown = entries[:most]
    stand = where_they_stand(read(), county, {_election_of(entry) for entry in shown})
    return render_template(
        "trail/show.html",
        entries=[
            (
                entry,
                track,
                entry.actor_id == actor().official_id or stage not in UNANNOUNCED,
                ordinal,
            )
            for entry in shown
            for track, stage, ordinal in [stand.get(_election_of(entry), ("", "", 0))]
        ],
        before=_key_of(shown[-1]) if len(entries) > most else "",
        total=count_entries(read(), county),
        officials={row.id: access.name_of(read(), row) for row in officials},
        usernames=sorted(by_name),
        places=names_of(read(), {entry.place for entry in shown if entry.place}),
        actions=sorted(ACTIONS),
        asked=asked,
    )


def _election_of(entry: Entry) -> int:
    kind, _, number = entry.case.partition(":")
    return int(number) if kind == "election" else 0


def _key_of(entry: Entry) -> str:
    return f"{entry.at.isoformat()}~{entry.id}"


def _before(key: str) -> tuple[datetime, int] | None:
    moment, _, number = key.partition("~")
    try:
        at = datetime.fromisoformat(moment)
        fits = at.tzinfo and _is_near(at.year) and 0 <= int(number) < 2**63
        return (at, int(number)) if fits else None
    except ValueError:
        return None


def _is_near(year: int) -> bool:
    return 2000 <= year <= 2100


def _digits(words: str) -> str:
    return words[:12] if words.isdigit() else ""


def _day(words: str, later: int) -> Any:
    try:
        day = datetime.strptime(words, "%Y-%m-%d").date()
    except ValueError:
        return None
    if not _is_near(day.year):
        return None
    return datetime.combine(day + timedelta(days=later), time(), CHINA)
