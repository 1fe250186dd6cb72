"""Facts that no module has any more: a file that comes back under any name, by a checkout, say, is not parsed again."""

from __future__ import annotations

from djlab.pipeline.facts import FileFacts

MAX_BYTES = 20_000_000
"""Source text whose facts are kept; those of the largest public pipeline are a tenth of it."""


class KeptFacts:
    """Facts by the text that they were taken from, the latest first to be found and the last to be dropped.

    Who takes facts out owns them: facts of a module change with its file, so no two modules may share them.
    """

    def __init__(self) -> None:
        self._facts: dict[bytes, FileFacts] = {}
        self._bytes = 0

    def __contains__(self, text: bytes) -> bool:
        return text in self._facts

    def keep(self, facts: FileFacts) -> None:
        """Take in facts that their module does without from now on."""
        if facts.error is not None or not facts.text or facts.text in self._facts:
            return
        self._facts[facts.text] = facts
        self._bytes += len(facts.text)
        while self._bytes > MAX_BYTES:
            self._bytes -= len(self._facts.pop(next(iter(self._facts))).text)

    def take(self, text: bytes) -> FileFacts | None:
        """Give away the facts of a text, where they are here."""
        facts = self._facts.pop(text, None)
        if facts is not None:
            self._bytes -= len(text)
        return facts
