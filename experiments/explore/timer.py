"""What an open page looks at again and again."""

from __future__ import annotations

import asyncio

from shiny import reactive

STARTED: set[asyncio.Task[None]] = set()
"""Held until they are done: the loop itself would forget them."""


def again_in(seconds: float) -> None:
    """Have what is reactive here made again in so many seconds, unless something else makes it again or its page is closed.

    Shiny's own `invalidate_later` does the same, but prints an error where the page is closed while others have their turn.
    """
    here = reactive.get_current_context()

    async def make_again() -> None:
        async with reactive.lock():
            here.invalidate()
            await reactive.flush()

    def start() -> None:
        started = asyncio.create_task(make_again())
        STARTED.add(started)
        started.add_done_callback(STARTED.discard)

    here.on_invalidate(asyncio.get_running_loop().call_later(seconds, start).cancel)
