import { describeAt } from './describe';

/** Where a value sits in JSON: names and indices from the outside in. */
export type JsonPath = readonly (string | number)[];

/** The first thing in a text that is not JSON. */
export class NotJson extends Error {
  readonly offset: number;
  readonly reason: string;

  constructor(offset: number, reason: string) {
    super(reason);
    this.offset = offset;
    this.reason = reason;
  }
}

/** `first ...`: the list or object may also end here. */
type Expected = 'value' | 'first value' | 'name' | 'first name' | 'separator' | 'nothing';

/**
 * A JSON checker that knows where it is. It runs only when reading has failed, to say where. It has
 * its own stack rather than recursion, because a damaged file nests as it likes, and no regular
 * expressions over long texts, because those overflow too.
 */
export class Scanner {
  readonly #text: string;
  readonly #onValue: (path: JsonPath, offset: number) => void;
  /** One entry per open list (the index) and object (the name). */
  readonly #path: (string | number)[] = [];
  #offset = 0;

  constructor(text: string, onValue: (path: JsonPath, offset: number) => void = () => undefined) {
    this.#text = text;
    this.#onValue = onValue;
  }

  scan(): void {
    let expected: Expected = 'value';
    do {
      this.#skipSpace();
      expected = this.#step(expected);
    } while (expected !== 'nothing');
  }

  #step(expected: Exclude<Expected, 'nothing'>): Expected {
    switch (expected) {
      case 'first value':
        return this.#peek() === ']' ? this.#close() : this.#readValue(expected);
      case 'value':
        return this.#readValue(expected);
      case 'first name':
        return this.#peek() === '}' ? this.#close() : this.#readName(expected);
      case 'name':
        return this.#readName(expected);
      case 'separator':
        return this.#readSeparator();
    }
  }

  #readValue(expected: 'value' | 'first value'): Expected {
    const start = this.#offset;
    this.#onValue(this.#path, start);
    switch (this.#peek()) {
      case '{':
        this.#offset += 1;
        this.#path.push('');
        return 'first name';
      case '[':
        this.#offset += 1;
        this.#path.push(0);
        return 'first value';
      case '"':
        this.#skipString();
        return 'separator';
      case undefined:
      default:
        this.#skipWord();
        if (!isJson(this.#text.slice(start, this.#offset))) {
          this.#fail(expected === 'value' ? 'a value' : "a value or ']'", start);
        }
        return 'separator';
    }
  }

  #readName(expected: 'name' | 'first name'): Expected {
    const start = this.#offset;
    if (this.#peek() !== '"') {
      this.#fail(`a name in double quotes${expected === 'name' ? '' : " or '}'"}`);
    }
    this.#skipString();
    this.#path[this.#path.length - 1] = String(JSON.parse(this.#text.slice(start, this.#offset)));
    this.#skipSpace();
    if (this.#peek() !== ':') {
      this.#fail("':'");
    }
    this.#offset += 1;
    return 'value';
  }

  #readSeparator(): Expected {
    const key = this.#path.at(-1);
    if (key === undefined) {
      return this.#peek() === undefined ? 'nothing' : this.#fail('the end of the file');
    }
    const closer = typeof key === 'number' ? ']' : '}';
    if (this.#peek() === closer) {
      return this.#close();
    }
    if (this.#peek() !== ',') {
      this.#fail(`',' or '${closer}'`);
    }
    this.#offset += 1;
    if (typeof key === 'string') {
      return 'name';
    }
    this.#path[this.#path.length - 1] = key + 1;
    return 'value';
  }

  #close(): Expected {
    this.#path.pop();
    this.#offset += 1;
    return 'separator';
  }

  #peek(): string | undefined {
    return this.#text[this.#offset];
  }

  #skipSpace(): void {
    while (' \n\r\t'.includes(this.#peek() ?? 'x')) {
      this.#offset += 1;
    }
  }

  /** To the end of what may be a number, `true`, `false` or `null`. */
  #skipWord(): void {
    while (!' \n\r\t,:[]{}"'.includes(this.#peek() ?? ',')) {
      this.#offset += 1;
    }
  }

  #skipString(): void {
    this.#offset += 1;
    for (let char = this.#peek(); char !== '"'; char = this.#peek()) {
      if (char === undefined) {
        this.#failAtEnd();
      }
      if (char < ' ') {
        this.#failInString(char);
      }
      this.#offset += char === '\\' ? this.#escapeLength() : 1;
    }
    this.#offset += 1;
  }

  #escapeLength(): number {
    const start = this.#offset;
    const escape = this.#text.slice(start, start + 6);
    if (/^\\["\\/bfnrt]/.test(escape)) {
      return 2;
    }
    if (/^\\u[0-9a-fA-F]{4}/.test(escape)) {
      return 6;
    }
    if (start + escape.length === this.#text.length && !escape.includes('"')) {
      this.#failAtEnd();
    }
    return this.#fail('an escape that JSON knows, such as \\n or \\u0041');
  }

  #failAtEnd(): never {
    const reason = 'the file ends in the middle of a string (it may have been cut off).';
    throw new NotJson(this.#text.length, reason);
  }

  #failInString(char: string): never {
    const code = char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
    const reason =
      char === '\n' || char === '\r'
        ? 'a string has no closing double quote on its line.'
        : `a string holds the control character U+${code}; it should be written as an escape.`;
    throw new NotJson(this.#offset, reason);
  }

  #fail(wanted: string, offset = this.#offset): never {
    const received = describeAt(this.#text, offset);
    throw new NotJson(offset, `expected ${wanted}. Received ${received}.`);
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    // The answer, not a failure.
    return false;
  }
}
