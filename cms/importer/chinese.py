"""How Chinese text is set: no space between characters, no line break inside a sentence."""

import re
import unicodedata
from functools import lru_cache

import opencc

HAN = "\u3007\u3005\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# Full-width marks: a space beside one of them is never wanted.
MARKS = "、。，；：？！“”‘’（）《》〈〉【】〔〕「」『』…—·﹔﹐"
SPACE = r"[ \t\u00a0\u2000-\u200a\u202f\u3000]"
SENTENCE_END = "。！？!?…"
CLOSERS = "”’」』）)》】\"'"

_space_between = re.compile(f"(?<=[{HAN}]){SPACE}+(?=[{HAN}])")
_space_at_mark = re.compile(f"(?<=[{HAN}{MARKS}]){SPACE}+(?=[{MARKS}])|(?<=[{MARKS}]){SPACE}+(?=[{HAN}{MARKS}])")
# OCR writes half-width commas and colons with a space after them.
_space_after_half = re.compile(f'(?<=[{HAN}"][,;:]){SPACE}+(?=[{HAN}"])')
# Bold begins or ends between the two.
_space_at_bold = re.compile(f"(?<=[{HAN}]){SPACE}+(?=\\*\\*[{HAN}])|(?<=[{HAN}]\\*\\*){SPACE}+(?=[{HAN}])")
_space_at_figure = re.compile(f"(?<=第){SPACE}*(\\d+){SPACE}*(?=[期号条届])")
_invisible = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]")


def normalise(text: str) -> str:
    """Composed characters, plain line ends, nothing invisible. Traditional script stays as it is."""
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    text = text.replace("\u2028", "\n").replace("\u2029", "\n").replace("\x0b", "\n").replace("\x1a", "")
    return _invisible.sub("", text)


def spaces_between(text: str) -> int:
    """How many gaps stand between two Chinese characters."""
    return len(_space_between.findall(text))


def close_up(text: str) -> str:
    """A paragraph without the spaces that Chinese does not have."""
    text = _space_between.sub("", text)
    text = _space_at_mark.sub("", text)
    text = _space_at_bold.sub("", text)
    text = _space_after_half.sub("", text)
    text = _space_at_figure.sub(r"\1", text)
    return re.sub(f"{SPACE}+", " ", text).strip()


def close_up_title(text: str) -> str:
    """A title keeps the gap between two clauses (each of at least six characters), and no other."""
    parts = re.split(f"{SPACE}+", text.strip())
    clauses = [parts[0]]
    for part in parts[1:]:
        long_enough = len(part) >= 6 and len(clauses[-1]) >= 6
        touching = _chinese_edge(clauses[-1][-1:]) and _chinese_edge(part[:1])
        after_mark = clauses[-1][-1:] in ",;:，；：、"
        if long_enough and touching and not after_mark:
            clauses.append(part)
        else:
            clauses[-1] = f"{clauses[-1]} {part}"
    return " ".join(close_up(clause) for clause in clauses)


def _chinese_edge(char: str) -> bool:
    return bool(char) and bool(re.match(f'[{HAN}{MARKS}"]', char))


def glue(left: str, right: str) -> str:
    """Two lines of one paragraph as one: with a space only between two Latin words."""
    needs_space = bool(re.match(r"[\w,.;:]", left[-1:], re.ASCII)) and bool(re.match(r"\w", right[:1], re.ASCII))
    return f"{left} {right}" if needs_space else f"{left}{right}"


_bracket_after_end = re.compile(r"[。！？!?…][”’」』\"']?\s*[【（(\[][^【】（()）\[\]]{1,30}[】）)\]]$")


def ends_sentence(text: str) -> bool:
    """Whether the text ends with a full stop, even where quotes, or a signature in brackets, follow it."""
    plain = text.rstrip(CLOSERS)
    return (bool(plain) and plain[-1] in SENTENCE_END) or bool(_bracket_after_end.search(text))


def is_prose(text: str) -> bool:
    """Long or punctuated enough to be running text, not a heading or an entry of a list."""
    return len(text) >= 45 or (len(text) >= 20 and bool(re.search("[，。；,;]", text)))


@lru_cache(maxsize=1)
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@lru_cache(maxsize=8192)
def _fold_character(char: str) -> str:
    simplified: str = _converter().convert(char)
    return simplified if len(simplified) == 1 else char


def fold(text: str) -> str:
    """Character by character to simplified script: for recognising, never for showing. Keeps the length."""
    return "".join(char if char < "\u2e80" else _fold_character(char) for char in text)


def bare(text: str) -> str:
    """Only what is read aloud, folded: for comparing titles."""
    return re.sub(r"[\W_]+", "", fold(text))
