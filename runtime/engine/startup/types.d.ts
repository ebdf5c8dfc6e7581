/** The parts of Node's CommonJS loader that this folder replaces or calls; Node's own types omit them. */
export interface Loader {
  prototype: LoadedModule;
  wrapper: [before: string, after: string];
  _cache: NodeJS.Dict<NodeJS.Module>;
  _extensions: Record<string, (module: NodeJS.Module, filename: string) => void>;
  _load(request: string, parent: NodeJS.Module | undefined, isMain: boolean): unknown;
  _nodeModulePaths(folder: string): string[];
  _resolveFilename: ResolveFilename;
  _resolveLookupPaths(request: string, parent: NodeJS.Module): string[] | null;
  createRequire(path: string): NodeJS.Require;
  wrap(code: string): string;
}

export type ResolveFilename = (
  this: unknown,
  request: string,
  parent: NodeJS.Module | undefined,
  isMain: boolean,
  options?: unknown,
) => string;

export interface LoadedModule extends NodeJS.Module {
  load(filename: string): void;
  _compile(code: string, filename: string, ...format: string[]): unknown;
}

/** The metadata of one module in a pack. */
export interface PackEntry {
  /** The stamp of the module's file when it was read. */
  stamp: string;
  /** Range of the code in the pack's body, and whether it has two bytes per character; absent: the file's own text. */
  code?: [start: number, end: number, twoBytes: boolean];
  /** Range of V8's code cache in the pack's body; absent: Node compiles the module. */
  data?: [start: number, end: number];
  /** The code of a module that this process has loaded first. */
  text?: string;
  /** The compiled code of such a module. */
  script?: import("node:vm").Script;
}

/** Cached modules in one file. */
export interface Pack {
  /** By file name. */
  modules: Record<string, PackEntry>;
  /** By folder and request: the file that the request means. */
  resolutions: Record<string, Record<string, string>>;
  /** Stamps by path. The pack is valid while all of them are current. */
  stamps: Record<string, string>;
  body: Buffer;
  changed: boolean;
}

/** A module of the program's SDK, whose exports are patched. */
export type Sdk = (name: string) => any; // eslint-disable-line @typescript-eslint/no-explicit-any
