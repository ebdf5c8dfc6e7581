// Modules as one file: what is known of them as JSON, and after it their code and what V8 compiled of it.
"use strict";
const fs = require("node:fs");
const { write } = require("../bin/userCache.js");

/**
 * @typedef {object} Entry What is known of one module.
 * @property {string} stamp What its file was like when it was read.
 * @property {[start: number, end: number, twoBytes: boolean]} [code] What is compiled; absent: what the file says.
 * @property {[start: number, end: number]} [data] V8's cache; absent: Node is to compile it.
 */

/** A pack that knows nothing. */
const emptyPack = () => ({
  /** By file name. */
  modules: Object.create(null),
  /** By folder and by what is requested from there: the file that is meant. */
  resolutions: Object.create(null),
  /** By path, what it was like: the pack is good while all of them are. */
  stamps: Object.create(null),
  body: Buffer.alloc(0),
  changed: false,
});

/**
 * Reads `LENGTH \n HEADER BODY`.
 * @param guard what has to be as it was for the pack to be good
 * @returns an empty pack where there is none that is whole and good
 */
function readPack(file, guard) {
  try {
    const bytes = fs.readFileSync(file);
    const end = bytes.indexOf("\n");
    const start = end + 1 + Number(bytes.toString("latin1", 0, end));
    const header = JSON.parse(bytes.toString("utf8", end + 1, start));
    if (header.guard !== guard || header.size !== bytes.length - start) return emptyPack();
    const { modules, resolutions, stamps } = header;
    if (Object.entries(stamps).some(([name, stamp]) => stampOf(name) !== stamp)) return emptyPack();
    return { ...emptyPack(), modules, resolutions, stamps, body: bytes.subarray(start) };
  } catch {
    return emptyPack();
  }
}

/** Writes a pack; modules that came in this process have `text`, and `script` where V8's cache is wanted. */
function writePack(file, guard, { modules, resolutions, stamps, body }) {
  const chunks = [];
  let size = 0;
  const place = (chunk) => {
    chunks.push(chunk);
    size += chunk.length;
    return [size - chunk.length, size];
  };
  const entries = Object.entries(modules).map(([name, { stamp, code, data, text, script }]) => {
    const entry = { stamp };
    if (text !== undefined) {
      // One byte for each character where that will do, which is fast to read.
      // eslint-disable-next-line no-control-regex
      const twoBytes = !/^[\0-\xff]*$/.test(text);
      entry.code = [...place(Buffer.from(text, twoBytes ? "utf16le" : "latin1")), twoBytes];
    } else if (code) entry.code = [...place(body.subarray(code[0], code[1])), code[2]];
    if (script) entry.data = place(script.createCachedData());
    else if (data) entry.data = place(body.subarray(...data));
    return [name, entry];
  });
  const header = { guard, size, modules: Object.fromEntries(entries), resolutions, stamps };
  const text = Buffer.from(JSON.stringify(header));
  write(file, Buffer.concat([Buffer.from(`${text.length}\n`), text, ...chunks]));
}

/** The code of an entry; undefined: its file's. */
function codeOf({ body }, { code }) {
  return code && body.toString(code[2] ? "utf16le" : "latin1", code[0], code[1]);
}

/** V8's cache of an entry. */
const dataOf = ({ body }, { data }) => data && body.subarray(...data);

/** What a path is like: changes when a file is edited, and when a folder gets or loses one. "" for what is not there. */
function stampOf(name) {
  const stats = fs.statSync(name, { throwIfNoEntry: false });
  if (stats === undefined) return "";
  return stats.isDirectory() ? String(stats.mtimeMs) : `${stats.size} ${stats.mtimeMs} ${stats.ctimeMs}`;
}

module.exports = { codeOf, dataOf, readPack, stampOf, writePack };
