"""The main pages, with what leads to them."""

import re

PUBLIC = ["/", "/demands", "/achievements", "/activities", "/submit/demand", "/submit/achievement", "/receipt", "/login"]

STAFF = [
    "/desk",
    "/desk/demands",
    "/desk/demands/new",
    "/desk/achievements",
    "/desk/achievements/new",
    "/desk/matches",
    "/desk/contracts",
    "/desk/contracts/new",
    "/desk/payments",
    "/desk/activities",
    "/desk/visits",
    "/desk/programmes",
    "/desk/organizations",
    "/desk/tally?period=2021",
    "/desk/targets?year=2021",
    "/desk/reports",
    "/desk/reports/new",
    "/desk/analysis?period=2021",
    "/desk/analysis?period=2021&indicator=contract_value&by=district&and=contract_type",
    "/desk/funnel?period=2021",
    "/desk/screens",
    "/desk/tasks",
    "/desk/tasks/new?sheet=five_focus&year=2021",
    "/desk/bureau",
    "/desk/bureau/five_focus?period=2021",
    "/desk/bureau/five_focus/edit",
    "/desk/imports",
    "/desk/users",
    "/desk/audit",
    "/desk/codes",
    "/desk/account",
    "/desk/search?q=检测",
]

# Lists and what leads from each to a record's page.
LISTED = {
    "/desk/demands": r"/desk/demands/XQ-\d+-\d+",
    "/desk/achievements": r"/desk/achievements/CG-\d+-\d+",
    "/desk/matches?view=list": r"/desk/matches/DJ-\d+-\d+",
    "/desk/contracts": r"/desk/contracts/HT-\d+-\d+",
    "/desk/payments": r"/desk/payments/DZ-\d+-\d+",
    "/desk/activities": r"/desk/activities/HD-\d+-\d+",
    "/desk/visits": r"/desk/visits/ZF-\d+-\d+",
    "/desk/programmes": r"/desk/programmes/ZX-\d+-\d+",
    "/desk/tasks": r"/desk/tasks/ZD-\d+-\d+",
    "/desk/organizations": r"/desk/organizations/DW-\d+-\d+",
    "/desk/tally?period=2021": r"/desk/tally/[^?\".]+\?period=2021",
    "/demands": r"/demands/XQ-\d+-\d+",
    "/achievements": r"/achievements/CG-\d+-\d+",
}


def records(browser, prefix):
    """The page of one record of each list below a path."""
    found = []
    for page, pattern in LISTED.items():
        if page.startswith("/desk") == prefix.startswith("/desk"):
            source = browser.open(page).driver.page_source
            link = re.search(rf'href="({pattern})"', source)
            assert link, f"{page} leads to no record"
            found.append(link[1].replace("&amp;", "&"))
    return found


def public_pages(browser):
    return PUBLIC + records(browser, "/")


def staff_pages(browser):
    pages = STAFF + records(browser, "/desk")
    demand = next(page for page in pages if "/demands/XQ-" in page)
    return pages + [f"{demand}/{part}" for part in ["suggestions", "edit", "history"]]
