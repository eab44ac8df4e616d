"""Measures on members and threads stand in the log; canned reasons are rows, with those there were before."""

from django.conf import settings
from django.db import migrations, models

REASONS = [
    (
        "en",
        "spam",
        "Advertising",
        "The post mainly advertises something of yours or of somebody else. Experience with a product"
        " is welcome; offers and links that sell are not.",
    ),
    (
        "en",
        "spam",
        "The same thing again",
        "The same text has been posted several times. Once is enough for everybody to find it.",
    ),
    (
        "en",
        "abuse",
        "Insults",
        "The post attacks a person instead of saying what is wrong. Criticism of a product or of us "
        "is welcome, however sharp; please leave out the insult.",
    ),
    (
        "en",
        "private",
        "A number or an address",
        "The post gives a telephone number, a mail address or a place where somebody lives. Everybody"
        " can read it here, so please take it out.",
    ),
    (
        "en",
        "danger",
        "Dangerous advice",
        "Somebody who follows the advice could be hurt or break their machine. Please say what makes "
        "it safe, or leave that part out.",
    ),
    (
        "en",
        "undisclosed",
        "A tie that is not said",
        "It looks as if you have a tie to the brand or got something for the post. That is fine when "
        "readers can see it: please say so in the form.",
    ),
    (
        "en",
        "off_topic",
        "About something else",
        "The post is not about our products or the topics of this site, so readers here would not "
        "look for it.",
    ),
    (
        "en",
        "off_topic",
        "A case for support",
        "This is about your own order or account. Support can see it and help; other readers cannot.",
    ),
    (
        "en",
        "copied",
        "Somebody else's words or pictures",
        "The words or pictures seem to be made by somebody else. Please use your own, or say who allowed it.",
    ),
    (
        "en",
        "illegal",
        "Against the law",
        "The post shows or says something the law does not allow to be published.",
    ),
    (
        "nb",
        "spam",
        "Reklame",
        "Innlegget reklamerer mest for noe du eller andre selger. Erfaringer med et produkt er "
        "velkomne; tilbud og salgslenker er det ikke.",
    ),
    (
        "nb",
        "spam",
        "Det samme om igjen",
        "Den samme teksten er sendt inn flere ganger. Én gang er nok til at alle finner den.",
    ),
    (
        "nb",
        "abuse",
        "Fornærmelser",
        "Innlegget går til angrep på en person i stedet for å si hva som er galt. Kritikk av et "
        "produkt eller av oss er velkommen, uansett hvor skarp den er; la fornærmelsen ligge.",
    ),
    (
        "nb",
        "private",
        "Et nummer eller en adresse",
        "Innlegget oppgir et telefonnummer, en e-postadresse eller et sted der noen bor. Alle kan "
        "lese det her, så ta det ut.",
    ),
    (
        "nb",
        "danger",
        "Farlige råd",
        "Den som følger rådet, kan bli skadet eller ødelegge maskinen sin. Si hva som gjør det trygt,"
        " eller utelat den delen.",
    ),
    (
        "nb",
        "undisclosed",
        "En tilknytning som ikke er oppgitt",
        "Det ser ut som du har en tilknytning til merket eller fikk noe for innlegget. Det er helt i "
        "orden når leserne kan se det: Oppgi det i skjemaet.",
    ),
    (
        "nb",
        "off_topic",
        "Om noe annet",
        "Innlegget handler ikke om produktene våre eller emnene på dette nettstedet, så leserne her "
        "ville ikke lete etter det.",
    ),
    (
        "nb",
        "off_topic",
        "En sak for kundeservice",
        "Dette gjelder din egen bestilling eller konto. Kundeservice kan se den og hjelpe; det kan "
        "ikke andre lesere.",
    ),
    (
        "nb",
        "copied",
        "Andres tekst eller bilder",
        "Teksten eller bildene ser ut til å være laget av noen andre. Bruk dine egne, eller si hvem "
        "som har gitt lov.",
    ),
    (
        "nb",
        "illegal",
        "I strid med loven",
        "Innlegget viser eller sier noe loven ikke tillater å publisere.",
    ),
]
ON_SQLITE = [
    f"""
    CREATE TRIGGER IF NOT EXISTS moderation_decision_no_{verb.lower()} BEFORE {verb} ON moderation_decision
    BEGIN SELECT RAISE(ABORT, 'the decision log is append-only'); END
    """
    for verb in ("UPDATE", "DELETE")
]


def guard_the_log(apps, schema_editor):
    """SQLite makes a new table for a new constraint: the triggers of 0002 went with the old one."""
    if schema_editor.connection.vendor == "sqlite":
        for sql in ON_SQLITE:
            schema_editor.execute(sql)


def keep_reasons(apps, schema_editor):
    CannedReason = apps.get_model("moderation", "CannedReason")
    CannedReason.objects.bulk_create(
        CannedReason(language=language, ground=ground, title=title, text=text)
        for language, ground, title, text in REASONS
    )


class Migration(migrations.Migration):
    dependencies = [("moderation", "0007_lists_and_pauses")]

    operations = [
        migrations.CreateModel(
            name="CannedReason",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "language",
                    models.CharField(choices=settings.LANGUAGES, max_length=8, verbose_name="language"),
                ),
                (
                    "ground",
                    models.CharField(
                        help_text="A value of `Decision.Ground`.", max_length=12, verbose_name="rule"
                    ),
                ),
                (
                    "title",
                    models.CharField(
                        help_text="For the desk; authors do not see it.", max_length=80, verbose_name="title"
                    ),
                ),
                ("text", models.TextField(max_length=1000, verbose_name="text")),
            ],
            options={
                "verbose_name": "canned reason",
                "verbose_name_plural": "canned reasons",
                "ordering": ["language", "ground", "title", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("language", "title"), name="moderation_cannedreason_title_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ground", ""), _negated=True),
                        name="moderation_cannedreason_has_ground",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EmergencyText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=settings.LANGUAGES, max_length=8, unique=True, verbose_name="language"
                    ),
                ),
                (
                    "text",
                    models.TextField(max_length=4000, verbose_name="what to do, and whom to call"),
                ),
            ],
        ),
        migrations.AddField(
            model_name="decision",
            name="part_of",
            field=models.BigIntegerField(help_text="The ban this went with, or the end of one.", null=True),
        ),
        migrations.AddField(
            model_name="decision",
            name="until",
            field=models.DateTimeField(
                help_text="When a pause ends; null: until decided otherwise.", null=True
            ),
        ),
        migrations.AlterField(
            model_name="decision",
            name="action",
            field=models.CharField(
                choices=[
                    ("clear", "cleared"),
                    ("out_of_feeds", "cleared, kept out of feeds"),
                    ("return", "returned to the author"),
                    ("decline", "declined"),
                    ("remove", "removed"),
                    ("restore", "restored"),
                    ("keep", "report looked at, nothing done"),
                    ("uphold", "appeal looked at, decision stands"),
                    ("undo", "taken back"),
                    ("hold", "held for a first look"),
                    ("lower", "level lowered"),
                    ("warn", "warned"),
                    ("pause", "paused"),
                    ("ban", "banned"),
                    ("lock", "thread closed"),
                    ("unlock", "thread opened again"),
                    ("pause_links", "links paused"),
                    ("alarm", "threat to life passed on"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(("action__in", ["warn", "pause", "ban", "lock"]), _negated=True)
                | models.Q(("ground", ""), _negated=True),
                name="moderation_decision_measure_has_ground",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(("action", "pause"), _negated=True) | models.Q(("until__isnull", False)),
                name="moderation_decision_pause_ends",
            ),
        ),
        migrations.RunPython(guard_the_log, migrations.RunPython.noop),
        migrations.RunPython(keep_reasons, migrations.RunPython.noop),
    ]
