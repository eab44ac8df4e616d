"""The first days, in the CMS: the first product, and the legal pages."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods

from content import first_run
from content.actions.legal import write_legal_drafts
from content.actions.starting import start_product
from content.first_run_forms import FirstProductForm
from content.legal import legal_states

View = Callable[[HttpRequest], HttpResponse]


def marketers_only(view: View) -> View:
    """Let in who may set up the site; others get 403 instead of Wagtail's way to its front page."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if not first_run.may_set_up(request.user):
            return render(request, "403.html", status=403)
        return view(request)

    return guarded


@marketers_only
@require_http_methods(["GET", "HEAD", "POST"])
def first_product(request: HttpRequest) -> HttpResponse:
    """One form for a product and its page; the page's editor goes on from there."""
    form = FirstProductForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        page = start_product(
            names=form.in_languages("name"),
            summaries=form.in_languages("summary"),
            price=form.cleaned_data["price"],
            by=request.user,
        )
        messages.success(request, _("The product is in the catalogue, and this is the draft of its page."))
        return redirect("wagtailadmin_pages:edit", page.pk)
    return render(request, "content/staff/first_product.html", {"form": form})


@marketers_only
@require_http_methods(["GET", "HEAD", "POST"])
def legal(request: HttpRequest) -> HttpResponse:
    """Which legal pages there are, in which language; a button writes the drafts of those that lack."""
    if request.method == "POST":
        count = len(write_legal_drafts(by=request.user))
        said = ngettext("%(count)d draft was written.", "%(count)d drafts were written.", count)
        messages.success(request, said % {"count": count})
        return redirect("content_legal")
    states = legal_states()
    context = {"states": states, "lacks": any(state.page is None for state in states)}
    return render(request, "content/staff/legal.html", context)
