# SPDX-License-Identifier: Apache-2.0
"""Uses the review page as an analyst does, in headless Chromium.

python3 browser.py URL PROGRAM DATABASE FOLDER: pictures go into FOLDER, facts to standard output as
JSON. With "probe" alone it says whether it could."""
import json
import os
import subprocess
import sys
import time

PROGRAMS = ("/usr/bin/chromium", "/usr/bin/chromedriver")
if sys.argv[1:] == ["probe"]:
    import selenium.webdriver  # noqa: F401
    print(all(os.access(path, os.X_OK) for path in PROGRAMS))
    sys.exit()

from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

url, program, database, folder = sys.argv[1:5]
facts = {}

options = webdriver.ChromeOptions()
options.binary_location = PROGRAMS[0]
for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu",
                 "--disable-background-networking", "--window-size=1280,900"):
    options.add_argument(argument)
options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(PROGRAMS[1]))
wait = WebDriverWait(driver, 15)


def rows():
    return driver.find_elements(By.CSS_SELECTOR, ".inbox tbody tr")


def click(element):
    """Where a reader has scrolled to it."""
    driver.execute_script(
        "arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", element)
    element.click()


def picture(name):
    driver.save_screenshot(os.path.join(folder, name + ".png"))


def press(*keys):
    ActionChains(driver).send_keys(*keys).perform()


def arrive(path):
    """Waits until the page at a path, or below it, is there."""
    wait.until(lambda _: driver.execute_script(
        "return document.readyState === 'complete' && location.pathname.startsWith(arguments[0])", path))


def inbox():
    driver.get(url)
    arrive("/")
    return len(rows())


try:
    facts["alerts"] = inbox()
    picture("inbox")

    # Keyboard alone: to the second alert, open it, accept it with a note.
    press("j")
    press("j")
    facts["focused"] = driver.switch_to.active_element.text
    press(Keys.ENTER)
    arrive("/alerts/")
    facts["opened"] = driver.find_element(By.TAG_NAME, "h1").text
    facts["maps"] = len(driver.find_elements(By.CSS_SELECTOR, "main svg"))
    facts["nodes"] = len(driver.find_elements(By.CSS_SELECTOR, "main svg g.node"))
    picture("alert")
    press("a")
    facts["writes"] = driver.switch_to.active_element.get_attribute("id")
    press("as it should be <b>")
    ActionChains(driver).key_down(Keys.CONTROL).send_keys(Keys.ENTER).key_up(Keys.CONTROL).perform()
    wait.until(lambda _: driver.current_url == url)
    arrive("/")
    facts["after_keyboard"] = len(rows())
    facts["gone"] = facts["focused"] not in [
        row.find_element(By.CSS_SELECTOR, ".what a").text for row in rows()]
    picture("accepted")

    # Mouse: the first alert is dismissed.
    rows()[0].find_element(By.CSS_SELECTOR, ".what a").click()
    arrive("/alerts/")
    click(driver.find_element(By.CSS_SELECTOR, 'input[name="verdict"][value="dismiss"]'))
    driver.find_element(By.ID, "note").send_keys("nothing")
    click(driver.find_element(By.CSS_SELECTOR, '#verdict button[type="submit"]'))
    wait.until(lambda _: driver.current_url == url)
    arrive("/")
    facts["after_mouse"] = len(rows())

    # Somebody else says something: this page hears of it.
    subprocess.run([program, "alerts", "list", "--status", "open", "--db", database,
                    "--output-format", "csv"], check=True, stdout=subprocess.PIPE)
    time.sleep(1.5)
    last = rows()[-1].find_element(By.CSS_SELECTOR, ".what a").get_attribute("href").split("/")[-1]
    subprocess.run([program, "alerts", "escalate", last, "--db", database], check=True,
                   stdout=subprocess.PIPE)
    wait.until(lambda _: driver.find_element(By.ID, "live").text != "")
    facts["live"] = driver.find_element(By.ID, "live").text
    picture("live")

    # Without script: the same by form alone.
    driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    driver.get(url)
    before = len(rows())
    rows()[0].find_element(By.CSS_SELECTOR, ".what a").send_keys(Keys.ENTER)
    wait.until(lambda _: "/alerts/" in driver.current_url)
    driver.find_element(By.ID, "note").send_keys("by form alone")
    driver.find_element(By.CSS_SELECTOR, 'input[name="verdict"][value="accept"]').send_keys(
        Keys.SPACE, Keys.ENTER)
    wait.until(lambda _: driver.current_url == url)
    facts["without_script"] = before - len(rows())
    driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})

    # A phone: nothing is wider than the screen, on any page.
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
        "width": 360, "height": 740, "deviceScaleFactor": 2, "mobile": True})
    inbox()
    pages = {"inbox": url, "alert": rows()[0].find_element(
        By.CSS_SELECTOR, ".what a").get_attribute("href"), "matrix": url + "matrix",
        "host": url + "hosts/10.1.0.10", "runs": url + "runs", "rules": url + "rules"}
    facts["widths"] = {}
    for name, address in pages.items():
        driver.get(address)
        facts["widths"][name] = driver.execute_script("return document.documentElement.scrollWidth")
        picture("phone_" + name)
    driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    for name, address in pages.items():
        driver.get(address)
        picture("desk_" + name)

    # Violations of the policy, and errors of scripts.
    facts["console"] = [entry["message"] for entry in driver.get_log("browser")]
finally:
    driver.quit()
print(json.dumps(facts))
