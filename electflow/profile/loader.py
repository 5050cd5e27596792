"""Reading profiles: TOML files, inherited from nation to province to county, checked at load.

A profile under another law inherits nothing: it only ``takes`` the rules that it names, which are
then shown as what they are, rules of the level that holds them.
"""

import hashlib
import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import msgspec

from electflow.errors import ProfileError
from electflow.profile.model import Profile

_HEAD = {"name", "title", "parent", "draft", "takes"}
_LEAF = {"value", "source"}


def shipped_profiles() -> list[str]:
    """Return the names of the profiles that travel with the product."""
    folder = files("config").joinpath("profiles")
    return sorted(f.name[:-5] for f in folder.iterdir() if f.name.endswith(".toml"))


@cache
def load_profile(name: str) -> Profile:
    """Return a shipped profile; raises ProfileError naming file, key and both values."""
    # kept: a file of many cases and every page that lists the rules ask for the same few
    return resolve([read_level(level) for level in _lineage(name)])


def resolve(levels: list[dict[str, Any]]) -> Profile:
    """Lay levels over one another, the nation first, and check every leaf."""
    faults: list[str] = []
    merged: dict[str, Any] = {}
    for n, level in enumerate(levels):
        for lender, keys in _takes_of(level, faults).items():
            lent = _only(read_level(lender), keys, f"{level['name']}.toml: takes {lender}", faults)
            merged = _over(merged, lent, lender, "", faults, is_root=True)
        merged = _over(merged, _body(level), level["name"], "", faults, is_root=n == 0)
    if faults:
        raise ProfileError("; ".join(faults))
    top = levels[-1]
    merged |= {
        "name": top["name"],
        "title": top["title"],
        "levels": [level["name"] for level in levels],
        "is_draft": any(level.get("draft", False) for level in levels),
    }
    try:
        return msgspec.convert(merged, Profile)
    except msgspec.ValidationError as error:
        raise ProfileError(f"{top['name']}.toml: {error}") from error


def snapshot(profile: Profile) -> bytes:
    """Return the bytes under which a campaign pins its profile."""
    return msgspec.json.encode(profile, order="sorted")


def hash_of(kept: bytes) -> str:
    """Return the content hash of a pinned profile."""
    return hashlib.sha256(kept).hexdigest()


@lru_cache(maxsize=64)
def pinned(kept: bytes) -> Profile:
    """Return the profile that a campaign pinned; rules that came later hold as the nation has them."""
    national = msgspec.to_builtins(load_profile("national"))
    return msgspec.convert(_completed(msgspec.json.decode(kept), national), Profile)


def _completed(kept: dict[str, Any], national: dict[str, Any]) -> dict[str, Any]:
    """Lay kept rules over the national ones; a rule that is known no more is left out."""
    whole = dict(national)
    for name, value in kept.items():
        if name in ("latest", "earliest"):
            whole[name] = value
        elif name in national:
            nested = isinstance(value, dict) and "source" not in value
            whole[name] = _completed(value, national[name]) if nested else value
    return whole


def read_level(name: str) -> dict[str, Any]:
    """Return one shipped level as it stands in its file; raises ProfileError."""
    try:
        text = files("config").joinpath("profiles", f"{name}.toml").read_text("utf-8")
        level = tomllib.loads(text)
    except (FileNotFoundError, tomllib.TOMLDecodeError) as error:
        raise ProfileError(f"{name}.toml: {error}") from error
    if missing := {"name", "title"} - level.keys():
        raise ProfileError(f"{name}.toml: missing {', '.join(sorted(missing))}")
    return level


def _body(level: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in level.items() if key not in _HEAD}


def _takes_of(level: dict[str, Any], faults: list[str]) -> dict[str, list[str]]:
    """Return which rules a level takes from which other, by their keys."""
    try:
        return msgspec.convert(level.get("takes", {}), dict[str, list[str]])
    except msgspec.ValidationError as error:
        faults.append(f"{level['name']}.toml: takes: {error}")
        return {}


def _only(level: dict[str, Any], keys: list[str], where: str, faults: list[str]) -> dict[str, Any]:
    """Return of a level the sections and rules that are named by their dotted keys."""
    lent: dict[str, Any] = {}
    for key in keys:
        found: Any = _body(level)
        path = key.split(".")
        for part in path:
            found = found.get(part) if isinstance(found, dict) else None
        if not isinstance(found, dict):
            faults.append(f"{where}: unknown key {key}")
            continue
        there = lent
        for part in path[:-1]:
            there = there.setdefault(part, {})
        there[path[-1]] = found
    return lent


def _lineage(name: str) -> list[str]:
    names: list[str] = []
    while name:
        if name in names:
            raise ProfileError(f"{name}.toml: inherits from itself")
        names.insert(0, name)
        name = read_level(name).get("parent", "")
    return names


def _over(
    lower: dict[str, Any],
    upper: dict[str, Any],
    level: str,
    at: str,
    faults: list[str],
    *,
    is_root: bool = False,
) -> dict[str, Any]:
    """Lay one level over what is above it in rank; collect every contradiction.

    Only a root may bring keys that nothing above it has.
    """
    merged = dict(lower)
    for name, new in upper.items():
        key = f"{at}.{name}" if at else name
        old = lower.get(name)
        if not isinstance(new, dict):
            faults.append(f"{level}.toml: {key}: expected a table, got {new!r}")
        elif _is_leaf(new) or (old is not None and _is_leaf(old)):
            merged[name] = _leaf_over(old, new, level, key, faults)
        elif old is None and not is_root:
            faults.append(f"{level}.toml: unknown key {key}")
        else:
            merged[name] = _over(old or {}, new, level, key, faults, is_root=is_root)
    return merged


def _is_leaf(node: dict[str, Any]) -> bool:
    return bool(_LEAF & node.keys()) and not all(isinstance(v, dict) for v in node.values())


def _leaf_over(
    old: dict[str, Any] | None, new: dict[str, Any], level: str, key: str, faults: list[str]
) -> dict[str, Any]:
    if missing := {"value", "source", "basis", "verified", "effective_from"} - new.keys():
        faults.append(f"{level}.toml: {key}: missing {', '.join(sorted(missing))}")
        return old or new
    leaf = new | {"key": key, "level": level}
    if old is None:
        return leaf
    leaf.setdefault("bound", old.get("bound", ""))
    contradicts = {
        "least": lambda: new["value"] < old["value"],
        "most": lambda: new["value"] > old["value"],
        "fixed": lambda: new["value"] != old["value"],
    }.get(old.get("bound", ""), lambda: False)()
    if not contradicts:
        if new.get("superseded_by") == old["level"]:
            faults.append(
                f"{level}.toml: {key}: {new['value']!r} does not contradict {old['level']} "
                f"{old['value']!r}; it is in force and cannot be marked superseded_by"
            )
        return leaf
    if new.get("superseded_by") == old["level"]:
        told = {name: new[name] for name in ("value", "source", "note") if name in new}
        return old | {"superseded": [*old.get("superseded", []), {"level": level, **told}]}
    faults.append(
        f"{level}.toml: {key}: {new['value']!r} contradicts {old['level']} "
        f"{old['value']!r} ({old['source']}); mark it superseded_by or correct it"
    )
    return old
