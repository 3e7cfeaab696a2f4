"""SuiteTalk over SOAP: envelopes in, envelopes out, and the operations between."""
