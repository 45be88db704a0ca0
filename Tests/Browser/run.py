"""Goes through the service in a real Chromium; or takes pictures of its main pages."""

import argparse
import sys
import tempfile
import time

import hostile
import pages
import pictures
import reports
import screens
import sheets
from browser import Browser
from checks import is_well_made
from clerk import Clerk
from market import ADMINISTRATOR, set_up, sign_in, sign_out
from public import Visitor
from report import Report
from service import Service


def go_through(service, report, script):
    """The main job and the public's, with script or without."""
    name = "with script" if script else "without script"
    with Browser(service.address, script) as staff, Browser(service.address, script) as visitor:
        with report.check(f"{name}: pages run {'our' if script else 'no'} script"):
            button = "unhidden" if script else "hidden"
            assert _runs_script(visitor) == script, f"the button for printing is not {button}"
        if script:
            with report.check("the first administrator is made with the claim code"):
                set_up(service, staff)
        Clerk(staff, report, name).work()
        sheets.Importer(staff, report, name).work()
        sign_out(staff)
        Visitor(visitor, staff, report, name).visit()
        reports.Manager(staff, service, report, name).work()


def _runs_script(browser):
    """Whether a page's own scripts run: one of ours gives the search box the focus at “/”."""
    browser.open("/").find("body").send_keys("/")
    return browser.driver.switch_to.active_element.get_attribute("type") == "search"


def look_over(service, report):
    """Every main page, for the public and for staff; then records that would break a careless page."""
    with Browser(service.address) as browser:
        for path in pages.public_pages(browser):
            with report.check(f"well made: {path}"):
                is_well_made(browser, path)
        sign_in(browser, ADMINISTRATOR)
        for path in pages.staff_pages(browser):
            with report.check(f"well made: {path}"):
                is_well_made(browser, path)
        for path in hostile.make(service, report):
            with report.check(f"unharmed by hostile records: {path}"):
                hostile.is_harmless(browser, path)


def test(service):
    report = Report()
    start = time.monotonic()
    go_through(service, report, script=True)
    go_through(service, report, script=False)
    look_over(service, report)
    screens.shows_figures_without_script(service, report)
    screens.Hall(service, report).visit()
    print(f"{time.monotonic() - start:.0f} s in Chromium")
    return report.finish()


def take_pictures(service, folder):
    """Fills the market with the main job done, so that no page is empty."""
    report = Report()
    with Browser(service.address) as browser:
        set_up(service, browser)
        clerk = Clerk(browser, report, "")
        clerk.work()
        sign_out(browser)
        pictures.take(browser, pages.public_pages(browser), folder)
        sign_in(browser, ADMINISTRATOR)
        own = [clerk.page, clerk.page + "/suggestions", clerk.match, clerk.contract]
        pictures.take(browser, pages.staff_pages(browser) + own, folder)
        screens.choose_year(browser)
        for face, sizes in [("screen", screens.WALLS), ("ticker", screens.STRIPS)]:
            shown = {f"{width}x{height}": (width, height) for width, height in sizes}
            pictures.take(browser, [f"/desk/screens/{face}"], folder, shown)
    print(f"pictures are in {folder}")
    return report.finish()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program", help="techmarket")
    parser.add_argument("--pictures", metavar="FOLDER", nargs="?", const="", help="take pictures only")
    options = parser.parse_args()
    with Service(options.program) as service:
        if options.pictures is None:
            return test(service)
        folder = options.pictures or tempfile.mkdtemp(prefix="techmarket-pictures-")
        return take_pictures(service, folder)


if __name__ == "__main__":
    sys.exit(main())
