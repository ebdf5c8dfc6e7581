import type { Mutation } from "./run";

const DEPLOY = "runtime/engine/deploy";

/** Faults of the embedded engine that the conformance tests must find. */
export const MUTATIONS: Mutation[] = [
  {
    says: "an option is not saved",
    file: `${DEPLOY}/sameState.ts`,
    search: "const fields = Object.keys({ ...a, ...b }) as (keyof ResourceState)[];",
    replacement:
      'const fields = (Object.keys({ ...a, ...b }) as (keyof ResourceState)[]).filter((key) => key !== "retainOnDelete");',
    test: "options",
    names: "at creation|when the options (are removed|alone are added)",
  },
  {
    says: "resources are deleted before their dependents",
    file: `${DEPLOY}/dependencyGraph.ts`,
    search: "waves.unshift(wave);",
    replacement: "waves.push(wave);",
    test: "options",
    names: "at creation|when the stack is destroyed",
  },
  {
    says: "a pending operation is lost",
    file: `${DEPLOY}/snapshotManager.ts`,
    search: "this.pending.set(step, { resource: { ...step.res }, type });",
    replacement: "",
    test: "pending",
    names: "operation creating",
  },
  {
    says: "a secret output is recorded in clear",
    file: `${DEPLOY}/stepExecutor.ts`,
    search: "if (named || input instanceof Secret)",
    replacement: "if (input instanceof Secret)",
    test: "options",
    names: "at creation",
  },
  {
    says: "a failed update has the wrong exit code",
    file: "runtime/engine/cli/commands/operation.ts",
    search: "if (result.failed) throw new SilentExit(ExitCode.error);",
    replacement: "if (result.failed) throw new SilentExit(ExitCode.configuration);",
    test: "failures",
    names: "check, of a new resource",
  },
];
