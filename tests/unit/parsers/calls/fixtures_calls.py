"""Answers of SOAP calls as text: what a result holds, in the envelopes and namespaces of the vendors."""

from xml.sax.saxutils import escape, quoteattr

YARDI = "http://tempuri.org/YSI.Interfaces.WebServices/ItfResidentData"
TRANSACTIONS = "http://yardi.com/ResidentTransactions20"
SOAP = {"1.1": "http://schemas.xmlsoap.org/soap/envelope/", "1.2": "http://www.w3.org/2003/05/soap-envelope"}
XSI = "http://www.w3.org/2001/XMLSchema-instance"
# How the vendors put the elements within a result into a namespace, or do not.
INNER = {"none of its own": "", "in no namespace": ' xmlns=""', "in its own": f' xmlns="{TRANSACTIONS}"'}


def tag(name, content=None, attributes=""):
    """An element: a dict is its children ("@name" an attribute, "#" the text), a list repeats it, None is nothing."""
    if content is None:
        return ""
    if isinstance(content, list):
        return "".join(tag(name, one, attributes) for one in content)
    if not isinstance(content, dict):
        return f"<{name}{attributes}>{escape(str(content))}</{name}>"
    said = "".join(f" {key[1:]}={quoteattr(str(one))}" for key, one in content.items() if key.startswith("@"))
    within = "".join(tag(key, one) for key, one in content.items() if key[0] not in "@#")
    return f"<{name}{attributes}{said}>{escape(str(content.get('#', '')))}{within}</{name}>"


def listed(path, rows, inner=""):
    """Rows at the end of a path such as "UnitList/Unit"; the first element of the path says the namespace."""
    first, *names = path.split("/")
    content = rows
    for name in reversed(names):
        content = {name: content}
    return tag(first, content, inner)


def envelope(method, result, *, version="1.1", namespace=YARDI, attributes=""):
    """A whole answer, as bytes; `result` is the text within the result, None for no result at all."""
    inner = "" if result is None else f"<{method}Result{attributes}>{result}</{method}Result>"
    return (
        f'<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="{SOAP[version]}" xmlns:xsi="{XSI}">'
        "<soap:Body>"
        f'<{method}Response xmlns="{namespace}">{inner}</{method}Response></soap:Body></soap:Envelope>'
    ).encode()


def prefixed(method, result):
    """The same as some servers write it: prefixes instead of a default namespace, comments and line breaks."""
    return (
        f'<?xml version="1.0"?>\n<!-- sent --><s:Envelope xmlns:s="{SOAP["1.2"]}" xmlns:ns3="{YARDI}"><s:Header>'
        f"<Action>{method}Response</Action></s:Header>\n<s:Body><ns3:{method}Response>\n<ns3:{method}Result>\n"
        f"{result}\n</ns3:{method}Result></ns3:{method}Response></s:Body>\n</s:Envelope>\n"
    ).encode()


def fault(version="1.1"):
    """A fault as RealPage words it, or one in SOAP 1.2."""
    if version == "1.2":
        content = (
            "<s:Fault><s:Code><s:Value>s:Receiver</s:Value></s:Code><s:Reason><s:Text>Server was unable to process "
            "request.</s:Text></s:Reason></s:Fault>"
        )
    else:
        content = (
            "<s:Fault><faultcode>s:inv_Param</faultcode><faultstring>LicenseKey is not authorized to call the method."
            "</faultstring><detail><RPXApplicationFault><CustomMessage>Ask for a key</CustomMessage><LogId>4711</LogId>"
            "</RPXApplicationFault></detail></s:Fault>"
        )
    return f'<s:Envelope xmlns:s="{SOAP[version]}"><s:Body>{content}</s:Body></s:Envelope>'.encode()


def message(text, kind="Error"):
    return tag("Messages", {"Message": {"@messageType": kind, "#": text}})
