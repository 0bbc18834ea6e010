"""Codes of sixteen letters and digits that somebody can copy by hand, and the fingerprints kept of them."""

import hashlib

from tracker.database import ALPHABET, new_reference

LENGTH = 16
GROUP = 4


def new_code() -> str:
    """A code nobody can guess: thirty signs to the power of sixteen."""
    return new_reference(LENGTH)


def plain(typed: str) -> str:
    """A code as typed, without spaces and dashes, in capitals; empty when it cannot be one."""
    code = "".join(sign for sign in typed.upper() if sign.isalnum())
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else ""


def in_groups(code: str) -> str:
    """The code as it is shown: four groups of four."""
    return "-".join(code[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def code_hash(code: str) -> str:
    """What is kept of a code to answer with."""
    return hashlib.sha256(f"answer code\n{code}".encode()).hexdigest()


def receipt_code(salt: str) -> str:
    """The code of the receipt whose text was committed to with this salt."""
    number, signs = int(hashlib.sha256(f"receipt code\n{salt}".encode()).hexdigest(), 16), []
    for _ in range(LENGTH):
        number, place = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[place])
    return "".join(signs)


def receipt_hash(code: str) -> str:
    """What is kept of a receipt's code."""
    return hashlib.sha256(f"receipt\n{code}".encode()).hexdigest()
