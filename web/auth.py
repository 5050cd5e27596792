"""Who is signed in, and who may open which page: every view states its audience."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Flask, g, redirect, request, session, url_for
from sqlalchemy.orm import Session

from electflow import clock
from electflow.access import sessions
from electflow.access.rules import may_anywhere
from electflow.db import in_transaction
from electflow.errors import NotFound
from web.entry import answer_again, database, read, settings
from web.navigation import menu_for, open_tab

View = TypeVar("View", bound=Callable[..., Any])
TOKEN = "token"
ANYONE = "anyone"
SIGNED_IN = "signed in"


def install(app: Flask) -> None:
    """Find out before each request who is there; what states no audience is closed."""
    app.before_request(_recognise)
    app.before_request(answer_again)
    app.add_template_global(open_tab)
    app.context_processor(
        lambda: {"guest": g.get("guest"), "menu": menu_for(g.guest.actor) if g.get("guest") else []}
    )


def anyone(view: View) -> View:
    """Open a view to everybody, signed in or not."""
    view.audience = ANYONE  # type: ignore[attr-defined]
    return view


def official(permission: str = SIGNED_IN) -> Callable[[View], View]:
    """Open a view to officials who hold a permission at some place; others find nothing there.

    Whether they hold it at *this* place is asked by the service or the query behind the view.
    """

    def close(view: View) -> View:
        @wraps(view)
        def closed(*args: Any, **kwargs: Any) -> Any:
            if g.get("guest") is None:
                back = request.full_path.rstrip("?") if request.method == "GET" else None
                return redirect(url_for("signin.show", next=back), 303)
            if permission != SIGNED_IN and not may_anywhere(g.guest.actor, permission):
                raise NotFound(f"{request.path} for {'+'.join(g.guest.actor.roles)}")
            return view(*args, **kwargs)

        closed.audience = permission  # type: ignore[attr-defined]
        return cast(View, closed)

    return close


def _recognise() -> None:
    g.guest = None
    token = session.get(TOKEN)
    if not token or request.endpoint == "static":
        return
    now, site = clock.now(), settings()
    idle = now - timedelta(minutes=site.idle_minutes)
    oldest = now - timedelta(hours=site.session_hours)
    g.guest = sessions.guest_of(read(), token, oldest, idle)
    if g.guest is None:
        session.pop(TOKEN, None)
        return
    if g.guest.seen_at < now - sessions.SEEN_EVERY:

        def note(write: Session) -> None:
            sessions.touch(write, g.guest, now)

        in_transaction(database(), note)
