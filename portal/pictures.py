"""Sending a picture that has no public address."""

from django.http import HttpResponse

from exchange.services.photos import OpenPhoto


def picture(opened: OpenPhoto) -> HttpResponse:
    with opened.file as file:
        response = HttpResponse(file.read(), content_type=opened.content_type)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
