#!/usr/bin/env python3
"""Set everything up and run it: ``python3 run.py`` serves the demo, ``python3 run.py test`` tests.

Only the standard library is used here. What is installed goes into ``.venv`` beside this file; a
folder ``wheelhouse`` beside it is used instead of the network. See README.md.
"""

import argparse
import hashlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
VAR = ROOT / "var"
DEMO = VAR / "demo.sqlite3"
LOCK, TEST_LOCK = ROOT / "requirements.lock", ROOT / "requirements-test.lock"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "msedge", "microsoft-edge")
CHECKS = (
    ("format", "ruff", "format", "--check", "."),
    ("lint", "ruff", "check", "."),
    ("types", "mypy"),
)


def main() -> int:
    """Do what the command line asks; the exit code says whether it went well."""
    if sys.version_info < (3, 11):
        print("electflow needs Python 3.11 or newer / 需要 Python 3.11 或更新版本", file=sys.stderr)
        return 2
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("task", nargs="?", choices=["serve", "test"], default="serve")
    parser.add_argument("--no-serve", action="store_true", help="stop before serving")
    parser.add_argument("--port", type=int, default=8000, help="first port to try (8000)")
    parser.add_argument("--night", action="store_true", help="test at full counts")
    asked, more = parser.parse_known_args()
    if asked.task == "test":
        return test(night=asked.night, more=more)
    if more:
        parser.error(f"unknown: {' '.join(more)}")
    if not 1 <= asked.port <= 65_485:
        parser.error("--port: from 1 to 65485")
    return serve(port=asked.port, stop_before=asked.no_serve)


def serve(*, port: int, stop_before: bool) -> int:
    """Install, build the demo where it is missing, and serve it."""
    install(LOCK)
    env = demo_environment()
    ready = VAR / "demo.ready"
    tables = " ".join(sorted(p.name for p in (ROOT / "electflow/migrations/versions").glob("*.py")))
    if not ready.exists():
        for part in VAR.glob("demo.sqlite3*"):
            part.unlink()
        command("demo", env=env)
    elif ready.read_text("utf-8") != tables:
        command("init", env=env)
    ready.write_text(tables, "utf-8")
    if stop_before:
        command("audit", "verify", env=env)
        return 0
    port = free_port(port)
    print(f"\n  http://127.0.0.1:{port}/\n", flush=True)
    print(accounts_of_demo(), flush=True)
    try:
        command("serve", "--port", str(port), env=env)
    except KeyboardInterrupt:
        print("\nstopped / 已停止")
    return 0


def test(*, night: bool, more: list[str]) -> int:
    """Install what the tests need, then run every check and the tests; say what failed."""
    install(LOCK, TEST_LOCK)
    faults = [] if find_browser() else ["no Chromium: install the package chromium (or Chrome)"]
    env = os.environ | {"ELECTFLOW_NIGHT": "1" if night else "", "PYTHONPATH": str(ROOT)}
    env["PATH"] = f"{PYTHON.parent}{os.pathsep}{env.get('PATH', '')}"
    for name, *tool in CHECKS:
        print(f"== {name}", flush=True)
        if subprocess.run([PYTHON, "-m", *tool], cwd=ROOT, env=env).returncode:
            faults.append(name)
    print("== import contracts", flush=True)
    if subprocess.run([PYTHON.parent / "lint-imports"], cwd=ROOT, env=env).returncode:
        faults.append("import contracts")
    print("== tests" + (" at full counts" if night else ""), flush=True)
    begun = time.monotonic()
    # one more than there are cores: much of the time goes into waiting for the disk
    workers = str(min((os.cpu_count() or 1) + 1, 8))
    with tempfile.TemporaryDirectory(
        prefix="electflow-", dir=memory_disk(), ignore_cleanup_errors=True
    ) as place:
        # a place of its own: pytest empties the shared one when it runs elsewhere meanwhile
        # one at a time to whoever is free: tests/conftest.py puts the longest first
        tests = [PYTHON, "-m", "pytest", "-n", workers, "--maxschedchunk=1", "-q"]
        tests += [f"--basetemp={place}/t", *more]
        if subprocess.run(tests, cwd=ROOT, env=env).returncode:
            faults.append("tests")
    print(f"== {time.monotonic() - begun:.0f} s; failed: {', '.join(faults) or 'nothing'}")
    return 1 if faults else 0


def memory_disk() -> str | None:
    """Return a folder in memory for what the tests write, or none: a third of the time is saved.

    A process that is killed loses nothing there either; the tests kill processes, not machines.
    """
    place, least = "/dev/shm", 6 * 2**30  # noqa: S108  # a folder of a random name is made in it
    if os.environ.get("TMPDIR") or not os.access(place, os.W_OK):
        return None
    told = os.statvfs(place)
    is_fit = told.f_bavail * told.f_frsize >= least and not told.f_flag & os.ST_NOEXEC
    return place if is_fit else None


def install(*locks: Path) -> None:
    """Make ``.venv`` from the lock files; a stamp of their contents makes the next start quick."""
    stamp, want = VENV / ".installed", hashlib.sha256()
    for lock in locks:
        want.update(lock.read_bytes())
    done = stamp.read_text("utf-8").split() if stamp.exists() else []
    if want.hexdigest() in done and PYTHON.exists():
        return
    print("installing / 正在安装", ", ".join(lock.name for lock in locks), flush=True)
    if not PYTHON.exists():
        make_venv()
    source = ["-r", str(locks[0])]
    for lock in locks[1:]:
        source += ["-r", str(lock)]
    wheelhouse = ROOT / "wheelhouse"
    if wheelhouse.is_dir():
        source += ["--no-index", "--find-links", str(wheelhouse)]
    pip = [PYTHON, "-m", "pip", "install", "-q", "--disable-pip-version-check", *source]
    subprocess.run(pip, check=True, cwd=ROOT)
    stamp.write_text(" ".join([*done, want.hexdigest()]), "utf-8")


def make_venv() -> None:
    """Make the environment, or say in one line what the system lacks."""
    try:
        venv.create(VENV, with_pip=True)
    except subprocess.CalledProcessError:
        shutil.rmtree(VENV, ignore_errors=True)
        sys.exit("python3-venv is missing / 缺少 python3-venv: apt-get install python3-venv")


def find_browser() -> str | None:
    """Return a browser for the tests; on Debian install Chromium where that is allowed."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found or not shutil.which("apt-get") or os.name == "nt" or os.geteuid() != 0:
        return found
    print("installing Chromium and a Chinese font / 正在安装 Chromium 和中文字体", flush=True)
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], env=env)
    wanted = ["chromium", "fonts-noto-cjk"]
    subprocess.run(["apt-get", "install", "-y", "-qq", *wanted], env=env, stdout=subprocess.DEVNULL)
    return shutil.which("chromium")


def demo_environment() -> dict[str, str]:
    """Return the settings of the demo: its own database file, its own throw-away keys."""
    VAR.mkdir(exist_ok=True)
    keys = VAR / "demo.keys"
    if not keys.exists():
        keys.write_text(os.urandom(24).hex(), "utf-8")
    secret = keys.read_text("utf-8")
    return os.environ | {
        "PYTHONPATH": str(ROOT),
        "ELECTFLOW_ENVIRONMENT": "demo",
        "ELECTFLOW_DATABASE_URL": f"sqlite:///{DEMO.as_posix()}",
        "ELECTFLOW_SECRET_KEY": f"cookie-{secret}",
        "ELECTFLOW_DATA_KEY": f"data-{secret}",
        "ELECTFLOW_INDEX_KEY": f"index-{secret}",
    }


def command(*words: str, env: dict[str, str]) -> None:
    """Run the electflow command in the environment."""
    subprocess.run([PYTHON, "-m", "web.cli", *words], check=True, cwd=ROOT, env=env)


def accounts_of_demo() -> str:
    """Return the demo's accounts as they are worth knowing."""
    return """  演示账号 / demo accounts, password 密码: demo-2026-electflow
  yy-county       县换届办经办        county election office, Yuanyang (real places, invented people)
  yy-leader       县换届办负责人      head of that office (approves)
  yy-town07       乡镇经办            township clerk, Xiaoxinjie (小新街乡)
  yy-town07-check 乡镇审核人          township approver there
  yy-court        联审单位经办人      a reviewing unit (县法院); yy-court-lead 联审单位审签人 signs
  yy-village      村选委会录入员      one village's election committee
  yy-auditor      监督复核员          reads the audit trail
  yy-sysadmin     系统管理员          proposes accounts; yy-secadmin 安全管理员 approves them
  sl-county       示例县（虚构）      invented county with every stage and every trouble
"""


def free_port(first: int) -> int:
    """Return the first port from ``first`` on that nobody listens on."""
    for port in range(first, first + 50):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    sys.exit(f"no free port between {first} and {first + 49}")


if __name__ == "__main__":
    sys.exit(main())
