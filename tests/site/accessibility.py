"""axe-core in a page."""

from __future__ import annotations

from playwright.sync_api import Page

from book.paths import NODE_MODULES

# What follows a change of size has done so once the next frame is drawn. A colour half way through a transition is
# nobody's choice: what runs is brought to its end, what never ends stops.
SETTLE = """async () => {
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    for (const animation of document.getAnimations()) {
        if (animation.effect.getComputedTiming().endTime === Infinity) animation.cancel();
        else animation.finish();
    }
}"""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def violations(page: Page) -> list[str]:
    """Return each violation of WCAG 2.2 A and AA on the page as it is now."""
    page.add_script_tag(path=NODE_MODULES / "axe-core" / "axe.min.js")
    page.evaluate(SETTLE)
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']}).then(result => result.violations)",
        RULES,
    )
    return [
        f"{violation['id']} at {' '.join(node['target'])}: {node['failureSummary']}"
        for violation in found
        for node in violation["nodes"]
    ]
