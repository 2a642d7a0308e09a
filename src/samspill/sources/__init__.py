"""The publishers: one module each, with what it is (`SOURCE`), `fetch` and `read`."""
