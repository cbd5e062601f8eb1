"""The description of a service, written from the methods it has: what `?wsdl` answers."""

from __future__ import annotations

from simulator.yardi.methods import DATES_AND_TIMES, NAMESPACE, SERVICES, SWITCHES

_HEAD = (
    '<?xml version="1.0" encoding="utf-8"?>'
    '<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:s="http://www.w3.org/2001/XMLSchema" '
    'xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:soap12="http://schemas.xmlsoap.org/wsdl/soap12/" '
    'xmlns:tns="{namespace}" targetNamespace="{namespace}">'
)
_TRANSPORT = "http://schemas.xmlsoap.org/soap/http"
_BINDINGS = (("Soap", "soap"), ("Soap12", "soap12"))


def wsdl(service: str, address: str) -> bytes:
    """The description of a service that listens at `address`."""
    namespace, methods = f"{NAMESPACE}{service}", SERVICES[service]
    types = "".join(_elements(method, parameters) for method, parameters in methods.items())
    parts = [
        _HEAD.format(namespace=namespace),
        f'<wsdl:types><s:schema elementFormDefault="qualified" targetNamespace="{namespace}">{types}</s:schema>',
        "</wsdl:types>",
        *(_messages(method) for method in methods),
        f'<wsdl:portType name="{service}Soap">{"".join(map(_operation, methods))}</wsdl:portType>',
        *(_binding(service, suffix, prefix) for suffix, prefix in _BINDINGS),
        f'<wsdl:service name="{service}">{"".join(_port(service, address, *one) for one in _BINDINGS)}</wsdl:service>',
        "</wsdl:definitions>",
    ]
    return "".join(parts).encode()


def _elements(method: str, parameters: tuple[str, ...]) -> str:
    fields = "".join(_field(name) for name in parameters)
    result = (
        f'<s:element minOccurs="0" maxOccurs="1" name="{method}Result"><s:complexType mixed="true"><s:sequence>'
        "<s:any/></s:sequence></s:complexType></s:element>"
    )
    return "".join(
        f'<s:element name="{name}"><s:complexType><s:sequence>{content}</s:sequence></s:complexType></s:element>'
        for name, content in ((method, fields), (f"{method}Response", result))
    )


def _field(name: str) -> str:
    kind = "boolean" if name in SWITCHES else "dateTime" if name in DATES_AND_TIMES else "string"
    return f'<s:element minOccurs="{0 if kind == "string" else 1}" maxOccurs="1" name="{name}" type="s:{kind}"/>'


def _messages(method: str) -> str:
    pairs = ((f"{method}SoapIn", method), (f"{method}SoapOut", f"{method}Response"))
    return "".join(
        f'<wsdl:message name="{name}"><wsdl:part name="parameters" element="tns:{element}"/></wsdl:message>'
        for name, element in pairs
    )


def _operation(method: str) -> str:
    ends = f'<wsdl:input message="tns:{method}SoapIn"/><wsdl:output message="tns:{method}SoapOut"/>'
    return f'<wsdl:operation name="{method}">{ends}</wsdl:operation>'


def _binding(service: str, suffix: str, prefix: str) -> str:
    action = f"{NAMESPACE}{service}/"
    body = f'<{prefix}:body use="literal"/>'
    operations = "".join(
        f'<wsdl:operation name="{method}"><{prefix}:operation soapAction="{action}{method}" style="document"/>'
        f"<wsdl:input>{body}</wsdl:input><wsdl:output>{body}</wsdl:output></wsdl:operation>"
        for method in SERVICES[service]
    )
    transport = f'<{prefix}:binding transport="{_TRANSPORT}"/>'
    return f'<wsdl:binding name="{service}{suffix}" type="tns:{service}Soap">{transport}{operations}</wsdl:binding>'


def _port(service: str, address: str, suffix: str, prefix: str) -> str:
    name = f"{service}{suffix}"
    return f'<wsdl:port name="{name}" binding="tns:{name}"><{prefix}:address location="{address}"/></wsdl:port>'
