"""The throttle spaces requests out over all threads, and no clock can stop it."""

from __future__ import annotations

import threading

import pytest

from stripe_client.throttle import Throttle


class Time:
    """Passes only by sleeping; at its end it stands where sleeping has brought it."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.naps: list[float] = []

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.now += seconds


@pytest.mark.parametrize(("per_second", "seconds"), [(20, 0.45), (1, 9.0), (0, 0.0)])
def test_ten_requests_take_their_time(per_second: float, seconds: float) -> None:
    time = Time()
    throttle = Throttle(per_second, clock=time.clock, sleep=time.sleep)
    for _ in range(10):
        throttle.wait()
    assert time.now - 1_000.0 == pytest.approx(seconds)


def test_a_request_after_a_pause_does_not_wait() -> None:
    time = Time()
    throttle = Throttle(20, clock=time.clock, sleep=time.sleep)
    throttle.wait()
    time.now += 1
    throttle.wait()
    assert time.naps == []


def test_threads_share_the_turns() -> None:
    turns: list[float] = []
    throttle = Throttle(10, clock=lambda: 0.0, sleep=turns.append)
    threads = [threading.Thread(target=throttle.wait) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(turns) == pytest.approx([number / 10 for number in range(1, 20)])


def test_a_clock_set_back_makes_nobody_wait_for_it() -> None:
    time = Time()
    throttle = Throttle(20, clock=time.clock, sleep=time.sleep)
    throttle.wait()
    time.now -= 3_600
    throttle.wait()
    assert time.naps == []
