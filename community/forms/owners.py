"""Forms of owners and of those who hand codes out and check receipts."""

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _, gettext_lazy

from community.actions.handing_out import MAX_CODES
from community.order_lists import MAX_BYTES, ListRefused, OrderList, read_orders
from community.proofs import tidy
from content.models import Product


class ProofForm(forms.Form):
    """A code or an order number, as it stands on the paper."""

    proof = forms.CharField(
        max_length=100,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )

    def __init__(self, data: QueryDict | None, *, with_codes: bool, with_orders: bool) -> None:
        super().__init__(data)
        self.is_any_use = with_codes or with_orders
        both, code, order = _("Code from the box, or order number"), _("Code from the box"), _("Order number")
        self.fields["proof"].label = both if with_codes and with_orders else code if with_codes else order
        self.fields["proof"].help_text = _("Spaces, dashes, capital or small letters make no difference.")

    def clean_proof(self) -> str:
        proof: str = self.cleaned_data["proof"]
        if not tidy(proof):
            raise ValidationError(_("Type the letters and digits."))
        return proof


class ReceiptForm(forms.Form):
    """A picture of a receipt. What it is, is looked at in its bytes, not in its name."""

    receipt = forms.FileField(
        label=gettext_lazy("Picture of the receipt"),
        help_text=gettext_lazy(
            "A photo or a screenshot, up to 10 MB, no PDF. It has to show product and date; cover what "
            "else stands on it, such as card numbers."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": "image/*"}),
    )


class CodesForm(forms.Form):
    """Makes codes of a product."""

    product = forms.ModelChoiceField(Product.objects.all(), label=gettext_lazy("Product"), empty_label=None)
    batch = forms.CharField(
        label=gettext_lazy("Name of the batch"),
        max_length=80,
        help_text=gettext_lazy("So that you know later which these were, such as “Boxes of spring 2026”."),
    )
    count = forms.IntegerField(label=gettext_lazy("How many"), min_value=1, max_value=MAX_CODES, initial=100)


class OrdersForm(forms.Form):
    """Takes a list of order numbers in: `cleaned_data["file"]` is what it says."""

    product = forms.ModelChoiceField(
        Product.objects.all(),
        label=gettext_lazy("Product"),
        required=False,
        empty_label=gettext_lazy("As the file says, in its column “product”"),
    )
    file = forms.FileField(
        label=gettext_lazy("CSV file"),
        help_text=gettext_lazy(
            "With a column “order number” and perhaps “product”; up to 100,000 rows and 10 MB. The file "
            "itself is not kept."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv,text/plain"}),
    )

    def clean_file(self) -> OrderList:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise ValidationError(_("This file is too large. A list may have up to 10 MB."))
        try:
            return read_orders(file.read())
        except ListRefused as refusal:
            raise ValidationError(str(refusal)) from refusal

    def clean(self) -> None:
        found = self.cleaned_data.get("file")
        if found and not found.names_products and not self.cleaned_data.get("product"):
            self.add_error("product", _("Choose the product: the file has no column that says it."))


class RefusalForm(forms.Form):
    """Says why a receipt does not do."""

    reason = forms.CharField(
        label=gettext_lazy("Why it does not do"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
