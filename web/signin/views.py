"""Signing in and out, and the choice of language."""

from datetime import timedelta
from urllib.parse import urlsplit

from flask import Blueprint, g, make_response, redirect, render_template, request, session, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from electflow import clock
from electflow.access import service as access
from electflow.access import sessions
from electflow.access.rules import may_anywhere
from electflow.access.terms import Permission
from electflow.act import Act, Actor
from electflow.audit.service import NATION
from electflow.db import in_transaction
from electflow.wording.catalogue import DEFAULT, LANGUAGES
from web import language
from web.auth import TOKEN, anyone, official
from web.entry import database, guest, origin, perform, read, settings
from web.language import gettext as _
from web.signin.forms import sign_in_form

bp = Blueprint("signin", __name__)
_YEAR = 365 * 24 * 3600


@bp.get("/")
@anyone
def home() -> Response:
    """Go to where the reader's work begins."""
    if g.guest is None:
        return redirect(url_for("signin.show"))
    actor = g.guest.actor
    if may_anywhere(actor, Permission.ELECTION_READ):
        return redirect(url_for("work.show"))
    if may_anywhere(actor, Permission.DESK_OPEN):
        return redirect(url_for("review.home"))
    if may_anywhere(actor, Permission.ACCOUNT_READ):
        return redirect(url_for("accounts.index"))
    if may_anywhere(actor, Permission.AUDIT_READ):
        return redirect(url_for("trail.show"))
    return redirect(url_for("campaigns.index"))


@bp.get("/sign-in")
@anyone
def show() -> str:
    """Ask who is there."""
    form = sign_in_form()
    form["next"].data = request.args.get("next", "")
    return render_template("signin/show.html", form=form)


@bp.post("/sign-in")
@anyone
def sign_in() -> Response:
    """Open a session, or say that name or password do not fit, without saying which."""
    form = sign_in_form()
    if not form.validate():
        return make_response(render_template("signin/show.html", form=form), 422)
    username, at, site = form["username"].data, clock.now(), settings()
    since = at - timedelta(minutes=site.sign_in_lock_minutes)
    if sessions.is_locked(read(), username, since, site.sign_in_failures):
        return _turned_away(
            _(
                "Too many wrong passwords. Try again in %(minutes)s minutes.",
                minutes=site.sign_in_lock_minutes,
            ),
            429,
        )
    official_found = access.find_official(read(), username)
    if official_found is None or not sessions.password_fits(official_found, form["password"].data):
        if official_found is None:
            sessions.password_fits(None, form["password"].data)

        def fail(write: Session) -> None:
            act = Act(write, Actor(0, NATION), at, origin())
            sessions.note_failure(act, username, site.sign_in_failures, since)

        in_transaction(database(), fail)
        return _turned_away(_("User name or password is wrong."), 401)
    who = access.actor_of(official_found)

    def open_session(write: Session) -> str:
        return sessions.sign_in(Act(write, who, at, origin()), who.official_id)

    token = in_transaction(database(), open_session)
    session.clear()
    session[TOKEN] = token
    return redirect(_safe(form["next"].data) or url_for("signin.home"), 303)


@bp.post("/sign-out")
@official()
def sign_out() -> Response:
    """End the session."""
    session_id = guest().session_id

    def end(act: Act) -> str:
        sessions.sign_out(act, session_id)
        return url_for("signin.show")

    response = perform(end)
    session.clear()
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@bp.post("/language/<code>")
@anyone
def choose_language(code: str) -> Response:
    """Keep the chosen language and go back."""
    return _kept(language.COOKIE, code if code in LANGUAGES else DEFAULT)


@bp.post("/size/<any(large,normal):size>")
@anyone
def choose_size(size: str) -> Response:
    """Keep the chosen size of type and go back."""
    return _kept(language.SIZE_COOKIE, size)


@bp.post("/density/<any(compact,wide):density>")
@anyone
def choose_density(density: str) -> Response:
    """Keep the chosen density and go back: compact for whoever types all day, wide for villages."""
    return _kept(language.DENSITY_COOKIE, density)


def _kept(cookie: str, value: str) -> Response:
    response = redirect(_safe(request.form.get("next", "")) or url_for("signin.home"), 303)
    secure = settings().secure_cookies
    response.set_cookie(cookie, value, max_age=_YEAR, samesite="Lax", secure=secure)
    return response


def _turned_away(words: str, status: int) -> Response:
    body = render_template("signin/show.html", form=sign_in_form(), refused=words)
    return make_response(body, status)


def _safe(address: str | None) -> str:
    """Return an address of this site, or nothing: no way out to elsewhere."""
    address = (address or "").replace("\\", "/")
    parts = urlsplit(address)
    is_ours = not parts.scheme and not parts.netloc and address.startswith("/")
    return address if is_ours and not address.startswith("//") else ""
