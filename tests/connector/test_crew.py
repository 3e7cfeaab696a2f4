"""Lanes side by side: one rests while others may bring it work, and requests keep their limit."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event, Lock

from connector.crew import Crew

PATIENCE_SECONDS = 5


def test_a_lane_alone_does_not_rest_because_nobody_could_bring_it_work() -> None:
    crew = Crew()
    crew.join()
    assert crew.rest(crew.settled) is False


def test_a_resting_lane_goes_on_when_another_settles_something() -> None:
    crew, both = Crew(), Barrier(2)

    def resting() -> bool:
        crew.join()
        seen = crew.settled
        both.wait(PATIENCE_SECONDS)
        return crew.rest(seen)

    def working() -> None:
        crew.join()
        both.wait(PATIENCE_SECONDS)
        crew.tell_settled()
        crew.leave()

    with ThreadPoolExecutor() as threads:
        goes_on = threads.submit(resting)
        threads.submit(working).result(PATIENCE_SECONDS)
        assert goes_on.result(PATIENCE_SECONDS) is True


def test_a_resting_lane_ends_when_the_last_one_at_work_leaves_without_settling() -> None:
    crew, both = Crew(), Barrier(2)

    def resting() -> bool:
        crew.join()
        both.wait(PATIENCE_SECONDS)
        return crew.rest(crew.settled)

    def leaving() -> None:
        crew.join()
        both.wait(PATIENCE_SECONDS)
        crew.leave()

    with ThreadPoolExecutor() as threads:
        goes_on = threads.submit(resting)
        threads.submit(leaving).result(PATIENCE_SECONDS)
        assert goes_on.result(PATIENCE_SECONDS) is False


def test_never_more_requests_at_once_than_the_crew_may_send() -> None:
    crew, lock, held = Crew(requests=2), Lock(), Event()
    at_once: list[int] = [0]
    most: list[int] = [0]

    def request() -> None:
        with crew.request():
            with lock:
                at_once[0] += 1
                most[0] = max(most[0], at_once[0])
                if at_once[0] == 2:
                    held.set()
            held.wait(PATIENCE_SECONDS)
            with lock:
                at_once[0] -= 1

    with ThreadPoolExecutor(max_workers=6) as threads:
        for done in [threads.submit(request) for _ in range(6)]:
            done.result(PATIENCE_SECONDS)
    assert most == [2]
