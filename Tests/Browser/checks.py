"""What every page must be: usable by everybody, and as wide as the screen."""

from axe_selenium_python import Axe

from browser import DESKTOP, PHONE

GRAVE = ("serious", "critical")


def has_no_barriers(browser):
    """No serious or critical finding of axe; the lesser ones are named."""
    axe = Axe(browser.driver)
    axe.inject()
    found = axe.run()["violations"]
    for one in found:
        nodes = ", ".join(" ".join(map(str, node["target"])) for node in one["nodes"][:3])
        print(f"      axe on {browser.path}: {one['id']} ({one['impact']}): {nodes}", flush=True)
    grave = [one["id"] for one in found if one["impact"] in GRAVE]
    assert not grave, f"axe finds {', '.join(grave)} on {browser.path}"


def fits(browser, size):
    browser.resize(size)
    try:
        over = browser.overflow
        assert over is None, f"{browser.path} is too wide at {size[0]} px by {over}"
    finally:
        browser.resize(DESKTOP)


def is_well_made(browser, path):
    browser.open(path)
    assert not browser.has_dialog, f"a dialog opened on {path}"
    assert browser.find_all("h1"), f"{path} has no heading"
    # What a page's parts look like to the program, where their text should be.
    browser.lacks("HTML(text:", "Optional(")
    fits(browser, PHONE)
    fits(browser, DESKTOP)
    # axe is a script itself.
    if browser.has_script:
        has_no_barriers(browser)
