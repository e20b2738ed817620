"""Takes the pictures of docs/slack.md from the sandbox's page: `make shots`.

Wants Debian's `chromium` and, for emoji, `fonts-noto-color-emoji`.
"""

import asyncio
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Page, async_playwright

import settings
from devserver.__main__ import Progress
from devserver.find import find
from starter.demo.morning import morning

FOLDER = Path(__file__).parent
MESSAGE, MODAL, PREVIEW, HOME = PICTURES = tuple(
    f"slack-{what}.png" for what in ("message", "modal", "preview", "home")
)
SIZE = {"width": 1320, "height": 900}
BEN, GRACE = "?as=U0BEN#C0SUPPORT2", "?as=U0GRACE#home"
FIRST = "We cannot log in"
BRIEF = {
    "reason": "The session store needs a second node",
    "impact": "40 people, the whole company",
    "tried": "More memory: it held for ten minutes",
    "needed": "Fix",
    "by_when": "Noon: invoices go out",
}


async def taken(page: Page, sandbox: str) -> None:
    """Act a little as Ben of second line, then look as Grace who leads, a picture at each stop."""
    await page.goto(f"{sandbox}/{BEN}")
    message = page.locator("#room .message", has_text=FIRST)
    await message.get_by_role("button", name="Acknowledge").click()
    await message.hover()
    await message.get_by_role("button", name="Reply in thread").click()
    await page.locator("#thread textarea").fill("The session store is full. I make room now.")
    await page.keyboard.press("Enter")
    await page.locator("#thread .message", has_text="I make room").wait_for()
    await message.get_by_text("working").wait_for()
    await page.mouse.move(0, 0)
    await page.screenshot(path=FOLDER / MESSAGE)

    await message.get_by_role("button", name="Escalate", exact=True).click()
    await page.locator("[data-action=to]").select_option("engineering")
    await page.locator("[data-action=steps]").wait_for()
    for name, words in BRIEF.items():
        await page.locator(f"[data-action={name}]").fill(words)
    await page.get_by_role("dialog").get_by_role("button", name="Escalate").click()
    await page.locator(".wrong").first.wait_for()
    await page.screenshot(path=FOLDER / MODAL)
    await page.get_by_role("button", name="Cancel").click()

    await message.get_by_role("button", name="Pause").click()
    await page.locator("[data-action=reason]").select_option("waiting_for_customer")
    await page.get_by_text("Deadlines that move").wait_for()
    await page.screenshot(path=FOLDER / PREVIEW)
    await page.get_by_role("button", name="Cancel").click()

    an_hour = page.get_by_role("button", name="+1 h")
    await an_hour.click()
    await an_hour.and_(page.locator(":enabled")).wait_for()
    await page.goto("about:blank")
    await page.goto(f"{sandbox}/{GRACE}")
    await page.locator("#room").get_by_text(FIRST).first.wait_for()
    await page.screenshot(path=FOLDER / HOME)


async def main() -> None:
    """Bring a town up, take the pictures, and leave."""
    chromium = shutil.which("chromium")
    if not chromium:
        sys.exit("screenshots: no chromium on PATH: install Debian's (`apt-get install chromium`)")
    program = find(settings.load().cache, Progress())
    with tempfile.TemporaryDirectory() as folder:
        async with morning(program, Path(folder)) as cast, async_playwright() as playwright:
            # As root, which it is in a container, it runs without its own sandbox alone.
            browser = await playwright.chromium.launch(
                executable_path=chromium, args=["--no-sandbox"]
            )
            page = await browser.new_page(
                viewport=SIZE, timezone_id="Europe/Berlin", locale="en-GB"
            )
            await taken(page, cast.sandbox)
            await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
