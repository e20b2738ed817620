"""A browser in which somebody plays on the sandbox's page."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Locator, Page, async_playwright, expect

WITHIN_MS = 10_000  # a page draws itself anew once a second; a workflow answers in some 100 ms


class Player:
    """Somebody in front of the page; what is looked for is waited for."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self._url = url

    async def open(self, who: str, place: str) -> None:
        """Become a person, by the id in Slack, and go to a channel, `home` or `desk`."""
        await self.page.goto("about:blank")
        await self.page.goto(f"{self._url}/?as={who}#{place}")
        await expect(self.page.locator("#room header")).to_be_visible(timeout=WITHIN_MS)

    def message(self, title: str) -> Locator:
        """The living message with that title, where one is."""
        header = self.page.locator("h3", has_text=title)
        return self.page.locator("#room .message").filter(has=header)

    def button(self, title: str, name: str) -> Locator:
        """A button of that message."""
        return self.message(title).get_by_role("button", name=name, exact=True)

    async def press(self, title: str, name: str) -> None:
        await self.button(title, name).click(timeout=WITHIN_MS)

    @property
    def modal(self) -> Locator:
        """The form that lies over the page."""
        return self.page.get_by_role("dialog")

    async def fill(self, **fields: str) -> None:
        """Fill in the open form: a choice by its value, words and instants as they are."""
        for name, value in fields.items():
            field = self.modal.locator(f'[data-action="{name}"]')
            await expect(field).to_be_visible(timeout=WITHIN_MS)
            if await field.evaluate("node => node.tagName") == "SELECT":
                await field.select_option(value)
            else:
                await field.fill(value)

    async def submit(self) -> None:
        """Send the form, which then is gone."""
        await self.modal.locator("[type=submit]").click()
        await expect(self.modal).to_be_hidden(timeout=WITHIN_MS)

    async def write(self, words: str) -> None:
        """Write in the channel: words, or a slash command."""
        box = self.page.locator("#room .composer textarea")
        await box.fill(words)
        await box.press("Enter")


@asynccontextmanager
async def browsing(url: str) -> AsyncIterator[Player]:
    """A browser until the block ends. A fault in the page's own script fails the test."""
    chromium = shutil.which("chromium")
    if not chromium:
        pytest.skip("no chromium on PATH: install Debian's (`apt-get install chromium`)")
    async with async_playwright() as playwright:
        # As root, which it is in a container, it runs without its own sandbox alone.
        browser = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = await browser.new_page(timezone_id="Europe/Berlin", locale="en-GB")
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        try:
            yield Player(page, url)
        finally:
            await browser.close()
        assert faults == []
