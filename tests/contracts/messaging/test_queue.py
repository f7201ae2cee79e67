"""What a queue promises in both homes."""

import pytest

from shared.messaging.queue import LONGEST_DELAY_S, MOST_AT_ONCE, MOST_ATTEMPTS, MOST_BYTES, Depth


def received(queue, **how):
    """Everything that can be received now, batch by batch."""
    messages = []
    while batch := queue.receive(**how):
        messages += batch
    return messages


def give_up(queue, error="it does not fit"):
    """Let the one message of `queue` fail until it is dead."""
    for _ in range(MOST_ATTEMPTS):
        (message,) = queue.receive()
        queue.retry_later(message.receipt, 0, error)
    assert queue.receive() == []


def test_message_sent_is_received_as_it_was(queue):
    queue.send('{"技术需求": "é\\n\\u0000"}')
    (message,) = queue.receive()
    assert message.body == '{"技术需求": "é\\n\\u0000"}'
    assert message.attempts == 1


def test_receive_of_an_empty_queue_answers_nothing(queue):
    assert queue.receive() == []


def test_every_message_is_received_once_while_in_hand(queue):
    for number in range(25):
        queue.send(f"message {number}")
    messages = received(queue, most=4)
    assert sorted(message.body for message in messages) == sorted(f"message {number}" for number in range(25))
    assert len({message.receipt for message in messages}) == 25


def test_receive_takes_no_more_than_asked_for(queue):
    for number in range(5):
        queue.send(f"message {number}")
    assert len(queue.receive(3)) <= 3


def test_message_not_deleted_comes_again_after_its_visibility_timeout(home, queue):
    queue.send("again")
    (first,) = queue.receive(visibility_s=30)
    home.pass_time(29)
    assert queue.receive() == []
    home.pass_time(2)
    (second,) = queue.receive()
    assert (second.id, second.body, second.attempts) == (first.id, "again", 2)


def test_deleted_message_never_comes_again(home, queue):
    queue.send("gone")
    (message,) = queue.receive(visibility_s=30)
    queue.delete(message.receipt)
    home.pass_time(60)
    assert queue.receive() == []
    assert queue.depth() == Depth(0, 0, 0)


def test_delete_repeated_changes_nothing(queue):
    queue.send("once")
    queue.send("other")
    messages = received(queue)
    queue.delete(messages[0].receipt)
    queue.delete(messages[0].receipt)
    assert sum(queue.depth()) == 1


def test_delayed_message_is_received_only_later(home, queue):
    queue.send("later", delay_s=60)
    assert queue.receive() == []
    assert queue.depth() == Depth(0, 1, 0)
    home.pass_time(61)
    assert [message.body for message in queue.receive()] == ["later"]


def test_failed_message_comes_again_after_its_pause(home, queue):
    queue.send("retried")
    (message,) = queue.receive()
    queue.retry_later(message.receipt, 20)
    assert queue.receive() == []
    home.pass_time(21)
    (again,) = queue.receive()
    assert (again.id, again.attempts) == (message.id, 2)


def test_message_that_keeps_failing_becomes_a_dead_letter(queue):
    queue.send("poison")
    give_up(queue)
    (letter,) = queue.dead()
    assert letter.body == "poison"
    assert letter.attempts >= MOST_ATTEMPTS
    assert queue.depth() == Depth(0, 0, 1)


def test_message_whose_workers_keep_dying_becomes_a_dead_letter(home, queue):
    queue.send("killer")
    for attempt in range(1, MOST_ATTEMPTS + 1):
        (message,) = queue.receive(visibility_s=30)
        assert message.attempts == attempt
        home.pass_time(31)
    assert queue.receive() == []
    assert [letter.body for letter in queue.dead()] == ["killer"]


def test_dead_letters_looked_at_stay(queue):
    queue.send("poison")
    give_up(queue)
    assert [letter.body for letter in queue.dead()] == ["poison"]
    assert [letter.body for letter in queue.dead()] == ["poison"]


def test_redriven_message_is_received_with_all_its_attempts(queue):
    queue.send("mended")
    give_up(queue)
    assert queue.redrive() == 1
    assert queue.dead() == []
    (message,) = queue.receive()
    assert (message.body, message.attempts) == ("mended", 1)


def test_redrive_moves_no_more_than_its_limit(queue):
    for number in range(13):
        queue.send(f"poison {number}")
    for _ in range(MOST_ATTEMPTS):
        for message in received(queue):
            queue.retry_later(message.receipt, 0)
    received(queue)
    assert queue.redrive(limit=11) == 11
    assert len(received(queue)) == 11
    assert queue.redrive(limit=11) == 2
    assert queue.redrive(limit=11) == 0


def test_queues_do_not_see_each_other(home):
    one, other = home.queue(), home.queue()
    one.send("for one")
    assert other.receive() == []
    assert [message.body for message in one.receive()] == ["for one"]


def test_depth_counts_what_is_ready_in_hand_and_dead(queue):
    for number in range(3):
        queue.send(f"message {number}")
    assert queue.depth() == Depth(3, 0, 0)
    queue.receive(1)
    assert queue.depth() == Depth(2, 1, 0)


@pytest.mark.parametrize(
    "call",
    [
        lambda queue: queue.send(""),
        lambda queue: queue.send("x" * (MOST_BYTES + 1)),
        lambda queue: queue.send("技" * (MOST_BYTES // 3 + 1)),
        lambda queue: queue.send("x", delay_s=LONGEST_DELAY_S + 1),
        lambda queue: queue.send("x", delay_s=-1),
        lambda queue: queue.receive(0),
        lambda queue: queue.receive(MOST_AT_ONCE + 1),
        lambda queue: queue.receive(visibility_s=-1),
        lambda queue: queue.retry_later("receipt", 12 * 3600 + 1),
    ],
)
def test_what_sqs_would_refuse_is_refused(queue, call):
    with pytest.raises(ValueError, match=r"not"):
        call(queue)
    assert queue.depth() == Depth(0, 0, 0)


def test_largest_message_is_taken(queue):
    queue.send("x" * MOST_BYTES)
    (message,) = queue.receive()
    assert len(message.body) == MOST_BYTES
