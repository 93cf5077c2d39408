# SPDX-License-Identifier: AGPL-3.0-or-later
"""Users who ask for pages: a program of its own, so that it takes as little as can be from the servers it measures.

Reads a JSON order from standard input and writes the times to standard output. Knows nothing of Panah.

Order: `host`, `port`, `users` (each with `cookie` and `paths`, asked for in turn), `think` (mean pause of a user between
two pages, in s; 0: the next follows at once), `seconds` (for how long), `most` (pages at most), `warm` (pages of each user
that are not counted).
"""

import asyncio
import json
import random
import sys
import time

LIMIT = 64 * 1024 * 1024


class User:
    """One user with one connection, which is kept."""

    def __init__(self, order: dict, number: int) -> None:
        self.order = order
        self.number = number
        self.user = order["users"][number]
        self.chance = random.Random(number)  # noqa: S311 - pauses, not keys
        self.reader: asyncio.StreamReader | None = None
        self.writer: asyncio.StreamWriter | None = None

    async def ask(self, path: str) -> int:
        """Ask for a page and read it to its end. Returns its status."""
        if self.writer is None:
            self.reader, self.writer = await asyncio.open_connection(
                self.order["host"], self.order["port"], limit=LIMIT
            )
        request = (
            f"GET {path} HTTP/1.1\r\nHost: {self.order['host']}:{self.order['port']}\r\n"
            f"Cookie: {self.user['cookie']}\r\nAccept-Language: en\r\nConnection: keep-alive\r\n\r\n"
        )
        self.writer.write(request.encode())
        await self.writer.drain()
        assert self.reader is not None
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        status = int(head.split(" ", 2)[1])
        if "transfer-encoding: chunked" in head:
            await self._chunks()
        else:
            length = next(
                (line.split(":")[1] for line in head.split("\r\n") if line.startswith("content-length:")), "0"
            )
            await self.reader.readexactly(int(length))
        if "connection: close" in head:
            self.writer.close()
            self.reader = self.writer = None
        return status

    async def _chunks(self) -> None:
        assert self.reader is not None
        while True:
            size = int((await self.reader.readline()).split(b";")[0], 16)
            await self.reader.readexactly(size + 2)
            if size == 0:
                return

    async def work(self, until: float, times: list, counted: dict) -> None:
        """Ask for page after page."""
        think = self.order["think"]
        if think:
            # Nobody begins at the same moment.
            await asyncio.sleep(self.chance.uniform(0, think))
        asked = 0
        while time.perf_counter() < until and counted["pages"] < self.order["most"]:
            path = self.user["paths"][asked % len(self.user["paths"])]
            began = time.perf_counter()
            try:
                status = await asyncio.wait_for(self.ask(path), timeout=60)
            except (OSError, asyncio.IncompleteReadError, TimeoutError, ValueError):
                status = 0
                self.reader = self.writer = None
            took = time.perf_counter() - began
            asked += 1
            if asked > self.order["warm"]:
                counted["pages"] += 1
                counted["errors"] += status != 200
                times.append(took)
                counted["first"] = min(counted["first"], began)
                counted["last"] = max(counted["last"], began + took)
            if think:
                await asyncio.sleep(self.chance.expovariate(1 / think))
        if self.writer is not None:
            self.writer.close()


async def run(order: dict) -> dict:
    """All users at once. Returns `times` (s), `errors`, and `took`: from the first counted request to the last answer (s)."""
    times: list[float] = []
    counted = {"pages": 0, "errors": 0, "first": float("inf"), "last": 0.0}
    until = time.perf_counter() + order["seconds"]
    users = [User(order, number) for number in range(len(order["users"]))]
    await asyncio.gather(*(user.work(until, times, counted) for user in users))
    return {"times": times, "errors": counted["errors"], "took": max(0.0, counted["last"] - counted["first"])}


if __name__ == "__main__":
    json.dump(asyncio.run(run(json.load(sys.stdin))), sys.stdout)
