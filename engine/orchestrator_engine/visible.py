"""Text of others as a person may see it: nothing in it that a terminal or an editor would obey."""

import re

# Control characters would let a title or an agent's words move the cursor, recolour the terminal
# or turn the reading order around; a tab and a new line are all that a text may need. What has no
# width hides words from whoever reads; the two joiners stay where scripts and emoji need them.
_CONTROLS = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    r"\U000e0000-\U000e007f]|(?:^|(?<=[\x00-\x7f]))[\u200c\u200d]"
)


def clean(text: str) -> str:
    """The text with nothing in it that would be obeyed."""
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text)


def one_line(text: str) -> str:
    """The text as one clean line."""
    return clean(" ".join(text.split()))


def sentence(text: str) -> str:
    """The text with a capital letter where it begins with a word, and not with a name or path."""
    word = text.partition(" ")[0]
    return text[:1].upper() + text[1:] if word.isalpha() and word.islower() else text
