"""Where the tokens live. One protocol; the embedded engine needs no server."""
