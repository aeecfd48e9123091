"""A program that appends to a store for as long as it lives, and says what is durable.

Usage: store_writer.py DATABASE SECONDS. Prints the number of the last event after each append, and
sleeps for so long before the next.
"""

import sys
import time
from pathlib import Path

from orchestrator_engine.store import Entry, SqliteStore


def main() -> None:
    store = SqliteStore(Path(sys.argv[1]), write=True)
    epoch = store.take_over("writer")
    after = store.read()[-1].seq
    entries = [Entry("unknown", 1, '{"text": "' + "x" * 2000 + '"}')] * 3
    while True:
        store.append(epoch, after, entries, 1.0)
        after += len(entries)
        sys.stdout.write(f"{after}\n")
        sys.stdout.flush()
        time.sleep(float(sys.argv[2]))


if __name__ == "__main__":
    main()
