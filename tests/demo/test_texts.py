"""The demo brand's data holds together: references resolve, both languages are there, counts are right."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser
from itertools import islice

import pytest

from demo import additions, texts
from demo.variations import more_posts

ALLOWED_TAGS = {"p", "strong", "em", "ul", "ol", "li", "blockquote", "h3", "a"}
PRODUCTS = {item.slug for item in texts.load_products()}
TOPICS = {item.slug for item in texts.load_topics()}
PEOPLE = {person.handle: person for person in texts.load_people()}
STAFF = {handle for handle, person in PEOPLE.items() if person.role}
POSTS = texts.load_posts()
COMMENTS = texts.load_comments()
ART = texts.load_art()


def words(html: str) -> int:
    return len(re.sub(r"<[^>]+>", " ", html).split())


class Tags(HTMLParser):
    """Collects the tags of a fragment and refuses one that is closed wrongly."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.open: list[str] = []
        self.feed(html)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


class TestProducts:
    def test_there_are_six_with_rows_features_and_questions(self) -> None:
        assert len(PRODUCTS) == 6
        for item in texts.load_products():
            assert 6 <= len(item.facts) <= 8
            assert len(item.features) == 3
            assert len(item.faq) == 3
            assert {feature.topic for feature in item.features} <= TOPICS

    def test_a_tag_belongs_to_one_product(self) -> None:
        tags = Counter(tag for item in texts.load_products() for tag in item.tags)
        assert set(tags.values()) == {1}

    def test_no_words_are_missing_in_either_language(self) -> None:
        for item in texts.load_products():
            pairs = [item.name, item.what, item.price, item.tagline, item.summary, item.intro]
            pairs += [words for fact in item.facts for words in (fact.label, fact.value)]
            pairs += [words for feature in item.features for words in (feature.heading, feature.claim)]
            pairs += [words for row in item.faq for words in (row.question, row.answer)]
            assert all(pair.en.strip() and pair.nb.strip() for pair in pairs)


class TestPages:
    def test_twelve_editorial_pages_with_those_of_the_products(self) -> None:
        kinds = Counter(page.kind for page in texts.load_pages())
        assert kinds == {"story": 5, "landing": 1}

    @pytest.mark.parametrize("page", texts.load_pages(), ids=lambda page: page.key)
    def test_both_languages_tell_it_in_the_same_blocks(self, page: texts.PageText) -> None:
        assert [block.kind for block in page.en.blocks] == [block.kind for block in page.nb.blocks]
        for language in texts.LANGUAGES:
            length = sum(words(block.html) + words(block.text) for block in page.to(language).blocks)
            assert (350 if page.kind == "story" else 280) <= length <= 600

    @pytest.mark.parametrize("page", texts.load_pages(), ids=lambda page: page.key)
    def test_what_it_names_is_there(self, page: texts.PageText) -> None:
        assert page.author in STAFF
        assert page.picture in ART
        assert set(page.products) <= PRODUCTS
        assert set(page.topics) <= TOPICS


class TestAdditions:
    def test_what_they_name_is_there(self) -> None:
        public = {post.key for post in POSTS if post.state == "published"}
        for page in additions.load_topic_pages():
            assert page.slug in TOPICS
            assert page.picture in ART
            for block in page.blocks:
                assert not block.topic or block.topic in TOPICS
                assert set(block.posts) <= public
        cited = [(change.product, change.posts) for change in additions.load_changes()]
        cited += [(fact.product, fact.posts) for fact in additions.load_changed_facts()]
        for product, posts in cited:
            assert product in PRODUCTS
            assert posts
            assert set(posts) <= public

    def test_a_changed_fact_is_one_of_its_products(self) -> None:
        labels = {item.slug: {fact.label for fact in item.facts} for item in texts.load_products()}
        for fact in additions.load_changed_facts():
            assert fact.label in labels[fact.product]

    def test_every_word_stands_in_both_languages(self) -> None:
        for page in additions.load_topic_pages():
            said = [additions.spoken([block.value for block in page.blocks], code) for code in ("en", "nb")]
            english, norwegian = (str(value) for value in said)
            assert english != norwegian
            assert "{'en'" not in english


class TestPeople:
    def test_sixty_members_and_four_sign_ins(self) -> None:
        assert len(PEOPLE) == 60
        mails = [person.mail for person in texts.load_people()]
        assert len(set(mails)) == 60
        sign_ins = {f"{role}@demo.example" for role in ("member", "moderator", "marketer", "admin")}
        assert sign_ins <= set(mails)

    def test_portraits_and_products_are_there(self) -> None:
        for person in PEOPLE.values():
            assert not person.avatar or person.avatar in ART
            assert set(person.owns) <= PRODUCTS


class TestPosts:
    def test_two_hundred_of_five_kinds_in_two_languages(self) -> None:
        assert len({post.key for post in POSTS}) == len(POSTS) == 200
        assert Counter(post.kind for post in POSTS) == {
            "review": 75,
            "tip": 55,
            "question": 35,
            "idea": 20,
            "story": 15,
        }
        assert Counter(post.lang for post in POSTS) == {"en": 120, "nb": 80}

    @pytest.mark.parametrize("post", POSTS, ids=lambda post: post.key)
    def test_what_it_names_is_there(self, post: texts.PostText) -> None:
        assert post.author in PEOPLE
        assert not post.product or post.product in PRODUCTS
        assert set(post.topics) <= TOPICS
        assert len(post.topics) <= 3
        assert set(post.photos) <= set(ART)
        assert 1 <= post.days_ago <= min(420, PEOPLE[post.author].joined_days_ago)

    @pytest.mark.parametrize("post", POSTS, ids=lambda post: post.key)
    def test_its_body_is_plain_and_of_a_readable_length(self, post: texts.PostText) -> None:
        assert Tags(post.body).seen <= ALLOWED_TAGS
        assert 15 <= words(post.body) <= 250
        assert len(post.title) <= 80

    def test_only_customers_give_stars_and_once_a_product(self) -> None:
        reviews = [post for post in POSTS if post.kind == "review"]
        assert all((post.stars is not None) == (post.kind == "review") for post in POSTS)
        assert len({(post.author, post.product) for post in reviews}) == len(reviews)
        assert not {post.author for post in reviews} & STAFF
        assert not [post.key for post in reviews if post.tie == "employee"]

    def test_critics_are_heard(self) -> None:
        stars = Counter(post.stars for post in POSTS if post.kind == "review")
        assert stars[1] + stars[2] >= 12
        assert all(stars[count] for count in (1, 2, 3, 4, 5))

    def test_some_wait_one_is_declined_and_one_stays_out_of_the_feeds(self) -> None:
        states = Counter(post.state for post in POSTS)
        assert (states["waiting"], states["declined"], states["out_of_feeds"]) == (3, 1, 1)

    def test_nobody_rates_their_own_or_twice(self) -> None:
        for post in POSTS:
            raters = [rating.rater for rating in post.useful]
            assert len(set(raters)) == len(raters)
            assert post.author not in raters
            assert all(1 <= rating.value <= 5 for rating in post.useful)

    def test_a_photo_is_shown_by_one_member_only(self) -> None:
        shown = {(photo, post.author) for post in POSTS for photo in post.photos}
        assert len({photo for photo, _ in shown}) == len(shown)
        assert sum(1 for post in POSTS if post.photos) >= 30


class TestComments:
    def test_there_are_enough_and_each_is_under_a_post(self) -> None:
        keys = {post.key: post for post in POSTS}
        assert len(COMMENTS) >= 120
        for comment in COMMENTS:
            assert comment.author in PEOPLE
            assert comment.days_ago <= keys[comment.post].days_ago
            assert comment.days_ago <= PEOPLE[comment.author].joined_days_ago

    def test_an_answer_follows_what_it_answers(self) -> None:
        by_key = {comment.key: comment for comment in COMMENTS}
        for comment in COMMENTS:
            if comment.reply_to:
                assert by_key[comment.reply_to].post == comment.post
                assert by_key[comment.reply_to].days_ago >= comment.days_ago

    def test_staff_and_only_staff_answer_officially(self) -> None:
        assert all(comment.official == (comment.author in STAFF) for comment in COMMENTS)

    def test_only_questions_accept_an_answer_and_only_one(self) -> None:
        kinds = {post.key: post.kind for post in POSTS}
        accepted = Counter(comment.post for comment in COMMENTS if comment.accepted)
        assert {kinds[key] for key in accepted} == {"question"}
        assert set(accepted.values()) == {1}


class TestArt:
    def test_every_picture_is_there_light_and_described(self) -> None:
        for art in ART.values():
            assert art.path.exists(), art.path
            assert art.path.with_suffix(".svg").exists()
            assert art.path.stat().st_size < 300_000
            assert art.alt.en
            assert art.alt.nb
        assert sum(art.path.stat().st_size for art in ART.values()) < 4_000_000

    def test_every_picture_of_a_product_and_of_the_home_page_is_there(self) -> None:
        named = {name for item in texts.load_products() for name in item.pictures}
        assert named | {texts.load_home().picture} <= set(ART)


class TestVariations:
    def test_they_are_the_same_every_time_however_many_are_asked_for(self) -> None:
        assert list(more_posts(40)) == list(islice(more_posts(1800), 40))

    def test_they_fit_beside_the_two_hundred(self) -> None:
        more = list(more_posts(1800))
        reviews = [(post.author, post.product) for post in [*POSTS, *more] if post.kind == "review"]
        assert len(set(reviews)) == len(reviews)
        assert len({post.key for post in [*POSTS, *more]}) == 2000
        for post in more:
            assert not {"{", "}"} & set(post.title + post.body)
            assert 1 <= post.days_ago <= PEOPLE[post.author].joined_days_ago
