"""An answer as it streams past: what is kept to the byte, and what is no answer at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from stand_in import INV_PARAM, NOT_SUPPORTED, SOAP_11, SOAP_12, envelope, message, result

from connectors.errors import MalformedAnswerError, PermanentError, TransientError
from connectors.soap_answer import SoapAnswer

XSI = "http://www.w3.org/2001/XMLSchema-instance"
NONE_EXIST = "No tenants exist with the given search criteria"


def hear(text, *, method="GetResidents", size=7, hide=str):
    kept = bytearray()
    answer = SoapAnswer(method, "Yardi GetResidents, property p1", write=kept.extend, hide=hide)
    data = text if isinstance(text, bytes) else text.encode()
    for start in range(0, len(data), size):
        answer.feed(data[start : start + size])
    heard = answer.close()
    return bytes(kept), heard


ROWS = '<MITS-ResidentData xmlns=""><Resident tCode="t1"/></MITS-ResidentData>'


@pytest.mark.parametrize("size", [1, 3, 64, 100_000])
@pytest.mark.parametrize("namespace", [SOAP_11, SOAP_12])
def test_a_good_answer_is_kept_to_the_byte(size, namespace):
    text = '<?xml version="1.0" encoding="utf-8"?>\r\n' + result("GetResidents", f"\n  {ROWS}\t", namespace) + "\n"
    kept, heard = hear(text, size=size)
    assert kept == text.encode()
    assert heard.notes() == ()


def test_other_encodings_are_kept_too():
    text = '<?xml version="1.0" encoding="utf-16"?>' + result("GetResidents", "<A><SSN>1</SSN><B>Zoë</B></A>")
    kept, heard = hear(text.encode("utf-16"), size=5)
    assert kept.decode("utf-16") == text.replace("<SSN>1</SSN>", "")
    assert heard.removed == {"SSN": 1}


FORBIDDEN = [
    ("<SSN>123-45-6789</SSN>", {"SSN": 1}),
    ("<SSN/>", {"SSN": 1}),
    ("<SSN></SSN>", {"SSN": 1}),
    ("<DateOfBirth>2005-07-01</DateOfBirth>", {"DateOfBirth": 1}),
    ("<dateofbirth>2005-07-01</dateofbirth>", {"dateofbirth": 1}),
    ('<n:SSN xmlns:n="urn:n" a="1">1</n:SSN>', {"SSN": 1}),
    ("<SSN><Part>123</Part><!-- 45 --><![CDATA[6789]]></SSN>", {"SSN": 1}),
    ("<SSN><SSN>1</SSN></SSN>", {"SSN": 1}),
    ("<SSN>1</SSN><SSN>2</SSN><DateOfBirth/>", {"SSN": 2, "DateOfBirth": 1}),
]


@pytest.mark.parametrize("size", [1, 5, 100_000])
@pytest.mark.parametrize(("element", "removed"), FORBIDDEN, ids=[element for element, _ in FORBIDDEN])
def test_forbidden_elements_are_left_out_and_nothing_else(element, removed, size):
    before, after = "<Tenants><A>x</A> &amp; ", " tail <!-- c --><B/>\n</Tenants>"
    kept, heard = hear(result("GetResidents", before + element + after), size=size)
    assert kept.decode() == result("GetResidents", before + after)
    assert heard.removed == removed
    assert heard.notes() == tuple(f"{removed[name]} {name} removed on arrival" for name in sorted(removed))


def test_a_forbidden_element_is_never_written_not_even_for_a_moment():
    written = []
    answer = SoapAnswer("GetResidents", "", write=lambda chunk: written.append(bytes(chunk)), hide=str)
    for byte in result("GetResidents", "<A><SSN>123-45-6789</SSN>after</A>").encode():
        answer.feed(bytes([byte]))
    answer.close()
    assert b"123" not in b"".join(written)
    assert b"SSN" not in b"".join(written)


LEAVES = st.sampled_from(["<A>x</A>", "text", "<SSN>1</SSN>", "<B/>", "<SSN/>", "&lt;", "<!--c-->", "<dateofbirth/>"])
TREES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=4).map(lambda some: f"<G>{''.join(some)}</G>"))


@given(st.lists(TREES, max_size=8), st.integers(1, 40))
def test_what_is_kept_is_the_document_without_the_forbidden_elements(parts, size):
    text = result("GetResidents", "<Rows>" + "".join(parts) + "</Rows>")
    kept, _ = hear(text, size=size)
    expected = etree.fromstring(text.encode())
    etree.strip_elements(expected, "SSN", "dateofbirth", with_tail=False)
    assert etree.canonicalize(kept.decode()) == etree.canonicalize(etree.tostring(expected).decode())


@pytest.mark.parametrize("size", [4, 100_000])
def test_an_answer_cut_off_anywhere_is_never_taken(size):
    text = result("GetResidents", "<A><SSN>1</SSN><B>x</B></A>")
    for end in range(len(text)):
        with pytest.raises(TransientError):
            hear(text[:end], size=size)
    assert hear(text, size=size)


@pytest.mark.parametrize(
    "text",
    [
        "Service Unavailable",
        "{}",
        "<html><body>Sorry</body></html>",
        "<!DOCTYPE html><html><body>Sorry</body></html>",
        result("GetResidents", "<A></B>"),
        result("GetResidents", "<A>&unknown;</A>"),
        result("GetResidents", "<n:A/>"),
        result("GetResidents", "<A/>") + "<B/>",
        f'<Envelope xmlns="{SOAP_11}"><Corpse/></Envelope>',
        "<Envelope><Body/></Envelope>",
        result("GetResidents", "<A>\x00</A>"),
    ],
)
def test_what_is_no_soap_answer_is_malformed(text):
    with pytest.raises(MalformedAnswerError):
        hear(text)


@pytest.mark.parametrize(
    "doctype",
    ['<!DOCTYPE a [<!ENTITY b "c">]>', '<!DOCTYPE a SYSTEM "file:///etc/passwd">', "<!DOCTYPE a>"],
)
def test_a_document_type_is_refused_before_any_entity_is_read(doctype):
    with pytest.raises(PermanentError, match="declares a document type"):
        hear(doctype + result("GetResidents", ROWS))


def test_depth_is_limited():
    deep = "<A>" * 200_000
    with pytest.raises(PermanentError, match="more than 100 deep"):
        hear(result("GetResidents", deep), size=1 << 16)
    assert hear(result("GetResidents", "<A>" * 90 + "</A>" * 90), size=50)


@pytest.mark.parametrize(
    ("inner", "said"),
    [
        ("", "the result is empty"),
        ("  \n ", "the result is empty"),
        ("Login failed.", "Login failed."),
        (message("FYI", "Nothing to say"), "Nothing to say"),
        (message("Warning", "Slow today"), "Slow today"),
        ("<Messages/>", "the result is empty"),
    ],
)
def test_a_result_without_data_is_an_error_and_never_no_rows(inner, said):
    with pytest.raises(PermanentError, match=said):
        hear(result("GetResidents", inner))


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<GetResidentsResponse/>",
        "<GetResidentsResponse></GetResidentsResponse>",
        "<GetResidentsResponse><GetResidentsResult/></GetResidentsResponse>",
        f'<GetResidentsResponse><GetResidentsResult xmlns:i="{XSI}" i:nil="true"/></GetResidentsResponse>',
    ],
)
def test_a_null_result_is_an_error(body):
    with pytest.raises(PermanentError, match="the result is empty, which is not the same as no rows"):
        hear(envelope(body))


def test_what_stands_in_the_header_is_no_data():
    text = envelope("<GetResidentsResponse><GetResidentsResult/></GetResidentsResponse>")
    header = "<s:Header><A><B><C><D><E/></D></C></B></A></s:Header><s:Body>"
    with pytest.raises(PermanentError, match="the result is empty"):
        hear(text.replace("<s:Body>", header))


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("Login failed.", "Check the user name"),
        ("Invalid Interface Entity", "Check the interface entity"),
        ("Invalid or no access to Yardi Property", "Check the property's id"),
    ],
)
def test_an_error_message_is_an_error_with_what_to_do(text, step):
    with pytest.raises(PermanentError) as caught:
        hear(result("GetResidents", message("Error", text)))
    assert f'the source says "{text}"' in str(caught.value)
    assert step in str(caught.value)


def test_an_error_message_beside_rows_is_an_error():
    with pytest.raises(PermanentError, match="half was lost"):
        hear(result("GetResidents", f"<A>{message('Error', 'half was lost')}<Row/></A>"))


@pytest.mark.parametrize("kind", ["Error", "FYI"])
def test_no_tenants_is_an_answer_kept_as_it_came(kind):
    text = result("GetResidents", message(kind, f"\n {NONE_EXIST}. "))
    kept, heard = hear(text)
    assert kept == text.encode()
    assert heard.says_no_rows
    assert heard.notes() == (f'the source says "{NONE_EXIST}"',)


def test_no_tenants_beside_another_error_is_an_error():
    both = message("Error", NONE_EXIST) + message("Error", "Login failed.")
    with pytest.raises(PermanentError, match="Login failed"):
        hear(result("GetResidents", both))


def test_warnings_beside_rows_are_no_error():
    kept, _ = hear(result("GetResidents", message("Warning", "old version") + ROWS))
    assert b"old version" in kept


def test_another_calls_answer_is_refused():
    with pytest.raises(PermanentError, match=r"answered with <GetUnitsResponse>.*Expected GetResidentsResponse"):
        hear(result("GetUnits", ROWS))


def test_a_fault_is_told_with_its_custom_message_and_log_id():
    with pytest.raises(PermanentError) as caught:
        hear(INV_PARAM)
    for part in ("LicenseKey is not authorized", "[s:inv_Param]", "Partner is not enabled for site 99", "id is 4711"):
        assert part in str(caught.value)


def test_a_fault_of_soap_1_2_is_told():
    fault = (
        "<s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>a:ActionNotSupported</s:Value></s:Subcode>"
        "</s:Code><s:Reason><s:Text>mismatch</s:Text></s:Reason></s:Fault>"
    )
    with pytest.raises(PermanentError, match=r"mismatch \[s:Sender a:ActionNotSupported\]"):
        hear(envelope(fault, SOAP_12))


def test_a_fault_in_the_others_clothes_is_still_no_answer():
    with pytest.raises(PermanentError, match="ActionNotSupported"):
        hear(NOT_SUPPORTED)


def test_what_the_source_says_is_short_in_one_line_and_without_secrets():
    said = f"Login failed for\n\n  Tr0ub4dor {'x' * 100_000}"
    with pytest.raises(PermanentError) as caught:
        hear(
            result("GetResidents", message("Error", said)), size=999, hide=lambda text: text.replace("Tr0ub4dor", "***")
        )
    assert "Login failed for ***" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 1_000
