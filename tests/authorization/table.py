"""Who may do what: every address of ours, every method, everybody who may ask.

The names in braces stand for things of the author's (`people.belongings`), so the columns after the author's
ask with swapped numbers. What is not listed here for an address is refused: `tests/test_authorization.py`
sends every other method too. An answer is written as:

    ok     200              in     sent to sign in       to     done, or led elsewhere by a redirect
    no     403              404, 405, 409, 410, 429, 400 as they are

`visitor` has no session, `member` owns nothing, `author` owns what is asked for, `other` owns the like of it,
`paused` may not write for three days, `banned` holds a session of the time before, `desk` moderates,
`marketing` edits pages and curates, `admin` is a superuser.
"""

from typing import Any

OURS = """
                                        visitor member author other  paused banned desk   marketing admin

# The machine room
GET   /healthz                             ok     ok     ok     ok     ok     ok     ok     ok     ok
GET   /readyz                              503    503    503    503    503    503    503    503    503
GET   /brand-{brand}.css             ok     ok     ok     ok     ok     ok     ok     ok     ok
GET   /robots.txt                          ok     ok     ok     ok     ok     ok     ok     ok     ok
GET   /sitemap.xml                         ok     ok     ok     ok     ok     ok     ok     ok     ok
GET   /sitemap-pages-0.xml                 ok     ok     ok     ok     ok     ok     ok     ok     ok
# A share picture by a wrong name leads to the right one
GET   /share/site-en-none.jpg              to     to     to     to     to     to     to     to     to
GET   /share/page-{home}-none.jpg          to     to     to     to     to     to     to     to     to
GET   /share/post-{public}-none.jpg        to     to     to     to     to     to     to     to     to
GET   /share/post-{waiting}-none.jpg       404    404    404    404    404    404    404    404    404
GET   /share/post-{withdrawn}-none.jpg     404    404    404    404    404    404    404    404    404

# Development only
GET   /dev/design/                         ok     ok     ok     ok     ok     ok     ok     ok     ok
GET   /dev/mail/                           ok     ok     ok     ok     ok     ok     ok     ok     ok
GET   /media/none.webp                     404    404    404    404    404    404    404    404    404

# Doors: allauth is behind each of them
GET   /cms/login/                          in     no     no     no     no     in     no     no     no
POST  /cms/login/                          in     no     no     no     no     in     no     no     no
GET   /cms/logout/                         to     to     to     to     to     to     to     to     to
POST  /cms/logout/                         to     to     to     to     to     to     to     to     to
GET   /accounts/first-admin/none/          410    410    410    410    410    410    410    410    410
POST  /accounts/first-admin/none/          410    410    410    410    410    410    410    410    410
GET   /_util/login/                        in     no     no     no     no     in     no     no     no
POST  /_util/login/                        in     no     no     no     no     in     no     no     no

# Reading
GET   /                                    ok     ok     ok     ok     ok     ok     ok     ok     ok
GET   /products/                           ok     ok     ok     ok     ok     ok     ok     ok     ok
GET   /products/{product}/                 ok     ok     ok     ok     ok     ok     ok     ok     ok
GET   /stories/                            ok     ok     ok     ok     ok     ok     ok     ok     ok
GET   /community/                          ok     ok     ok     ok     ok     ok     ok     ok     ok
GET   /reviews/{product}/                  ok     ok     ok     ok     ok     ok     ok     ok     ok
GET   /topics/{topic}/                     ok     ok     ok     ok     ok     ok     ok     ok     ok
GET   /feeds/                              ok     ok     ok     ok     ok     ok     ok     ok     ok
GET   /feeds/home.atom                     ok     ok     ok     ok     ok     ok     ok     ok     ok
GET   /search/                             ok     ok     ok     ok     ok     ok     ok     ok     ok
GET   /trust/                              ok     ok     ok     ok     ok     ok     ok     ok     ok
GET   /trust/ranking/                      ok     ok     ok     ok     ok     ok     ok     ok     ok
GET   /members/{handle}/                   ok     ok     ok     ok     ok     ok     ok     ok     ok
GET   /members/{banned}/                   404    404    404    404    404    404    404    404    404

# Posts: public for everybody, waiting for the author and the desk, taken back for nobody else
GET   /posts/{public}/                     to     to     to     to     to     to     to     to     to
GET   /posts/{public}-{slug}/              ok     ok     ok     ok     ok     ok     ok     ok     ok
GET   /posts/{public}/history/             ok     ok     ok     ok     ok     ok     ok     ok     ok
GET   /posts/{waiting}/                    404    404    to     404    404    404    to     404    to
GET   /posts/{waiting}-{waiting_slug}/     404    404    ok     404    404    404    ok     404    ok
GET   /posts/{waiting}/history/            404    404    404    404    404    404    404    404    404
GET   /posts/{withdrawn}-{withdrawn_slug}/ 410    410    ok     410    410    410    ok     410    ok
GET   /posts/{removed}-{removed_slug}/     410    410    ok     410    410    410    ok     410    ok

# Writing: anybody may begin; publishing needs an account that may write
GET   /posts/new/                          ok     ok     ok     ok     ok     ok     ok     ok     ok
GET   /posts/new/tip/                      ok     ok     ok     ok     ok     ok     ok     ok     ok
POST  /posts/new/tip/                      to     to     to     to     ok     to     to     to     to
GET   /posts/{public}/edit/                in     404    ok     404    404    in     404    404    404
POST  /posts/{public}/edit/                in     404    to     404    404    in     404    404    404
GET   /posts/{waiting}/edit/               in     404    ok     404    404    in     404    404    404
POST  /posts/{waiting}/edit/               in     404    to     404    404    in     404    404    404
GET   /posts/{public}/withdrawal/          in     404    ok     404    404    in     404    404    404
POST  /posts/{public}/withdrawal/          in     404    to     404    404    in     404    404    404
GET   /drafts/{draft}/                     ok     ok     ok     ok     ok     ok     ok     ok     ok
POST  /drafts/{draft}/                     no     no     ok     no     no     no     no     no     no
GET   /drafts/{unused}/                    ok     ok     ok     ok     ok     ok     ok     ok     ok
POST  /drafts/{unused}/                    ok     ok     ok     ok     ok     ok     ok     ok     ok
GET   /drafts/{draft}/photos/              404    404    ok     404    404    404    404    404    404
POST  /drafts/{draft}/photos/              no     no     201    no     no     no     no     no     no
GET   /photos/{photo}/400/                 404    404    ok     404    404    404    ok     404    ok
GET   /my/drafts/{draft}/                  in     404    ok     404    404    in     404    404    404
POST  /my/drafts/{draft}/                  in     404    to     404    404    in     404    404    404
GET   /my/drafts/{edit}/                   in     404    ok     404    404    in     404    404    404
POST  /my/drafts/{edit}/                   in     404    to     404    404    in     404    404    404
GET   /my/drafts/{draft}/deletion/         in     404    ok     404    404    in     404    404    404
POST  /my/drafts/{draft}/deletion/         in     404    to     404    404    in     404    404    404

# Answering: signed in, and not one's own where that would be judging oneself
GET   /posts/{public}/rating/              in     to     to     to     to     in     to     to     to
POST  /posts/{public}/rating/              in     to     to     to     to     in     to     to     to
POST  /posts/{waiting}/rating/             404    404    404    404    404    404    404    404    404
GET   /posts/{public}/comments/            in     ok     ok     ok     ok     in     ok     ok     ok
POST  /posts/{public}/comments/            in     to     to     to     ok     in     to     to     to
POST  /posts/{waiting}/comments/           404    404    404    404    404    404    404    404    404
GET   /pages/{product_page}/comments/      in     ok     ok     ok     ok     in     ok     ok     ok
POST  /pages/{product_page}/comments/      in     to     to     to     ok     in     to     to     to
GET   /pages/{home}/comments/              404    404    404    404    404    404    404    404    404
GET   /mentions/                           in     ok     ok     ok     ok     in     ok     ok     ok

# A comment: found by everybody, changed and taken back by whoever wrote it, hidden by nobody but the desk
GET   /comments/{comment}/                 to     to     to     to     to     to     to     to     to
GET   /comments/{gone_comment}/            410    410    to     410    410    410    to     410    to
GET   /comments/{own_comment}/edit/        in     404    ok     404    404    in     404    404    404
POST  /comments/{own_comment}/edit/        in     404    to     404    404    in     404    404    404
GET   /comments/{own_comment}/withdrawal/  in     404    ok     404    404    in     404    404    404
POST  /comments/{own_comment}/withdrawal/  in     404    to     404    404    in     404    404    404

# Questions: the asker accepts; who speaks for the brand, and the admin, say what is official
POST  /comments/{answer}/acceptance/       in     404    to     404    404    in     404    404    404
POST  /comments/{answer}/official/         in     to     to     to     to     in     to     to     to
POST  /posts/{question}/solution/          in     to     to     to     to     in     to     to     to

# A thread: closed by the desk, those of pages by marketers too
GET   /posts/{public}/closure/             in     no     no     no     no     in     ok     no     ok
POST  /posts/{public}/closure/             in     no     no     no     no     in     to     no     to
GET   /pages/{product_page}/closure/       in     no     no     no     no     in     ok     ok     ok
POST  /pages/{product_page}/closure/       in     no     no     no     no     in     to     to     to

# Following and keeping: whoever is signed in; nobody is told
GET   /following/person/{handle}/          in     ok     ok     ok     ok     in     ok     ok     ok
POST  /following/person/{handle}/          in     to     to     to     to     in     to     to     to
GET   /following/product/{product}/        in     ok     ok     ok     ok     in     ok     ok     ok
POST  /following/product/{product}/        in     to     to     to     to     in     to     to     to
GET   /following/topic/{topic}/            in     ok     ok     ok     ok     in     ok     ok     ok
POST  /following/topic/{topic}/            in     to     to     to     to     in     to     to     to
GET   /following/person/{banned}/          in     404    404    404    404    in     404    404    404
POST  /following/person/{banned}/          in     404    404    404    404    in     404    404    404
GET   /posts/{public}/bookmark/            in     to     to     to     to     in     to     to     to
POST  /posts/{public}/bookmark/            in     to     to     to     to     in     to     to     to
POST  /posts/{waiting}/bookmark/           404    404    404    404    404    404    404    404    404
GET   /invited-by/{handle}/                ok     ok     ok     ok     ok     ok     ok     ok     ok
GET   /invited-by/{banned}/                404    404    404    404    404    404    404    404    404

# Mails are stopped by whoever holds the signed link, without a session; opening it does nothing
GET   /mail/stop/{stop}/                   ok     ok     ok     ok     ok     ok     ok     ok     ok
POST  /mail/stop/{stop}/                   ok     ok     ok     ok     ok     ok     ok     ok     ok
GET   /mail/stop/none/                     404    404    404    404    404    404    404    404    404
POST  /mail/stop/none/                     404    404    404    404    404    404    404    404    404

# One's own
GET   /my/posts/                           in     ok     ok     ok     ok     in     ok     ok     ok
GET   /my/notifications/                   in     ok     ok     ok     ok     in     ok     ok     ok
POST  /my/notifications/                   in     to     to     to     to     in     to     to     to
GET   /my/profile/                         in     ok     ok     ok     ok     in     ok     ok     ok
POST  /my/profile/                         in     to     to     to     to     in     to     to     to
GET   /my/terms/                           in     ok     ok     ok     ok     in     ok     ok     ok
POST  /my/terms/                           in     to     to     to     to     in     to     to     to
GET   /my/data/                            in     ok     ok     ok     ok     in     ok     ok     ok
POST  /my/data/                            in     to     to     to     to     in     to     to     to
GET   /my/data/erasure/                    in     ok     ok     ok     ok     in     ok     ok     ok
POST  /my/data/erasure/                    in     ok     ok     ok     ok     in     ok     ok     ok
GET   /my/data/copies/{copy}/              in     404    ok     404    404    in     404    404    404
GET   /my/following/                       in     ok     ok     ok     ok     in     ok     ok     ok
GET   /my/bookmarks/                       in     ok     ok     ok     ok     in     ok     ok     ok
GET   /my/invite-link/                     in     ok     ok     ok     ok     in     ok     ok     ok
GET   /my/settings/notifications/          in     ok     ok     ok     ok     in     ok     ok     ok
POST  /my/settings/notifications/          in     to     to     to     to     in     to     to     to
POST  /my/settings/notifications/address/  in     to     to     to     to     in     to     to     to
GET   /my/blogs/                           in     ok     ok     ok     ok     in     ok     ok     ok
POST  /my/blogs/                           in     ok     ok     ok     ok     in     ok     ok     ok
GET   /my/blogs/{blog}/                    in     404    ok     404    404    in     404    404    404
POST  /my/blogs/{blog}/                    in     404    to     404    404    in     404    404    404
POST  /my/blogs/{unproven}/proof/          in     404    to     404    404    in     404    404    404
POST  /my/blogs/{blog}/visit/              in     404    to     404    404    in     404    404    404
POST  /my/blogs/{blog}/pause/              in     404    to     404    404    in     404    404    404
GET   /my/blogs/{blog}/entries/{entry}/    in     404    ok     404    404    in     404    404    404
POST  /my/blogs/{blog}/entries/{entry}/    in     404    to     404    404    in     404    404    404
POST  /my/blogs/{blog}/entries/{entry}/return/
                                           in     404    to     404    404    in     404    404    404
GET   /my/blogs/{blog}/removal/            in     404    ok     404    404    in     404    404    404
POST  /my/blogs/{blog}/removal/            in     404    to     404    404    in     404    404    404

# Accounts: allauth's, for whoever gave the password just now; `passkey` is somebody's who is not here
GET   /accounts/login/                     ok     to     to     to     to     ok     to     to     to
GET   /accounts/signup/                    ok     to     to     to     to     ok     to     to     to
GET   /accounts/logout/                    to     ok     ok     ok     ok     to     ok     ok     ok
POST  /accounts/logout/                    to     to     to     to     to     to     to     to     to
GET   /accounts/inactive/                  ok     ok     ok     ok     ok     ok     ok     ok     ok
GET   /accounts/confirm-email/             ok     ok     ok     ok     ok     ok     ok     ok     ok
GET   /accounts/confirm-email/none/        ok     ok     ok     ok     ok     ok     ok     ok     ok
GET   /accounts/login/code/confirm/        in     to     to     to     to     in     to     to     to
GET   /accounts/password/reset/            ok     ok     ok     ok     ok     ok     ok     ok     ok
GET   /accounts/password/reset/done/       ok     ok     ok     ok     ok     ok     ok     ok     ok
GET   /accounts/password/reset/key/1-none/ ok     ok     ok     ok     ok     ok     ok     ok     ok
GET   /accounts/password/reset/key/done/   ok     ok     ok     ok     ok     ok     ok     ok     ok
GET   /accounts/reauthenticate/            in     ok     ok     ok     ok     in     ok     ok     ok
GET   /accounts/email/                     in     ok     ok     ok     ok     in     ok     ok     ok
GET   /accounts/password/change/           in     ok     ok     ok     ok     in     ok     ok     ok
GET   /accounts/password/set/              in     to     to     to     to     in     to     to     to
GET   /accounts/2fa/                       in     ok     ok     ok     ok     in     ok     ok     ok
GET   /accounts/2fa/authenticate/          in     to     to     to     to     in     to     to     to
GET   /accounts/2fa/reauthenticate/        in     to     to     to     to     in     to     to     to
GET   /accounts/2fa/totp/activate/         in     ok     ok     ok     ok     in     ok     ok     ok
GET   /accounts/2fa/totp/deactivate/       in     404    404    404    404    in     404    404    404
GET   /accounts/2fa/recovery-codes/        in     404    404    404    404    in     404    404    404
GET   /accounts/2fa/recovery-codes/generate/ in   ok     ok     ok     ok     in     ok     ok     ok
GET   /accounts/2fa/recovery-codes/download/ in   404    404    404    404    in     404    404    404
GET   /accounts/2fa/webauthn/              in     ok     ok     ok     ok     in     ok     ok     ok
GET   /accounts/2fa/webauthn/add/          in     ok     ok     ok     ok     in     ok     ok     ok
GET   /accounts/2fa/webauthn/reauthenticate/ in   to     to     to     to     in     to     to     to
GET   /accounts/2fa/webauthn/login/        in     to     to     to     to     in     to     to     to
GET   /accounts/2fa/webauthn/keys/{passkey}/edit/
                                           in     404    404    404    404    in     404    404    404
POST  /accounts/2fa/webauthn/keys/{passkey}/edit/
                                           in     404    404    404    404    in     404    404    404
GET   /accounts/2fa/webauthn/keys/{passkey}/remove/
                                           in     404    404    404    404    in     404    404    404
POST  /accounts/2fa/webauthn/keys/{passkey}/remove/
                                           in     404    404    404    404    in     404    404    404

# Pages behind a password of their own: none stands here
GET   /_util/authenticate_with_password/1/1/ 404  404    404    404    404    404    404    404    404

# Reporting: anybody, without a name if they like; appealing: who the decision was about
GET   /posts/{public}/report/              ok     ok     ok     ok     ok     ok     ok     ok     ok
POST  /posts/{public}/report/              to     to     to     to     to     to     to     to     to
GET   /posts/{waiting}/report/             404    404    404    404    404    404    404    404    404
POST  /posts/{waiting}/report/             404    404    404    404    404    404    404    404    404
GET   /comments/{comment}/report/          ok     ok     ok     ok     ok     ok     ok     ok     ok
POST  /comments/{comment}/report/          to     to     to     to     to     to     to     to     to
GET   /reports/{receipt}/                  ok     ok     ok     ok     ok     ok     ok     ok     ok
GET   /my/decisions/{decision}/appeal/     in     404    ok     404    404    in     404    404    404
POST  /my/decisions/{decision}/appeal/     in     404    to     404    404    in     404    404    404

# The desk: moderators, not marketers; what staff wrote goes to an admin
GET   /cms/desk/                           in     no     no     no     no     in     ok     no     ok
POST  /cms/desk/next/                      in     no     no     no     no     in     to     no     to
GET   /cms/desk/{case}/                    in     no     no     no     no     in     ok     no     ok
POST  /cms/desk/{case}/                    in     no     no     no     no     in     to     no     to
POST  /cms/desk/{case}/claim/              in     no     no     no     no     in     to     no     to
POST  /cms/desk/{case}/release/            in     no     no     no     no     in     to     no     to
GET   /cms/desk/{staff_case}/              in     no     no     no     no     in     no     no     ok
POST  /cms/desk/{staff_case}/              in     no     no     no     no     in     no     no     to
POST  /cms/desk/{staff_case}/claim/        in     no     no     no     no     in     404    no     to
POST  /cms/desk/{staff_case}/release/      in     no     no     no     no     in     404    no     to
POST  /cms/desk/decisions/{decision}/undo/ in     no     no     no     no     in     to     no     to

# Choosing posts for pages: marketers
GET   /cms/posts_to_cite/                  in     no     no     no     no     in     no     ok     ok
GET   /cms/posts_to_cite/results/          in     no     no     no     no     in     no     ok     ok
GET   /cms/posts_to_cite/chosen/{public}/  in     no     no     no     no     in     no     ok     ok
GET   /cms/posts_to_cite/chosen/{waiting}/ in     no     no     no     no     in     no     404    404
GET   /cms/voices_to_choose/               in     no     no     no     no     in     no     ok     ok
GET   /cms/voices_to_choose/results/       in     no     no     no     no     in     no     ok     ok
GET   /cms/voices_to_choose/chosen/{public}/
                                           in     no     no     no     no     in     no     ok     ok

# Invitations: opening does nothing, and only whose address it is may say yes
GET   /invitations/{invitation}/           ok     ok     ok     ok     ok     ok     ok     ok     ok
POST  /invitations/{invitation}/           in     no     to     no     no     in     no     no     no
GET   /invitations/none/                   410    410    410    410    410    410    410    410    410
POST  /invitations/none/                   410    410    410    410    410    410    410    410    410

# The team: admins; customers are invited by marketers too
# The catalogue: what is in use is not deleted, whoever asks
GET   /cms/snippets/content/product/delete/{used_product}/  in  no  no  no  no  in  no  ok  ok
POST  /cms/snippets/content/product/delete/{used_product}/  in  no  no  no  no  in  no  no  no
GET   /cms/snippets/content/topic/delete/{used_topic}/  in  no  no  no  no  in  no  ok  ok
POST  /cms/snippets/content/topic/delete/{used_topic}/  in  no  no  no  no  in  no  to  to

GET   /cms/team/                           in     no     no     no     no     in     no     no     ok
POST  /cms/team/                           in     no     no     no     no     in     no     no     to
GET   /cms/team/{colleague}/               in     no     no     no     no     in     no     no     ok
POST  /cms/team/{colleague}/               in     no     no     no     no     in     no     no     to
GET   /cms/team/{colleague}/removal/       in     no     no     no     no     in     no     no     ok
POST  /cms/team/{colleague}/removal/       in     no     no     no     no     in     no     no     to
POST  /cms/team/invitations/{asked}/sending/
                                           in     no     no     no     no     in     no     no     to
POST  /cms/team/invitations/{asked}/cancellation/
                                           in     no     no     no     no     in     no     no     to
GET   /cms/team/customers/                 in     no     no     no     no     in     no     ok     ok
POST  /cms/team/customers/                 in     no     no     no     no     in     no     to     to
POST  /cms/team/invitations/{customer}/cancellation/
                                           in     no     no     no     no     in     no     to     to

# The first days: marketers and admins
GET   /cms/first-product/                  in     no     no     no     no     in     no     ok     ok
POST  /cms/first-product/                  in     no     no     no     no     in     no     ok     ok
GET   /cms/legal/                          in     no     no     no     no     in     no     ok     ok
POST  /cms/legal/                          in     no     no     no     no     in     no     to     to

# What members agree to: marketers and admins ask everybody again
GET   /cms/terms/                          in     no     no     no     no     in     no     ok     ok
POST  /cms/terms/                          in     no     no     no     no     in     no     to     to

# Curation: marketers, not the desk
GET   /cms/placements/                     in     no     no     no     no     in     no     ok     ok
GET   /cms/placements/posts/{public}/      in     no     no     no     no     in     no     ok     ok
POST  /cms/placements/posts/{public}/      in     no     no     no     no     in     no     to     to
GET   /cms/placements/posts/{waiting}/     in     no     no     no     no     in     no     404    404
POST  /cms/placements/{placement}/cancellation/
                                           in     no     no     no     no     in     no     to     to
"""

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
    "/posts/{public}/closure/": {"reason": "All is said."},
    "/pages/{product_page}/closure/": {"reason": "All is said."},
    "/my/profile/": {"name": "Kari Nordmann", "bio": "", "language": "en"},
    "/my/terms/": {"accepts_terms": "on"},
    "/cms/terms/": {"purpose": "terms"},
    "/my/settings/notifications/": {
        **dict.fromkeys(["published", "featured", "comment", "blog", "credit", "team"], "daily"),
        "digest": "on",
    },
    "/my/blogs/": {"address": "http://127.0.0.1:9/"},
    "/my/blogs/{blog}/": {"whole_text": "on"},
    "/my/blogs/{blog}/entries/{entry}/": {"incentivised": "on"},
    "/posts/{public}/report/": {"reason": "spam", "key": "{unused}"},
    "/posts/{waiting}/report/": {"reason": "spam", "key": "{unused}"},
    "/comments/{comment}/report/": {"reason": "spam", "key": "{unused}"},
    "/my/decisions/{decision}/appeal/": {"text": "It is my own recipe."},
    "/cms/desk/{case}/": {"action": "clear", "version": "{version}"},
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

# Wagtail's own staff pages, by rule: the first expression that a route begins with decides. Visitors and the
# banned are sent to sign in, members are refused, the admin gets through. The words:
#
#     yes    let in           no     refused
#     any    let in or told that it does not apply     all    everybody     none   nobody
#     own    not here
WAGTAIL = """
route                                                           desk   marketing

# Words and icons for the staff pages' scripts: public
cms/(jsi18n|sprite)/                                            all    all
# Shadowed: the table above says who may use the addresses
cms/(login|logout)/                                             own    own
# Fails on purpose, to show what a failure looks like
cms/failwhale/                                                  own    own
# Switched off: allauth owns passwords
cms/password_reset/                                             none   none
# The front (the desk is led on to the desk), and what belongs to whoever is signed in
cms/$                                                           yes    yes
cms/(account|dismissibles|editing-sessions|localize/jsi18n)/    yes    yes
cms/test404/                                                    yes    yes
# Listings to choose from, and reports on pages
cms/(images|documents)/chooser/|cms/snippets/choose/            no     yes
cms/(choose-|api/|tag-autocomplete/|embeds/|block-preview/)     no     yes
cms/workflows/task_chooser/                                     no     yes
cms/(reports/site-history|localize/reports)/                    no     yes
# Machinery: the admin's
cms/(users|groups|sites|locales|collections|workflows)/         no     no
# There is no list of all snippets: each kind has its own
cms/snippets/$                                                  none   none
# Nothing of these stands in the world: whoever may edit is told so, the others are refused
cms/pages/.*(alias|workflow/preview|workflow_history/detail|unschedule) no any
cms/localize/.*convert_to_alias                                 no     any
# Everything else edits what the brand says
cms/                                                            no     yes
documents/                                                      all    all
"""

# What stands for the names in Wagtail's routes, by the beginning of the route; `world` names come first.
STAND_INS = [
    ("cms/bulk/", {"app_label": "wagtailcore", "model_name": "page", "action": "unpublish"}),
    ("cms/editing-sessions/", {"app_label": "wagtailcore", "model_name": "page", "object_id": "{page_id}"}),
    ("cms/settings/", {"app_name": "content", "model_name": "brandsettings", "pk": "{brand_pk}"}),
    ("cms/tag-autocomplete/", {"app_name": "taggit", "model_name": "tag"}),
    ("cms/api/main/images/", {"pk": "{image_id}"}),
    ("cms/api/main/documents/", {"pk": "{document_id}"}),
    ("cms/api/main/pages/", {"pk": "{page_id}", "action_name": "delete"}),
    ("cms/pages/(?P<pk>", {"pk": "{page_id}", "revision_id_a": "live", "revision_id_b": "latest"}),
    ("cms/snippets/content/product/", {"pk": "{product_pk}"}),
    ("cms/snippets/choose/content/product/", {"pk": "{product_pk}"}),
    ("cms/snippets/", {"pk": "{topic_pk}"}),
    ("cms/users/", {"pk": "{author_pk}"}),
    ("cms/groups/", {"pk": "{group_pk}"}),
    ("cms/sites/", {"pk": "{site_pk}"}),
    ("cms/locales/", {"pk": "{locale_pk}"}),
    ("cms/collections/", {"pk": "{collection_id}"}),
    ("cms/workflows/tasks/", {"app_label": "wagtailcore", "model_name": "groupapprovaltask"}),
    ("cms/images/chooser/", {"pk": "{image_id}"}),
    ("cms/documents/chooser/", {"pk": "{document_id}"}),
    ("cms/", {"content_type_app_name": "content", "content_type_model_name": "storypage"}),
    ("cms/", {"app_label": "content", "model_name": "storypage", "app_name": "content"}),
]
