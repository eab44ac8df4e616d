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
GET   /how-it-works/                       ok     ok     ok     ok     ok     ok     ok     ok     ok
GET   /reviews/{product}/                  ok     ok     ok     ok     ok     ok     ok     ok     ok
GET   /topics/{topic}/                     ok     ok     ok     ok     ok     ok     ok     ok     ok
GET   /feeds/                              ok     ok     ok     ok     ok     ok     ok     ok     ok
GET   /feeds/{own_feed}/                   ok     ok     ok     ok     ok     ok     ok     ok     ok
GET   /feeds/home/arrivals/                ok     ok     ok     ok     ok     ok     ok     ok     ok
GET   /feeds/home.atom                     ok     ok     ok     ok     ok     ok     ok     ok     ok
GET   /feeds/home/embed/                   ok     ok     ok     ok     ok     ok     ok     ok     ok
GET   /feeds/home/embed.json               ok     ok     ok     ok     ok     ok     ok     ok     ok
GET   /search/                             ok     ok     ok     ok     ok     ok     ok     ok     ok
GET   /search/suggestions/                 ok     ok     ok     ok     ok     ok     ok     ok     ok
GET   /trust/                              ok     ok     ok     ok     ok     ok     ok     ok     ok
GET   /trust/rules/1/                      ok     ok     ok     ok     ok     ok     ok     ok     ok
GET   /trust/rules/999/                    404    404    404    404    404    404    404    404    404
GET   /trust/reports/{month}/              ok     ok     ok     ok     ok     ok     ok     ok     ok
GET   /trust/ranking/                      ok     ok     ok     ok     ok     ok     ok     ok     ok
GET   /members/{handle}/                   ok     ok     ok     ok     ok     ok     ok     ok     ok
GET   /badges/                             ok     ok     ok     ok     ok     ok     ok     ok     ok
GET   /members/{banned}/                   404    404    404    404    404    404    404    404    404

# Posts: public for everybody, waiting for the author and the desk, taken back for nobody else
GET   /posts/{public}/                     to     to     to     to     to     to     to     to     to
GET   /posts/{public}-{slug}/              ok     ok     ok     ok     ok     ok     ok     ok     ok
GET   /posts/{public}/history/             ok     ok     ok     ok     ok     ok     ok     ok     ok
GET   /posts/{waiting}/                    404    404    to     404    404    404    to     404    to
GET   /posts/{waiting}-{waiting_slug}/     404    404    ok     404    404    404    ok     404    ok
GET   /posts/{waiting}/history/            404    404    ok     404    404    404    ok     404    ok
GET   /posts/{public}/history/1/           ok     ok     ok     ok     ok     ok     ok     ok     ok
GET   /posts/{waiting}/history/1/          404    404    ok     404    404    404    ok     404    ok
GET   /posts/{public}/history/1/hiding/    in     404    ok     404    404    in     404    404    404
POST  /posts/{public}/history/1/hiding/    in     404    to     404    404    in     404    404    404
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
GET   /posts/{public}/uses/                in     404    ok     404    404    in     404    404    404
POST  /posts/{public}/uses/                in     404    to     404    404    in     404    404    404
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
GET   /posts/{idea}/vote/                  in     ok     to     ok     ok     in     ok     ok     ok
POST  /posts/{idea}/vote/                  in     to     to     to     to     in     to     to     to
POST  /posts/{public}/vote/                404    404    404    404    404    404    404    404    404
GET   /posts/{idea}/idea-steps/            in     no     no     no     no     in     no     ok     ok
POST  /posts/{idea}/idea-steps/            in     no     no     no     no     in     no     to     to
GET   /posts/{public}/comments/            in     ok     ok     ok     ok     in     ok     ok     ok
POST  /posts/{public}/comments/            in     to     to     to     ok     in     to     to     to
POST  /posts/{waiting}/comments/           404    404    404    404    404    404    404    404    404
GET   /pages/{product_page}/comments/      in     ok     ok     ok     ok     in     ok     ok     ok
POST  /pages/{product_page}/comments/      in     to     to     to     ok     in     to     to     to
GET   /pages/{home}/comments/              404    404    404    404    404    404    404    404    404
GET   /mentions/                           in     ok     ok     ok     ok     in     ok     ok     ok

# How does it hold up? Only whoever reviewed it says so, not in the first months
GET   /posts/{public}/update/              in     404    ok     404    404    in     404    404    404
POST  /posts/{public}/update/              in     404    ok     404    404    in     404    404    404

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

GET   /posts/{question}/experts/           in     to     to     to     to     in     to     to     to
POST  /posts/{question}/experts/           in     to     to     to     to     in     to     to     to
POST  /posts/{waiting}/experts/            in     404    404    404    404    in     404    404    404

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
GET   /my/comments/                        in     ok     ok     ok     ok     in     ok     ok     ok
GET   /my/expertise/                       in     ok     ok     ok     ok     in     ok     ok     ok
POST  /my/expertise/                       in     404    to     404    404    in     404    404    404
GET   /my/notifications/                   in     ok     ok     ok     ok     in     ok     ok     ok
POST  /my/notifications/                   in     to     to     to     to     in     to     to     to
GET   /my/profile/                         in     ok     ok     ok     ok     in     ok     ok     ok
POST  /my/profile/                         in     to     to     to     ok     in     to     to     to
GET   /my/terms/                           in     ok     ok     ok     ok     in     ok     ok     ok
POST  /my/terms/                           in     to     to     to     to     in     to     to     to
POST  /my/welcome/                         in     to     to     to     to     in     to     to     to
GET   /my/data/                            in     ok     ok     ok     ok     in     ok     ok     ok
POST  /my/data/                            in     to     to     to     to     in     to     to     to
GET   /my/data/erasure/                    in     ok     ok     ok     ok     in     ok     ok     ok
POST  /my/data/erasure/                    in     ok     ok     ok     ok     in     ok     ok     ok
GET   /my/data/copies/{copy}/              in     404    ok     404    404    in     404    404    404
GET   /my/following/                       in     ok     ok     ok     ok     in     ok     ok     ok
POST  /my/front-page/                      in     to     to     to     to     in     to     to     to
GET   /my/bookmarks/                       in     ok     ok     ok     ok     in     ok     ok     ok
GET   /my/invite-link/                     in     ok     ok     ok     ok     in     ok     ok     ok
GET   /my/settings/                        in     ok     ok     ok     ok     in     ok     ok     ok
GET   /my/settings/notifications/          in     ok     ok     ok     ok     in     ok     ok     ok
POST  /my/settings/notifications/          in     to     to     to     to     in     to     to     to
POST  /my/settings/notifications/address/  in     to     to     to     to     in     to     to     to
# What one owns: shown by a code and a receipt; the team gets no mark; giving up is the owner's
GET   /my/products/                        in     ok     ok     ok     ok     in     ok     ok     ok
GET   /my/products/{product}/              in     ok     ok     ok     ok     in     ok     ok     ok
POST  /my/products/{product}/              in     to     to     to     ok     in     ok     ok     ok
POST  /my/products/{product}/receipt/      in     to     ok     to     ok     in     ok     ok     ok
POST  /my/products/{product}/receipt/removal/
                                           in     to     to     to     to     in     to     to     to
GET   /my/products/{product}/removal/      in     404    ok     404    404    in     404    404    404
POST  /my/products/{product}/removal/      in     404    to     404    404    in     404    404    404
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
"""
