"""What is written about Larum is true: pages follow the code, everything is explained, links lead somewhere."""

import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from larum.cli.discover import fill

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "larum"
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
WRITTEN_BY_MACHINE = "<!-- Written by"


def says_nothing_is_wrong(script: str) -> None:
    command = [sys.executable, str(ROOT / "scripts" / script), "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_reference_is_current_and_everything_is_documented() -> None:
    """Every setting, connector, action, event, error code, detector, timeline kind and command."""
    says_nothing_is_wrong("docs_reference.py")


def test_the_picture_of_the_architecture_is_what_the_imports_say() -> None:
    says_nothing_is_wrong("architecture.py")


def test_the_page_on_judgement_says_what_was_measured() -> None:
    says_nothing_is_wrong("judgement.py")


def anchors(page: Path) -> set[str]:
    """The headings of a page as links name them."""
    heads = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    plain = [re.sub(r"[^\w\- ]", "", head.lower()).strip() for head in heads]
    return {head.replace(" ", "-") for head in plain}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_inside_leads_somewhere(page: Path) -> None:
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", without_code(page.read_text("utf-8"))):
        if re.match(r"https?:|mailto:", target):
            continue
        path, _, anchor = target.partition("#")
        to = (page.parent / path).resolve() if path else page
        if not to.exists() or (anchor and anchor not in anchors(to)):
            broken.append(target)
    assert broken == []


def without_code(text: str) -> str:
    return re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.DOTALL)


def test_every_page_can_be_reached_from_the_index() -> None:
    seen: set[Path] = set()
    waiting = [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in seen or page.suffix != ".md" or not page.is_file():
            continue
        seen.add(page)
        links = re.findall(r"\]\(([^)\s#]+)", page.read_text("utf-8"))
        waiting += [(page.parent / link).resolve() for link in links if "://" not in link]
    assert [str(page.relative_to(ROOT)) for page in PAGES if page not in seen and page.parent != ROOT] == []


def test_the_files_that_the_architecture_names_exist() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    named = set(re.findall(r"`([\w/.]+(?:\.py|\.po|/))`", text))
    here = [*SOURCE.rglob("*"), *(path for part in ("docs", "scripts", "tests") for path in (ROOT / part).rglob("*"))]
    below = [path.relative_to(SOURCE if SOURCE in path.parents else ROOT) for path in here]
    known = {str(path) for path in below} | {f"{path}/" for path in below}
    kinds = {"records.py", "stage.py", "model.py", "lifecycle.py", "actions.py", "actions/", "events.py", "store.py"}
    kinds |= {"surge.py", "severity.py", "__init__.py", "src/larum/__init__.py"}
    assert sorted(named - known - kinds) == []


def commands() -> set[str]:
    """Every command there is, such as `larum judge counts`, and the groups they are in."""

    def below(name: str, command: Any) -> set[str]:
        children = getattr(command, "commands", {})
        return {name}.union(*(below(f"{name} {child}", one) for child, one in children.items()))

    app = typer.main.get_command(fill(typer.Typer(name="larum"), "larum.cli.commands"))
    return below("larum", app)


PLANNED = {"demo", "run", "import", "replay", "monitor", "doctor", "export", "judge"}
"""The commands of the house plan: one that is shown and does not exist is found."""


def test_every_command_that_is_shown_exists() -> None:
    known = commands()
    verbs = PLANNED | {one.split()[1] for one in known if " " in one}
    unknown = []
    for page in PAGES:
        for code in re.findall(r"```.*?```|`[^`\n]+`", page.read_text("utf-8"), re.DOTALL):
            for verb, second in re.findall(r"(?:larum|dev\.py) ([a-z]+)(?: ([a-z]+))?", code):
                group = f"larum {verb}"
                has_children = any(one.startswith(f"{group} ") for one in known)
                if verb in verbs and (
                    group not in known or (has_children and second and f"{group} {second}" not in known)
                ):
                    unknown.append(f"{page.relative_to(ROOT)}: {group} {second}")
    assert unknown == []


def test_the_readme_shows_what_judge_really_says(tmp_path: Path) -> None:
    """The example outputs of README.md, by the commands above them."""
    draft = tmp_path / "draft.txt"
    draft.write_text(
        "Nasza aplikacja miała awarię. Przepraszamy, jeśli ktoś poczuł się urażony. "
        "Przyczyną był błąd dostawcy. Następną informację podamy o 18:00.\n"
    )
    posts = tmp_path / "posts.jsonl"
    posts.write_text('{"id":"1","text":"Od trzech godzin nie działa logowanie, kiedy to naprawicie?"}\n')
    monitors = tmp_path / "monitors.yaml"
    monitors.write_text('- {name: Login, query: "logowanie NEAR/3 (działa OR awaria)"}\n')
    readme = (ROOT / "README.md").read_text("utf-8")
    for command in (
        f"judge statement {draft} --lang pl",
        f"judge posts {posts}",
        f"judge matches {posts} --monitors {monitors}",
    ):
        said = said_by(command)
        shown = next(line for line in readme.splitlines() if line.startswith(said[:24]))
        assert all(part in said for part in shown.split("...")), f"larum {command} says {said}"


def said_by(command: str) -> str:
    """The first line that a command prints."""
    app = fill(typer.Typer(name="larum"), "larum.cli.commands")
    return CliRunner().invoke(app, shlex.split(command), catch_exceptions=False).stdout.splitlines()[0]


def test_decisions_are_numbered_once_and_listed() -> None:
    folder = ROOT / "docs" / "decisions"
    files = sorted(path.name for path in folder.glob("[0-9]*.md"))
    numbers = [name.partition("-")[0] for name in files]
    assert len(numbers) == len(set(numbers))
    index = (folder / "README.md").read_text("utf-8")
    assert [name for name in files if f"({name})" not in index] == []
    for name in files:
        text = (folder / name).read_text("utf-8")
        assert text.startswith(f"# {int(name[:4])}. "), name
        assert "*Why.*" in text, name
