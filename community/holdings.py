"""What this room holds of a member, and the rooms and libraries below it."""

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from django.utils.translation import gettext_lazy as _
from wagtail.admin.models import EditingSession, FormState
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import (
    APIToken,
    Comment as PageComment,
    CommentReply,
    ModelLogEntry,
    Page,
    PageLogEntry,
    PageSubscription,
    Revision,
    TaskState,
    UploadedFile,
    WorkflowState,
)
from wagtail.users.models import UserProfile
from wagtail_localize.models import SegmentOverride, StringTranslation

from community.models import (
    Acceptance,
    Award,
    Blog,
    BlogEntry,
    BlogFetch,
    Bookmark,
    Bounce,
    Closure,
    Comment,
    DataExport,
    Draft,
    Expert,
    ExpertAsked,
    Follow,
    IdeaStep,
    IdeaVote,
    Invitation,
    LevelStep,
    MailChoice,
    Mailing,
    Member,
    Notification,
    OrderNumber,
    OwnerCode,
    Ownership,
    Photo,
    Post,
    PostRevision,
    PostTopic,
    Rating,
    Receipt,
    Renewal,
    RevisionLink,
    RevisionPhoto,
    UseConsent,
)
from community.personal_data import Fate, Holding
from content.models import BrandImage

ACCOUNT = _("Your account: name, handle, words about you, mail addresses, passwords and sign-ins")
POSTS = _("Your posts, with every version, their photos and the comments others wrote under them")
COMMENTS = _("Your comments")
BLOGS = _("Your blogs, and what was taken from them")
TEAM = _("What you did for the team")
FOR_THE_BRAND = _("Work on the brand's own pages and files belongs to the brand.")
SECRET = _("It is a secret that opens your account; nobody should carry it about.")
USED_UP = _("A code or an order counts once; that it was used stays known, not by whom.")
OTHERS = _("It is about other people.")

COMMUNITY = [
    Holding(Member, "pk", ACCOUNT, without=("password",)),
    Holding(Member.groups.through, "member", ACCOUNT, also=("group__name",)),
    Holding(Member.user_permissions.through, "member", ACCOUNT),
    Holding(Post, "author", POSTS, also=("product__slug",)),
    Holding(PostRevision, "post__author", POSTS),
    Holding(PostTopic, "post__author", POSTS, also=("topic__slug",)),
    Holding(RevisionPhoto, "revision__post__author", POSTS),
    Holding(RevisionLink, "revision__post__author", POSTS, also=("card__url",)),
    Holding(UseConsent, "post__author", POSTS),
    Holding(IdeaVote, "member", _("Ideas you want"), titled=True),
    Holding(IdeaVote, "post__author", POSTS, exported=False, why=OTHERS),
    Holding(IdeaStep, "post__author", POSTS, without=("signed_by_id",)),
    Holding(IdeaStep, "signed_by", TEAM, Fate.UNNAMED, FOR_THE_BRAND),
    Holding(Expert, "member", _("Products you are asked about"), also=("product__slug",)),
    Holding(ExpertAsked, "expert", _("Products you are asked about"), without=("asked_by_id",)),
    Holding(ExpertAsked, "post__author", POSTS, without=("asked_by_id",)),
    Holding(ExpertAsked, "asked_by", TEAM, Fate.UNNAMED, FOR_THE_BRAND),
    Holding(Photo, "owner", _("Your photos"), without=("original", "renditions")),
    Holding(
        Comment,
        "author",
        COMMENTS,
        why=_("Where others replied, an empty place stays, so that their words keep their sense."),
        titled=True,
    ),
    Holding(Comment, "post__author", POSTS, exported=False, why=OTHERS),
    Holding(Closure, "closed_by", TEAM, Fate.UNNAMED, FOR_THE_BRAND),
    Holding(Closure, "post__author", POSTS),
    Holding(Rating, "member", _("How useful you found posts"), without=("network",)),
    Holding(Rating, "post__author", POSTS, exported=False, why=OTHERS),
    Holding(Draft, "member", _("Your drafts"), without=("token",)),
    Holding(Draft, "post__author", _("Your drafts"), without=("token",)),
    Holding(Ownership, "member", _("What you own"), also=("product__slug",)),
    Holding(Receipt, "member", _("What you own"), without=("file", "decided_by_id"), also=("product__slug",)),
    Holding(Receipt, "decided_by", TEAM, Fate.UNNAMED, FOR_THE_BRAND),
    Holding(OwnerCode, "used_by", _("What you own"), Fate.UNNAMED, USED_UP, without=("digest",)),
    Holding(OwnerCode, "made_by", TEAM, Fate.UNNAMED, FOR_THE_BRAND, without=("digest",)),
    Holding(OrderNumber, "used_by", _("What you own"), Fate.UNNAMED, USED_UP, without=("digest",)),
    Holding(OrderNumber, "loaded_by", TEAM, Fate.UNNAMED, FOR_THE_BRAND, without=("digest",)),
    Holding(Award, "member", _("Your badges and your level")),
    Holding(LevelStep, "member", _("Your badges and your level"), without=("changed_by_id",)),
    Holding(LevelStep, "changed_by", TEAM, Fate.UNNAMED, FOR_THE_BRAND),
    Holding(Blog, "member", BLOGS, without=("token",)),
    Holding(BlogEntry, "blog__member", BLOGS),
    Holding(BlogFetch, "blog__member", BLOGS),
    Holding(Notification, "member", _("What you were told")),
    Holding(Notification, "post__author", POSTS, exported=False, why=OTHERS),
    Holding(Notification, "comment__author", COMMENTS, exported=False, why=OTHERS),
    Holding(MailChoice, "member", _("Which mails you want")),
    Holding(Mailing, "member", _("Which mails you want")),
    Holding(Bounce, "member", _("Which mails you want")),
    Holding(
        Follow,
        "follower",
        _("Whom and what you follow"),
        also=("person__username", "product__slug", "topic__slug"),
    ),
    Holding(Follow, "person", ACCOUNT, exported=False, why=OTHERS),
    Holding(Bookmark, "member", _("Posts you keep for later"), titled=True),
    Holding(Bookmark, "post__author", POSTS, exported=False, why=OTHERS),
    Holding(Invitation, "accepted_by", _("The invitation you came by")),
    Holding(
        Invitation,
        "invited_by",
        TEAM,
        Fate.UNNAMED,
        _("Whom you invited has the invitation still."),
        without=("email",),
    ),
    Holding(Acceptance, "member", _("Which terms you accepted, and when")),
    Holding(Renewal, "asked_by", TEAM, Fate.UNNAMED, FOR_THE_BRAND),
    Holding(DataExport, "member", _("Copies of your data"), without=("file",)),
]
LIBRARIES = [
    Holding(EmailAddress, "user", ACCOUNT),
    Holding(EmailConfirmation, "email_address__user", ACCOUNT, exported=False, why=SECRET),
    Holding(Authenticator, "user", ACCOUNT, without=("data",)),
    # Only who was on the team has any of these.
    Holding(UserProfile, "user", TEAM),
    Holding(EditingSession, "user", TEAM, exported=False, why=FOR_THE_BRAND),
    Holding(FormState, "user", TEAM, exported=False, why=FOR_THE_BRAND),
    Holding(APIToken, "user", TEAM, exported=False, why=SECRET),
    Holding(PageSubscription, "user", TEAM),
    Holding(PageComment, "user", TEAM, only=("pk", "page_id", "text", "created_at")),
    Holding(CommentReply, "user", TEAM, only=("pk", "comment_id", "text", "created_at")),
    Holding(PageComment, "resolved_by", TEAM, Fate.UNNAMED, FOR_THE_BRAND, only=("pk", "page_id")),
    Holding(Page, "owner", TEAM, Fate.UNNAMED, FOR_THE_BRAND, only=("pk", "title")),
    Holding(Page, "locked_by", TEAM, Fate.UNNAMED, FOR_THE_BRAND, only=("pk", "title")),
    Holding(Revision, "user", TEAM, Fate.UNNAMED, FOR_THE_BRAND, only=("pk", "object_str", "created_at")),
    Holding(
        PageLogEntry, "user", TEAM, Fate.UNNAMED, FOR_THE_BRAND, only=("pk", "action", "label", "timestamp")
    ),
    Holding(
        ModelLogEntry, "user", TEAM, Fate.UNNAMED, FOR_THE_BRAND, only=("pk", "action", "label", "timestamp")
    ),
    Holding(WorkflowState, "requested_by", TEAM, Fate.UNNAMED, FOR_THE_BRAND, only=("pk", "created_at")),
    Holding(TaskState, "finished_by", TEAM, Fate.UNNAMED, FOR_THE_BRAND, only=("pk", "finished_at")),
    Holding(UploadedFile, "uploaded_by_user", TEAM, Fate.UNNAMED, FOR_THE_BRAND, only=("pk",)),
    Holding(Document, "uploaded_by_user", TEAM, Fate.UNNAMED, FOR_THE_BRAND, only=("pk", "title")),
    Holding(Image, "uploaded_by_user", TEAM, Fate.UNNAMED, FOR_THE_BRAND, only=("pk", "title")),
    Holding(BrandImage, "uploaded_by_user", TEAM, Fate.UNNAMED, FOR_THE_BRAND, only=("pk", "title")),
    Holding(StringTranslation, "last_translated_by", TEAM, Fate.UNNAMED, FOR_THE_BRAND, only=("pk",)),
    Holding(SegmentOverride, "last_translated_by", TEAM, Fate.UNNAMED, FOR_THE_BRAND, only=("pk",)),
]
HOLDINGS = [*COMMUNITY, *LIBRARIES]
