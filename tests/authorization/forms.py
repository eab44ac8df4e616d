"""What the forms of `table.py` send."""

from typing import Any

from community.models import Notification

# What a form sends where an empty one would prove nothing.
WORDS = {
    "title": "Rinse the paper first",
    "body": "Rinse the paper with hot water first: the first cup then tastes of coffee, not of paper.",
    "body_format": "text",
    "kind": "tip",
}
FORMS: dict[str, dict[str, Any]] = {
    "/posts/new/tip/": {**WORDS, "draft": "{unused}", "version": "0", "publish": "1"},
    "/posts/{public}/edit/": {**WORDS, "stars": "4", "draft": "{unused}", "version": "0"},
    "/posts/{waiting}/edit/": {**WORDS, "draft": "{unused}", "version": "0"},
    "/my/drafts/{draft}/": {**WORDS, "draft": "{draft}", "version": "1"},
    "/my/drafts/{edit}/": {**WORDS, "draft": "{edit}", "version": "1"},
    "/drafts/{draft}/": {**WORDS, "version": "1"},
    "/drafts/{unused}/": WORDS,
    "/drafts/{draft}/photos/": {"kind": "tip", "photo": "a photo"},
    "/posts/{public}/rating/": {"value": "4"},
    "/posts/{waiting}/rating/": {"value": "4"},
    "/posts/{public}/comments/": {"body": "Thank you, that helped.", "key": "{unused}"},
    "/posts/{waiting}/comments/": {"body": "Thank you, that helped.", "key": "{unused}"},
    "/pages/{product_page}/comments/": {"body": "Thank you, that helped.", "key": "{unused}"},
    "/comments/{own_comment}/edit/": {"body": "Thank you, it did help.", "key": "{unused}"},
    "/posts/{question}/experts/": {"expert": "{knows}"},
    "/my/expertise/": {"product": "{product}"},
    "/cms/experts/": {"product": "{used_product}", "handle": "{handle}"},
    "/posts/{idea}/vote/": {"wanted": "yes"},
    "/posts/{idea}/idea-steps/": {"state": "planned"},
    "/posts/{public}/closure/": {"reason": "All is said."},
    "/pages/{product_page}/closure/": {"reason": "All is said."},
    "/my/profile/": {"name": "Kari Nordmann", "bio": "", "language": "en"},
    "/my/terms/": {"accepts_terms": "on"},
    "/cms/terms/": {"purpose": "terms"},
    "/my/settings/notifications/": {
        **dict.fromkeys(set(Notification.Kind.values) - {"decision"}, "daily"),
        "digest": "on",
    },
    "/my/products/{product}/": {"proof": "{owner_code}"},
    "/my/products/{product}/receipt/": {"receipt": "a photo"},
    "/cms/owners/codes/": {"product": "{used_product}", "batch": "Spring", "count": "2"},
    "/cms/owners/receipts/{shop_receipt}/": {"accept": "1"},
    "/my/blogs/": {"address": "http://127.0.0.1:9/"},
    "/my/blogs/{blog}/": {"whole_text": "on"},
    "/my/blogs/{blog}/entries/{entry}/": {"incentivised": "on"},
    "/posts/{public}/report/": {"reason": "spam", "key": "{unused}"},
    "/posts/{waiting}/report/": {"reason": "spam", "key": "{unused}"},
    "/comments/{comment}/report/": {"reason": "spam", "key": "{unused}"},
    "/my/decisions/{decision}/appeal/": {"text": "It is my own recipe."},
    "/cms/desk/{case}/": {"action": "clear", "version": "{version}"},
    "/cms/desk/lists/new/": {"kind": "word", "value": "casino", "shown": "word||casino"},
    "/cms/desk/lists/{entry}/": {"kind": "word", "value": "casinos", "shown": "word||casinos"},
    "/cms/desk/members/{known}/level/": {"level": "new", "ground": "spam", "facts": "The same link."},
    "/cms/desk/{staff_case}/": {"action": "clear", "version": "{staff_version}"},
    "/cms/team/": {
        "addresses": "new@example.com",
        "role": "both",
        "label_en": "Trainer",
        "label_nb": "Trener",
        "language": "en",
    },
    "/cms/team/{colleague}/": {"role": "both", "label_en": "Trainer", "label_nb": "Trener"},
    "/cms/team/customers/": {"addresses": "new@example.com", "language": "en"},
    "/cms/placements/posts/{public}/": {"feed": "{feed}", "starts_at": "", "ends_at": "", "slot": ""},
}
