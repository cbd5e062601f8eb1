"""The answers of Yardi's and RealPage's SOAP calls, one module per dataset; `parse.parse_call` is the door."""
