"""The wheel: built, installed elsewhere, and started from there with all that it needs."""

import os
import re
import subprocess
import sys
import time
import urllib.request
import venv
from pathlib import Path

import pytest
from world import NIGHT

ROOT = Path(__file__).parents[1]


def run(*words, cwd=ROOT, **env) -> str:
    done = subprocess.run(
        [str(word) for word in words],
        cwd=cwd,
        env=os.environ | env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory) -> Path:
    """Return the electflow command of a wheel that was installed into an environment of its own.

    By day that environment sees the test environment's dependencies; at night it is empty and
    gets them from the package index.
    """
    home = tmp_path_factory.mktemp("wheel")
    source = home / "source"
    run("git", "clone", "-q", "--shared", ROOT, source) if (ROOT / ".git").exists() else None
    for room in ("electflow", "web", "config"):
        run("cp", "-r", ROOT / room, source)
    run("cp", ROOT / "setup.cfg", ROOT / "pyproject.toml", ROOT / "README.md", source)
    isolation = [] if NIGHT else ["--no-build-isolation"]
    run(sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", *isolation, "-w", home, source)
    wheel = next(home.glob("electflow-*.whl"))
    assert wheel.stat().st_size < 3_000_000
    venv.create(home / "env", with_pip=True)
    python = home / "env/bin/python"
    if NIGHT:
        run(python, "-m", "pip", "install", "-q", wheel)
    else:
        run(python, "-m", "pip", "install", "-q", "--no-deps", wheel)
        packages = next((home / "env/lib").glob("python*/site-packages"))
        ours = next(p for p in sys.path if p.endswith("site-packages"))
        (packages / "shared.pth").write_text(ours)
    return home / "env/bin/electflow"


def test_the_installed_command_builds_a_demo_and_serves_it(installed, tmp_path):
    site = {
        "ELECTFLOW_DATABASE_URL": f"sqlite:///{tmp_path}/site.sqlite3",
        "ELECTFLOW_ENVIRONMENT": "demo",
        "PYTHONPATH": "",
    }
    assert "electflow" in run(installed, "--version", cwd=tmp_path)
    assert "whole" not in run(installed, "init", "--county", "990303", cwd=tmp_path, **site)
    assert run(installed, "audit", "verify", cwd=tmp_path, **site).strip() == "whole"
    shown = run(installed, "profile", "show", "yunnan", cwd=tmp_path, **site)
    assert "云南省" in shown
    server = subprocess.Popen(
        [installed, "serve", "--port", "18765"],
        cwd=tmp_path,
        env=os.environ | site,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        page = wait_for("http://127.0.0.1:18765/sign-in")
        style = re.search(r'href="(/static/app.css)"', page)[1]
        assert "--band" in wait_for(f"http://127.0.0.1:18765{style}")
    finally:
        server.kill()
        server.wait()


def wait_for(address: str) -> str:
    for _ in range(100):
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310
                return answer.read().decode()
        except OSError:
            time.sleep(0.1)
    raise AssertionError(address)


def test_the_command_names_every_fault_and_its_exit_code(installed, tmp_path):
    site = {"ELECTFLOW_DATABASE_URL": f"sqlite:///{tmp_path}/site.sqlite3", "PYTHONPATH": ""}
    run(installed, "init", cwd=tmp_path, **site)
    places = tmp_path / "places.csv"
    places.write_text("code,name\n53,云南省\nxx,坏\n", "utf-8")
    done = subprocess.run(
        [installed, "load-regions", places],
        env=os.environ | site,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "line 3" in done.stderr
    wrong = subprocess.run(
        [installed, "profile", "show", "nowhere"],
        env=os.environ | site,
        capture_output=True,
        text=True,
        check=False,
    )
    assert wrong.returncode == 2
    assert "nowhere.toml" in wrong.stderr
