"""What house rules ask of the Celery application."""

import pytest
from celery import current_app
from django.conf import settings
from django.test import override_settings

from config.celery import transport_options


class TestConfiguration:
    def test_a_task_whose_worker_dies_is_delivered_again(self):
        conf = current_app.conf
        assert conf.task_acks_late
        assert conf.task_reject_on_worker_lost
        assert conf.worker_prefetch_multiplier == 1

    def test_a_message_stays_invisible_for_longer_than_any_task_may_take(self):
        conf = current_app.conf
        assert (
            conf.task_soft_time_limit
            < conf.task_time_limit
            < conf.broker_transport_options["visibility_timeout"]
        )

    def test_messages_carry_nothing_that_runs(self):
        assert (current_app.conf.accept_content, current_app.conf.task_serializer) == (["json"], "json")

    def test_a_message_reaches_one_queue(self):
        # A queue without an exchange of its own would share the default one, and get its messages too.
        for name, queue in current_app.amqp.queues.items():
            assert (queue.exchange.name, queue.routing_key) == (name, name)

    def test_without_redis_the_broker_is_a_folder(self, tmp_path):
        with override_settings(CELERY_BROKER_URL="filesystem://", DATA_DIR=tmp_path):
            options = transport_options()
        assert options["data_folder_in"] == options["data_folder_out"] == str(tmp_path / "broker/messages")
        assert (tmp_path / "broker/messages").is_dir()

    @pytest.mark.parametrize("entry", sorted(settings.CELERY_BEAT_SCHEDULE))
    def test_beat_sends_tasks_that_exist_to_queues_that_are_read(self, entry):
        current_app.loader.import_default_modules()
        task = current_app.tasks[settings.CELERY_BEAT_SCHEDULE[entry]["task"]]
        route = current_app.amqp.router.route({}, task.name, task_type=task)
        queue = route["queue"].name if "queue" in route else current_app.conf.task_default_queue
        assert queue in {one.name for one in current_app.conf.task_queues}
