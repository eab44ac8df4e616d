"""What an edit changed, word by word."""

from moderation.changes import ADDED, KEPT, TAKEN, Change, changes


class TestChanges:
    def test_tell_what_was_taken_out_and_what_came_in(self):
        assert changes("Grind finer today.", "Grind coarser today.") == [
            Change(KEPT, "Grind"),
            Change(TAKEN, " finer"),
            Change(ADDED, " coarser"),
            Change(KEPT, " today."),
        ]

    def test_of_the_same_text_are_none(self):
        assert changes("The same words.", "The same words.") == []

    def test_from_nothing_is_all_new(self):
        assert changes("", "All of it.") == [Change(ADDED, "All of it.")]

    def test_leave_out_what_is_far_from_any(self):
        words = " ".join(f"word{number}" for number in range(200))
        first, added = changes(words, f"{words} end")
        assert added == Change(ADDED, " end")
        assert " … " in first.text
        assert first.text.endswith("word199")
        assert "word100" not in first.text

    def test_of_long_texts_are_told_by_sentences(self):
        sentences = [f"Sentence {number} says something of its own." for number in range(500)]
        edited = [*sentences[:250], "This one is new.", *sentences[251:]]
        found = changes(" ".join(sentences), " ".join(edited))
        assert Change(ADDED, " This one is new.") in found
        assert Change(TAKEN, " Sentence 250 says something of its own.") in found
