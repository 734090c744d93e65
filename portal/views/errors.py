"""What a visitor sees when there is nothing to see."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """No right and not found are one answer, so that nothing is revealed."""
    return render(request, "404.html", status=404)
