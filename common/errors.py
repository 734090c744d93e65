"""What can go wrong, in words a person can act on.

Every error carries a stable code (for programs), a Chinese message that says what to do
(for people), and the field that caused it, where there is one.
"""

from django.utils.functional import Promise

Text = str | Promise


class LinliError(Exception):
    """The base of every error that a person is told about.

    `code` never changes once released; `status` is the HTTP status an interface answers with.
    """

    status = 400

    def __init__(self, code: str, message: Text, *, field: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.field = field

    def __str__(self) -> str:
        return str(self.message)


class Invalid(LinliError):
    """Something typed or sent is wrong; `field` says where."""

    status = 422


class NotAllowed(LinliError):
    """The person may see the row but may not do this to it."""

    status = 403


class NotFound(LinliError):
    """There is no such row, or the person may not know of it: the two look the same."""

    status = 404


class Conflict(LinliError):
    """Somebody else was first, or the row has moved on since it was read."""

    status = 409
