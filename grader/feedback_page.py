"""Reads a feedback page the way its student does: as text."""

import re
from html import unescape

TAG = re.compile(r"<[^>]+>")
ERROR = re.compile(r"output_error[^>]*>\s*<pre>(.*?)</pre>", re.S)


def page_text(html: str) -> str:
    """Return the text of a page or of a part of it."""
    return unescape(TAG.sub("", html))


def message_of(html: str, check: str) -> str:
    """Return the error that the page shows below a check; empty if it shows none."""
    _, _, section = html.partition(f'<a name="{check}"></a>')
    section = section.partition("<a name=")[0]
    found = ERROR.search(section)
    return page_text(found[1]).strip() if found else ""
