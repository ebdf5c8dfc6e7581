/** An object that cannot be injected; the message has a line for each problem, with its path. */
export class InjectionError extends Error {
  override readonly name = "InjectionError";
}

/** Wrong parameters; `problems` has one line for each. */
export class InjectionParamsError extends Error {
  override readonly name = "InjectionParamsError";
  constructor(readonly problems: readonly string[]) {
    super(`invalid injection parameters:\n${problems.map((problem) => `  ${problem}`).join("\n")}`);
  }
}
