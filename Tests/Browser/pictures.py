"""Pictures of the main pages as a desk and a phone show them."""

import os
import re

from browser import DESKTOP, PHONE

SIZES = {"desk": DESKTOP, "phone": PHONE}


def take(browser, paths, folder, sizes=SIZES):
    """One picture of each page in each size."""
    os.makedirs(folder, exist_ok=True)
    for path in paths:
        name = re.sub(r"[^\w-]+", "-", path).strip("-") or "home"
        for kind, size in sizes.items():
            browser.resize(size)
            browser.open(path)
            browser.picture(os.path.join(folder, f"{name}.{kind}.png"))
    browser.resize(DESKTOP)
