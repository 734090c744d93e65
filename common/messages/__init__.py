"""Messages that leave the house: SMS, mail, group chat, and the notice inside the site.

Domain code calls `services.send` in the transaction of its change; nothing else of this package is for it,
but `kinds.register_kind` in its app's `ready`. What is sent when is decided here, by data that staff edit.
"""
