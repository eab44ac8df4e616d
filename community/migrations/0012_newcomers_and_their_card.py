from django.db import migrations, models


class Migration(migrations.Migration):
    """Whoever is a member already knows their way: none of them is a newcomer."""

    dependencies = [("community", "0011_blog_proof_on_another_page")]

    operations = [
        migrations.AddField(
            model_name="member",
            name="is_newcomer",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Signed up, and has not put the card of the first visit away.",
            ),
        ),
    ]
