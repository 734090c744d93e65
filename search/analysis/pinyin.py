"""How words sound, for those who type letters."""

from functools import lru_cache

import pypinyin

MIN_LETTERS = 2


@lru_cache(maxsize=200_000)
def sounds(word: str) -> tuple[str, str]:
    """The full pinyin and the initials of a Chinese word, without tones: 点单 → diandan, dd."""
    syllables = pypinyin.lazy_pinyin(word)
    return "".join(syllables), "".join(syllable[:1] for syllable in syllables)


def letters_of(text: str) -> str:
    """The letters of something typed as pinyin (xi'an → xian), or nothing if it holds anything else."""
    letters = text.replace("'", "").replace("’", "")
    return letters if len(letters) >= MIN_LETTERS and letters.isascii() and letters.isalpha() else ""
