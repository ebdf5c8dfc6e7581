import { readdirSync, readFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { extname, join } from "node:path";
import { gzipSync } from "node:zlib";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".woff": "font/woff",
  ".woff2": "font/woff2",
};

/** A file in memory, with its compressed form. */
export interface ServedFile {
  type: string;
  content: Buffer;
  compressed: Buffer;
}

export function servedFile(path: string): ServedFile {
  const content = readFileSync(path);
  const type = TYPES[extname(path)] ?? "application/octet-stream";
  return { type, content, compressed: gzipSync(content) };
}

/** The files of a folder by their paths in URLs. @throws Error when the folder cannot be read */
export function servedFolder(folder: string): Map<string, ServedFile> {
  return new Map(readdirSync(folder).map((name) => [`/${name}`, servedFile(join(folder, name))]));
}

/** Sends a file. */
export function sendFile(response: ServerResponse, file: ServedFile, acceptsGzip: boolean): void {
  const body = acceptsGzip ? file.compressed : file.content;
  response.writeHead(200, {
    "content-type": file.type,
    "content-length": body.length,
    "cache-control": "no-cache",
    vary: "accept-encoding",
    ...(acceptsGzip && { "content-encoding": "gzip" }),
  });
  response.end(body);
}
