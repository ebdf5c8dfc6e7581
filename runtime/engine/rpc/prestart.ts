import type { Project } from "../model/operation";
import { Program } from "./program";

/** Programs that were started ahead of their operation, by their file. */
const prestarted = new Map<string, Program>();

/**
 * Starts a project's program ahead of {@link takeProgram}, while the command still reads its state: the process loads the
 * SDK and waits. Calls that come too often or in vain do no harm; it ends with this process.
 * @throws when the project's runtime is not nodejs, or its program does not exist
 */
export function prestartProgram(project: Project): void {
  if (prestarted.has(project.main)) return;
  const program = Program.start(project);
  program.unref();
  prestarted.set(project.main, program);
}

/**
 * The program that was started ahead, else a new one.
 * @throws as {@link prestartProgram}
 */
export function takeProgram(project: Project): Program {
  const ahead = prestarted.get(project.main);
  prestarted.delete(project.main);
  return ahead ?? Program.start(project);
}
