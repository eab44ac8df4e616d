"""Members and what they contribute."""

from community.models.acceptances import Acceptance, Renewal
from community.models.blogs import Blog, BlogEntry, BlogFetch, BlogHost
from community.models.closures import Closure
from community.models.conversation import Comment, Rating
from community.models.data_exports import DataExport
from community.models.drafts import Draft
from community.models.following import Bookmark, Follow
from community.models.invitations import Invitation
from community.models.mailings import Bounce, MailChoice, Mailing
from community.models.members import Member, Ownership
from community.models.notifications import Notification
from community.models.photos import Photo, RevisionPhoto
from community.models.posts import Post, PostRevision, PostTopic

__all__ = [
    "Acceptance",
    "Blog",
    "BlogEntry",
    "BlogFetch",
    "BlogHost",
    "Bookmark",
    "Bounce",
    "Closure",
    "Comment",
    "DataExport",
    "Draft",
    "Follow",
    "Invitation",
    "MailChoice",
    "Mailing",
    "Member",
    "Notification",
    "Ownership",
    "Photo",
    "Post",
    "PostRevision",
    "PostTopic",
    "Rating",
    "Renewal",
    "RevisionPhoto",
]
