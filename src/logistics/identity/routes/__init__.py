"""HTTP: parse, call one service method, answer."""
