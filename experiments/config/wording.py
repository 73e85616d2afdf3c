"""Pydantic's errors in this program's words: where in the file, what was found, what was expected, the nearest key."""

import types
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from experiments.config.toml_lines import Path as Keys
from experiments.protocol.problems import nearest, shortened, shown

EXPECTED = {
    "missing": "a value",
    "string_type": "a string in quotes",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "finite_number": "a finite number",
    "bool_type": "true or false",
    "list_type": "a list in brackets",
    "dict_type": "a table",
    "model_type": "a table",
    "model_attributes_type": "a table",
    "date_type": "a date like 2019-01-01, without quotes",
    "date_from_datetime_inexact": "a date without a time",
    "greater_than": "a number above {gt}",
    "greater_than_equal": "{ge} or more",
    "less_than": "a number below {lt}",
    "less_than_equal": "{le} or less",
    "string_too_short": "at least {min_length} character(s)",
    "string_too_long": "at most {max_length} characters",
    "too_long": "at most {max_length}",
    "literal_error": "{expected}",
    "int_parsing_size": "a smaller whole number",
}
SETTING = 'a number, "range", { low = …, high = … } or { value = …, reason = "…" }'


def problems_of(
    error: ValidationError, table: Mapping[str, Any], model: type[BaseModel], forms: Mapping[str, type[BaseModel] | None]
) -> Iterator[tuple[Keys, str, str, str]]:
    """Each error once: keys, found, expected, nearest. Errors of the branches of a union are told as one.

    Args:
        error: pydantic's.
        table: the config as TOML gives it.
        model: what the table was to be.
        forms: the forms of a parameter's setting by their tag, with the model of those that are tables.
    """
    unions: dict[Keys, list[dict[str, Any]]] = {}
    for one in error.errors(include_url=False):
        loc = one["loc"]
        if loc[:1] == ("parameters",) and len(loc) > 1:
            yield _told_setting(one, forms)
            continue
        keys, branch = _in_file(loc, table)
        if one["type"] == "extra_forbidden" and not branch:
            keys = tuple(loc)
        if branch:
            unions.setdefault(_union_at(loc, table), []).append(dict(one, keys=keys))
        else:
            yield _told(one, tuple(keys), model)
    for keys, ones in unions.items():
        yield _told_union(ones, keys)


def _told_setting(one: Mapping[str, Any], forms: Mapping[str, type[BaseModel] | None]) -> tuple[Keys, str, str, str]:
    """An error of a parameter's setting: of the form that it means to have, whose tag in the location is no key of the file."""
    (section, name, *rest), kind = one["loc"], one["type"]
    form = forms.get(str(rest[0])) if rest else None
    keys: Keys = (section, name, *rest[1:])
    if form is None:
        value = one["input"]
        found = "a table without these keys" if isinstance(value, Mapping) else shown(value)
        return keys, found, EXPECTED[kind] if kind == "finite_number" else SETTING, ""
    if kind == "value_error":
        return keys, inline(one["input"]), str(one["ctx"]["error"]), ""
    return _told(one, keys[2:], form, keys[:2])


def inline(table: Mapping[str, Any]) -> str:
    """A small table as one writes it: `{ low = 0.05, high = 0.02 }`."""
    return shortened("{ " + ", ".join(f"{key} = {shown(value)}" for key, value in table.items()) + " }")


def _at(table: Any, keys: Keys) -> tuple[bool, Any]:
    for key in keys:
        in_list = isinstance(table, list) and isinstance(key, int) and key < len(table)
        if not in_list and not (isinstance(table, Mapping) and key in table):
            return False, None
        table = table[key]
    return True, table


def _in_file(loc: tuple[Any, ...], table: Any) -> tuple[Keys, bool]:
    """The part of a pydantic location that stands in the file, and whether more (a union's branch) follows it."""
    keys: list[Any] = []
    branch = False
    for place, key in enumerate(loc):
        there, _ = _at(table, (*keys, key))
        if there:
            keys.append(key)
        elif place == len(loc) - 1 and not branch and not _scalar_at(table, tuple(keys)):
            keys.append(key)  # a missing or unknown key
        else:
            branch = True
    return tuple(keys), branch


def _scalar_at(table: Any, keys: Keys) -> bool:
    there, value = _at(table, keys)
    return there and not isinstance(value, Mapping)


def _union_at(loc: tuple[Any, ...], table: Any) -> Keys:
    keys: list[Any] = []
    for key in loc:
        if not _at(table, (*keys, key))[0]:
            break
        keys.append(key)
    return tuple(keys)


def _told(one: Mapping[str, Any], within: Keys, model: type[BaseModel], at: Keys = ()) -> tuple[Keys, str, str, str]:
    """An error by its keys within a model, which stands at some keys of the file."""
    kind, keys = one["type"], (*at, *within)
    if kind == "extra_forbidden":
        valid = _fields_at(model, within[:-1])
        expected = "one of the keys " + ", ".join(valid) if valid else "no key here"
        return keys, f"the unknown key `{keys[-1]}`", expected, nearest(keys[-1], valid)
    if kind == "missing":
        return keys, f"no `{keys[-1]}`", "a value for it", ""
    if kind == "value_error":
        return keys, shown(one["input"]), str(one["ctx"]["error"]), ""
    expected = EXPECTED.get(kind, one["msg"]).format_map(_Context(one.get("ctx", {})))
    near = nearest(one["input"], _choices(one)) if kind == "literal_error" else ""
    found = f"{len(one['input'])} of them" if kind == "too_long" else shown(one["input"])
    return keys, found, expected, near


class _Context(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return key


def _choices(one: Mapping[str, Any]) -> list[str]:
    return [part.strip(" '") for part in str(one["ctx"]["expected"]).replace(" or ", ",").split(",")]


def _told_union(ones: list[dict[str, Any]], keys: Keys) -> tuple[Keys, str, str, str]:
    told = dict.fromkeys(EXPECTED.get(one["type"], one["msg"]).format_map(_Context(one.get("ctx", {}))) for one in ones)
    return keys, shown(ones[0]["input"]), " or ".join(told), ""


def _fields_at(model: type[BaseModel], keys: Keys) -> list[str]:
    """The keys that a table may have, by the model's own declaration."""
    here: Any = model
    for key in keys:
        fields = getattr(here, "model_fields", None)
        if fields is None or key not in fields:
            return []
        here = _model_in(fields[key].annotation)
    return list(getattr(here, "model_fields", {}))


def _model_in(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) in (Union, types.UnionType, Annotated):
        for one in get_args(annotation):
            found = _model_in(one)
            if found is not None:
                return found
    return None
