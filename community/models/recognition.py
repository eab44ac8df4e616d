"""What members are recognised by: badges, and the steps of their level."""

from django.db import models

from community.models.members import Member


class Award(models.Model):
    """A badge a member has earned by its public rule; `community.badges` holds the rules."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="awards")
    badge = models.CharField(max_length=30)
    awarded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["awarded_at", "id"]
        constraints = [models.UniqueConstraint(fields=["member", "badge"], name="community_award_once")]

    def __str__(self) -> str:
        return f"{self.badge} of {self.member_id}"


class LevelStep(models.Model):
    """A member's level changed, and why; they are told of every step."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="level_steps")
    level = models.CharField(max_length=8, choices=Member.Level.choices)
    before = models.CharField(max_length=8, choices=Member.Level.choices)
    reason = models.CharField(max_length=300, blank=True)
    changed_by = models.ForeignKey(Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.member_id} is {self.level}"
