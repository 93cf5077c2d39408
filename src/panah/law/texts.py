# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads YAML as YAML 1.2 does: only ``true`` and ``false`` are yes-or-no values.

Older rules turn the key ``on`` and the country code ``NO`` into yes-or-no values, which would be wrong in
a law pack. Keys that stand twice in one mapping are refused: the second would silently replace the first. So are texts that a
comma cut: in ``{en: Yes, they may, az: ...}`` the words after the comma are a key of their own, and would be gone in silence.
"""

import re
from pathlib import Path
from typing import Any

import yaml


class _Loader(yaml.SafeLoader):
    """SafeLoader with the yes-or-no values of YAML 1.2."""


_Loader.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


def refuse_cut_texts(node: yaml.MappingNode) -> None:
    """Refuses a key without colon and value between braces: it is what a comma cut off the text before it.

    A key with a colon and nothing after it was left empty by whoever wrote it; whoever needs the value says that it is missing.

    Raises:
        yaml.MarkedYAMLError: a text without quotes holds a comma.
    """
    if not node.flow_style:
        return
    for key, value in node.value:
        if isinstance(value, yaml.ScalarNode) and value.style is None and value.value == "":
            written = key.end_mark.buffer
            if written is not None and ":" in written[key.end_mark.pointer : value.start_mark.pointer]:
                continue
            raise yaml.constructor.ConstructorError(
                None,
                None,
                f"'{key.value}' has no value: a comma cut it off the text before it; put texts with commas in quotes",
                key.start_mark,
            )


def _mapping(loader: _Loader, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
    seen: set[Any] = set()
    for key_node, _ in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in seen:
            raise yaml.constructor.ConstructorError(None, None, f"the key '{key}' stands twice", key_node.start_mark)
        seen.add(key)
    refuse_cut_texts(node)
    return yaml.SafeLoader.construct_mapping(loader, node, deep=True)


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def read_yaml(path: Path) -> Any:
    """The content of a YAML file.

    Raises:
        yaml.YAMLError: it cannot be read, a key stands twice, or a comma cut a text.
        FileNotFoundError: there is no such file.
    """
    return parse_yaml(path.read_text(encoding="utf-8"))


def parse_yaml(text: str) -> Any:
    """As `read_yaml`, from a text.

    Raises:
        yaml.YAMLError: it cannot be read, a key stands twice, or a comma cut a text.
    """
    return yaml.load(text, Loader=_Loader)  # noqa: S506 (a SafeLoader)
