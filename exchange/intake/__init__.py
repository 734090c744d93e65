"""Reading what people send: words from a group chat, tables, times as they are written. Nothing here writes a row."""
