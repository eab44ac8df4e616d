"""Who may do what on the staff pages: the second half of `table.py`, in the same words."""

STAFF = """
# The desk: moderators, not marketers; what staff wrote goes to an admin
GET   /cms/desk/                           in     no     no     no     no     in     ok     no     ok
GET   /cms/desk/log/                       in     no     no     no     no     in     ok     no     ok
GET   /cms/desk/log/decisions.csv          in     no     no     no     no     in     no     no     ok
GET   /cms/desk/log/decisions.json         in     no     no     no     no     in     no     no     ok
GET   /cms/desk/signals/                   in     no     no     no     no     in     ok     no     ok
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
GET   /cms/desk/bulk/                      in     no     no     no     no     in     to     no     to
POST  /cms/desk/bulk/                      in     no     no     no     no     in     to     no     to
GET   /cms/desk/bulk/outcome/              in     no     no     no     no     in     ok     no     ok
POST  /cms/desk/bulk/undo/                 in     no     no     no     no     in     to     no     to
GET   /cms/desk/members/{known}/sweep/     in     no     no     no     no     in     ok     no     ok
POST  /cms/desk/members/{known}/sweep/     in     no     no     no     no     in     ok     no     ok
GET   /cms/desk/members/{colleague}/sweep/ in     no     no     no     no     in     no     no     ok
POST  /cms/desk/members/{colleague}/sweep/ in     no     no     no     no     in     no     no     ok
GET   /cms/desk/members/{known}/level/     in     no     no     no     no     in     ok     no     ok
POST  /cms/desk/members/{known}/level/     in     no     no     no     no     in     to     no     to
GET   /cms/desk/lists/                     in     no     no     no     no     in     ok     no     ok
GET   /cms/desk/lists/new/                 in     no     no     no     no     in     ok     no     ok
POST  /cms/desk/lists/new/                 in     no     no     no     no     in     to     no     to
GET   /cms/desk/lists/{entry}/             in     no     no     no     no     in     ok     no     ok
POST  /cms/desk/lists/{entry}/             in     no     no     no     no     in     to     no     to
POST  /cms/desk/lists/{entry}/retire/      in     no     no     no     no     in     to     no     to
GET   /cms/desk/members/{known}/           in     no     no     no     no     in     ok     no     ok
POST  /cms/desk/members/{known}/           in     no     no     no     no     in     to     no     to
GET   /cms/desk/members/{known}/ban/       in     no     no     no     no     in     ok     no     ok
POST  /cms/desk/members/{known}/ban/       in     no     no     no     no     in     to     no     to
GET   /cms/desk/members/{colleague}/       in     no     no     no     no     in     no     no     ok
POST  /cms/desk/members/{colleague}/       in     no     no     no     no     in     no     no     ok
GET   /cms/desk/members/{colleague}/ban/   in     no     no     no     no     in     no     no     ok
POST  /cms/desk/members/{colleague}/ban/   in     no     no     no     no     in     no     no     ok
GET   /cms/desk/members/{colleague}/lift/  in     no     no     no     no     in     no     no     ok
POST  /cms/desk/members/{colleague}/lift/  in     no     no     no     no     in     no     no     ok
GET   /cms/desk/members/{colleague}/level/ in     no     no     no     no     in     no     no     ok
POST  /cms/desk/members/{colleague}/level/ in     no     no     no     no     in     no     no     ok
GET   /cms/desk/members/{held}/lift/       in     no     no     no     no     in     ok     no     ok
POST  /cms/desk/members/{held}/lift/       in     no     no     no     no     in     to     no     to
POST  /cms/desk/measures/{measure}/undo/   in     no     no     no     no     in     to     no     to
GET   /cms/desk/{case}/alarm/              in     no     no     no     no     in     ok     no     ok
POST  /cms/desk/{case}/alarm/              in     no     no     no     no     in     to     no     to
GET   /cms/desk/{staff_case}/alarm/        in     no     no     no     no     in     404    no     ok
POST  /cms/desk/{staff_case}/alarm/        in     no     no     no     no     in     404    no     to
GET   /cms/desk/emergency/en/              in     no     no     no     no     in     no     no     ok
POST  /cms/desk/emergency/en/              in     no     no     no     no     in     no     no     to
GET   /cms/desk/reasons/                   in     no     no     no     no     in     ok     no     ok
GET   /cms/desk/reasons/new/               in     no     no     no     no     in     ok     no     ok
POST  /cms/desk/reasons/new/               in     no     no     no     no     in     to     no     to
GET   /cms/desk/reasons/{canned}/          in     no     no     no     no     in     ok     no     ok
POST  /cms/desk/reasons/{canned}/          in     no     no     no     no     in     to     no     to
POST  /cms/desk/reasons/{canned}/removal/  in     no     no     no     no     in     to     no     to

# The statement of a decision on a member: whoever holds the mailed link, signed in or not
GET   /decisions/{statement}/              ok     ok     ok     ok     ok     ok     ok     ok     ok
POST  /decisions/{statement}/              to     to     to     to     to     to     to     to     to
GET   /decisions/forged/                   404    404    404    404    404    404    404    404    404

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

# Owners: marketers hand out codes and load lists, the desk checks receipts
GET   /cms/owners/                         in     no     no     no     no     in     to     ok     ok
GET   /cms/owners/codes/                   in     no     no     no     no     in     no     ok     ok
POST  /cms/owners/codes/                   in     no     no     no     no     in     no     ok     ok
GET   /cms/owners/codes/{used_product}/removal/
                                           in     no     no     no     no     in     no     ok     ok
POST  /cms/owners/codes/{used_product}/removal/
                                           in     no     no     no     no     in     no     to     to
GET   /cms/owners/orders/                  in     no     no     no     no     in     no     ok     ok
POST  /cms/owners/orders/                  in     no     no     no     no     in     no     ok     ok
GET   /cms/owners/orders/{used_product}/removal/
                                           in     no     no     no     no     in     no     ok     ok
POST  /cms/owners/orders/{used_product}/removal/
                                           in     no     no     no     no     in     no     to     to
GET   /cms/owners/receipts/                in     no     no     no     no     in     ok     no     ok
GET   /cms/owners/receipts/{shop_receipt}/ in     no     no     no     no     in     ok     no     ok
POST  /cms/owners/receipts/{shop_receipt}/ in     no     no     no     no     in     to     no     to
GET   /cms/owners/receipts/{shop_receipt}/picture/
                                           in     no     no     no     no     in     ok     no     ok

# The first days: marketers and admins
GET   /cms/first-product/                  in     no     no     no     no     in     no     ok     ok
POST  /cms/first-product/                  in     no     no     no     no     in     no     ok     ok
GET   /cms/legal/                          in     no     no     no     no     in     no     ok     ok
POST  /cms/legal/                          in     no     no     no     no     in     no     to     to

# What members agree to: marketers and admins ask everybody again
GET   /cms/terms/                          in     no     no     no     no     in     no     ok     ok
POST  /cms/terms/                          in     no     no     no     no     in     no     to     to

# Experts: named by marketers and admins
GET   /cms/experts/                        in     no     no     no     no     in     no     ok     ok
POST  /cms/experts/                        in     no     no     no     no     in     no     to     to
POST  /cms/experts/{expert}/end/           in     no     no     no     no     in     no     to     to

# Feeds: made, planned and deleted by marketers
GET   /cms/feeds/                          in     no     no     no     no     in     no     ok     ok
GET   /cms/feeds/new/                      in     no     no     no     no     in     no     ok     ok
POST  /cms/feeds/new/                      in     no     no     no     no     in     no     ok     ok
GET   /cms/feeds/home/                     in     no     no     no     no     in     no     ok     ok
POST  /cms/feeds/home/                     in     no     no     no     no     in     no     ok     ok
GET   /cms/feeds/home/deletion/            in     no     no     no     no     in     no     404    404
POST  /cms/feeds/home/deletion/            in     no     no     no     no     in     no     404    404
GET   /cms/feeds/{own_feed}/               in     no     no     no     no     in     no     ok     ok
GET   /cms/feeds/{own_feed}/deletion/      in     no     no     no     no     in     no     ok     ok
POST  /cms/feeds/{own_feed}/deletion/      in     no     no     no     no     in     no     to     to

# Curation: marketers, not the desk
GET   /cms/placements/                     in     no     no     no     no     in     no     ok     ok
GET   /cms/placements/find/                in     no     no     no     no     in     no     ok     ok
GET   /cms/placements/calendar/            in     no     no     no     no     in     no     ok     ok
GET   /cms/placements/log/                 in     no     no     no     no     in     no     ok     ok
GET   /cms/placements/home/en/             in     no     no     no     no     in     no     ok     ok
POST  /cms/placements/home/en/             in     no     no     no     no     in     no     to     to
POST  /cms/placements/changes/{change}/undo/
                                           in     no     no     no     no     in     no     to     to
GET   /cms/placements/{placement}/edits/   in     no     no     no     no     in     no     ok     ok
POST  /cms/placements/{placement}/edits/   in     no     no     no     no     in     no     to     to
GET   /cms/placements/pages/{page_id}/     in     no     no     no     no     in     no     ok     ok
POST  /cms/placements/pages/{page_id}/     in     no     no     no     no     in     no     to     to
GET   /cms/placements/posts/{public}/      in     no     no     no     no     in     no     ok     ok
POST  /cms/placements/posts/{public}/      in     no     no     no     no     in     no     to     to
GET   /cms/placements/posts/{waiting}/     in     no     no     no     no     in     no     404    404
POST  /cms/placements/{placement}/cancellation/
                                           in     no     no     no     no     in     no     to     to

# Where the brand placed one's post: whoever holds the mailed link, signed in or not
GET   /featured/{declining}/               ok     ok     ok     ok     ok     ok     ok     ok     ok
POST  /featured/{declining}/               to     to     to     to     to     to     to     to     to
GET   /featured/forged/                    404    404    404    404    404    404    404    404    404
"""

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
