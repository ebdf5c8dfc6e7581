import { isDiskFull } from "../../lib/diskFull";
import { fileProblem } from "../../lib/fileProblem";
import { run } from "./cli/run";

/** Runs the command line of this process and exits. */
export async function main(): Promise<void> {
  const { argv, env, stdin, stdout, stderr } = process;
  let incomplete: Error | undefined;
  // A closed pipe (`pulumi up | head`) or terminal must not abort an update, nor must a full disk.
  for (const stream of [stdout, stderr])
    stream.on("error", (error) => {
      if (stream === stdout && isDiskFull(error)) incomplete = error;
    });
  process.exitCode = await run(argv.slice(2), { env, cwd: process.cwd(), stdin, stdout, stderr });
  // Flush the output, then exit even if a plugin has left handles open.
  await Promise.all(
    [stdout, stderr].map((stream) => new Promise((done) => stream.write("", () => done(undefined)))),
  );
  if (incomplete) {
    stderr.write(
      `error: standard output: found ${fileProblem(incomplete)}; expected space for all output.\n`,
    );
    process.exitCode ||= 1;
  }
  process.exit();
}
