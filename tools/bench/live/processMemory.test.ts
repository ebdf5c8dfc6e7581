import { parseSmapsRollup } from "./processMemory";

test("parses the sizes of smaps_rollup", () => {
  const text =
    "5600-7fff ---p 00000000 00:00 0 [rollup]\nRss:  900 kB\nPss:   700 kB\nPss_Anon:  500 kB\nPss_File: 200 kB\n";
  expect(parseSmapsRollup(text)).toEqual({ pss: 700, file: 200 });
});

test("rejects the smaps_rollup of an old kernel without the size of files", () => {
  expect(() => parseSmapsRollup("Pss: 700 kB\n")).toThrow("Pss_File is missing");
});
