"""What is no answer is an error with a sentence, and never fewer rows or none."""

import pytest
from answers_of_calls import ANSWERS, BY_METHOD, RESIDENT
from fixtures_calls import SOAP, envelope, fault, listed, message, prefixed, tag

from parsers.calls import answer as answers
from parsers.calls.parse import CALLS, parse_call
from parsers.errors import ErrorReportError, LayoutError, ParseError, UnknownReportError, UnreadableFileError

EACH = pytest.mark.parametrize("sent", ANSWERS, ids=lambda one: one.method)
NO_ROWS = "No tenants exist with the given search criteria"
MAY_BE_EMPTY = {"AvailableUnits_Login", "GetYardiGuestActivity_Login", "GetYardiGuestActivity_DateRange"}
MAY_BE_EMPTY |= {"getrentableitems"}


def residents(result, **options):
    return parse_call("yardi_residents", envelope("GetResidents", result, **options), name="answer.xml")


@pytest.mark.parametrize("write", [envelope, prefixed], ids=["plain", "prefixed"])
@pytest.mark.parametrize("method", ["GetPropertyConfigurations", "GetRentroll", "getsitelist"])
def test_an_answer_cut_at_any_byte_is_an_error(method, write):
    sent = BY_METHOD[method]
    whole = write(method, listed(sent.path, [sent.row])).rstrip()
    parse_call(sent.dataset, whole)
    for end in range(len(whole)):
        with pytest.raises(ParseError):
            parse_call(sent.dataset, whole[:end])


@EACH
def test_an_answer_cut_within_its_last_row_or_after_it_is_an_error(sent):
    whole = envelope(sent.method, listed(sent.path, [sent.row] * 3))
    for end in range(len(whole) - 400, len(whole), 7):
        with pytest.raises(UnreadableFileError, match="stops before its end"):
            parse_call(sent.dataset, whole[:end])


def test_an_answer_that_stops_says_where():
    whole = envelope("GetResidents", listed(BY_METHOD["GetResidents"].path, [RESIDENT]))
    with pytest.raises(UnreadableFileError) as caught:
        parse_call("yardi_residents", whole[:-20], name="answer.xml")
    assert str(caught.value) == (
        "file answer.xml: the answer stops before its end (line 1). Expected a whole answer in XML. "
        "Fetch it again; nothing was loaded."
    )


@EACH
def test_a_fault_is_an_error_in_either_version(sent):
    with pytest.raises(ErrorReportError, match=r"a fault: .LicenseKey is not authorized to call the method.. \[s:inv_"):
        parse_call(sent.dataset, fault())
    with pytest.raises(ErrorReportError, match=r"Server was unable to process request\.. \[s:Receiver\]"):
        parse_call(sent.dataset, fault("1.2"))


def test_a_fault_is_told_with_the_vendors_words_and_log_id():
    with pytest.raises(ErrorReportError) as caught:
        parse_call("realpage_leases", fault(), name="answer.xml")
    assert str(caught.value) == (
        'file answer.xml: the source answered with a fault: "LicenseKey is not authorized to call the method." '
        '[s:inv_Param], "Ask for a key", the vendor\'s log id is 4711. Expected rows. '
        "Correct what it names and fetch it again; nothing was loaded."
    )


@pytest.mark.parametrize(
    "said", ["Login failed.", "Invalid Interface Entity", "Invalid or no access to Yardi Property"]
)
@EACH
def test_an_error_message_is_an_error_with_rows_or_without(sent, said):
    rows = listed(sent.path, [sent.row])
    for result in (message(said), message(said) + rows, rows + message(said), message(said, "error")):
        with pytest.raises(ErrorReportError, match=said):
            parse_call(sent.dataset, envelope(sent.method, result))


def test_an_error_message_within_a_row_is_an_error_too():
    row = tag("Resident", {**RESIDENT, "Messages": {"Message": {"@messageType": "Error", "#": "Time ran out"}}})
    result = (
        f"<MITS-ResidentData><PropertyResidents><Residents>{row}</Residents></PropertyResidents></MITS-ResidentData>"
    )
    with pytest.raises(ErrorReportError, match="Time ran out"):
        residents(result)


@pytest.mark.parametrize(
    ("result", "attributes", "said"),
    [
        ("", "", "the result is empty, which is not the same as no rows"),
        ("", ' xsi:nil="true"', "the result is empty"),
        (" \n ", "", "the result is empty"),
        (None, "", "the envelope holds no result"),
        ("<Messages/>", "", "the result is empty"),
        ("Server busy", "", 'holds nothing but "Server busy"'),
        ("&lt;Residents/&gt;", "", "holds nothing but text with markup in it"),
        (message("Nothing to say", "FYI"), "", 'holds nothing but "Nothing to say"'),
        (message("Nothing to say", "Warning"), "", 'holds nothing but "Nothing to say"'),
    ],
)
@EACH
def test_a_null_result_is_never_no_rows(sent, result, attributes, said):
    with pytest.raises((ErrorReportError, LayoutError), match=said):
        parse_call(sent.dataset, envelope(sent.method, result, attributes=attributes))


@pytest.mark.parametrize("kind", ["Error", "FYI"])
@pytest.mark.parametrize(
    "sent", [one for one in ANSWERS if one.dataset.startswith("yardi")], ids=lambda one: one.method
)
def test_the_one_message_that_means_no_rows_gives_none(sent, kind):
    document = parse_call(sent.dataset, envelope(sent.method, message(f"{NO_ROWS}.", kind)))
    assert document.tables == {name: [] for name in sent.tables}
    assert [(one.rule, one.message) for one in document.findings] == [
        ("said_by_source", f'the source says "{NO_ROWS}."')
    ]


@EACH
def test_no_rows_and_rows_at_once_is_an_error(sent):
    with pytest.raises(LayoutError, match="and gives rows"):
        parse_call(sent.dataset, envelope(sent.method, message(NO_ROWS) + listed(sent.path, [sent.row])))


@EACH
def test_an_empty_list_is_believed_only_where_it_is_ordinary(sent):
    content = envelope(sent.method, listed(sent.path, []))
    if sent.method in MAY_BE_EMPTY:
        assert parse_call(sent.dataset, content).tables == {name: [] for name in sent.tables}
    else:
        with pytest.raises(ErrorReportError, match=r"the list .* is empty, which cannot be told from a failure"):
            parse_call(sent.dataset, content)


@EACH
def test_a_result_without_the_list_is_an_error(sent):
    root = sent.path.partition("/")[0]
    for result in (
        "<Something/>",
        f"<{root}Old/>",
        "<html><p>Maintenance</p></html>",
        "<DocumentElement><Row/></DocumentElement>",
    ):
        with pytest.raises(LayoutError, match="the result holds"):
            parse_call(sent.dataset, envelope(sent.method, result))


@EACH
def test_the_answer_of_another_call_is_an_error(sent):
    other = BY_METHOD["getsitelist" if sent.method != "getsitelist" else "getbuildings"]
    content = envelope(other.method, listed(other.path, [other.row]))
    with pytest.raises(LayoutError, match=f"the source answered with <{other.method.lower()}response>"):
        parse_call(sent.dataset, content)


def test_rows_of_another_call_in_the_right_envelope_are_an_error():
    with pytest.raises(LayoutError) as caught:
        residents(listed("SiteList/Site", [{"SiteID": "1"}]))
    assert str(caught.value) == (
        "file answer.xml: the result holds sitelist, sitelist/site, sitelist/site/siteid. "
        "Expected MITS-ResidentData/PropertyResidents/Residents/Resident. "
        "Check what was asked for; if it is right, the layout of the answer has changed."
    )


def listed_twice(path, row):
    content = row
    for name in reversed(path.split("/")[1:]):
        content = {name: content}
    return [content, content]


def test_two_properties_in_one_answer_are_an_error():
    for method in (
        "GetUnitInformation_Login",
        "GetRentroll",
        "UnitAvailability_Login",
        "GetResidentTransactions_Login",
    ):
        sent = BY_METHOD[method]
        root, _, path = sent.path.partition("/")
        both = tag(root, {"Property": listed_twice(path, sent.row)})
        with pytest.raises(LayoutError, match="the result holds 2 of"):
            parse_call(sent.dataset, envelope(method, both))


def test_two_results_or_two_answers_are_an_error():
    rows = listed(BY_METHOD["GetResidents"].path, [RESIDENT])
    with pytest.raises(LayoutError, match="two results"):
        residents(f"{rows}</GetResidentsResult><GetResidentsResult>{rows}")
    with pytest.raises(LayoutError, match="two results"):
        residents(f"{rows}</GetResidentsResult></GetResidentsResponse><GetResidentsResponse><GetResidentsResult>{rows}")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "stops before its end"),
        (b"  \n ", "stops before its end"),
        (b"not found", "no well-formed XML|stops before its end"),
        (b"<html><body>Maintenance</body></html>", "it begins with <html>"),
        (b'{"rows": []}', "no well-formed XML|stops before its end"),
        (envelope("GetResidents", "<a></b>"), "no well-formed XML"),
        (envelope("GetResidents", "<a>&nbsp;</a>"), "no well-formed XML"),
        (envelope("GetResidents", "<a>\x00</a>"), "no well-formed XML"),
        (envelope("GetResidents", "") + b"<more/>", "no well-formed XML"),
        (envelope("GetResidents", "<a/>").replace(b"utf-8", b"utf-16"), "XML"),
        (f'<s:Envelope xmlns:s="{SOAP["1.1"]}"><s:Body/></s:Envelope>'.encode(), "the envelope holds no result"),
        (f'<s:Envelope xmlns:s="{SOAP["1.1"]}"/>'.encode(), "the envelope holds no result"),
        (b"<Messages><Message messageType='Error'>Login failed.</Message></Messages>", "Login failed"),
    ],
)
def test_what_is_no_answer_at_all_is_an_error(content, said):
    with pytest.raises(ParseError, match=said):
        parse_call("yardi_residents", content)


@pytest.mark.parametrize(
    "declared",
    ["<!DOCTYPE a>", '<!DOCTYPE a SYSTEM "http://localhost/a.dtd">', '<!DOCTYPE a [<!ENTITY b "c">]>',
     '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]>', '<!DOCTYPE a [<!ENTITY % b SYSTEM "b"> %b;]>'],
)  # fmt: skip
def test_a_document_type_is_refused_before_anything_in_it_is_read(declared):
    content = envelope("GetResidents", listed(BY_METHOD["GetResidents"].path, [{**RESIDENT, "Status": "x"}]))
    for given in (content, content.replace(b">x<", b">&b;<")):
        with pytest.raises(UnreadableFileError, match="it declares a document type"):
            parse_call("yardi_residents", given.replace(b"<soap:Envelope", declared.encode() + b"<soap:Envelope", 1))


@pytest.mark.parametrize("place", ["Comment", "Status"])
def test_deep_elements_are_refused_wherever_they_stand(place):
    deep = "<x>" * 100 + "</x>" * 100
    row = tag("Resident", RESIDENT).replace("<Status>", f"<{place}>{deep}</{place}><Status>")
    result = listed("MITS-ResidentData/PropertyResidents/Residents", [""]).replace("<Residents>", f"<Residents>{row}")
    for given in (result, f"<Other>{deep}</Other>"):
        with pytest.raises(UnreadableFileError, match="nested more than 100 deep"):
            residents(given)


def test_one_element_that_holds_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(answers, "MAX_ELEMENTS", 30)
    rows = [RESIDENT] * 40
    assert len(residents(listed(BY_METHOD["GetResidents"].path, rows)).tables["yardi_residents"]) == 40
    with pytest.raises(UnreadableFileError, match="one element of it holds more than 30 others"):
        residents(listed(BY_METHOD["GetResidents"].path, [{**RESIDENT, "Note": ["x"] * 30}]))


def test_an_answer_above_the_size_limit_is_refused_unread(monkeypatch, tmp_path):
    monkeypatch.setattr(answers, "MAX_FILE_BYTES", 10)
    path = tmp_path / "answer.xml"
    path.write_bytes(b"<a>" + b"x" * 10)
    for content in (path, path.read_bytes()):
        with pytest.raises(UnreadableFileError, match=r"the answer has 13 bytes\. Expected at most 10"):
            parse_call("yardi_residents", content)


def test_a_dataset_that_is_none_and_a_part_of_one_are_refused():
    for dataset in ("yardi_residents_part", "realpage_box_score", ""):
        with pytest.raises(UnknownReportError, match=f"{dataset!r} is no dataset of a call"):
            parse_call(dataset, envelope("GetResidents", ""))


def test_warnings_beside_rows_are_findings():
    rows = listed(BY_METHOD["GetResidents"].path, [RESIDENT])
    document = residents(message("Slow today", "Warning") + message("Hello", "FYI") + rows)
    assert len(document.tables["yardi_residents"]) == 1
    assert [(one.rule, one.severity, one.message) for one in document.findings] == [
        ("said_by_source", "warning", 'the source says "Slow today"'),
        ("said_by_source", "info", 'the source says "Hello"'),
    ]


@pytest.mark.parametrize("dataset", CALLS)
def test_every_error_is_a_sentence_that_names_the_file(dataset):
    for content in (b"", fault(), b"<a/>", envelope("Other", "")):
        with pytest.raises(ParseError, match=r"^file answer\.xml: .*\. Expected .*\. .*\.$"):
            parse_call(dataset, content, name="answer.xml")
