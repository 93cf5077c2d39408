# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads YAML as YAML 1.2 does: only ``true`` and ``false`` are yes-or-no values.

Older rules turn the key ``on`` and the country code ``NO`` into yes-or-no values, which would be wrong in
a law pack. Keys that stand twice in one mapping are refused: the second would silently replace the first. So are texts that a
comma cut: in ``{en: Yes, they may, az: ...}`` the words after the comma are a key of their own, and would be gone in silence.
Whatever else is wrong with a text is a `yaml.YAMLError`: PyYAML itself answers a day that does not exist, a number that is none or
too many brackets with whatever error happens inside it.

The text is taken apart by libyaml, where PyYAML has it: every process reads a pack, and PyYAML's own parser takes most of its start.
"""

import re
from pathlib import Path
from typing import Any

import yaml

DEEPEST = 60
"""Levels of nesting; a procedure has some fifteen. PyYAML's time grows with the square of them."""
_STUMBLES = (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError)


class PlainParser(yaml.reader.Reader, yaml.scanner.Scanner, yaml.parser.Parser):
    """PyYAML's own: the same events as libyaml's, in four times as long."""

    def __init__(self, text: str) -> None:
        yaml.reader.Reader.__init__(self, text)
        yaml.scanner.Scanner.__init__(self)
        yaml.parser.Parser.__init__(self)


# CSafeLoader stands on libyaml's parser first of all.
_Parser: Any = yaml.CSafeLoader.__mro__[1] if yaml.__with_libyaml__ else PlainParser


class NarrowLoader(yaml.composer.Composer, _Parser, yaml.constructor.SafeConstructor, yaml.resolver.Resolver):
    """SafeLoader that knows no error but `yaml.YAMLError`, ends at `DEEPEST`, and refuses aliases, which swell."""

    _depth = 0

    def __init__(self, text: str) -> None:
        self.text = text
        _Parser.__init__(self, text)
        yaml.composer.Composer.__init__(self)
        yaml.constructor.SafeConstructor.__init__(self)
        yaml.resolver.Resolver.__init__(self)

    @classmethod
    def read(cls, text: str) -> tuple[Any, yaml.Node | None]:
        """As `whole`, of a text. Raises yaml.YAMLError."""
        try:
            loader = cls(text)
        except UnicodeEncodeError as error:
            raise yaml.YAMLError(f"character {error.start} is half a character") from None
        return loader.whole()

    def compose_node(self, parent: Any, index: Any) -> Any:
        """See yaml.composer."""
        if self.check_event(yaml.events.AliasEvent):
            raise yaml.constructor.ConstructorError(
                None,
                None,
                "an alias (*name) is not allowed: write the part out, so that each line says all",
                self.peek_event().start_mark,
            )
        if self._depth > DEEPEST:
            raise yaml.composer.ComposerError(
                None, None, f"is nested more than {DEEPEST} levels deep", self.peek_event().start_mark
            )
        self._depth += 1
        try:
            return super().compose_node(parent, index)
        finally:
            self._depth -= 1

    def construct_object(self, node: Any, deep: bool = False) -> Any:
        """See yaml.constructor."""
        try:
            return super().construct_object(node, deep)
        except _STUMBLES:
            raise _unfit(node) from None

    def whole(self) -> tuple[Any, yaml.Node | None]:
        """What the text says, and its nodes with their lines; None and None for an empty one. Raises yaml.YAMLError."""
        node: yaml.Node | None = None
        try:
            node = self.get_single_node()
            return (None, None) if node is None else (self.construct_document(node), node)
        except _STUMBLES as error:
            raise _unfit(node) if node else yaml.YAMLError(f"cannot be read ({type(error).__name__})") from None
        finally:
            self.dispose()


def _unfit(node: yaml.Node) -> yaml.MarkedYAMLError:
    kind = str(node.tag).rpartition(":")[2]
    return yaml.constructor.ConstructorError(
        None, None, f"what stands here is no {kind}: write it otherwise, or put it in quotes", node.start_mark
    )


class _Loader(NarrowLoader):
    """With the yes-or-no values of YAML 1.2."""


_Loader.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


def refuse_cut_texts(node: yaml.MappingNode, text: str) -> None:
    """Refuses a key without colon and value between braces: it is what a comma cut off the text before it.

    A key with a colon and nothing after it was left empty by whoever wrote it; whoever needs the value says that it is missing.

    Args:
        text: of which the node is.

    Raises:
        yaml.MarkedYAMLError: a text without quotes holds a comma.
    """
    if not node.flow_style:
        return
    for key, value in node.value:
        if isinstance(value, yaml.ScalarNode) and not value.style and value.value == "":
            if ":" in text[key.end_mark.index : value.start_mark.index]:
                continue
            raise yaml.constructor.ConstructorError(
                None,
                None,
                f"'{key.value}' has no value: a comma cut it off the text before it; put texts with commas in quotes",
                key.start_mark,
            )


def _mapping(loader: _Loader, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
    if not isinstance(node, yaml.MappingNode):
        raise _unfit(node)
    seen: set[Any] = set()
    for key_node, _ in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in seen:
            raise yaml.constructor.ConstructorError(None, None, f"the key '{key}' stands twice", key_node.start_mark)
        seen.add(key)
    refuse_cut_texts(node, loader.text)
    return yaml.constructor.SafeConstructor.construct_mapping(loader, node, deep=True)


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def read_yaml(path: Path) -> Any:
    """The content of a YAML file.

    Raises:
        yaml.YAMLError: it cannot be read, a key stands twice, or a comma cut a text.
        FileNotFoundError: there is no such file.
    """
    try:
        return parse_yaml(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise yaml.YAMLError(f"byte {error.start} is not UTF-8; save the file as UTF-8") from None


def parse_yaml(text: str) -> Any:
    """As `read_yaml`, from a text.

    Raises:
        yaml.YAMLError: it cannot be read, a key stands twice, or a comma cut a text.
    """
    return _Loader.read(text)[0]


def load_own(text: str) -> Any:
    """`yaml.safe_load` of a file of ours that needs no narrower reading, by libyaml where PyYAML has it."""
    return yaml.load(text, Loader=yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader)  # noqa: S506 - both are safe
