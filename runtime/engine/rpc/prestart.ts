import type { Project } from "../model/operation";
import { Program } from "./program";

/** Programs that were started before their operation, by file. */
const prestarted = new Map<string, Program>();

/**
 * Starts a project's program before {@link takeProgram}, while the command still reads the state: the program loads the SDK
 * and waits. A program that nothing takes ends with this process.
 * @throws when the project's runtime is not nodejs, or its program does not exist
 */
export function prestartProgram(project: Project): void {
  if (prestarted.has(project.main)) return;
  const program = Program.start(project);
  program.unref();
  prestarted.set(project.main, program);
}

/**
 * Returns the program that was started early, else starts it.
 * @throws the errors of {@link prestartProgram}
 */
export function takeProgram(project: Project): Program {
  const ahead = prestarted.get(project.main);
  prestarted.delete(project.main);
  return ahead ?? Program.start(project);
}
