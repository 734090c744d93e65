"""Addresses of needs on the public site."""

from django.urls import path

from portal.needs import ask, listing, photos, progress

urlpatterns = [
    path("", listing.public_list, name="needs"),
    path("ask/", ask.begin, name="need_ask"),
    path("ask/check/", ask.check, name="need_check"),
    path("ask/photos/", photos.ask_photos, name="need_photos"),
    path("ask/photos/<int:pk>/", photos.ask_photo, name="need_ask_photo"),
    path("ask/<slug:name>/", ask.step, name="need_step"),
    path("receipt/", ask.receipt, name="need_receipt"),
    path("progress/", progress.lookup, name="need_lookup"),
    path("progress/<slug:code>/", progress.progress, name="need_progress"),
    path("progress/<slug:code>/photos/<int:pk>/", photos.need_photo, name="need_photo"),
    path("progress/<slug:code>/<slug:verb>/", progress.act, name="need_act"),
    path("<slug:code>/", listing.public_detail, name="need"),
]
