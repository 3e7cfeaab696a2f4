"""SuiteTalk's types as far as billing needs them, and the WSDL made from them."""
