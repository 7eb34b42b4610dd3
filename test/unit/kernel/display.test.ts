import assert from 'node:assert/strict';

import { createDisplay } from '../../../src/kernel/display';
import type { KernelEvent } from '../../../src/protocol/kernel';
import type { MimeBundle } from '../../../src/protocol/mime';

const png = Uint8Array.from(
  Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAIAAAASFvFNAAAAEElEQVR4nGNgYPgPQ1AAABrdAv9vd2VTAAAAAElFTkSuQmCC',
    'base64',
  ),
);
const displayMethod = Symbol.for('Jupyter.display');

function recorder() {
  const events: KernelEvent[] = [];
  return { events, ...createDisplay({ emit: (event) => events.push(event) }) };
}

async function textOf(value: unknown): Promise<string> {
  return (await recorder().toBundle(value))['text/plain'];
}

suite('display: how values look', () => {
  const cases: readonly (readonly [name: string, value: unknown, text: string])[] = [
    ['a string in quotes', 'a "b"', `'a "b"'`],
    ['a number', 0.5, '0.5'],
    ['negative zero', -0, '-0'],
    ['a bigint', 10n, '10n'],
    ['a symbol', Symbol('s'), 'Symbol(s)'],
    ['null', null, 'null'],
    ['a function', function relu() {}, '[Function: relu]'],
    ['a class', class Net extends Array {}, '[class Net extends Array]'],
    ['a date', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['a map', new Map([['a', 1]]), `Map(1) { 'a' => 1 }`],
    ['a set', new Set([1]), 'Set(1) { 1 }'],
    ['a settled promise', Promise.resolve(3), 'Promise { 3 }'],
    ['a typed array', Float32Array.of(1, 2), 'Float32Array(2) [ 1, 2 ]'],
    ['a regular expression', /a/g, '/a/g'],
    ['an array of mixed values', [1, 'a'], `[ 1, 'a' ]`],
    ['an empty array', [], '[]'],
  ];
  for (const [name, value, expected] of cases) {
    test(`shows ${name}`, async () => {
      assert.equal(await textOf(value), expected);
    });
  }

  test('shows an instance under the name of its class', async () => {
    class Point {
      x = 1;
    }
    assert.equal(await textOf(new Point()), 'Point { x: 1 }');
  });

  test('does not run a getter', async () => {
    let runs = 0;
    const value = {
      get shape() {
        runs += 1;
        return [];
      },
    };
    assert.equal(await textOf(value), '{ shape: [Getter] }');
    assert.equal(runs, 0);
  });

  test('shows an error with its causes and without the frames of Node', async () => {
    const text = await textOf(new Error('outer', { cause: new TypeError('inner') }));
    assert.match(text, /^Error: outer/);
    assert.match(text, /TypeError: inner/);
    assert.doesNotMatch(text, /node:internal/);
  });

  test('shows records as a table, with HTML escaped', async () => {
    const bundle = await recorder().toBundle([
      { name: '<b>', size: 3 },
      { name: 'x', kind: 'y' },
    ]);
    assert.equal(bundle['text/plain'], '   name  size  kind\n0  <b>      3\n1  x           y');
    assert.match(htmlOf(bundle), /<td [^>]*>&lt;b&gt;<\/td><td>3<\/td>/);
  });

  test('sets columns of numbers to the right and columns of text to the left', async () => {
    const bundle = await recorder().toBundle([
      { layer: 'conv1', weights: '34,944', share: '█ 0.1 %', part: '0.1 %' },
      { layer: 'fc6', weights: '37,752,832', share: '███ 61.9 %', part: '61.9 %' },
    ]);
    assert.deepEqual(bundle['text/plain'].split('\n'), [
      '   layer     weights  share         part',
      '0  conv1      34,944  █ 0.1 %      0.1 %',
      '1  fc6    37,752,832  ███ 61.9 %  61.9 %',
    ]);
    const left = ' style="text-align:left!important"';
    const row = `<td${left}>fc6</td><td>37,752,832</td><td${left}>███ 61.9 %</td><td>61.9 %</td>`;
    assert.ok(htmlOf(bundle).includes(row));
  });

  test('names the rows that a long table leaves out', async () => {
    const rows = Array.from({ length: 60 }, (_, index) => ({ index }));
    assert.match(await textOf(rows), /^First 50 of 60 rows \(10 more rows\)/);
  });

  test('shows records that hold objects as they are', async () => {
    assert.equal(await textOf([{ a: { b: 1 } }]), '[ { a: { b: 1 } } ]');
  });

  test('shows the bytes of a picture as the picture', async () => {
    const bundle = await recorder().toBundle(png);
    assert.equal(bundle['text/plain'], `PNG picture 3x2, ${png.length} bytes`);
    assert.equal(bundle['image/png'], Buffer.from(png).toString('base64'));
  });

  test('reads the size of a JPEG and of a GIF', async () => {
    const jpeg = Uint8Array.of(
      ...[0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0],
      ...[0xff, 0xc0, 0, 11, 8, 0, 5, 0, 7, 1, 0, 0, 0],
    );
    assert.equal(await textOf(jpeg), 'JPEG picture 7x5, 21 bytes');
    const gif = Buffer.from('GIF89a\x09\x00\x04\x00', 'latin1');
    assert.equal(await textOf(gif), 'GIF picture 9x4, 10 bytes');
  });

  test('a damaged picture is still no error', async () => {
    assert.equal(await textOf(png.subarray(0, 9)), 'PNG picture, 9 bytes');
  });
});

suite('display: objects that say how they look', () => {
  test('the display method comes first, and text is added where it gives none', async () => {
    const value = { a: 1, [displayMethod]: () => ({ 'text/html': '<i>a</i>' }) };
    const bundle = await recorder().toBundle(value);
    assert.equal(bundle['text/html'], '<i>a</i>');
    assert.match(bundle['text/plain'], /a: 1/);
  });

  test('the method may be asynchronous and give bytes and JSON', async () => {
    const value = {
      [displayMethod]: () =>
        Promise.resolve({
          'text/plain': 't',
          'image/png': png,
          'application/vnd.x+json': { a: [undefined, 1] },
        }),
    };
    assert.deepEqual(await recorder().toBundle(value), {
      'text/plain': 't',
      'image/png': Buffer.from(png).toString('base64'),
      'application/vnd.x+json': { a: [null, 1] },
    });
  });

  test('a failing method is named and the value shown nonetheless', async () => {
    const value = {
      a: 1,
      [displayMethod]: () => {
        throw new Error('no');
      },
    };
    const text = await textOf(value);
    assert.match(text, /a: 1/);
    assert.match(text, /\(Its Symbol\.for\("Jupyter\.display"\) method failed: no\)$/);
  });

  test('the newest handler is asked first; removed, it is asked no more', async () => {
    const { register, toBundle } = recorder();
    const handler = (name: string) => ({
      name,
      test: (value: unknown) => value instanceof Date,
      toBundle: () => ({ 'text/plain': name }),
    });
    register(handler('first'));
    const remove = register(handler('second'));
    assert.equal((await toBundle(new Date(0)))['text/plain'], 'second');
    remove();
    assert.equal((await toBundle(new Date(0)))['text/plain'], 'first');
    assert.equal((await toBundle(1))['text/plain'], '1');
  });

  test('a handler that fails leaves the value to the next one', async () => {
    const { register, toBundle } = recorder();
    register({
      name: 'tf.LayersModel',
      test: () => true,
      toBundle: () => Promise.reject(new Error('no graph')),
    });
    const text = (await toBundle(7))['text/plain'];
    assert.equal(text, '7\n(The display handler tf.LayersModel failed: no graph)');
  });
});

suite('display: hostile values', () => {
  const throwing = new Proxy(
    {},
    {
      get: () => {
        throw new Error('trap');
      },
      ownKeys: () => {
        throw new Error('trap');
      },
    },
  );
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  const cyclic: Record<string, unknown> = {};
  cyclic['self'] = cyclic;
  const wide = Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`key${i}`, i]));
  const cases: readonly (readonly [string, unknown, RegExp])[] = [
    ['a proxy that throws', throwing, /^\{\}/],
    ['a revoked proxy', revoked.proxy, /Revoked Proxy/],
    ['a cycle', cyclic, /Circular/],
    ['ten million elements', new Array(1e7).fill(0), /9999900 more items/],
    ['an object of 50,000 keys', wide, /49,800 more keys/],
    ['the same object, nested', { wide }, /\[Object\]/],
    ['a long string', 'x'.repeat(2e7), /19,900,000 more characters$/],
    ['a long string in an object', { text: 'x'.repeat(2e7) }, /more characters/],
    [
      'an inspect method that throws',
      {
        a: 1,
        [Symbol.for('nodejs.util.inspect.custom')]: () => {
          throw new Error('inspect');
        },
      },
      /a: 1/,
    ],
    [
      'a toStringTag that throws',
      {
        get [Symbol.toStringTag](): string {
          throw new Error('tag');
        },
      },
      /./,
    ],
    ['a null prototype', Object.create(null), /null prototype/],
    [
      'a throwing getter named like a tensor',
      {
        get dtype(): string {
          throw new Error('getter');
        },
      },
      /dtype: \[Getter\]/,
    ],
    ['an array with a throwing proxy', [throwing], /^\[ \{\} \]/],
  ];
  for (const [name, value, pattern] of cases) {
    test(`shows ${name} in little text`, async () => {
      const text = await textOf(value);
      assert.match(text, pattern);
      assert.ok(text.length < 110_000, `${text.length} characters`);
    });
  }
});

suite('display: the function', () => {
  test('displays keep the order of their calls though the first is slow', async () => {
    const { display, events, settled } = recorder();
    const slow = {
      [displayMethod]: () =>
        new Promise((resolve) => {
          setTimeout(() => resolve({ 'text/plain': 'slow' }), 20);
        }),
    };
    display(slow);
    display('fast');
    assert.equal(events.length, 0);
    await settled();
    assert.deepEqual(
      events.map((event) => event.type === 'display' && event.bundle['text/plain']),
      ['slow', `'fast'`],
    );
  });

  test('a ready value is sent before the call returns, as it is at that moment', () => {
    const { display, events } = recorder();
    const value = { a: 1 };
    display(value);
    value.a = 2;
    const [event] = events;
    assert.ok(event?.type === 'display');
    assert.equal(event.bundle['text/plain'], '{ a: 1 }');
  });

  test('a handle updates its own output in the form it was made with', async () => {
    const { display, events } = recorder();
    const first = display.html('<p>one</p>');
    const second = display(2);
    await first.update('<p>two</p>');
    assert.notEqual(first.id, second.id);
    assert.deepEqual(events.at(-1), {
      type: 'update-display',
      displayId: first.id,
      bundle: { 'text/plain': 'two', 'text/html': '<p>two</p>' },
    });
  });

  test('undefined and handles have nothing to show as a last expression', () => {
    const { display, isSilent } = recorder();
    assert.ok(isSilent(undefined));
    assert.ok(isSilent(display(1)));
    assert.ok(!isSilent(null));
    assert.ok(!isSilent({}));
  });

  const svg = '<svg><title>A net</title></svg>';
  const kinds: readonly (readonly [string, (d: ReturnType<typeof recorder>) => void, object])[] = [
    ['text', ({ display }) => display.text('a\nb'), { 'text/plain': 'a\nb' }],
    [
      'svg',
      ({ display }) => display.svg(svg),
      { 'text/plain': 'SVG picture: A net', 'image/svg+xml': svg },
    ],
    [
      'markdown',
      ({ display }) => display.markdown('**a**'),
      { 'text/plain': '**a**', 'text/markdown': '**a**' },
    ],
    [
      'latex',
      ({ display }) => display.latex('x^2'),
      { 'text/plain': 'x^2', 'text/latex': '$$x^2$$' },
    ],
    [
      'json',
      ({ display }) => display.json({ a: 1 }),
      { 'text/plain': '{\n  "a": 1\n}', 'application/json': { a: 1 } },
    ],
    [
      'png',
      ({ display }) => display.png(png),
      {
        'text/plain': `PNG picture 3x2, ${png.length} bytes`,
        'image/png': Buffer.from(png).toString('base64'),
      },
    ],
  ];
  for (const [name, call, bundle] of kinds) {
    test(`display.${name}`, () => {
      const recording = recorder();
      call(recording);
      const [event] = recording.events;
      assert.ok(event?.type === 'display');
      assert.deepEqual(event.bundle, bundle);
    });
  }

  test('the wrong argument is an error that says what was expected', () => {
    const { display } = recorder();
    assert.throws(() => display.html(3 as unknown as string), /display\.html should get a string/);
    assert.throws(() => display.png(Uint8Array.of(1, 2)), /bytes of a PNG file/);
    const cyclic: unknown[] = [];
    cyclic.push(cyclic);
    assert.throws(() => display.json(cyclic), /without cycles/);
  });

  test('every bundle survives JSON', async () => {
    const { toBundle } = recorder();
    for (const value of [1, 'a', [{ a: 1 }], png, new Map()]) {
      const bundle = await toBundle(value);
      assert.deepEqual(JSON.parse(JSON.stringify(bundle)), bundle);
    }
  });
});

function htmlOf({ 'text/html': html }: MimeBundle): string {
  assert.ok(typeof html === 'string');
  return html;
}
