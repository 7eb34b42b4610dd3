/** Data sets that npm packages carry. */
export type DataPackage = 'mnist' | 'fashion';

/** One entry of a folder. */
export interface FileEntry {
  readonly name: string;
  readonly isFolder: boolean;
}

/** A picture file, decoded. */
export interface DecodedImage {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue and opacity, 0 to 255, row by row. */
  readonly rgba: Uint8Array;
}

/** How far a download is; fraction 0 to 1. */
export type DownloadReport = (message: string, fraction?: number) => void;

/** Files as a host lends them. Paths are relative to the notebook's folder. */
export interface LessonFiles {
  /** The whole path, for error messages. */
  resolve(...parts: readonly string[]): string;
  /** All bytes of a file. @throws Error that names a file which cannot be read. */
  read(path: string): Promise<Uint8Array>;
  /** What a folder holds, by name; links followed. @throws Error that names what is no folder. */
  list(path: string): Promise<readonly FileEntry[]>;
  /** A file that comes with the library, by name. */
  readBundled(name: string): Promise<Uint8Array>;
  /** A file of a model that comes with the library, e.g. `resnet20/model.json`. */
  readModel(name: string): Promise<Uint8Array>;
  /** The folder of a package's data, beside the notebook or downloaded; `undefined` where there is none. */
  findPackage(name: DataPackage): Promise<string | undefined>;
  /** Fetches a package's data for all notebooks; returns its folder. */
  download(
    name: DataPackage,
    options: { readonly signal: AbortSignal; readonly report: DownloadReport },
  ): Promise<string>;
  /** The bytes of a gzip file or of a Brotli stream. @throws Error when they are damaged. */
  unpack(bytes: Uint8Array, format: 'gzip' | 'brotli'): Promise<Uint8Array>;
  /** The picture in a PNG or JPEG file, upright. @throws Error that says why there is none. */
  decode(bytes: Uint8Array): DecodedImage;
}
