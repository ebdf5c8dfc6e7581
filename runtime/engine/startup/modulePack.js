// @ts-check
"use strict";
// Reads and writes packs. A pack is a file with metadata of many modules as JSON, then their code and V8's code cache.
const fs = require("node:fs");
const { write } = require("../../../lib/sourceBundle/userCache.js");

/** @typedef {import("./types").Pack} Pack */
/** @typedef {import("./types").PackEntry} PackEntry */

/** @returns {Pack} */
const emptyPack = () => ({
  modules: Object.create(null),
  resolutions: Object.create(null),
  stamps: Object.create(null),
  body: Buffer.alloc(0),
  changed: false,
});

/**
 * Reads `LENGTH \n HEADER BODY`.
 * @param {string} file
 * @param {string} guard a pack with another guard is outdated
 * @returns {Pack} an empty pack when the file is absent, damaged or outdated
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

/**
 * @param {string} file
 * @param {string} guard
 * @param {Pack} pack
 */
function writePack(file, guard, { modules, resolutions, stamps, body }) {
  /** @type {Buffer[]} */
  const chunks = [];
  let size = 0;
  /**
   * @param {Buffer} chunk
   * @returns {[start: number, end: number]}
   */
  const place = (chunk) => {
    chunks.push(chunk);
    size += chunk.length;
    return [size - chunk.length, size];
  };
  const entries = Object.entries(modules).map(([name, { stamp, code, data, text, script }]) => {
    /** @type {PackEntry} */
    const entry = { stamp };
    if (text !== undefined) {
      // Text with one byte per character is faster to read.
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

/**
 * The code of an entry; undefined when it is the text of the module's file.
 * @param {Pack} pack
 * @param {PackEntry} entry
 */
function codeOf({ body }, { code }) {
  return code && body.toString(code[2] ? "utf16le" : "latin1", code[0], code[1]);
}

/**
 * V8's code cache of an entry.
 * @param {Pack} pack
 * @param {PackEntry} entry
 */
const dataOf = ({ body }, { data }) => data && body.subarray(...data);

/**
 * A text that changes when a file is edited, or when a folder gets or loses an entry; "" when the path does not exist.
 * @param {string} name
 */
function stampOf(name) {
  const stats = fs.statSync(name, { throwIfNoEntry: false });
  if (stats === undefined) return "";
  return stats.isDirectory() ? String(stats.mtimeMs) : `${stats.size} ${stats.mtimeMs} ${stats.ctimeMs}`;
}

module.exports = { codeOf, dataOf, readPack, stampOf, writePack };
