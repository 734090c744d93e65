"""Reads of pages. Everything for visitors goes through `shelf.Shelf`, and so through the access rule."""
