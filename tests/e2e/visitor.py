"""Somebody in front of a browser, who notices what is wrong with every page they stand on."""

from collections.abc import Iterator
from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Locator, Page, expect

from larum.base.translate import Language, Words
from tests.e2e.house import PASSWORD

LISTEN = """
document.addEventListener("securitypolicyviolation",
  (broken) => console.error(`policy: ${broken.violatedDirective} ${broken.blockedURI}`));
"""
WIDER = """() => document.documentElement.scrollWidth > innerWidth && [...document.querySelectorAll("body *")]
  .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
  .slice(0, 5).map((one) => `${one.tagName}.${one.className}`)"""
SQUEEZED = """() => [...document.querySelectorAll("textarea")]
  .filter((one) => one.checkVisibility() && one.offsetWidth < 160).map((one) => one.name)"""
"""Nobody writes a statement in a column of one letter."""
PATIENCE_MS = 30_000
ONLY_WHAT_IS_WRONG = {"resultTypes": ["violations"]}
"""A page has thousands of things that are right; listing them takes axe most of its time."""


class Visitor:
    """A browser of one's own; `say` is what the buttons are called in their language."""

    def __init__(self, chromium: Browser, address: str, language: Language, width: int) -> None:
        self.say = Words(language)
        self.address = address
        self.context = chromium.new_context(
            base_url=address,
            locale=language,
            viewport={"width": width, "height": 900},
            accept_downloads=True,
            reduced_motion="reduce",  # a colour that is fading in has no contrast yet
        )
        self.context.add_init_script(LISTEN)
        self.page = self.tab()
        self.wrong: list[str] = []

    def tab(self) -> Page:
        """One more page that stays open."""
        page = self.context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("console", lambda said: self._note(page, said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self._note(page, str(error)))
        return page

    def _note(self, page: Page, what: str) -> None:
        if (said := f"{page.url.removeprefix(self.address)}: {what}") not in self.wrong:
            self.wrong.append(said)

    def sign_in(self, name: str) -> None:
        self.page.goto("/sign-in")
        self.page.fill("#field-email", f"{name.lower()}@example.org")
        self.page.fill("#field-password", PASSWORD)
        self.press("Sign in")
        self.page.wait_for_url(f"{self.address}/")

    def go(self, path: str) -> None:
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.ok, f"{path}: {answer.status}"
        self.look()

    def press(self, name: str, within: Locator | None = None) -> None:
        """Press the button of this name."""
        (within or self.page.locator("body")).get_by_role("button", name=self.say(name)).first.click()

    def follow(self, name: str) -> None:
        """Follow the link of this name."""
        self.page.locator("main").get_by_role("link", name=self.say(name)).first.click()
        self.page.wait_for_load_state()

    def reads(self, text: str, where: str = "main", page: Page | None = None) -> None:
        """The page says so, now or in a moment, without being asked again."""
        expect((page or self.page).locator(where)).to_contain_text(text, timeout=PATIENCE_MS)

    def look(self, page: Page | None = None) -> None:
        """Nothing on this page keeps anybody out, and it fits its screen."""
        page = page or self.page
        page.wait_for_load_state("load")
        for violation in Axe().run(page, options=ONLY_WHAT_IS_WRONG).response["violations"]:
            if violation["impact"] in ("serious", "critical"):
                self._note(page, f"{violation['id']}: {[node['target'] for node in violation['nodes']][:4]}")
        if wider := page.evaluate(WIDER):
            self._note(page, f"wider than its screen: {wider}")
        if squeezed := page.evaluate(SQUEEZED):
            self._note(page, f"too narrow to write in: {squeezed}")


@contextmanager
def visiting(chromium: Browser, address: str, language: Language, width: int) -> Iterator[Visitor]:
    """A browser that is closed at the end, whatever happened."""
    visitor = Visitor(chromium, address, language, width)
    try:
        yield visitor
    finally:
        visitor.context.close()
