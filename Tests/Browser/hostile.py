"""Records whose fields hold what would break a careless page."""

import csv
import json
import os
import tempfile

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
# What was published last is shown there, the hostile demands first.
SCREENS = ["/desk/screens/screen", "/desk/screens/ticker"]
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
    with report.check("a hostile sheet and a hostile report are taken as they are"):
        paths += _sheet(service) + _report(service)
    return paths + SCREENS + ["/desk", "/desk/demands", "/desk/organizations", "/desk/audit", "/desk/search?q=script", "/demands", "/"]


def _sheet(service):
    """A batch of rows that are taken and rows that are refused, each with what would break the page that shows it."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "a'\"<b>.csv")
        with open(path, "w", encoding="utf-8", newline="") as file:
            table = csv.writer(file)
            table.writerow(["企业名称", "需求名称", "主要问题", "拟投入（万元）"])
            for kind, text in TEXTS.items():
                table.writerow([f"{text} {kind} 表", f"{text} 表", ENDLESS, 5])
                table.writerow([f"{text} {kind} 表", f"{text} {kind} 又", text, text])
        service.run("import", path, "--template", "demand", "--refused", os.path.join(folder, "back.xlsx"))
    batch = json.loads(service.run("import", "list", "--json"))["items"][0]["id"]
    shown = [f"/desk/imports/{batch}?show={outcome}" for outcome in ["new", "duplicate", "refused"]]
    return ["/desk/imports", *shown, f"/desk/imports/{batch}/rows/1", f"/desk/imports/{batch}/rows/2"]


def _report(service):
    """A report whose words and rows are such; the contract's rows are among its evidence."""
    text = TEXTS["script"]
    done = service.run("report", "issue", "2021", "--title", f"{text} 报表", "--note", f"{text}\n{ENDLESS[:900]}", "--json")
    code = json.loads(done)["code"]
    page = f"/desk/reports/{code}"
    return ["/desk/reports", page, f"{page}/figures/demands_collected?page=8", f"{page}/difference"]


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
