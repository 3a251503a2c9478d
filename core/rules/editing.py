"""Changes one value of a rule file and leaves every other byte as it stands: remarks, order, spacing, quotes.

A path is a tuple of keys and, for items of a list, numbers from 0. A value is a text, None, a dict or a list of values.
Every change is read back: what the file then says is what was asked for, or the file is not touched (``CannotEdit``).
"""

import json
from typing import Any, TypeAlias

import yaml

from core.decisions.values import say
from core.errors import BadInput
from core.rules.errors import RulesInvalid
from core.rules.yaml import List, Map, parse

Plain: TypeAlias = "str | dict[str, Plain] | list[Plain] | None"
Path: TypeAlias = tuple[str | int, ...]
WIDEST = 100
"""Characters up to which a group stands on one line."""
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class CannotEdit(BadInput):
    """A place of a file that is written in a way which only a person can change."""

    def __init__(self) -> None:
        super().__init__(
            say("This place is written in a way that a form cannot change; change it in the text.")
        )


def plain_of(node: Any) -> Plain:
    """Return what was read as plain dicts, lists and texts."""
    if isinstance(node, Map):
        return {key: plain_of(value) for key, value in node.items()}
    if isinstance(node, List):
        return [plain_of(item) for item in node]
    return None if node is None else str(node)


def value_at(tree: Any, path: Path) -> Any:
    """Return what stands at a path of a read file or of plain values, or None where nothing does."""
    key: Any
    for key in path:
        if (isinstance(tree, dict) and key in tree) or (
            isinstance(tree, list) and isinstance(key, int) and key < len(tree)
        ):
            tree = tree[key]
        else:
            return None
    return tree


def put(text: str, path: Path, value: Plain) -> str:
    """Return the file with a value set; groups on the way are made, a list takes one item more at its end."""
    wanted = _with(plain_of(parse(text, "", blanks=True)), path, value)
    return _checked(_put(text, path, value), wanted)


def take_away(text: str, path: Path) -> str:
    """Return the file without the value at a path; a group that is empty then is left as ``{}``."""
    tree: Any = plain_of(parse(text, "", blanks=True))
    holder: Any = value_at(tree, path[:-1])
    if not _holds(holder, path[-1]):
        return text
    del holder[path[-1]]
    if not holder and len(path) > 1:
        return _checked(_put(text, path[:-1], holder), tree)
    return _checked(_without(text, path), tree)


def _holds(holder: Any, key: str | int) -> bool:
    return key in holder if isinstance(holder, dict) else isinstance(key, int) and key < len(holder)


def _checked(text: str, wanted: Plain) -> str:
    try:
        found = plain_of(parse(text, "", blanks=True))
    except RulesInvalid:
        raise CannotEdit from None
    if found != wanted:
        raise CannotEdit
    return text


def _with(tree: Any, path: Path, value: Plain) -> Plain:
    if not path:
        return value
    key, rest = path[0], path[1:]
    if isinstance(key, int):
        items: list[Plain] = list(tree) if isinstance(tree, list) else []
        items[key : key + 1] = [_with(items[key] if key < len(items) else None, rest, value)]
        return items
    group = dict(tree) if isinstance(tree, dict) else {}
    group[key] = _with(group.get(key), rest, value)
    return group


def _put(text: str, path: Path, value: Plain) -> str:
    root = yaml.compose(text, Loader=_Loader)
    chain = _known(root, path)
    if len(chain) == len(path) + 1:
        return _replaced(text, chain, value)
    depth = len(chain) - 1
    below = _with(None, path[depth + 1 :], value)
    if _takes(chain[-1], path[depth]):
        return _added(text, chain[-1], path[depth], below)
    return _replaced(text, chain, _with(None, path[depth:], value))


def _takes(node: Any, key: str | int) -> bool:
    wanted = yaml.SequenceNode if isinstance(key, int) else yaml.MappingNode
    return isinstance(node, wanted) and bool(node.value)


def _known(root: Any, path: Path) -> list[Any]:
    """The nodes on the way, the root first, as far as they are there."""
    chain = [root]
    for key in path:
        found = _child(chain[-1], key)
        if found is None:
            break
        chain.append(found)
    return chain


def _child(node: Any, key: str | int) -> Any:
    if isinstance(node, yaml.MappingNode):
        return next((value for name, value in node.value if name.value == key), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(key, int):
        return node.value[key] if key < len(node.value) else None
    return None


def _end(node: Any) -> int:
    """The place behind the last character of a node's own text."""
    if isinstance(node, yaml.ScalarNode) or node.flow_style or not node.value:
        return int(node.end_mark.index)
    last = node.value[-1]
    if isinstance(last, tuple):
        return _end(last[1]) if _written(last[1]) else _end(last[0]) + 1
    return _end(last) if _written(last) else int(last.start_mark.index)


def _written(node: Any) -> bool:
    return bool(node.end_mark.index > node.start_mark.index)


def _key_of(holder: Any, value: Any) -> Any:
    return next(name for name, held in holder.value if held is value)


def _flows(nodes: list[Any]) -> bool:
    return any(getattr(node, "flow_style", False) for node in nodes)


def _replaced(text: str, chain: list[Any], value: Plain) -> str:
    node, above = chain[-1], chain[:-1]
    if not above:
        raise CannotEdit
    holder = above[-1]
    if isinstance(node, yaml.ScalarNode) and node.style in {"|", ">"}:
        raise CannotEdit
    begin, stop = int(node.start_mark.index), max(_end(node), int(node.start_mark.index))
    if isinstance(holder, yaml.MappingNode):
        begin = text.index(":", int(_key_of(holder, node).end_mark.index)) + 1
        stop = max(stop, begin)
        return text[:begin] + _behind_key(value, holder, flow=_flows(above)) + text[stop:]
    return text[:begin] + _inline(value, flow=True) + text[stop:]


def _behind_key(value: Plain, holder: Any, *, flow: bool) -> str:
    inline = _inline(value, flow=flow)
    if flow or not isinstance(value, dict | list) or not value or len(inline) <= WIDEST:
        return f" {inline}" if inline else ""
    return "\n" + _block(value, int(holder.start_mark.column) + 2)


def _block(value: Any, indent: int) -> str:
    space = " " * indent
    if isinstance(value, list):
        return "\n".join(f"{space}- {_inline(item, flow=False)}" for item in value)
    lines = []
    for key, item in value.items():
        inline = _inline(item, flow=False)
        if isinstance(item, dict | list) and item and len(inline) > WIDEST:
            lines.append(f"{space}{_scalar(key, flow=False)}:\n{_block(item, indent + 2)}")
        else:
            lines.append(f"{space}{_scalar(key, flow=False)}: {inline}".rstrip())
    return "\n".join(lines)


def _added(text: str, holder: Any, key: str | int, value: Plain) -> str:
    if holder.flow_style:
        at = int(holder.end_mark.index) - 1
        kept = text[:at].rstrip().removesuffix(",")
        return f"{kept}, {_entry(key, _inline(value, flow=True))}{text[at:]}"
    column = int(holder.start_mark.column)
    at = _line_end(text, _end(holder))
    if isinstance(key, int):
        line = f"{' ' * column}- {_inline(value, flow=False)}"
    else:
        line = f"{' ' * column}{_scalar(key, flow=False)}:{_behind_key(value, holder, flow=False)}"
    return f"{text[:at]}\n{line}{text[at:]}"


def _entry(key: str | int, inline: str) -> str:
    return inline if isinstance(key, int) else f"{_scalar(key, flow=True)}: {inline}"


def _line_end(text: str, at: int) -> int:
    if at and text[at - 1] == "\n":
        at -= 1
    found = text.find("\n", at)
    return len(text) if found < 0 else found


def _without(text: str, path: Path) -> str:
    chain = _known(yaml.compose(text, Loader=_Loader), path)
    node, holder = chain[-1], chain[-2]
    mapped = isinstance(holder, yaml.MappingNode)
    first = _key_of(holder, node) if mapped else node
    if not holder.flow_style:
        return _without_lines(
            text, int(first.start_mark.index), _end(node) if _written(node) else _end(first)
        )
    begin, stop = int(first.start_mark.index), max(_end(node), _end(first))
    rest = text[stop:].lstrip()
    if rest.startswith(","):
        return text[:begin] + rest[1:].lstrip()
    return text[:begin].rstrip().removesuffix(",") + text[stop:]


def _without_lines(text: str, begin: int, stop: int) -> str:
    start = text.rfind("\n", 0, begin) + 1
    if text[start:begin].strip(" -"):
        raise CannotEdit
    return text[:start] + text[_line_end(text, stop) + 1 :]


def _inline(value: Plain, *, flow: bool) -> str:
    if value is None:
        return "null" if flow else ""
    if isinstance(value, str):
        return _scalar(value, flow=flow)
    if isinstance(value, list):
        return f"[{', '.join(_inline(item, flow=True) for item in value)}]"
    pairs = (f"{_scalar(key, flow=True)}: {_inline(item, flow=True)}" for key, item in value.items())
    return f"{{{', '.join(pairs)}}}"


def _scalar(text: str, *, flow: bool) -> str:
    """The text as it is where it is read back as itself, otherwise in quotes."""
    quoted = "'" + text.replace("'", "''") + "'"
    for written in (text, quoted):
        if written and _reads_as(written, text, flow=flow):
            return written
    return json.dumps(text, ensure_ascii=False)


def _reads_as(written: str, text: str, *, flow: bool) -> bool:
    try:
        found = parse(f"{{k: [{written}, x]}}" if flow else f"k: {written}\nl: {written}", "")
    except RulesInvalid:
        return False
    return found["k"] == [text, "x"] if flow else found["k"] == text and len(found) == len("kl")
