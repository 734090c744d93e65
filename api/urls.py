"""Where the API hangs."""

from django.urls import path

from api.root import api

urlpatterns = [path("", api.urls)]
