import { listProblems, type Problem } from "../../lib/schemaProblems";

/** All problems in the configuration of a stack. Thrown before anything is created. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly Problem[]) {
    const { count, lines } = listProblems(problems);
    super(
      `the stack's configuration has ${count}; nothing was created.\n${lines}\ndocs/configuration.md lists all keys with their defaults.`,
    );
    this.name = "ConfigError";
  }
}
