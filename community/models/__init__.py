"""Members and what they contribute."""

from community.models.blogs import Blog, BlogEntry, BlogFetch, BlogHost
from community.models.conversation import Comment, Rating
from community.models.drafts import Draft
from community.models.invitations import Invitation
from community.models.members import Member, Ownership
from community.models.notifications import Notification
from community.models.photos import Photo, RevisionPhoto
from community.models.posts import Post, PostRevision, PostTopic

__all__ = [
    "Blog",
    "BlogEntry",
    "BlogFetch",
    "BlogHost",
    "Comment",
    "Draft",
    "Invitation",
    "Member",
    "Notification",
    "Ownership",
    "Photo",
    "Post",
    "PostRevision",
    "PostTopic",
    "Rating",
    "RevisionPhoto",
]
