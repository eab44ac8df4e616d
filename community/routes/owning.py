"""Addresses of what a member owns."""

from django.urls import path

from community.views import owning

urlpatterns = [
    path("my/products/", owning.owned, name="owned"),
    path("my/products/<slug:slug>/", owning.prove_ownership, name="prove"),
    path("my/products/<slug:slug>/receipt/", owning.receipt, name="receipt"),
    path("my/products/<slug:slug>/receipt/removal/", owning.receipt_removal, name="receipt_removal"),
    path("my/products/<slug:slug>/removal/", owning.removal, name="ownership_removal"),
]
