"""A real Chromium, and the county served on loopback."""

import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
import waitress
from playwright.sync_api import sync_playwright
from world import World

from web.app import create_app

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "msedge")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]


@pytest.fixture(scope="module")
def browser():
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    assert path, "no Chromium: install the Debian package chromium"
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def address(world: World, frozen) -> Iterator[str]:
    """Serve the county on loopback, with sessions that outlive the jumps of the clock."""
    settings = replace(world.settings, idle_minutes=10**6, session_hours=10**5)
    app = create_app(settings, world.database)
    # browsers keep their connections: the loop is told to look once a second whether it ends
    server = waitress.create_server(
        app, host="127.0.0.1", port=0, threads=4, asyncore_loop_timeout=1
    )
    stopping = threading.Event()

    def run() -> None:
        try:
            server.run()
        except OSError:  # its sockets are closed under it, which is how it is stopped
            if not stopping.is_set():
                raise

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    stopping.set()
    for channel in list(server.active_channels.values()):
        channel.close()
    server.close()
    thread.join(timeout=5)
