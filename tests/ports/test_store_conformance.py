"""What every store promises, whatever it is made of."""

from collections.abc import Callable, Generator, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orchestrator_engine.store import Command, Entry, Fenced, SqliteStore, Store
from support.memory_store import MemoryStore

FIRST = (Entry("run.created", 1, '{"title": "Grüße"}'), Entry("run.planned", 1, "{}"))

Connect = Callable[[], Store]


@pytest.fixture(params=["sqlite", "memory"])
def connect(request: pytest.FixtureRequest, tmp_path: Path) -> Generator[Connect]:
    """Opens connections to one store that was just created."""
    opened: list[Store] = []
    path = tmp_path / "run.db"
    if request.param == "sqlite":
        SqliteStore.create(path, "r1", FIRST, 1.0)
    memory = MemoryStore.create(FIRST, 1.0)

    def one_more() -> Store:
        sqlite = request.param == "sqlite"
        store: Store = SqliteStore(path, write=True) if sqlite else MemoryStore(memory)
        opened.append(store)
        return store

    yield one_more
    for store in opened:
        store.close()


def an_event(number: int, task: str | None = None) -> Entry:
    return Entry("attempt.started", 1, f'{{"number": {number}}}', task, 1 if task else None)


def test_what_it_was_created_with_is_there_at_epoch_zero(connect: Connect) -> None:
    rows = connect().read()
    assert [(row.seq, row.epoch, row.at, row.entry) for row in rows] == [
        (1, 0, 1.0, FIRST[0]),
        (2, 0, 1.0, FIRST[1]),
    ]


def test_what_one_connection_appends_another_reads(connect: Connect) -> None:
    writer, reader = connect(), connect()
    epoch = writer.take_over("a")
    writer.append(epoch, 2, [an_event(1, "t1"), an_event(2)], 7.5)
    assert reader.read(2) == writer.read(2)
    assert [(row.seq, row.epoch, row.at) for row in reader.read(2)] == [(3, 1, 7.5), (4, 1, 7.5)]
    assert reader.read(2)[0].entry == an_event(1, "t1")
    assert reader.read(4) == []


def test_each_take_over_raises_the_epoch(connect: Connect) -> None:
    first, second = connect(), connect()
    assert [first.take_over("a"), second.take_over("b"), first.take_over("a")] == [1, 2, 3]


def test_whoever_was_taken_over_from_is_fenced(connect: Connect) -> None:
    old, new = connect(), connect()
    epoch = old.take_over("old")
    new.take_over("new")
    with pytest.raises(Fenced):
        old.append(epoch, 2, [an_event(1)], 2.0)
    assert len(new.read()) == 2


def test_an_epoch_that_nobody_took_is_fenced(connect: Connect) -> None:
    store = connect()
    with pytest.raises(Fenced):
        store.append(1, 2, [an_event(1)], 2.0)


@pytest.mark.parametrize("after", [0, 1, 3])
def test_a_number_that_is_taken_or_too_high_is_fenced(connect: Connect, after: int) -> None:
    store = connect()
    epoch = store.take_over("a")
    with pytest.raises(Fenced):
        store.append(epoch, after, [an_event(1)], 2.0)
    assert len(store.read()) == 2


def test_after_being_fenced_a_connection_goes_on(connect: Connect) -> None:
    store = connect()
    epoch = store.take_over("a")
    with pytest.raises(Fenced):
        store.append(epoch, 9, [an_event(1)], 2.0)
    store.append(epoch, 2, [an_event(1)], 2.0)
    assert len(store.read()) == 3


def test_the_latest_of_some_kinds_is_found(connect: Connect) -> None:
    store = connect()
    epoch = store.take_over("a")
    store.append(epoch, 2, [an_event(1), an_event(2), Entry("run.ended", 1, "{}")], 2.0)
    latest = store.latest("attempt.started", "run.created")
    assert latest is not None
    assert latest.seq == 4
    assert store.latest("run.resumed") is None


def test_changed_is_true_once_for_each_look_at_what_others_wrote(connect: Connect) -> None:
    writer, reader = connect(), connect()
    epoch = writer.take_over("a")
    assert [reader.changed(), reader.changed()] == [True, False]
    writer.append(epoch, 2, [an_event(1)], 2.0)
    assert [reader.changed(), reader.changed()] == [True, False]
    writer.send(Command("c1", "stop"))
    assert [reader.changed(), reader.changed()] == [True, False]


def test_changed_is_false_for_what_was_written_here(connect: Connect) -> None:
    store = connect()
    epoch = store.take_over("a")
    store.changed()
    store.append(epoch, 2, [an_event(1)], 2.0)
    assert not store.changed()


def test_commands_come_in_the_order_they_were_sent(connect: Connect) -> None:
    sender, worker = connect(), connect()
    sent = [Command(f"c{number}", "ticked", {"items": [number, "ä"]}, 3.5) for number in (2, 1, 3)]
    for command in sent:
        sender.send(command)
    assert worker.commands() == sent


def test_a_command_is_sent_once_by_its_id(connect: Connect) -> None:
    store = connect()
    store.send(Command("c1", "stop", {}, 1.0))
    connect().send(Command("c1", "other", {}, 2.0))
    assert store.commands() == [Command("c1", "stop", {}, 1.0)]


def test_commands_need_no_epoch_and_fence_nobody(connect: Connect) -> None:
    worker, face = connect(), connect()
    epoch = worker.take_over("a")
    face.send(Command("c1", "stop"))
    worker.append(epoch, 2, [an_event(1)], 2.0)
    assert len(face.read()) == 3


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("take"), st.integers(0, 1)),
        st.tuples(st.just("append"), st.integers(0, 1), st.integers(1, 3)),
        st.tuples(st.just("stale"), st.integers(0, 1), st.integers(1, 3)),
        st.tuples(st.just("read")),
        st.tuples(st.just("send"), st.integers(0, 4)),
    ),
    max_size=25,
)


@given(steps=STEPS)
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_two_writers_and_a_reader_agree_with_a_model(
    tmp_path_factory: pytest.TempPathFactory, steps: Sequence[tuple[str, int, int]]
) -> None:
    path = tmp_path_factory.mktemp("model") / "run.db"
    SqliteStore.create(path, "r1", FIRST, 1.0)
    real = [SqliteStore(path, write=True), SqliteStore(path, write=True)]
    memory = MemoryStore.create(FIRST, 1.0)
    model = [MemoryStore(memory), MemoryStore(memory)]
    epochs = [0, 0]
    reader, model_reader = SqliteStore(path, write=False), MemoryStore(memory)
    try:
        for number, (step, *arguments) in enumerate(steps):
            match step, arguments:
                case "take", [who]:
                    epochs[who] = real[who].take_over("w")
                    assert epochs[who] == model[who].take_over("w")
                case ("append" | "stale") as how, [who, count]:
                    after = len(memory.rows) - (how == "stale")
                    entries = [an_event(number)] * count
                    results = [
                        _outcome(store, epochs[who], after, entries)
                        for store in (real[who], model[who])
                    ]
                    assert results[0] == results[1]
                case "send", [which]:
                    real[0].send(Command(f"c{which}", "stop"))
                    model[0].send(Command(f"c{which}", "stop"))
                case _:
                    assert reader.changed() == model_reader.changed()
                    assert reader.read() == model_reader.read()
                    assert reader.commands() == model_reader.commands()
        assert reader.read() == memory.rows
    finally:
        for store in (*real, reader):
            store.close()


def _outcome(store: Store, epoch: int, after: int, entries: Sequence[Entry]) -> str:
    try:
        store.append(epoch, after, entries, 5.0)
    except Fenced:
        return "fenced"
    return "written"
