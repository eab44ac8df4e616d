"""Experts: sending them a question, being one, and naming them."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from community.actions.asking import ask_expert, end_expertise, name_expert
from community.actions.refusals import Refused
from community.cards import product_url
from community.models import Expert, Member, Post
from community.requests import MemberRequest, sent
from community.roles import may_name_experts, may_see
from content.models import Product

SHOWN = 50
"""Questions listed to an expert, the latest first."""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def experts(request: MemberRequest, pk: int) -> HttpResponse:
    """Send a question to an expert of its product."""
    question = get_object_or_404(Post.objects.for_page(), pk=pk, kind=Post.Kind.QUESTION)
    if not may_see(request.user, question):
        raise Http404
    if request.method == "POST":
        expert = get_object_or_404(Member.objects.public(), username=sent(request.POST, "expert"))
        try:
            ask_expert(question, expert=expert, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Sent to %(name)s.") % {"name": expert.name})
    return redirect(f"{question.get_absolute_url()}#experts")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def my_expertise(request: MemberRequest) -> HttpResponse:
    """The products one is asked about, each of which one may give up, and the questions that came."""
    mine = Expert.objects.filter(member=request.user).select_related("product").order_by("named_at", "pk")
    if request.method == "POST":
        end_expertise(get_object_or_404(mine, product__slug=sent(request.POST, "product")), by=request.user)
        messages.success(request, _("Nobody sends you questions about it any more. Those that came stay."))
        return redirect("community:my_expertise")
    asked = Post.objects.published().filter(experts_asked__expert=request.user).newest_first()
    context = {
        "products": [(expert.product, product_url(expert.product)) for expert in mine],
        "questions": asked.select_related("public_revision", "author")[:SHOWN],
    }
    return render(request, "community/my_expertise.html", context)


class ExpertForm(forms.Form):
    """A product, and who knows it."""

    product = forms.ModelChoiceField(label=gettext_lazy("Product"), queryset=Product.objects.all())
    handle = forms.CharField(
        label=gettext_lazy("Handle"),
        help_text=gettext_lazy("As on their page, such as @kari: a colleague, or a customer you have asked."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_handle(self) -> Member:
        handle = self.cleaned_data["handle"].strip().removeprefix("@")
        member = Member.objects.public().filter(username__iexact=handle).first()
        if member is None:
            raise forms.ValidationError(_("There is no member with this handle."))
        return member


@require_http_methods(["GET", "HEAD", "POST"])
def staff_experts(request: MemberRequest) -> HttpResponse:
    """Who may be asked about which product, and the form to name more."""
    if not may_name_experts(request.user):
        return render(request, "403.html", status=403)
    form = ExpertForm(request.POST or None)
    if form.is_valid():
        try:
            expert = name_expert(
                form.cleaned_data["product"], member=form.cleaned_data["handle"], by=request.user
            )
        except Refused as refusal:
            form.add_error("handle", str(refusal))
        else:
            names = {"name": expert.member.name, "product": expert.product.name}
            messages.success(request, _("%(name)s can be asked about %(product)s, and is told.") % names)
            return redirect("community_experts")
    rows = Expert.objects.select_related("product", "member")
    context = {"form": form, "experts": rows.order_by("product__position", "product__slug", "member__name")}
    return render(request, "community/staff/experts.html", context)


@require_POST
def staff_expert_end(request: MemberRequest, pk: int) -> HttpResponse:
    """Let somebody be asked about a product no longer."""
    if not may_name_experts(request.user):
        return render(request, "403.html", status=403)
    end_expertise(get_object_or_404(Expert, pk=pk), by=request.user)
    return redirect("community_experts")
