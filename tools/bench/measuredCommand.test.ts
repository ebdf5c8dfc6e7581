import { measuredCommand } from "./measuredCommand";

/** A program that holds memory until its input ends. */
const holding = (mebibytes: number): string =>
  `globalThis.held = Buffer.alloc(${mebibytes} * 1024 * 1024, 1); setTimeout(() => undefined, 1500);`;

test("measures the memory of a command and of its children", async () => {
  const child = `require("node:child_process").spawnSync(process.execPath, ["-e", ${JSON.stringify(holding(200))}])`;
  const { peakMiB } = await measuredCommand(process.execPath, ["-e", child]);
  expect(peakMiB).toBeGreaterThan(200);
});

test("rejects a command that fails, with its output", async () => {
  const failing = ["-e", "console.log('why'); process.exitCode = 3"];
  await expect(measuredCommand(process.execPath, failing)).rejects.toThrow(/ended with 3:\nwhy/);
  await expect(measuredCommand(process.execPath, failing, { allowedCodes: [3] })).resolves.toMatchObject({
    seconds: expect.any(Number) as number,
  });
});
