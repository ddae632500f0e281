"""Retake the picture that README.md shows, from the built site: `make screenshot`."""

from pathlib import Path

from tests.browser import chromium, serving

PICTURE = Path(__file__).resolve().parents[1] / "book" / "images" / "board.png"
WARM = 33


def main() -> None:
    """Run the board on the page, warm its sensor until the alarm lights, and take its picture."""
    PICTURE.parent.mkdir(exist_ok=True)
    with serving() as address, chromium() as browser:
        page = browser.new_page(viewport={"width": 1200, "height": 1080}, color_scheme="light")
        page.goto(f"{address}learn/linear-regression.html")
        board = page.locator("section.board")
        board.scroll_into_view_if_needed()
        board.get_by_role("button", name="Run").click()
        board.get_by_role("slider").fill(str(WARM))
        # a whole screen of serial output after the slider has moved
        page.wait_for_timeout(4000)
        page.locator("h2", has_text="On the board").evaluate("heading => heading.scrollIntoView()")
        page.wait_for_timeout(500)
        page.screenshot(path=PICTURE)
    print(f"Wrote {PICTURE}")


if __name__ == "__main__":
    main()
