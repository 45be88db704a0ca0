"""A real Chromium, used as a person uses it: pages, fields, buttons."""

import contextlib
import os
import shutil

from selenium import webdriver
from selenium.common.exceptions import NoAlertPresentException, NoSuchElementException, TimeoutException
from selenium.webdriver.chrome.service import Service as Driver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select, WebDriverWait

DESKTOP = (1366, 768)
PHONE = (390, 844)


class Browser:
    def __init__(self, address, script=True, size=DESKTOP):
        self.address = address
        self.has_script = script
        options = webdriver.ChromeOptions()
        options.binary_location = shutil.which("chromium") or ""
        # Inside a container Chromium has no sandbox, and little shared memory.
        for flag in ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--hide-scrollbars"]:
            options.add_argument(flag)
        options.set_capability("unhandledPromptBehavior", "ignore")
        if not script:
            options.add_experimental_option("prefs", {"profile.managed_default_content_settings.javascript": 2})
        driver = Driver(shutil.which("chromedriver"), log_output=os.devnull)
        self.driver = webdriver.Chrome(options=options, service=driver)
        self.driver.set_page_load_timeout(60)
        self.resize(size)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.driver.quit()

    def resize(self, size):
        """Makes the page itself so large, as a screen is; a window's own edges do not count."""
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": False},
        )

    # Pages

    def open(self, path):
        self.driver.get(path if path.startswith("http") else self.address + path)
        assert "chrome-error" not in self.driver.current_url, f"{path} does not open"
        return self

    @property
    def path(self):
        return self.driver.current_url.removeprefix(self.address)

    @property
    def text(self):
        return self.driver.find_element(By.TAG_NAME, "body").text

    @property
    def main(self):
        return self.find("main").text

    @property
    def heading(self):
        return self.find("h1").text

    def sees(self, *words):
        for word in words:
            assert word in self.text, f"“{word}” is not on {self.path}: {self.main[:400]!r}"

    def lacks(self, *words):
        for word in words:
            assert word not in self.driver.page_source, f"“{word}” is on {self.path}"

    def find(self, selector):
        try:
            return self.driver.find_element(By.CSS_SELECTOR, selector)
        except NoSuchElementException:
            raise AssertionError(f"no {selector} on {self.path}: {self.text[:400]!r}") from None

    def find_all(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    # Deeds

    def press(self, selector):
        """Presses what leads to another page (or the same anew), and waits until it is there."""
        element = self.find(selector)
        before = self.find("html").id
        self._bring(element)
        element.click()
        WebDriverWait(self.driver, 60).until(
            lambda driver: driver.find_element(By.TAG_NAME, "html").id != before
        )

    def agree(self, selector):
        """Presses what asks first, where scripts run, and says yes."""
        element = self.find(selector)
        before = self.find("html").id
        self._bring(element)
        element.click()
        with contextlib.suppress(NoAlertPresentException):
            self.driver.switch_to.alert.accept()
        WebDriverWait(self.driver, 60).until(
            lambda driver: driver.find_element(By.TAG_NAME, "html").id != before
        )

    def follow(self, words):
        """Follows the link that says so."""
        found = self.driver.find_elements(By.PARTIAL_LINK_TEXT, words)
        assert found, f"no link “{words}” on {self.path}"
        self.open(found[0].get_attribute("href"))

    def unfold(self, selector):
        """Opens a part of the page that is folded up."""
        details = self.find(selector)
        if details.get_attribute("open") is None:
            summary = details.find_element(By.TAG_NAME, "summary")
            self._bring(summary)
            summary.click()

    def fill(self, values):
        """Types into fields, chooses from lists, by the fields' names."""
        for name, value in values.items():
            element = self.find(f"main [name='{name}']")
            kind = element.get_attribute("type")
            if element.tag_name == "select":
                Select(element).select_by_value(value)
            elif kind == "date":
                # What the keyboard types into a date depends on the browser's language; its value does not.
                self.driver.execute_script("arguments[0].value = arguments[1]", element, value)
            elif kind == "file":
                element.send_keys(value)
            elif kind == "checkbox":
                self.find(f"main [name='{name}'][value='{value}']").click()
            else:
                element.clear()
                element.send_keys(value)

    def search(self, words):
        """Searches with the page's own search box."""
        box = self.find("[role=search] input[type=search]")
        box.clear()
        box.send_keys(words)
        self.press("[role=search] button")

    def until(self, holds, what):
        """Waits until a page that changes by itself is as it should be."""
        try:
            WebDriverWait(self.driver, 60).until(lambda _: holds())
        except TimeoutException:
            raise AssertionError(f"{what}: {self.text[:400]!r}") from None

    def run(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def put(self, name, value):
        """Puts a long or odd text into a field at once."""
        self.driver.execute_script("arguments[0].value = arguments[1]", self.find(f"main [name='{name}']"), value)

    def _bring(self, element):
        self.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)

    # What the page is like

    @property
    def has_dialog(self):
        try:
            self.driver.switch_to.alert.dismiss()
            return True
        except NoAlertPresentException:
            return False

    @property
    def overflow(self):
        """By how many pixels the page is wider than the screen, and what sticks out."""
        return self.driver.execute_script(
            """
            const width = document.documentElement.clientWidth, over = document.documentElement.scrollWidth - width;
            if (over <= 0) return null;
            const wide = [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > width + 1);
            const names = wide.slice(-3).map((one) => `${one.tagName.toLowerCase()}.${one.getAttribute("class") ?? ""}`);
            return `${over} px: ${names.join(", ")}`;
            """
        )

    def picture(self, file):
        self.driver.save_screenshot(file)
