import { spawnSync } from "node:child_process";
import { join } from "node:path";

test("rejects an unknown image with all names and the closest one", () => {
  const cwd = join(__dirname, "..", "..");
  const args = ["tools/start.js", "runtime/images/cli.ts", "build", "zipkn"];
  const { status, stderr } = spawnSync(process.execPath, args, { cwd, encoding: "utf8" });
  expect(stderr).toMatch(/^error: image: found "zipkn"; expected one of pause, .*\. Did you mean zipkin\?$/m);
  expect(status).toBe(1);
});
