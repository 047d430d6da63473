"""Which passwords may be chosen: long ones that are neither common nor made of what everybody knows of a person."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

SHORTEST, LONGEST = 12, 1_000
LEAST_OWN = 5  # characters that are left when every common or well-known word is taken away
SHORTEST_WORD = 3  # shorter parts of a name are in many words by chance

# What guesses begin with. A password of twelve characters is common when it is made of these and little else.
_GUESSES = """
password passwort passw0rd p@ssword p@ssw0rd passcode passphrase qwertyuiop qwertyui qwerty qwertz azerty asdfghjkl
asdfgh zxcvbnm zxcvbn 1q2w3e4r5t6y 1q2w3e4r5t 1q2w3e4r 1qaz2wsx 1qaz 2wsx 3edc qazwsx qweasd zaq12wsx abcdef abc123
letmein welcome willkommen bienvenue administrator admin root guest changeme change secret default iloveyou iloveu
loveme love sunshine princess football baseball basketball superman batman spiderman pokemon starwars dragon monkey
shadow master michael jordan jennifer charlie trustno1 whatever computer internet access login system test temp example
demo user user123 hello freedom mustang ferrari corvette summer winter spring autumn monday january february november
december correcthorsebatterystaple woaini 5201314 1314520 7758521 mima nihao zhongguo beijing shanghai fenji
密码 我爱你 你好 中国 分级 管理员
"""
COMMON = frozenset(_GUESSES.split())
_DIGITS = "01234567890123456789"
_ROWS = (_DIGITS, _DIGITS[::-1], "abcdefghijklmnopqrstuvwxyz", "zyxwvutsrqponmlkjihgfedcba")
_RUN = 4  # so many neighbours in a row are worth as much as one


def fault_in(password: str, known: Iterable[str] = ()) -> str | None:
    """Why this password may not be chosen: `short`, `long`, `common` or `own`; None when it may.

    `known` is what everybody knows of the person: name, address, organisation. Length is counted in characters
    as people see them in Unicode's composed form; nothing is asked about digits, capitals or signs.
    """
    password = unicodedata.normalize("NFC", password)
    if len(password) < SHORTEST:
        return "short"
    if len(password) > LONGEST:
        return "long"
    folded = _folded(password)
    if _left(folded, COMMON) < LEAST_OWN:
        return "common"
    if _left(folded, {*COMMON, *_words_of(known)}) < LEAST_OWN:
        return "own"
    return None


def _folded(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKC", text).casefold() if not letter.isspace())


def _words_of(known: Iterable[str]) -> set[str]:
    """The words of names and addresses; a Chinese name is a word at two characters."""
    words = set[str]()
    for text in known:
        words.add(_folded(text))
        words.update(re.split(r"[\W_]+", unicodedata.normalize("NFKC", text).casefold()))
    return {word for word in words if len(word) >= (SHORTEST_WORD if word.isascii() else SHORTEST_WORD - 1)}


def _left(folded: str, words: Iterable[str]) -> int:
    """How many different letters and digits are left when these words, rows and repeats are taken away."""
    rest = folded
    for word in sorted(words, key=len, reverse=True):
        rest = rest.replace(word, " ")
    rest = _without_rows(rest)
    return len({letter for letter in rest if letter.isalnum()} or set(rest.replace(" ", "")))


def _without_rows(text: str) -> str:
    """The text without runs of neighbours in the alphabet or among the digits, such as 3456."""
    made, place = [], 0
    while place < len(text):
        end = place + 1
        while end < len(text) and any(text[place : end + 1] in row for row in _ROWS):
            end += 1
        if end - place < _RUN:
            made.append(text[place])
            place += 1
        else:
            place = end
    return "".join(made)
