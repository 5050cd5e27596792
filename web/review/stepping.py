"""Stepping up: a wrong password counts as one at the sign-in would, and locks as that would."""

from collections.abc import Callable
from datetime import timedelta

from flask import make_response
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from electflow import clock
from electflow.access import sessions
from electflow.act import Act
from electflow.db import in_transaction
from electflow.errors import InputRefused
from electflow.issues import Issue
from web.entry import actor, database, guest, origin, read, settings


def stepping_up(act: Callable[[], Response], again: Callable[[InputRefused], str]) -> Response:
    """Run an act that asks for the password, unless too many wrong ones came before it."""
    site, at, name = settings(), clock.now(), guest().username
    since = at - timedelta(minutes=site.sign_in_lock_minutes)
    if sessions.is_locked(read(), name, since, site.sign_in_failures):
        facts = {"minutes": site.sign_in_lock_minutes}
        issue = Issue(code="access.password_locked", source_key="", facts=facts)
        return make_response(again(InputRefused([issue])), 429)
    try:
        return act()
    except InputRefused as refusal:
        if any(issue.code == "access.password_wrong" for issue in refusal.issues):

            def fail(write: Session) -> None:
                doing = Act(write, actor(), at, origin())
                sessions.note_failure(doing, name, site.sign_in_failures, since)

            in_transaction(database(), fail)
        return make_response(again(refusal), 422)
