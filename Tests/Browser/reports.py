"""A report as a manager issues it: frozen with its evidence, compared with what came after, corrected."""

import re

from checks import is_well_made
from market import ADMINISTRATOR, sign_in

# A period and a later total of a contract for each run, since each changes the city.
ORDERS = {"with script": ("2021", "3210万元"), "without script": ("2021Q2", "3220万元")}


class Manager:
    """Issues a report, and a correction of it after a contract was amended elsewhere."""

    def __init__(self, browser, service, report, name):
        self.browser = browser
        self.service = service
        self.report = report
        self.name = name
        self.period, self.total = ORDERS[name]

    def work(self):
        steps = [
            ("a report is issued", self.issues),
            ("it holds its figures and leads to their frozen rows", self.shows),
            ("nothing has changed since", self.is_unchanged),
            ("a later write is told row by row", self.tells_differences),
            ("a correction supersedes it", self.corrects),
            ("figures come in parts, crossed and as a funnel", self.analyses),
        ]
        self.report.go_through(self.name, steps)

    def issues(self):
        browser = self.browser.open("/desk")
        if browser.path.startswith("/login"):
            sign_in(browser, ADMINISTRATOR)
        browser.open("/desk/reports/new").fill({"period": self.period, "note": "按月报送"})
        is_filled = browser.find("main [name=note]").get_attribute("value")
        assert is_filled == "按月报送"
        browser.press("main form[data-keep] button.go")
        assert re.search(r"/desk/reports/BB-\d+-\d+$", browser.path), f"not issued: {browser.main[:300]}"
        self.page = browser.path
        browser.sees("已签发报表", "有效", "签发人", "校验值", "按月报送")

    def shows(self):
        browser = self.browser
        is_well_made(browser, self.page)
        browser.press("form[action$='/check'] button")
        browser.sees("核对无误")
        browser.open(self.page)
        browser.press("main tr[data-href$='/contract_value'] a")
        browser.sees("签发时的计数规则", "HT-2021-")
        is_well_made(browser, browser.path)

    def is_unchanged(self):
        self.browser.open(self.page)
        self.browser.follow("签发以来的变化")
        self.browser.sees("没有任何变化")
        is_well_made(self.browser, self.page + "/difference")

    def tells_differences(self):
        contract = re.search(r"HT-2021-\d+", self.browser.open(f"{self.page}/figures/contract_value").main)[0]
        self.service.run("contract", "amend", contract, "--total", self.total, "--on", "2021-06-29")
        browser = self.browser.open(self.page + "/difference")
        browser.sees("成交额", contract, "变更")
        assert "没有任何变化" not in browser.main
        is_well_made(browser, self.page + "/difference")

    def corrects(self):
        browser = self.browser.open(self.page)
        browser.follow("更正")
        browser.fill({"reason": "补录一份补充协议"})
        browser.press("main form[data-keep] button.go")
        browser.sees("已签发报表", "更正原因", "补录一份补充协议")
        correction = browser.path
        is_well_made(browser, correction)
        browser.open(self.page).sees("已被更正", correction.rsplit("/", 1)[-1])
        is_well_made(browser, f"{self.page}/difference?to={correction.rsplit('/', 1)[-1]}")
        browser.open("/desk/reports?current=1").sees(correction.rsplit("/", 1)[-1])
        assert self.page.rsplit("/", 1)[-1] not in browser.find("table tbody").text.splitlines()[0:2]

    def analyses(self):
        browser = self.browser
        browser.open("/desk/analysis?period=2021")
        browser.fill({"indicator": "contract_value", "by": "industry"})
        browser.press("main form.filters button")
        browser.sees("按行业门类", "合计", "万元")
        browser.fill({"and": "month"})
        browser.press("main form.filters button")
        browser.sees("按行业门类和月份")
        browser.follow("对接漏斗")
        browser.sees("推荐", "转化率", "停留天数")
        browser.press("main nav.tabs a:not([aria-current])")
        browser.sees("期内开始的对接")
