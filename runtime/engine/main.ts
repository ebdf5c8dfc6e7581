import { run } from "./cli/run";

/** Runs the command line of this process and ends it. */
export async function main(): Promise<void> {
  const { argv, env, stdin, stdout, stderr } = process;
  // A reader that went away (`pulumi up | head`), or a terminal, must not end an update half-way.
  for (const stream of [stdout, stderr]) stream.on("error", () => undefined);
  process.exitCode = await run(argv.slice(2), { env, cwd: process.cwd(), stdin, stdout, stderr });
  // Whatever a plugin left open must not keep a command from ending; what was written must be out.
  await Promise.all(
    [stdout, stderr].map((stream) => new Promise((done) => stream.write("", () => done(undefined)))),
  );
  process.exit();
}
