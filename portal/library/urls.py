"""Addresses of the register of resources on the public site."""

from django.urls import path

from portal.library import views

urlpatterns = [
    path("", views.resources, name="resources"),
    path("<slug:code>/", views.resource, name="resource"),
]
