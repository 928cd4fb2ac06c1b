"""What detectors remember, for many streams at once, and how one stream is taken out of it, put back and kept.

A state is a `msgspec.Struct` of arrays whose first axis is the stream, of plain numbers that are the same for all
streams (a width, the moment reached), and of further such structs. These functions know nothing else about it.
"""

import zlib
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, TypeVar, get_type_hints

import msgspec
import numpy as np

State = TypeVar("State", bound=msgspec.Struct)


def pick(state: State, rows: Sequence[int]) -> State:
    """These streams alone, in this order; a copy."""
    chosen = np.asarray(rows, dtype=np.intp)
    return _rebuilt(type(state), [state], lambda parts: parts[0][chosen])


def join(states: Sequence[State]) -> State:
    """Several states as one, their streams in this order.

    All must have come to the same moment, but for those that have seen nothing: of plain numbers the largest is kept.
    """
    return _rebuilt(type(states[0]), states, np.concatenate)


def pack(state: msgspec.Struct, row: int = 0) -> bytes:
    """What is remembered of one stream, to keep until it goes on."""
    return zlib.compress(msgspec.msgpack.encode(_told(state, row)), 1)


def unpack(state_type: type[State], packed: bytes) -> State:
    """A state of the one stream that `pack` kept; it goes on as if nothing had happened.

    Raises `OtherVersion` where what was kept has other fields than this state.
    """
    try:
        return _heard(state_type, msgspec.msgpack.decode(zlib.decompress(packed)))
    except (TypeError, KeyError) as odd:
        raise OtherVersion(state_type.__name__) from odd


def recall(state_type: type[State], packed: bytes, wanted: dict[str, Any]) -> State | None:
    """What `pack` kept, where it is laid out as wanted (`layout`); None where another version kept it: better to learn
    anew than never to go on."""
    try:
        state = unpack(state_type, packed)
    except OtherVersion:
        return None
    return state if layout(state) == wanted else None


class OtherVersion(Exception):
    """What was kept was remembered by another version of a detector, and is of no use to this one."""


def layout(state: msgspec.Struct) -> dict[str, Any]:
    """What a state consists of, however many streams it is of: two that differ are not of one version."""
    told: dict[str, Any] = {}
    for name in state.__struct_fields__:
        value = getattr(state, name)
        if isinstance(value, np.ndarray):
            told[name] = (value.dtype.str, value.shape[1:])
        elif isinstance(value, msgspec.Struct):
            told[name] = layout(value)
        else:
            told[name] = None
    return told


def _rebuilt(kind: type[State], states: Sequence[State], gather: Callable[[Sequence[Any]], Any]) -> State:
    fields: dict[str, Any] = {}
    for name in kind.__struct_fields__:
        parts = [getattr(state, name) for state in states]
        if isinstance(parts[0], np.ndarray):
            fields[name] = gather(parts)
        elif isinstance(parts[0], msgspec.Struct):
            fields[name] = _rebuilt(type(parts[0]), parts, gather)
        else:
            fields[name] = max(parts)
    return kind(**fields)


def _told(state: msgspec.Struct, row: int) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for name in state.__struct_fields__:
        value = getattr(state, name)
        if isinstance(value, np.ndarray):
            told[name] = (value.dtype.str, value.shape[1:], value[row].tobytes())
        elif isinstance(value, msgspec.Struct):
            told[name] = _told(value, row)
        else:
            told[name] = value
    return told


def _heard(kind: type[State], told: dict[str, Any]) -> State:
    fields: dict[str, Any] = {}
    for name, value in told.items():
        if isinstance(value, dict):
            fields[name] = _heard(_types(kind)[name], value)
        elif isinstance(value, list):
            dtype, shape, raw = value
            fields[name] = np.frombuffer(raw, dtype).reshape(1, *shape).copy()
        else:
            fields[name] = value
    return kind(**fields)


@cache
def _types(kind: type[msgspec.Struct]) -> dict[str, Any]:
    """What the fields of a state hold: dear to find out, and asked of every stream each minute."""
    return get_type_hints(kind)
