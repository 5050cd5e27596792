"""The entry point of every request: reading sessions, and writing acts under a request key."""

import hashlib
import re
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date
from typing import cast

from flask import Flask, abort, current_app, flash, g, redirect, request, session
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from electflow import clock
from electflow.access.sessions import Guest
from electflow.act import Act, Actor, Origin
from electflow.audit import service as audit
from electflow.db import Database, in_transaction, reading
from electflow.errors import Forbidden, RequirementsUnmet
from electflow.settings import Settings

KEY_FIELD = "request_key"
KEY = re.compile(r"[0-9A-Za-z-]{1,64}")
_OUTSIDE_FINGERPRINT = {KEY_FIELD, "csrf_token"}
RECEIPT_HEADER = "X-Electflow-Receipt"


def install(app: Flask) -> None:
    """Refuse what no text holds, and close the reading session at the end of each request."""

    @app.before_request
    def _refuse_nul() -> None:
        values = [*request.args.values(), *request.form.values()]
        if any("\x00" in value for value in values):
            abort(400)

    @app.teardown_request
    def _close(_error: BaseException | None) -> None:
        if stack := g.pop("stack", None):
            cast(ExitStack, stack).close()


def settings() -> Settings:
    """Return the site's settings."""
    return cast(Settings, current_app.extensions["electflow_settings"])


def database() -> Database:
    """Return the site's database."""
    return cast(Database, current_app.extensions["electflow_database"])


def read() -> Session:
    """Return this request's reading session: one moment of the database for the whole page."""
    if "stack" not in g:
        g.stack = ExitStack()
        g.session = g.stack.enter_context(reading(database()))
    return cast(Session, g.session)


def read_anew() -> Session:
    """Return a reading session that sees what others have done since this request began."""
    if stack := g.pop("stack", None):
        cast(ExitStack, stack).close()
    return read()


def guest() -> Guest:
    """Return who is signed in; pages reach this only behind ``@official``."""
    return cast(Guest, g.guest)


def actor() -> Actor:
    """Return the signed-in official as an actor."""
    return guest().actor


def today() -> date:
    """Return the legal day of this request."""
    return clock.day_of(clock.now())


def origin() -> Origin:
    """Return where the request came from."""
    return Origin(request.remote_addr or "", request.user_agent.string[:200])


def perform(work: Callable[[Act], str], said: str = "") -> Response:
    """Run one writing act in one transaction and go on to the address that it returns.

    Sent again under the same key, the form is answered as before and nothing is done twice. A
    refusal rolls back wholly, key included, and is written into the book by itself.
    """
    at, key, who = clock.now(), request.form.get(KEY_FIELD, ""), actor()
    if not KEY.fullmatch(key):
        abort(400)

    def unit(write: Session) -> audit.Answer:
        act = Act(write, who, at, origin(), key)
        return audit.once(act, _fingerprint(who), lambda: work(act))

    try:
        answer = in_transaction(database(), unit, resend_safe=True)
    except (Forbidden, RequirementsUnmet) as refusal:
        _write_refusal(who, refusal)
        raise
    if said:
        session.pop("_flashes", None)  # unread ones would fill the cookie in the end
        flash(said, answer.receipt)
    return _answered(answer)


def note(work: Callable[[Act], None]) -> None:
    """Write into the book that a page is read, in one transaction, before the page is shown."""
    at, who, where = clock.now(), actor(), origin()
    in_transaction(database(), lambda write: work(Act(write, who, at, where)))


def answer_again() -> Response | None:
    """Answer a form that was sent before as it was answered then, ahead of every other check.

    Else its own first success (a paper recorded, a stage left) would refuse the second sending.
    """
    key = request.form.get(KEY_FIELD, "") if request.method == "POST" else ""
    if not KEY.fullmatch(key) or g.get("guest") is None:
        return None
    who = actor()
    answer = audit.find_answer(read(), who.county, key, _fingerprint(who))
    return _answered(answer) if answer else None


def _answered(answer: audit.Answer) -> Response:
    response = redirect(answer.location, 303)
    response.headers[RECEIPT_HEADER] = answer.receipt
    return response


def _fingerprint(who: Actor) -> bytes:
    fields = sorted(
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in _OUTSIDE_FINGERPRINT
    )
    files = [(name, _digest(sent)) for name, sent in sorted(request.files.items(multi=True))]
    told = repr((who.official_id, request.path, fields, *files))
    return hashlib.sha256(told.encode()).digest()


def _digest(sent: FileStorage) -> str:
    sent.stream.seek(0)
    content = sent.stream.read()
    sent.stream.seek(0)
    return hashlib.sha256(content).hexdigest()


def _write_refusal(who: Actor, refusal: Forbidden | RequirementsUnmet) -> None:
    data: dict[str, object] = {"subject": request.path}
    action = "refusal:forbidden"
    if isinstance(refusal, RequirementsUnmet):
        action = "refusal:requirements"
        data["issues"] = sorted({issue.code for issue in refusal.issues})

    def unit(session: Session) -> None:
        act = Act(session, who, clock.now(), origin())
        audit.record(act, action, f"official:{who.official_id}", data=data)

    in_transaction(database(), unit)
