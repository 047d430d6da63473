"""What a browser says about itself, in two words that people know."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.devices import device_of, parts_of

MOZILLA = "Mozilla/5.0"


@pytest.mark.parametrize(
    ("said", "known"),
    [
        (f"{MOZILLA} (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0", ("Firefox", "Windows")),
        (
            f"{MOZILLA} (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Safari/537.36 Edg/131.0",
            ("Edge", "Windows"),
        ),
        (
            f"{MOZILLA} (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1 Version/18.1 Safari/604.1",
            ("Safari", "iPhone"),
        ),
        (f"{MOZILLA} (iPhone; CPU iPhone OS 18_1 like Mac OS X) CriOS/131.0 Safari/604.1", ("Chrome", "iPhone")),
        (
            f"{MOZILLA} (Linux; Android 14; Pixel 8) Chrome/131.0 Mobile Safari/537.36 MicroMessenger/8.0",
            ("WeChat", "Android"),
        ),
        (
            f"{MOZILLA} (Phone; OpenHarmony 5.0) Chrome/114.0 Safari/537.36 HuaweiBrowser/5",
            ("Huawei Browser", "HarmonyOS"),
        ),
        (f"{MOZILLA} (Macintosh; Intel Mac OS X 10_15) Version/18.1 Safari/605.1", ("Safari", "macOS")),
        (f"{MOZILLA} (X11; Linux x86_64) AppleWebKit/537.36 Chrome/131.0 Safari/537.36", ("Chrome", "Linux")),
        ("curl/8.5.0", ("", "")),
        ("", ("", "")),
        ("Firefox/1", ("Firefox", "")),
        ("a robot on Windows NT 6", ("", "Windows")),
    ],
)
def test_browser_and_system_are_told(said: str, known: tuple[str, str]) -> None:
    assert parts_of(device_of(said)) == known


@given(st.text())
def test_nothing_else_of_what_was_said_is_kept(said: str) -> None:
    device = device_of(said)
    assert len(device) <= 40
    assert device in {" / ".join(parts_of(device)), ""}
