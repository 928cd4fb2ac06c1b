#!/usr/bin/env python3
"""Larum's set-up, with nothing but Python's standard library.

    python3 dev.py demo    see Larum with a story that unfolds (opens on http://127.0.0.1:8400)
    python3 dev.py run     start Larum for yourself, on its embedded database
    python3 dev.py test    install what the tests need and run them all; arguments go to pytest
    python3 dev.py setup   only prepare .venv
    python3 dev.py check   formatting, lint, types and the import rule
    python3 dev.py lock    resolve the dependencies anew

Anything else is handed to the `larum` command: `python3 dev.py judge counts FILE.csv`.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UV = VENV / "bin" / "uv"
DEBIAN = {  # what must be there -> the Debian package that brings it
    "chromium": "chromium",
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "g++": "g++",
    "make": "make",
    "git": "git",
}
ALL_TESTS = ["-q", "-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]  # what a file sets up is set up once
LOCK = "--generate-hashes --universal --no-header --no-annotate -q"


def main() -> int:
    command, *rest = sys.argv[1:] or ["help"]
    os.chdir(ROOT)
    if command in ("help", "-h", "--help"):
        print(__doc__)
        return 0
    if sys.version_info < (3, 11):  # noqa: UP036 (this file is what finds out)
        return stop("Larum needs Python 3.11 or newer; this is " + sys.version.split()[0] + ".")
    if command == "lock":
        install("requirements.txt")
        return lock()
    tests = command in ("test", "check")
    install("requirements-dev.txt" if tests else "requirements.txt")
    if command == "setup":
        print(f"Ready: {VENV}")
        return 0
    if command == "check":
        return check()
    if command == "test":
        debian(list(DEBIAN))
        must([UV, "pip", "install", "-q", "--python", PYTHON, "--require-hashes", "-r", "requirements-node.txt"])
        run([PYTHON, "peers/bluesky/install.py"])  # where it cannot be, its tests say so and are skipped by name
        return run([PYTHON, "-m", "pytest", *(rest or ALL_TESTS)])
    debian([name for name in DEBIAN if name.startswith("libpango")], only_tell=True)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.execv(VENV / "bin" / "larum", ["larum", command, *rest])
    return 0


def install(requirements: str) -> None:
    """Bring .venv to what the lock says; nothing is done where it is there already."""
    stamp = VENV / f".{requirements}.stamp"
    parts = [requirements, "pyproject.toml", "package-lock.json", "hatch_build.py", "scripts/vendor.py"]
    wanted = hashlib.sha256(b"".join((ROOT / part).read_bytes() for part in parts)).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    if not PYTHON.exists():
        print("Making .venv ...", flush=True)
        try:
            subprocess.run([sys.executable, "-m", "venv", VENV], check=True, capture_output=True)
        except subprocess.CalledProcessError:
            shutil.rmtree(VENV, ignore_errors=True)
            version = f"{sys.version_info.major}.{sys.version_info.minor}"
            sys.exit(stop(f"Python's venv is missing. Install it: sudo apt-get install -y python{version}-venv"))
    if not UV.exists():
        must([PYTHON, "-m", "pip", "install", "-q", "--require-hashes", "-r", "requirements-uv.txt"])
    print(f"Installing {requirements} ...", flush=True)
    must([UV, "pip", "install", "-q", "--python", PYTHON, "--require-hashes", "-r", requirements])
    must([PYTHON, "scripts/vendor.py"])
    must([UV, "pip", "install", "-q", "--python", PYTHON, "--no-deps", "--no-build-isolation", "-e", "."])
    stamp.write_text(wanted)


def lock() -> int:
    """Resolve anew: hashes, no addresses."""
    base = [UV, "pip", "compile", *LOCK.split()]
    must([*base, "pyproject.toml", "--group", "build", "-o", "requirements.txt"])
    test = ["pyproject.toml", "--group", "build", "--group", "test", "-c", "requirements.txt"]
    must([*base, *test, "-o", "requirements-dev.txt"])
    must([*base, "--group", "node", "-o", "requirements-node.txt"])
    must([*base, "--group", "uv", "-o", "requirements-uv.txt"])
    return 0


def check() -> int:
    """What CI holds every change to, apart from the tests."""
    return max(
        run([PYTHON, "-m", "ruff", "format", "--check", "-q", "."]),
        run([PYTHON, "-m", "ruff", "check", "-q", "."]),
        run([PYTHON, "-m", "mypy"]),
        run([VENV / "bin" / "lint-imports"]),
    )


def debian(names: list[str], *, only_tell: bool = False) -> None:
    """Install what the system lacks where we may; else name the one command that does."""
    missing = sorted({DEBIAN[name] for name in names if not there(name)})
    if not missing:
        return
    if not only_tell and os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        print(f"Installing {', '.join(missing)} ...", flush=True)
        subprocess.run(["apt-get", "update", "-qq"], env=quiet, check=False, stdout=subprocess.DEVNULL)
        install = ["apt-get", "install", "-y", "-qq", *missing]
        done = subprocess.run(install, env=quiet, check=False, capture_output=True)
        if done.returncode == 0:
            return
    print(f"Something of the system's is missing. This brings it: sudo apt-get install -y {' '.join(missing)}")


def there(name: str) -> bool:
    if ".so" not in name:
        return shutil.which(name) is not None
    folders = [Path(base) / name for base in ("/usr/lib", "/lib")]
    return any(folder.exists() for folder in folders) or any(Path("/usr/lib").glob(f"*/{name}"))


def run(command: list[object]) -> int:
    """Run a command to its end; Python may keep what it compiled, whatever the machine says."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return subprocess.run([str(part) for part in command], check=False, env=environment).returncode


def must(command: list[object]) -> None:
    if run(command) != 0:
        sys.exit(stop("This failed: " + " ".join(str(part) for part in command)))


def stop(message: str) -> int:
    print(message, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
