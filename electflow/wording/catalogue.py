"""Catalogues of translations, read from their ``.po`` sources when first asked for."""

from functools import lru_cache
from importlib.resources import files
from io import BytesIO

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

LANGUAGES = ("zh_Hans", "en")
DEFAULT = LANGUAGES[0]


@lru_cache(maxsize=8)
def catalogue(package: str, domain: str, language: str) -> Translations:
    """Return a package's catalogue in a language; English is the language of the msgids."""
    if language == "en":
        return Translations()
    source = files(package).joinpath("translations", language, "LC_MESSAGES", f"{domain}.po")
    compiled = BytesIO()
    with source.open("rb") as text:
        write_mo(compiled, read_po(text, locale=language))
    compiled.seek(0)
    return Translations(compiled)
