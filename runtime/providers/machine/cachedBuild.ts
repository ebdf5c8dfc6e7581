import { existsSync } from "node:fs";
import type { BuildContext } from "../../images/context";
import type { Context, Operations } from "../framework/resourceType";

/** A build of files in a cache that stacks share. */
interface CachedBuild<Inputs, Outputs, Path extends string> {
  /** The name of the output with the path of the result. */
  path: Path;
  /** Identifies the inputs of the build. @throws when the sources are missing */
  keyOf(inputs: Inputs, context: Context): Promise<string>;
  /** Builds it unless the cache contains it. */
  build(inputs: Inputs, context: BuildContext): Promise<Outputs>;
}

/** The operations of a build: each `up` compares the key. Deletion keeps the cache. */
export function cachedBuild<Path extends string, Inputs, Outputs extends Record<Path | "key", string>>({
  path,
  keyOf,
  build,
}: CachedBuild<Inputs, Outputs, Path>): Omit<Operations<Inputs, Outputs>, "idOf"> {
  return {
    async drift({ outputs }, news, context) {
      if (!existsSync(outputs[path])) return { outputs: [path] };
      if (news === undefined) return { outputs: [] };
      try {
        return { outputs: (await keyOf(news, context)) === outputs.key ? [] : ["key"] };
      } catch (error) {
        // An existing result stays usable when its sources or go are missing.
        context.log("warning", `${outputs[path]} is used as it is: ${(error as Error).message}`);
        return { outputs: [] };
      }
    },

    create: (inputs, { resolve, status, signal }) => build(inputs, { resolve, progress: status, signal }),

    read: async ({ outputs }) => (existsSync(outputs[path]) ? outputs : undefined),
  };
}
