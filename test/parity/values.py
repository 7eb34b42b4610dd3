"""Values that look random and are the same in Python and in TypeScript (values.ts): a hash of their
position, so that two implementations get the same weights without exchanging a file."""

import base64
import json
import pathlib

import numpy as np

RECORDED = pathlib.Path(__file__).parent / "recorded"


def fnv1a(text: str) -> int:
    value = 0x811C9DC5
    for character in text:
        value = ((value ^ ord(character)) * 0x01000193) & 0xFFFFFFFF
    return value


def noise(name: str, count: int) -> np.ndarray:
    """`count` numbers from -1 to below 1, float64, in row-major order of the tensor `name`."""
    with np.errstate(over="ignore"):
        x = np.arange(count, dtype=np.uint32) + np.uint32(fnv1a(name))
        x ^= x >> np.uint32(16)
        x *= np.uint32(0x21F0AAAD)
        x ^= x >> np.uint32(15)
        x *= np.uint32(0x735A2D97)
        x ^= x >> np.uint32(15)
    return x.astype(np.float64) / 2.0**31 - 1.0


def weight(name: str, kind: str, shape, fan_in: int) -> np.ndarray:
    """A weight of a network: kinds as in values.ts."""
    u = noise(name, int(np.prod(shape)))
    if kind == "kernel":  # He's uniform: keeps the spread through ReLUs
        u = u * np.sqrt(6.0 / fan_in)
    elif kind == "gamma":
        u = 1.0 + 0.2 * u
    elif kind == "variance":
        u = 1.0 + 0.3 * u
    else:  # bias, beta, mean
        u = 0.1 * u
    return u.reshape(shape).astype(np.float32)


def record(name: str, source: str, input_shape, outputs) -> None:
    """Writes the outputs, one list per head, as base64 of float32."""
    RECORDED.mkdir(exist_ok=True)
    encode = lambda y: base64.b64encode(np.asarray(y, dtype="<f4").tobytes()).decode()
    content = {
        "network": name,
        "source": source,
        "inputShape": list(input_shape),
        "outputs": [encode(y) for y in outputs],
    }
    (RECORDED / f"{name}.json").write_text(json.dumps(content, indent=2) + "\n")
