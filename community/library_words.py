"""Sentences of Django and allauth that our own catalogue says better: marked here, so that it keeps them.

A catalogue of the project wins over a library's; `makemessages` would drop what no file of ours names.
"""

from django.utils.translation import gettext_noop as _, ngettext_lazy

WORDS = (
    _("Forgot your password?"),
    _("Please type your current password."),
    _("Too many failed login attempts. Try again later."),
    _("Your primary email address must be verified."),
    _("Please reauthenticate to safeguard your account."),
    _("The following email addresses are associated with your account:"),
    _("Please Confirm Your Email Address"),
    _("Password Reset Email"),
    _(
        "You're receiving this email because user %(user_display)s has given your email address to register "
        "an account on %(site_domain)s."
    ),
    _(
        "You're receiving this email because you or someone else has requested a password reset for your "
        "user account.\nIt can be safely ignored if you did not request a password reset. Click the link "
        "below to reset your password."
    ),
    _("In case you forgot, your username is %(username)s."),
    _(
        "You are receiving this email because you or someone else tried to signup for an\naccount using "
        "email address:\n\n%(email)s\n\nHowever, an account using that email address already exists.  In "
        "case you have\nforgotten about this, please use the password forgotten procedure to recover\nyour "
        "account:\n\n%(password_reset_url)s"
    ),
    _(
        "If you do not recognize this change then please take proper security precautions immediately. The "
        "change to your account originates from:\n\n- IP address: %(ip)s\n- Browser: %(user_agent)s\n- "
        "Date: %(timestamp)s"
    ),
    _(
        "The password reset link was invalid, possibly because it has already been used.  Please request a "
        '<a href="%(passwd_reset_url)s">new password reset</a>.'
    ),
    _("Your password is now changed."),
    _("Your account is protected by two-factor authentication. Please enter an authenticator code:"),
)

# Django's own catalogue has it with another placeholder, so that it is found in no language.
COUNTED = ngettext_lazy(
    "This password is too short. It must contain at least %d character.",
    "This password is too short. It must contain at least %d characters.",
    1,
)
