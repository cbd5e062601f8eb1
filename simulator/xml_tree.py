"""XML from plain dictionaries, in the order in which they are written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

Element = Any
Content = Mapping[str, Any] | Sequence[Any] | str | int | Decimal | bool | None
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)


def tree(name: str, content: Content, namespace: str = "") -> Element:
    """An element with everything in it.

    A mapping names the children; `@name` is an attribute and `#` the text. A sequence repeats a child, None leaves one
    out, "" leaves an empty one, an element is taken as it is.
    """
    tag = f"{{{namespace}}}{name}" if namespace else name
    element = etree.Element(tag, nsmap={None: namespace} if namespace else None)
    if isinstance(content, Mapping):
        for key, value in content.items():
            _fill(element, key, value, namespace)
    else:
        element.text = None if content in {"", None} else _words(content)
    return element


def parsed(content: bytes) -> Element:
    """The root of a document; ValueError where it is none."""
    try:
        return etree.fromstring(content, _PARSER)
    except etree.XMLSyntaxError as error:
        raise ValueError(f"The request is no XML: {error}") from None


def without_namespace(root: Element) -> str:
    """An element as text that stays as it is within others: in no namespace unless it names one."""
    text: str = etree.tostring(root, encoding="unicode")
    name = local_name(root)
    return text if namespace_of(root) else f'<{name} xmlns=""{text[len(name) + 1 :]}'


def local_name(element: Element) -> str:
    """The name of an element without its namespace."""
    name: str = etree.QName(element).localname
    return name


def namespace_of(element: Element) -> str:
    """The namespace of an element, "" where it is in none."""
    return etree.QName(element).namespace or ""


def _fill(element: Element, key: str, value: Any, namespace: str) -> None:
    if value is None:
        return
    if key == "#":
        element.text = _words(value)
    elif key.startswith("@"):
        element.set(key[1:], _words(value))
    elif etree.iselement(value):
        element.append(value)
    else:
        repeated = value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
        element.extend([one if etree.iselement(one) else tree(key, one, namespace) for one in repeated])


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
