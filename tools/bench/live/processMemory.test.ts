import { parseSmapsRollup } from "./processMemory";

test("smaps_rollup's sizes are read", () => {
  const text =
    "5600-7fff ---p 00000000 00:00 0 [rollup]\nRss:  900 kB\nPss:   700 kB\nPss_Anon:  500 kB\nPss_File: 200 kB\n";
  expect(parseSmapsRollup(text)).toEqual({ pss: 700, file: 200 });
});

test("a kernel that does not say the file part is named", () => {
  expect(() => parseSmapsRollup("Pss: 700 kB\n")).toThrow("no Pss_File");
});
