// RFC 1951 with its fixed codes: enough for pictures of a notebook, in every room and without waiting
// for a stream (both Node's and the browser's compression are asynchronous or not there).

/** Lengths 3 to 258 and distances 1 to 32768: each code's first value and its extra bits. */
function steps(first: number, count: number, plain: number, perWidth: number) {
  const table: { readonly base: number; readonly bits: number }[] = [];
  let base = first;
  for (let code = 0; code < count; code += 1) {
    const bits = code < plain ? 0 : Math.floor((code - plain) / perWidth) + 1;
    table.push({ base, bits });
    base += 2 ** bits;
  }
  return table;
}

const lengths = [...steps(3, 28, 8, 4), { base: 258, bits: 0 }];
const distances = steps(1, 30, 4, 2);
const longest = 258;
const farthest = 32_768;

class Bits {
  readonly bytes: number[] = [];
  #word = 0;
  #count = 0;

  /** Lowest bit first, as numbers go in. */
  number(value: number, bits: number) {
    this.#word |= value << this.#count;
    this.#count += bits;
    while (this.#count >= 8) {
      this.bytes.push(this.#word & 255);
      this.#word >>>= 8;
      this.#count -= 8;
    }
  }

  /** Highest bit first, as codes go in. */
  code(value: number, bits: number) {
    for (let bit = bits - 1; bit >= 0; bit -= 1) {
      this.number((value >> bit) & 1, 1);
    }
  }

  end() {
    if (this.#count > 0) {
      this.number(0, 8 - this.#count);
    }
  }
}

function symbol(bits: Bits, value: number) {
  if (value < 144) {
    bits.code(0x30 + value, 8);
  } else if (value < 256) {
    bits.code(0x190 + value - 144, 9);
  } else if (value < 280) {
    bits.code(value - 256, 7);
  } else {
    bits.code(0xc0 + value - 280, 8);
  }
}

function repeat(bits: Bits, length: number, distance: number) {
  const code = lengths.findLastIndex(({ base }) => base <= length);
  const reach = distances.findLastIndex(({ base }) => base <= distance);
  symbol(bits, 257 + code);
  bits.number(length - (lengths[code]?.base ?? 0), lengths[code]?.bits ?? 0);
  bits.code(reach, 5);
  bits.number(distance - (distances[reach]?.base ?? 0), distances[reach]?.bits ?? 0);
}

/** The bytes, deflated. */
export function deflate(bytes: Uint8Array): Uint8Array {
  const bits = new Bits();
  const seen = new Int32Array(1 << 15).fill(-1);
  const at = (place: number) => bytes[place] ?? 0;
  bits.number(1, 1);
  bits.number(1, 2);
  let place = 0;
  while (place < bytes.length) {
    const word = (at(place) << 16) | (at(place + 1) << 8) | at(place + 2);
    const slot = Math.imul(word, 0x9e3779b1) >>> 17;
    const before = seen[slot] ?? -1;
    seen[slot] = place;
    let length = 0;
    if (before >= 0 && place - before <= farthest) {
      const most = Math.min(longest, bytes.length - place);
      while (length < most && at(before + length) === at(place + length)) {
        length += 1;
      }
    }
    if (length >= 3) {
      repeat(bits, length, place - before);
      place += length;
    } else {
      symbol(bits, at(place));
      place += 1;
    }
  }
  symbol(bits, 256);
  bits.end();
  return Uint8Array.from(bits.bytes);
}
