import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { node } from "../runtime/images/descriptions";
import { builtImages } from "./builtImages";
import { parseStackConfig } from "./config/parse";
import { firstStartNotice } from "./firstStart";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "first-"));
  process.env.MESHSTACK_CACHE = root;
});
afterEach(() => {
  delete process.env.MESHSTACK_CACHE;
  rmSync(root, { recursive: true });
});

const live = parseStackConfig({
  cluster: { driver: "embedded", nodes: "real" },
  mesh: { version: "1.31.4" },
});
const dev = parseStackConfig({ cluster: { driver: "embedded" } });

/** Creates an entry of a cache. */
const cache = (folder: string, name: string) =>
  mkdirSync(join(root, "meshstack", folder, `${name}-0123456789abcdef`), { recursive: true });

/** The minutes in a notice, in order. */
const minutesIn = (notice: string | undefined): number[] =>
  [...notice!.matchAll(/about (a|\d+) minute|less than a minute/g)].map(([, minutes]) =>
    minutes === undefined ? 0 : minutes === "a" ? 1 : Number(minutes),
  );

test("names the time of what was never built, and the quicker stack", () => {
  const notice = firstStartNotice(live);
  expect(notice).toMatch(
    /^First start: builds what the cache does not have, which takes .+ on this machine\. STACK=dev is ready sooner: it builds for .+\.$/,
  );
  const [all, sooner] = minutesIn(notice);
  expect(all).toBeGreaterThan(sooner!);
  expect(minutesIn(firstStartNotice(dev))).toHaveLength(1);

  cache("bin", "meshstack-kubernetes");
  expect(firstStartNotice(dev)).toBeUndefined();
  expect(firstStartNotice(live)).toMatch(/STACK=dev is ready sooner: it builds for less than a minute\.$/);
});

test("a complete image needs no layers in the cache", () => {
  cache("bin", "meshstack-kubernetes");
  const [before] = minutesIn(firstStartNotice(live));
  for (const { name } of Object.values(builtImages(live))) cache("images", name);
  const [after] = minutesIn(firstStartNotice(live));
  expect(after).toBeLessThan(before!);
  cache("images/roots", node.name);
  expect(firstStartNotice(live)).toBeUndefined();
});

test("says nothing when every part was built once, or nothing is built", () => {
  cache("bin", "meshstack-kubernetes");
  for (const layer of [
    ...["pause", "pilot-discovery", "pilot-agent", "coredns", "debian-base", "debian-node", "node-programs"],
    ...[
      "debian-java",
      "debian-prometheus",
      "envoy",
      "zipkin",
      "dashboards-page",
      "debian-iptables",
      "bookinfo",
    ],
  ]) {
    cache("images/layers", layer);
  }
  expect(firstStartNotice(live)).toBeUndefined();
  rmSync(join(root, "meshstack"), { recursive: true });
  expect(firstStartNotice(parseStackConfig({ cluster: { driver: "existing" } }))).toBeUndefined();
});
