"""The exhibition hall: a wall and an LED strip that nobody touches, for as long as the service is there and after."""

import json
import re

from browser import PHONE, Browser
from checks import has_no_barriers
from market import ADMINISTRATOR, sign_in

WALLS = [(1920, 1080), (3840, 2160)]
STRIPS = [(1920, 128), (3840, 64)]


class Hall:
    """The wall, in a browser where nobody is signed in."""

    def __init__(self, service, report):
        self.service = service
        self.report = report

    def visit(self):
        service = self.service
        with self.report.check("screens: a manager makes the hall's address"):
            with Browser(service.address) as desk:
                self.key = make_address(desk)
        with Browser(service.address) as self.wall:
            steps = [
                ("the wall shows the year's figures", self.shows_figures),
                ("wall and strip fit their sizes and have no barriers", self.fits),
                ("a write changes what it concerns and nothing else", self.changes),
                ("the wall outlives a stop of the service", self.outlives),
                ("the wall loads itself anew with another program", self.renews),
                ("a strip asked for no motion stands still", self.stands_still),
                ("the wall shows nothing once its address is taken back", self.is_closed),
            ]
            self.report.go_through("screens", steps)

    def shows_figures(self):
        wall = self.wall
        wall.resize(WALLS[0])
        wall.open(f"/screen/{self.key}").sees("2021年", "对接漏斗", "最新需求", "最新成果", "数据时间", amount(self.service))
        tally = {one["code"]: one["value"] for one in figures(self.service)}
        assert self.great("服务企业数") == tally["enterprises_served"]
        assert self.great("签约数") == tally["contracts_signed"]
        self.is_live()

    def fits(self):
        wall = self.wall
        for path, sizes in [(f"/screen/{self.key}", WALLS), (f"/ticker/{self.key}", STRIPS)]:
            for size in sizes:
                wall.resize(size)
                wall.open(path)
                cut = wall.run("return document.documentElement.scrollHeight - innerHeight")
                assert wall.overflow is None and cut <= 0, f"{path} at {size}: {wall.overflow}, {cut} px too high"
            has_no_barriers(wall)
        wall.resize(PHONE)
        wall.open(f"/screen/{self.key}")
        assert wall.overflow is None, wall.overflow
        wall.resize(WALLS[0])

    def is_live(self):
        self.wall.until(lambda: not self.wall.find_all(".stamp.lost"), "the wall is not connected")

    def keep(self):
        """Marks the page and the part that no write below changes, to see that neither is made anew."""
        self.wall.run("window.kept = document.querySelector('[data-part=achievements] > *')")

    def is_kept(self):
        return self.wall.run("return Boolean(window.kept?.isConnected)")

    def great(self, name):
        cards = self.wall.find_all("[data-part=figures] li")
        found = [one.text for one in cards if one.text.startswith(name)]
        return int(re.search(r"\n([\d,]+)", found[0])[1].replace(",", ""))

    def meet(self, name):
        """A write from elsewhere, after which one more enterprise was served."""
        self.service.run("org", "create", "--name", name, "--kind", "企业")
        self.service.run("visit", "create", "--organization", name, "--on", "2021-11-20", "--kind", "走访", "--summary", "走访")

    def changes(self):
        self.wall.open(f"/screen/{self.key}")
        self.keep()
        before = self.great("服务企业数")
        self.meet("江州大屏甲有限公司")
        self.wall.until(lambda: self.great("服务企业数") == before + 1, "the wall does not follow a write")
        assert self.is_kept(), "parts that did not change were made anew"

    def outlives(self):
        wall = self.wall
        before = self.great("服务企业数")
        self.service.stop()
        wall.until(lambda: wall.find_all(".stamp.lost"), "the wall does not say that it is not connected")
        wall.sees("连接中断，数据时间")
        assert re.search(r"\d{4}年\d+月\d+日 \d\d:\d\d", wall.find(".stamp").text), wall.find(".stamp").text
        assert self.great("服务企业数") == before, "the figures are gone"
        self.meet("江州大屏乙有限公司")
        self.service.start()
        wall.until(lambda: self.great("服务企业数") == before + 1, "the wall does not find back")
        self.is_live()
        assert self.is_kept(), "the wall was loaded anew"

    def renews(self):
        self.service.stop()
        self.service.start("--name", "江州市技术交易市场")
        self.wall.until(lambda: not self.is_kept(), "the wall goes on with the old page")
        self.wall.sees("江州市技术交易市场", amount(self.service))

    def stands_still(self):
        wall = self.wall
        moves = "return getComputedStyle(document.querySelector('.run')).animationName"
        wall.open(f"/ticker/{self.key}")
        assert wall.run(moves) == "run", "the strip does not move"
        wall.driver.execute_cdp_cmd(
            "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-reduced-motion", "value": "reduce"}]}
        )
        assert wall.run(moves) == "none", "the strip moves although no motion is wanted"
        wall.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})

    def is_closed(self):
        wall = self.wall
        value = amount(self.service)
        wall.open(f"/screen/{self.key}").sees(value)
        self.service.run("screen", "revoke")
        wall.until(lambda: "已停用" in wall.text, "the wall goes on")
        wall.lacks(value)


def figures(service):
    """The year's figures as the report has them."""
    return json.loads(service.run("report", "tally", "2021", "--json"))["indicators"]


def amount(service):
    """The contract value as the screens show it, in 万元."""
    fen = next(one["value"] for one in figures(service) if one["code"] == "contract_value")
    return f"{fen / 1_000_000:,.2f}".rstrip("0").rstrip(".")


def choose_year(desk):
    """Lets the screens show the year of which the city is full."""
    desk.open("/desk/screens").fill({"year": "2021"})
    desk.press("form[action$='/screens/year'] button")
    desk.sees("现在固定显示2021年")


def make_address(desk):
    """Answers the key of a new address."""
    sign_in(desk, ADMINISTRATOR)
    choose_year(desk)
    desk.agree("form[action$='/screens/address'] button")
    found = re.search(r"/screen/([0-9A-F]{4}(?:-[0-9A-F]{4}){4})", desk.text)
    assert found, f"no address is shown: {desk.main[:300]}"
    return found[1]


def shows_figures_without_script(service, report):
    with report.check("without script: the screens show figures and come again by themselves"):
        with Browser(service.address, script=False) as browser:
            key = make_address(browser)
            for face in ["screen", "ticker"]:
                browser.open(f"/{face}/{key}").sees("数据时间")
                # Of a line that moves only what is in sight counts as text.
                for words in [f"{amount(service)}", 'http-equiv="refresh" content="60"']:
                    assert words in browser.driver.page_source, f"{words} is not on /{face}"
