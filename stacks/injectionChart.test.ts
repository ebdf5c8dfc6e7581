import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { injectionChart } from "./injectionChart";

/* test/golden compares the pods of the chart's template with those of the injector. */

const before = { ...process.env };
const folder = mkdtempSync(join(tmpdir(), "injection-chart-"));
afterEach(() => {
  process.env = { ...before };
});
afterAll(() => rmSync(folder, { recursive: true }));

test("names the key and the remedy when go is missing", () => {
  process.env.PATH = folder;
  expect(injectionChart).toThrow(
    /^mesh\.automaticInjection: found true; expected false, because .* ENOENT\. Install Go/,
  );
});

test("reports why go cannot download the module", () => {
  Object.assign(process.env, {
    GOPROXY: "off",
    GOMODCACHE: join(folder, "modcache"),
    GOFLAGS: "-modcacherw",
  });
  expect(injectionChart).toThrow(/disabled by GOPROXY=off\. Check that go can download other modules\.$/);
});
