/** Thrown for an object that cannot be injected. The message has one line per problem, starting with its path. */
export class InjectionError extends Error {
  override readonly name = "InjectionError";
}

/** Thrown for invalid parameters; `problems` has one line per problem. */
export class InjectionParamsError extends Error {
  override readonly name = "InjectionParamsError";
  constructor(readonly problems: readonly string[]) {
    super(`invalid injection parameters:\n${problems.map((problem) => `  ${problem}`).join("\n")}`);
  }
}
