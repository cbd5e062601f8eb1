"""Requests as callers of the vendors write them, and answers taken apart, without a socket."""

import json

from lxml import etree

from simulator.credentials import Credentials
from simulator.messages import Request

YARDI = "http://tempuri.org/YSI.Interfaces.WebServices/"
ENVELOPES = {"1.1": "http://schemas.xmlsoap.org/soap/envelope/", "1.2": "http://www.w3.org/2003/05/soap-envelope"}
LOGIN = ("UserName", "Password", "ServerName", "Database", "Platform")
KNOWN = Credentials()
SITE = "5446271"


def yardi_values(service="ItfResidentData"):
    """What a caller of Yardi knows, by parameter."""
    own = KNOWN.yardi
    ils = service == "ItfILSGuestCard"
    return {
        "UserName": own.user_name,
        "Password": own.password,
        "ServerName": own.server_name,
        "Database": own.database,
        "Platform": own.platform,
        "InterfaceEntity": own.ils_interface_entity if ils else own.interface_entity,
        "InterfaceLicense": own.ils_interface_license if ils else own.interface_license,
    }


def yardi_request(service, method, parameters, *, version="1.1", action=None, path=None):
    """A SOAP request with the parameters (name -> text) in the order given."""
    namespace = f"{YARDI}{service}"
    inner = "".join(f"<{name}>{text}</{name}>" for name, text in parameters.items())
    body = (
        f'<s:Envelope xmlns:s="{ENVELOPES[version]}"><s:Header/><s:Body>'
        f'<{method} xmlns="{namespace}">{inner}</{method}></s:Body></s:Envelope>'
    )
    action = f"{namespace}/{method}" if action is None else action
    headers = {"content-type": "text/xml; charset=utf-8", "soapaction": f'"{action}"'}
    if version == "1.2":
        headers = {"content-type": f'application/soap+xml; charset=utf-8; action="{action}"'}
    return Request("POST", path or f"/client/webservices/{service}.asmx", "", headers, body.encode())


def rpx_request(method, arguments=(), *, auth=(), action=None):
    """A request to the gateway; `arguments` and `auth` are pairs of name and text."""
    given = {"pmcid": KNOWN.realpage.pmc_id, "siteid": SITE, "licensekey": KNOWN.realpage.license_key}
    given |= {"system": "Onesite", **dict(auth)}
    said = "".join(f"<tem:{name}>{text}</tem:{name}>" for name, text in given.items())
    inner = "".join(f"<tem:{name}>{text}</tem:{name}>" for name, text in dict(arguments).items())
    body = (
        f'<soapenv:Envelope xmlns:soapenv="{ENVELOPES["1.1"]}" xmlns:tem="http://tempuri.org/"><soapenv:Header/>'
        f"<soapenv:Body><tem:{method}><tem:auth>{said}</tem:auth><tem:{method}>{inner}</tem:{method}></tem:{method}>"
        "</soapenv:Body></soapenv:Envelope>"
    )
    action = f"http://tempuri.org/IRPXService/{method}" if action is None else action
    headers = {"content-type": "text/xml; charset=utf-8", "soapaction": action}
    return Request("POST", "/rpxgateway/partner/Rentroll/Rentroll.svc", "", headers, body.encode())


def rest_request(path, content, token):
    """A request to the reporting API."""
    headers = {"content-type": "application/json", "authorization": f"Bearer {token}"}
    return Request("POST", path, "", headers, json.dumps(content).encode())


def body_of(answer, version="1.1"):
    """The one element in the body of a SOAP answer."""
    (element,) = etree.fromstring(answer.body).find(f"{{{ENVELOPES[version]}}}Body")
    return element


def texts(element, path):
    return [one.text for one in element.findall(path)]


def row(element):
    """The texts of an element's children by their names."""
    return {etree.QName(child).localname: child.text for child in element}
