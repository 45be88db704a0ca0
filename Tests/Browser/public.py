"""What the public does: browse the catalogue, hand in a demand, look up what became of it."""

import re

from market import ADMINISTRATOR, sign_in

CONFIDENTIAL = {
    "problem": "机密：三号炉的温度曲线",
    "key_indicators": "机密：误差不超过 0.03 毫米",
    "expected_result": "机密：替代进口设备",
    "contact_phone": "13812345678",
    "contact_email": "qian.private@example.com",
}


class Visitor:
    """One who is not signed in, and the member of staff who reviews what was handed in."""

    def __init__(self, visitor, staff, report, name):
        self.visitor = visitor
        self.staff = staff
        self.report = report
        self.name = name
        self.title = f"高炉内衬在线测厚（{name}）"

    def visit(self):
        steps = [
            ("the public browses the catalogue", self.browses),
            ("the public hands in a demand and gets a receipt", self.hands_in),
            ("the receipt tells how far it is", lambda: self.looks_up("提交")),
            ("it is not public before its review", self.is_not_public),
            ("staff accept and publish it", self.is_published),
            ("the receipt leads to its page", lambda: self.looks_up("发布")),
            ("its page is public and keeps what is confidential", self.is_public),
        ]
        self.report.go_through(self.name, steps)

    def browses(self):
        visitor = self.visitor
        visitor.open("/").sees("需求", "成果")
        for list_path in ["/demands", "/achievements"]:
            visitor.open(list_path)
            first = visitor.find("main article a")
            title, page = first.text, first.get_attribute("href")
            visitor.open(page)
            assert visitor.heading == title, f"“{title}” leads to “{visitor.heading}”"
        visitor.open("/demands")
        visitor.search("检测")
        assert visitor.find_all("main article a"), "a search for 检测 finds nothing"

    def hands_in(self):
        visitor = self.visitor.open("/submit/demand")
        visitor.fill(
            {
                "org_name": f"黄石测厚仪器有限公司{self.name}",
                "org_kind": "enterprise",
                "contact_name": "钱经理",
                "title": self.title,
                "summary": "求一种不停炉测量内衬厚度的办法。",
            }
            | CONFIDENTIAL
        )
        visitor.press("main button.go")
        self.receipt = visitor.find(".receipt b").text
        assert re.fullmatch(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}", self.receipt), self.receipt

    def looks_up(self, state):
        visitor = self.visitor.open("/receipt")
        visitor.fill({"receipt": self.receipt})
        visitor.press("main button.go")
        visitor.sees(self.title, state)
        self.code = re.search(r"XQ-\d+-\d+", visitor.text)[0]
        visitor.lacks(*CONFIDENTIAL.values())

    def is_not_public(self):
        assert self.title not in self.visitor.open(f"/demands/{self.code}").text
        assert self.title not in self.visitor.open("/demands").text

    def is_published(self):
        staff = self.staff
        sign_in(staff, ADMINISTRATOR)
        staff.open(f"/desk/demands/{self.code}").sees(self.title, CONFIDENTIAL["problem"])
        for state in ["accepted", "published"]:
            staff.press(f".head > .do > form:has(input[value='{state}']) button")
        staff.sees("已发布")

    def is_public(self):
        visitor = self.visitor.open(f"/demands/{self.code}")
        assert visitor.heading == self.title
        visitor.sees("求一种不停炉测量内衬厚度的办法。", "钱经理", "138****5678")
        visitor.lacks(*CONFIDENTIAL.values())
        visitor.open("/demands").sees(self.title)
        visitor.lacks(*CONFIDENTIAL.values())
