"""Whose bank holidays, and whose law, a place of work keeps."""

from enum import StrEnum


class Nation(StrEnum):
    """Whose law and bank holidays apply to an establishment."""

    ENGLAND = "England"
    WALES = "Wales"
    SCOTLAND = "Scotland"
    NORTHERN_IRELAND = "Northern Ireland"
    IRELAND = "Ireland"
    EUROPEAN_UNION = "elsewhere in the European Union"
    UNITED_STATES = "United States"
    ELSEWHERE = "elsewhere"
