import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { memoryOf, parseSmapsRollup } from "./processMemory";

test("reads the memory of this process, and none of a process that has ended", () => {
  expect(memoryOf(process.pid)!.pss).toBeGreaterThan(1024);
  expect(memoryOf(2 ** 22)).toBeUndefined();
});

test("reports a kernel without smaps_rollup by the path of the file", () => {
  const proc = mkdtempSync(join(tmpdir(), "proc-"));
  try {
    mkdirSync(join(proc, "7"));
    expect(() => memoryOf(7, proc)).toThrow(`${proc}/7/smaps_rollup: found no such file; expected`);
  } finally {
    rmSync(proc, { recursive: true });
  }
});

test("parses the sizes of smaps_rollup", () => {
  const text =
    "5600-7fff ---p 00000000 00:00 0 [rollup]\nRss:  900 kB\nPss:   700 kB\nPss_Anon:  500 kB\nPss_File: 200 kB\n";
  expect(parseSmapsRollup(text)).toEqual({ pss: 700, file: 200 });
});

test("rejects the smaps_rollup of an old kernel without the size of files", () => {
  expect(() => parseSmapsRollup("Pss: 700 kB\n")).toThrow("Pss_File is missing");
});
