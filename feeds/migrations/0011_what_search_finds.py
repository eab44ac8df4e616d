"""A line for everything search may find; its words come with `index_search`, or the next sync."""

import django.db.models.deletion
import django.db.models.functions.comparison
import modelsearch.index
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("community", "0011_blog_proof_on_another_page"),
        ("feeds", "0010_first_chances_in_order"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Findable",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "language",
                    models.CharField(blank=True, help_text="Of the words; of a name none.", max_length=8),
                ),
                ("at", models.DateTimeField()),
                (
                    "member",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "page",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "post",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="community.post",
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="community.postrevision",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["-at", "-id"], name="feeds_findable_newest"),
                    models.Index(
                        django.db.models.functions.comparison.Cast("id", models.CharField(max_length=50)),
                        name="feeds_findable_by_text",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("member__isnull", True), ("page__isnull", True), ("post__isnull", False)
                            ),
                            models.Q(
                                ("member__isnull", True), ("page__isnull", False), ("post__isnull", True)
                            ),
                            models.Q(
                                ("member__isnull", False), ("page__isnull", True), ("post__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="feeds_findable_one_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("post__isnull", True), ("revision__isnull", True)),
                            models.Q(("post__isnull", False), ("revision__isnull", False)),
                            _connector="OR",
                        ),
                        name="feeds_findable_post_by_revision",
                    ),
                ],
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
    ]
