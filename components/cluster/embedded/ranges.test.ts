import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { embeddedArgs } from "./config";
import { changedRanges } from "./ranges";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ranges-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const created = { podCIDR: "10.244.0.0/16", serviceCIDR: "10.96.0.0/16" };
const changed = embeddedArgs.parse({
  driver: "embedded",
  podCIDR: "10.50.0.0/16",
  serviceCIDR: "10.60.0.0/16",
});
const hint = "A cluster keeps the range that it was created with. To change it, run destroy and then up.";

test("rejects other ranges than those with which the cluster was created", () => {
  writeFileSync(join(folder, "config.json"), JSON.stringify(created));
  mkdirSync(join(folder, "data"));
  expect(changedRanges(embeddedArgs.parse({ driver: "embedded" }), folder)).toEqual([]);
  expect(changedRanges(changed, folder)).toEqual([
    { path: "podCIDR", found: "10.50.0.0/16", expected: "10.244.0.0/16", hint },
    { path: "serviceCIDR", found: "10.60.0.0/16", expected: "10.96.0.0/16", hint },
  ]);
});

test("accepts any ranges for a new cluster, and for one that has never started", () => {
  expect(changedRanges(changed, folder)).toEqual([]);
  writeFileSync(join(folder, "config.json"), JSON.stringify(created));
  expect(changedRanges(changed, folder)).toEqual([]);
});
