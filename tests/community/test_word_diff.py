"""What an edit changed, word by word."""

from community.words.diff import ADDED, KEPT, LONGEST, TAKEN, Change, word_diff

LONG = "\n".join(
    " ".join(f"word{(line * 131 + number * 17) % 2003}" + "." * (number % 15 == 14) for number in range(75))
    for line in range(170)
)
"""About 100,000 characters: 170 lines of five sentences."""


class TestWordDiff:
    def test_tells_what_was_taken_out_and_what_came_in(self):
        assert word_diff("Grind finer today.", "Grind coarser today.") == [
            Change(KEPT, "Grind"),
            Change(TAKEN, " finer"),
            Change(ADDED, " coarser"),
            Change(KEPT, " today."),
        ]

    def test_of_the_same_words_is_empty(self):
        assert word_diff("The same words.", "The same\nwords.") == []

    def test_from_nothing_is_all_new(self):
        assert word_diff("", "All of it.") == [Change(ADDED, "All of it.")]

    def test_leaves_out_what_is_far_from_any_change(self):
        words = " ".join(f"word{number}" for number in range(200))
        first, added = word_diff(words, f"{words} end")
        assert added == Change(ADDED, " end")
        assert " … " in first.text
        assert first.text.endswith("word199")

    def test_keeps_lines_apart(self):
        assert word_diff("Rinse it.\nWait.\nPour.", "Rinse it.\nPour.") == [
            Change(KEPT, "Rinse it."),
            Change(TAKEN, "\nWait."),
            Change(KEPT, "\nPour."),
        ]

    def test_shows_a_sentence_written_anew_whole_not_in_shreds(self):
        old, new = "It is the best of them all, by far.", "After a month the lid broke, and nobody answers."
        assert word_diff(old, new) == [Change(TAKEN, old), Change(ADDED, new)]

    def test_shortens_what_is_very_long(self):
        (added,) = word_diff("", "word " * 5_000)
        assert added.text.count("word") == 2 * LONGEST
        assert " … " in added.text

    def test_finds_single_words_in_the_longest_posts(self):
        assert len(LONG) > 95_000
        taken = [one.text for one in word_diff(LONG, LONG.replace("word7 ", "other ")) if one.kind == TAKEN]
        assert set(taken) == {" word7"}

    def test_looks_no_closer_where_that_would_take_long(self):
        # Made up to be slow: every pair of words swapped, in each of many lines.
        words = [f"w{number}" for number in range(990)]
        swapped = [words[number ^ 1] for number in range(990)]
        old = "\n".join(f"{' '.join(words)} {line}" for line in range(3))
        new = "\n".join(f"{' '.join(swapped)} {line}x" for line in range(3))
        first = word_diff(old.splitlines()[0], new.splitlines()[0])
        assert len(first) > 1_000
        assert len(word_diff(old, new)) == 2
