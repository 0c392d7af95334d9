"""What a client may say on the stream, read strictly: a message that is not one of these ends the connection."""

from __future__ import annotations

from typing import Annotated

import msgspec

CHANNELS_MAX = 200
MESSAGE_LENGTH_MAX = 16_384


class Hello(msgspec.Struct, tag="hello", forbid_unknown_fields=True):
    """First of all: where the client left off, None when it comes for the first time."""

    after: Annotated[int, msgspec.Meta(ge=0)] | None = None


class Subscribe(msgspec.Struct, tag="subscribe", forbid_unknown_fields=True):
    """Replaces the channels: `quotes:*` or `quotes:<symbol>`."""

    channels: Annotated[
        list[Annotated[str, msgspec.Meta(pattern=r"^quotes:(\*|[A-Za-z0-9._/:=-]{1,40})$")]],
        msgspec.Meta(max_length=CHANNELS_MAX),
    ]

    @property
    def everything(self) -> bool:
        return "quotes:*" in self.channels

    @property
    def symbols(self) -> frozenset[str]:
        return frozenset(channel.removeprefix("quotes:") for channel in self.channels) - {"*"}


class Pong(msgspec.Struct, tag="pong", forbid_unknown_fields=True):
    """The answer to a ping."""


ClientMessage = Hello | Subscribe | Pong
_decode = msgspec.json.Decoder(ClientMessage).decode


def read_message(text: str) -> ClientMessage:
    """Return the message. Raises ValueError for anything else."""
    if len(text) > MESSAGE_LENGTH_MAX:
        raise ValueError("too long")
    message: ClientMessage = _decode(text)
    return message
