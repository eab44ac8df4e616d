"""The mailbox of development."""

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection
from django.test import override_settings

from demo.mailbox import read_mails


def send(folder, *subjects, text="Open http://localhost:8000/accounts/confirm-email/a:b_c-d/ please."):
    connection = get_connection("django.core.mail.backends.filebased.EmailBackend", file_path=str(folder))
    messages = [EmailMultiAlternatives(subject, text, to=["kari@example.com"]) for subject in subjects]
    for message in messages:
        message.attach_alternative("<p>Hei</p>", "text/html")
    connection.send_messages(messages)


class TestMailbox:
    def test_the_newest_first_each_with_its_words(self, tmp_path):
        send(tmp_path, "Første — æøå", "Second")
        send(tmp_path, "Third")
        mails = read_mails(tmp_path)
        assert sorted(mail.subject for mail in mails) == ["Første — æøå", "Second", "Third"]
        assert (mails[0].to, mails[0].has_html) == ("kari@example.com", True)
        assert mails[0].text.startswith("Open http://localhost:8000/")
        assert mails[0].at is not None

    def test_no_folder_no_mail(self, tmp_path):
        assert read_mails(tmp_path / "none") == []

    @pytest.mark.django_db
    def test_links_can_be_pressed_and_tags_are_words(self, client, tmp_path):
        send(tmp_path, "<script>x</script>")
        with override_settings(EMAIL_FILE_PATH=tmp_path):
            page = client.get("/dev/mail/").text
        assert 'href="http://localhost:8000/accounts/confirm-email/a:b_c-d/"' in page
        assert "<script>x" not in page
