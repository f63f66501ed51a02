"""Ways to the desk: each hears in its own form and shows pages in its own form."""

TRY_AGAIN = 75  # the exit code of what may pass: whoever runs the process starts it again


class CannotServe(Exception):
    """The transport cannot be used; the message says why, and `code` is the exit code."""

    def __init__(self, why: str, *, code: int) -> None:
        super().__init__(why)
        self.code = code
