"""HTTP of the Transport API: parse, call one service method, answer."""
