import { expect, test } from "vitest"
import { deviceOf } from "./device.ts"

const chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/153.0.0.0 Safari/537.36"
const safari = "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1"

test.each([
  [chrome, "Chrome", "Linux"],
  [chrome.replace("Chrome/", "HeadlessChrome/"), "Chrome", "Linux"],
  [chrome.replace("X11; Linux x86_64", "Windows NT 10.0; Win64; x64") + " Edg/153.0.0.0", "Edge", "Windows"],
  [chrome.replace("X11; Linux x86_64", "X11; CrOS x86_64 14541.0.0"), "Chrome", "ChromeOS"],
  [
    chrome.replace("X11; Linux x86_64", "Linux; Android 10; K").replace("Chrome/", "SamsungBrowser/29.0 Chrome/"),
    "Samsung Internet",
    "Android",
  ],
  [`Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) ${safari}`, "Safari", "iPhone"],
  [`Mozilla/5.0 (iPad; CPU OS 26_0 like Mac OS X) ${safari.replace("Version/26.0", "CriOS/153.0")}`, "Chrome", "iPad"],
  ["Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:150.0) Gecko/20100101 Firefox/150.0", "Firefox", "macOS"],
  ["curl/8.9.1", null, null],
  ["", null, null],
])("%s is %s on %s", (userAgent, browser, system) => {
  expect(deviceOf(userAgent)).toEqual({ browser, system })
})
