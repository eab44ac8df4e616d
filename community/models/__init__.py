"""Members and what they contribute."""

from community.models.acceptances import Acceptance, Renewal
from community.models.blogs import Blog, BlogEntry, BlogFetch, BlogHost
from community.models.closures import Closure
from community.models.conversation import Comment, Rating
from community.models.data_exports import DataExport
from community.models.drafts import Draft
from community.models.following import Bookmark, Follow
from community.models.ideas import Expert, ExpertAsked, IdeaState, IdeaStep, IdeaVote
from community.models.invitations import Invitation
from community.models.link_cards import LinkCard, RevisionLink
from community.models.mailings import Bounce, MailChoice, Mailing
from community.models.members import Member, Ownership
from community.models.notifications import Notification
from community.models.owners import OrderNumber, OwnerCode, Receipt
from community.models.photos import Photo, RevisionPhoto
from community.models.posts import Post, PostTopic
from community.models.recognition import Award, LevelStep
from community.models.revisions import OwnedFor, PostRevision
from community.models.uses import UseConsent

__all__ = [
    "Acceptance",
    "Award",
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
    "Expert",
    "ExpertAsked",
    "Follow",
    "IdeaState",
    "IdeaStep",
    "IdeaVote",
    "Invitation",
    "LevelStep",
    "LinkCard",
    "MailChoice",
    "Mailing",
    "Member",
    "Notification",
    "OrderNumber",
    "OwnedFor",
    "OwnerCode",
    "Ownership",
    "Photo",
    "Post",
    "PostRevision",
    "PostTopic",
    "Rating",
    "Receipt",
    "Renewal",
    "RevisionLink",
    "RevisionPhoto",
    "UseConsent",
]
