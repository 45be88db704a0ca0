"""Records whose fields hold what would break a careless page."""

import json

from checks import fits
from browser import PHONE

SCRIPT = "<script>alert(1)</script>"
TEXTS = {
    "script": SCRIPT + "\"><img src=x onerror=alert(2)><svg onload=alert(3)>",
    "quotes": "\"'`'\"&amp;&lt;\\\" onmouseover=\"alert(4)\" x='",
    "long": "长" * 120 + "W" * 60,
    "rtl": "\u202eمتجر التقنية\u202e שוק הטכנולוגיה",
    "emoji": "👩‍👩‍👧‍👦🏳️‍🌈 é̸̡̛ 𠀀𠮷 技术",
}
# One text without a single place to break the line.
ENDLESS = "W" * 10_000


def make(service, report):
    """Makes an organization, a demand and an achievement of each kind; answers the paths of their pages."""
    paths = []
    with report.check("hostile records are taken as they are"):
        for kind, text in TEXTS.items():
            organization = _create(service, "org", "--name", f"{text} {kind}", "--kind", "企业")
            demand = _create(
                service, "demand", "--organization", organization, "--title", f"{text} {kind}",
                "--problem", ENDLESS, "--summary", f"{text} {ENDLESS}"[:1000], "--keyword", text[:30], "--received-on", "2021-11-20",
            )
            service.run("demand", "publish", demand)
            paths += [
                f"/desk/organizations/{organization}", f"/desk/demands/{demand}", f"/desk/demands/{demand}/suggestions",
                f"/desk/demands/{demand}/edit", f"/desk/demands/{demand}/history", f"/demands/{demand}",
            ]
    return paths + ["/desk", "/desk/demands", "/desk/organizations", "/desk/audit", "/desk/search?q=script", "/demands", "/"]


def _create(service, kind, *arguments):
    return json.loads(service.run(kind, "create", *arguments, "--json"))["code"]


def is_harmless(browser, path):
    """No dialog opens, nothing of ours is run or torn apart, and a phone shows it without scrolling sideways."""
    browser.open(path)
    assert not browser.has_dialog, "a dialog opened"
    strange = browser.driver.execute_script(
        """
        const ours = (one) => one.src.startsWith(location.origin + "/assets/") || one.type === "application/ld+json";
        return [...document.scripts].filter((one) => !ours(one)).length
          + document.querySelectorAll("[onerror], [onload], [onmouseover]").length;
        """
    )
    assert strange == 0, f"{strange} elements on the page come from a record"
    fits(browser, PHONE)
