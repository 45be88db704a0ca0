"""The main job as a clerk does it: from a new demand to the payment, and the figures that change with it."""

import re

from market import CLERK, DEMAND, TODAY, YEAR, sign_in


class Clerk:
    """Goes through the job step by step; later steps build on the records of earlier ones."""

    def __init__(self, browser, report, name):
        self.browser = browser
        self.report = report
        self.name = name
        # Each run logs its own demand: one like it would be held back as a likely duplicate.
        self.demand = DEMAND | {"title": f"{DEMAND['title']}（{name}）" if name else DEMAND["title"]}

    def work(self):
        self.before = None
        steps = [
            ("signs in", self.signs_in),
            ("logs a demand", self.logs_a_demand),
            ("sees suggestions with reasons", self.looks_at_suggestions),
            ("introduces the two", self.introduces),
            ("notes a talk", self.notes_a_talk),
            ("advances to intention", self.advances),
            ("signs with a contract", self.signs_a_contract),
            ("records a payment", self.records_a_payment),
            ("sees the year's figures change", self.sees_the_tally),
            ("opens the evidence", self.opens_the_evidence),
        ]
        self.report.go_through(self.name, [(f"the clerk {words}", step) for words, step in steps])

    def signs_in(self):
        sign_in(self.browser, CLERK)
        self.before = self.figures()

    def logs_a_demand(self):
        browser = self.browser.open("/desk/demands/new")
        browser.fill(self.demand)
        browser.press("main form[data-keep] button.go")
        if not re.search(r"/desk/demands/XQ-\d+-\d+$", browser.path):
            # The market asks whether it is one that it has already; pressing once more says that it is not.
            browser.sees("可能已经登记过")
            browser.press("main form[data-keep] button.go")
        self.page = browser.path
        assert re.search(r"/desk/demands/XQ-\d+-\d+$", self.page), f"not saved: {browser.main[:300]}"
        browser.sees(self.demand["title"], self.demand["problem"])

    def looks_at_suggestions(self):
        browser = self.browser.open(self.page)
        if "suggestions" not in browser.driver.page_source:
            browser.press("form[action$='/moves'] button.go")
        browser.open(self.page + "/suggestions")
        assert browser.find_all("article.sugg"), "nothing is suggested"
        assert browser.find_all("article.sugg mark"), "no matched word is marked"
        score = int(browser.find("article.sugg .score b").text)
        legend = browser.find("article.sugg .legend").text
        *points, total = map(int, re.findall(r"\d+", legend))
        assert sum(points) == total == score, f"the parts do not add up to {score}: {legend}"

    def introduces(self):
        browser = self.browser
        browser.press("article.sugg form[action$='/introduction'] button")
        browser.sees("已建立对接")
        match = re.search(r"DJ-\d+-\d+", browser.find("main [role=status]").text)
        assert match, "the note does not name the match"
        self.match = f"/desk/matches/{match[0]}"

    def notes_a_talk(self):
        browser = self.browser.open(self.match)
        browser.fill({"talk_text": "双方看过样板，约定先测 50 块废板。", "talk_next_step": "交换测试数据"})
        browser.press("#talk form button.go")
        browser.open(self.match).sees("约定先测 50 块废板", "交换测试数据")

    def advances(self):
        browser = self.browser.open(self.match)
        browser.press(".head form[action$='/step'] button.go")
        assert "意向" in browser.find(".steps li.now").text, browser.find(".steps").text

    def signs_a_contract(self):
        browser = self.browser
        browser.press(".head a.go")
        browser.fill({"sign_total": "100万元", "sign_technology": "85万元", "sign_signed_on": TODAY})
        types = browser.find("[name=sign_contract_type]").find_elements("css selector", "option[value]")
        browser.fill({"sign_contract_type": [one.get_attribute("value") for one in types if one.text][-1]})
        browser.press("#sign form button.go")
        browser.open(self.match)
        assert "签约" in browser.find(".steps li.now").text, browser.find(".steps").text

    def records_a_payment(self):
        browser = self.browser
        browser.follow("登记到账")
        self.contract = browser.path.split("#")[0]
        browser.fill({"pay_amount": "30万元", "pay_on": TODAY})
        browser.press("#pay form button.go, form#pay button.go")
        browser.open(self.contract).sees("30")

    def figures(self):
        """The year's figures by name, as the page says them."""
        self.browser.open(f"/desk/tally?period={YEAR}")
        rows = self.browser.find_all("main tr[data-href]")
        assert rows, "the tally has no figures"
        return {
            row.find_element("css selector", "td a").text: row.find_element("css selector", "td b").text
            for row in rows
        }

    def sees_the_tally(self):
        after = self.figures()

        def amount(figures, name):
            return float(re.sub(r"[^\d.]", "", figures[name]) or 0)

        for name, more in [("成交额", 100), ("技术交易额", 85), ("到账额", 30)]:
            rise = amount(after, name) - amount(self.before, name)
            assert abs(rise - more) < 0.001, f"{name} rose by {rise} from {self.before[name]} to {after[name]}"

    def opens_the_evidence(self):
        browser = self.browser
        browser.follow("成交额")
        browser.sees(self.contract.rsplit("/", 1)[-1])
        browser.press(f"main a[href='{self.contract}']")
        assert browser.path == self.contract
