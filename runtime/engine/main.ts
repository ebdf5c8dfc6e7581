import { run } from "./cli/run";

/** Runs the command line of this process and exits. */
export async function main(): Promise<void> {
  const { argv, env, stdin, stdout, stderr } = process;
  // A closed pipe (`pulumi up | head`) or terminal must not abort an update.
  for (const stream of [stdout, stderr]) stream.on("error", () => undefined);
  process.exitCode = await run(argv.slice(2), { env, cwd: process.cwd(), stdin, stdout, stderr });
  // Flush the output, then exit even if a plugin has left handles open.
  await Promise.all(
    [stdout, stderr].map((stream) => new Promise((done) => stream.write("", () => done(undefined)))),
  );
  process.exit();
}
