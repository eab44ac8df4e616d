"""One strict Content-Security-Policy, and the one exception Wagtail's editor forces on us."""

import re
from typing import Any

from csp.middleware import CSPMiddleware
from django.http import HttpRequest
from django.http.response import HttpResponseBase

# Wagtail 8's page editor, its workflow forms and its redirect form carry inline scripts and styles.
# Nothing else does: staff see strangers' words under the same policy as anyone.
LOOSE = re.compile(
    r"^/cms/(pages/(add/|\d+/(edit|revisions|compare|workflow|translate|convert_alias|move|copy))|workflows/)"
    r"|^/cms/(redirects/add|bulk/wagtailcore/page/move)"
    r"|^/cms/(images|documents)/(multiple|\d+)/|^/cms/localize/(submit|update)/|^/cms/(snippets|settings)/"
)

# The editor shows the page being written in a frame. It is drawn by a request within the request, which has
# set its own headers by then: the page's policy stays as strict as a reader's, but for the frame.
PREVIEW = re.compile(r"^/cms/.+/preview/$")
# allauth draws the QR code of an authenticator app as a data: picture.
QR_CODE = re.compile(r"^(/nb)?/accounts/2fa/totp/activate/$")


class PolicyMiddleware(CSPMiddleware):
    """Send the policy of the settings; allow inline code on Wagtail's editor views only."""

    def process_response(self, request: HttpRequest, response: Any) -> HttpResponseBase:
        # A page that shows films says who plays them (content.films); nobody else may be framed.
        if players := (getattr(response, "context_data", None) or {}).get("players"):
            response._csp_update = {"frame-src": players}
        if PREVIEW.match(request.path_info):
            del response["Content-Security-Policy"]
            response["X-Frame-Options"] = "SAMEORIGIN"
            response._csp_replace = {"frame-ancestors": ["'self'"]}
        elif LOOSE.match(request.path_info):
            response._csp_update = {
                "script-src": ["'unsafe-inline'"],
                "style-src": ["'unsafe-inline'"],
                "img-src": ["data:"],
            }
            response._csp_replace = {"frame-ancestors": ["'self'"]}
        elif QR_CODE.match(request.path_info):
            response._csp_update = {"img-src": ["data:"]}
        return super().process_response(request, response)
