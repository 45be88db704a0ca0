"""What the tests know of the demonstration city, and the people who work on it."""

from datetime import date

TODAY = date.today().isoformat()
YEAR = date.today().year
PASSWORD = "four unrelated words"
ADMINISTRATOR = "guanli"
CLERK = "wenyuan"

DEMAND = {
    "organization": "DW-2021-0036",
    "title": "电路板阻焊后内层线路缺口漏检",
    "problem": "阻焊油墨固化后，油墨下的线路缺口、毛刺用白光检测看不清，漏检率约 3%，只能靠人工复判。",
    "key_indicators": "漏检率不高于 0.2%，误报率不高于 3%，每面检测不超过 8 秒。",
    "keywords": "电路板、缺陷识别",
    "industry": "C3982",
    "budget": "120万元",
}


def set_up(service, browser):
    """Makes the first administrator with the claim code on the terminal, and a clerk who is no more than that."""
    browser.open("/setup")
    browser.fill({"code": service.claim_code(), "login": ADMINISTRATOR, "name": "管理员", "password": PASSWORD})
    browser.press("main button.go")
    assert browser.path == "/desk", f"after the set-up the browser is on {browser.path}"
    service.run("user", "create", CLERK, "--name", "文员", "--role", "工作人员")
    service.run("user", "passwd", CLERK, "--keep", text=PASSWORD + "\n")
    sign_out(browser)


def sign_in(browser, login):
    browser.open("/login")
    browser.fill({"login": login, "password": PASSWORD})
    browser.press("main button.go")
    assert browser.path == "/desk", f"{login} is on {browser.path}: {browser.main[:200]}"


def sign_out(browser):
    browser.press("form[action='/logout'] button")
    assert browser.path.startswith("/login"), f"after signing out the browser is on {browser.path}"
