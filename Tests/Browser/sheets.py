"""A sheet from an enterprise: uploaded, explained, looked at, mended, accepted and taken back."""

import os
import re
import tempfile

from checks import is_well_made


class Importer:
    """Whoever is signed in brings a sheet of demands in, of which a heading is unknown and two rows are wrong."""

    def __init__(self, browser, report, name):
        self.browser = browser
        self.report = report
        self.name = name

    def rows(self):
        # Headings and firms of its own for each run, since the market remembers both.
        return [
            ["企业名称", "需求名称", "拟投入（万元）", f"诉求{self.name}"],
            [f"江州导入甲有限公司{self.name}", f"轧辊表面渗氮层均匀性（{self.name}）", "50", "要快"],
            [f"江州导入乙有限公司{self.name}", f"锅炉烟气低温脱硝催化（{self.name}）", "很多", "要省"],
            [f"江州导入丙有限公司{self.name}", f"茶叶外形色泽分选（{self.name}）", "三十", "要准"],
        ]

    def work(self):
        steps = [
            ("a sheet is uploaded", self.uploads),
            ("an unknown heading is asked for and remembered", self.maps),
            ("each row says what it would be, and what is wrong with it", self.looks),
            ("a row is mended in its place and another on its page", self.edits),
            ("the rows are accepted", self.accepts),
            ("the batch is undone", self.undoes),
            ("another sheet of this kind is not asked about, and put aside", self.puts_aside),
        ]
        self.report.go_through(self.name, steps)

    def upload(self, rows):
        text = "".join(",".join(row) + "\n" for row in rows)
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "征集表.csv")
            with open(path, "w", encoding="utf-8-sig") as file:
                file.write(text)
            browser = self.browser.open("/desk/imports")
            browser.fill({"template": "demand", "file": path})
            browser.press("form[data-upload] button.go")
        assert re.search(r"/desk/imports/\d+$", browser.path), f"not uploaded: {browser.main[:300]}"

    def uploads(self):
        self.upload(self.rows())
        self.page = self.browser.path
        self.browser.sees("征集表.csv", f"诉求{self.name}", "这些列名认不出")
        is_well_made(self.browser, self.page)

    def maps(self):
        browser = self.browser.open(self.page)
        browser.fill({f"column_诉求{self.name}": "detail"})
        browser.press("form[action$='/mapping'] button.go")
        browser.sees("列名已记住")

    def looks(self):
        browser = self.browser.open(self.page)
        browser.sees("新增 1", "有错 2", "很多", "三十")
        wrong = browser.find_all("td.wrong input[aria-invalid=true]")
        assert len(wrong) == 2, f"{len(wrong)} cells can be mended: {browser.main[:400]}"
        for shown in ["", "?show=new"]:
            is_well_made(browser, self.page + shown)

    def edits(self):
        browser = self.browser.open(self.page)
        cell = browser.find("td.wrong input[value='很多']")
        form = cell.get_attribute("form")
        cell.clear()
        cell.send_keys("30")
        browser.press(f"#{form} button" if isinstance(form, str) else "td form[id^=row-] button")
        browser.open(self.page).sees("新增 2", "有错 1")
        row = browser.find("table.rows td a[href*='/rows/']").get_attribute("href")
        is_well_made(browser, row)
        browser.fill({"cell_budget_fen": "80"})
        browser.press("main form[data-keep] button.go")
        browser.open(self.page).sees("新增 3", "有错 0")

    def accepts(self):
        browser = self.browser.open(self.page)
        browser.press("form[action$='/acceptance'] button.go")
        browser.sees("已写入 3 行")
        browser.open("/desk/demands?q=" + self.rows()[2][1]).sees(self.rows()[2][1])
        is_well_made(browser, self.page)

    def undoes(self):
        browser = self.browser.open(self.page)
        browser.agree("form[action$='/undoing'] button")
        browser.sees("已撤销这一批")
        assert self.rows()[2][1] not in browser.open("/desk/demands?q=" + self.rows()[2][1]).main

    def puts_aside(self):
        rows = self.rows()
        self.upload([rows[0], [f"江州导入丁有限公司{self.name}", f"钢渣余热回收换热（{self.name}）", "10", "要稳"]])
        browser = self.browser
        browser.sees("新增 1")
        browser.agree("form[action$='/discarding'] button")
        browser.sees("已放弃")
        is_well_made(browser, "/desk/imports")
