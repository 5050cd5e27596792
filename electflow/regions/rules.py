"""What a statistical code says by itself."""

from electflow.regions.terms import Level, PlaceKind

_LENGTHS = tuple(Level)


def fault_of(code: str, name: str) -> str | None:
    """Return the code of what is wrong with a row, or None."""
    if not (code.isascii() and code.isdigit()):
        return "region.code_not_digits"
    if len(code) not in _LENGTHS:
        return "region.code_length"
    if not name.strip() or len(name) > 60:
        return "region.name_length"
    return None


def kind_by_code(code: str) -> PlaceKind:
    """Return the kind that the tenth digit tells: 0, 1 community; 2, 3 village; else other.

    Source: urban-rural part of the statistical area code; a county may correct it (ADR 0007).
    """
    if code[9] in "23":
        return PlaceKind.VILLAGE
    return PlaceKind.COMMUNITY if code[9] in "01" else PlaceKind.OTHER


def kind_by_name(name: str) -> PlaceKind | None:
    """Return the kind that a name's ending suggests, or None where it tells nothing."""
    if name.endswith(("村委会", "村民委员会")):
        return PlaceKind.VILLAGE
    return PlaceKind.COMMUNITY if name.endswith(("居委会", "居民委员会", "社区")) else None


def parent_of(code: str) -> str:
    """Return the code of the place above, or an empty string for a province."""
    shorter = [length for length in _LENGTHS if length < len(code)]
    return code[: shorter[-1]] if shorter else ""
