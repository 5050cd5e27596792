"""The application's wiring, and nothing else."""

from flask import Flask
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from electflow.db import Database
from electflow.settings import Settings
from web import addresses, auth, entry, errors, headers, language, runner
from web.accounts.views import bp as accounts
from web.campaigns import bp as campaigns
from web.elections import bp as elections
from web.handover import bp as handover
from web.poll import bp as poll
from web.prints import bp as prints
from web.review import bp as review
from web.roll import bp as roll
from web.rules.views import bp as rules
from web.signin.views import bp as signin
from web.staffing import bp as staffing
from web.trail.views import bp as trail
from web.work.views import bp as work

MOST_PERSONS = 5_000
"""How many persons one form may list: a county's largest batch, on a unit's sealed paper reply."""
FIELDS_A_PERSON = 6
MOST_PARTS = FIELDS_A_PERSON * MOST_PERSONS + 20
# a scan of 10 MB, and of each person's fields as a browser sends them about a kilobyte
MOST_BYTES = 11 * 1024 * 1024 + MOST_PERSONS * 1024
MOST_FORM_BYTES = 2 * 1024 * 1024


def create_app(settings: Settings, database: Database | None = None) -> Flask:
    """Return the application for a site's settings."""
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_COOKIE_NAME="electflow",
        MAX_CONTENT_LENGTH=MOST_BYTES,
        MAX_FORM_MEMORY_SIZE=MOST_FORM_BYTES,
        MAX_FORM_PARTS=MOST_PARTS,
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["config_demo"] = settings.environment == "demo"
    app.extensions["electflow_settings"] = settings
    app.extensions["electflow_database"] = database or Database(settings)
    CSRFProtect(app)
    if settings.proxy_hops:
        hops = settings.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]
    for part in (addresses, entry, language, auth, headers, errors):
        part.install(app)
    for blueprint in (
        signin,
        work,
        campaigns,
        elections,
        roll,
        poll,
        prints,
        handover,
        staffing,
        review,
        trail,
        accounts,
        rules,
    ):
        app.register_blueprint(blueprint)
    runner.install(app)
    return app
