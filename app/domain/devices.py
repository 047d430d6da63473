"""Which browser and system a device says it has, so that people tell their own sessions apart."""

from __future__ import annotations

# The first that is found counts: many browsers also name those they descend from.
_BROWSERS = (
    ("MicroMessenger/", "WeChat"),
    ("Edg/", "Edge"),
    ("EdgA/", "Edge"),
    ("EdgiOS/", "Edge"),
    ("OPR/", "Opera"),
    ("Vivaldi/", "Vivaldi"),
    ("YaBrowser/", "Yandex Browser"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("HuaweiBrowser/", "Huawei Browser"),
    ("MiuiBrowser/", "Mi Browser"),
    ("UCBrowser/", "UC Browser"),
    ("QQBrowser/", "QQ Browser"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chromium/", "Chromium"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("OpenHarmony", "HarmonyOS"),
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows NT", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
)
_BETWEEN = " / "
LONGEST_READ = 1_000  # of what a browser says about itself


def device_of(user_agent: str) -> str:
    """The browser and the system as they are stored: two proper names, the same in every language; "" for neither."""
    said = user_agent[:LONGEST_READ]
    return _BETWEEN.join((_first(_BROWSERS, said), _first(_SYSTEMS, said))) if said else ""


def parts_of(device: str) -> tuple[str, str]:
    """Browser and system of a stored device; each is "" when it is not known."""
    browser, _, system = device.partition(_BETWEEN)
    known = {name for _, name in _BROWSERS}, {name for _, name in _SYSTEMS}
    return browser if browser in known[0] else "", system if system in known[1] else ""


def _first(names: tuple[tuple[str, str], ...], said: str) -> str:
    return next((name for mark, name in names if mark in said), "")
