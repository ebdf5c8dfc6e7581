import type { ProgramInfo } from "@pulumi/pulumi/proto/language_pb";
import { shellWords } from "../../../lib/shellWords";

/** The options of the runtime nodejs in Pulumi.yaml. */
export interface RuntimeOptions {
  /** Compiles TypeScript sources when they are loaded. Default true. */
  typescript: boolean;
  /** The path of tsconfig.json, relative to the program. Default: tsconfig.json beside the program, if it exists. */
  tsconfig?: string;
  /** Arguments of the Node.js process. */
  nodeargs: string[];
  /** Default: derived from the lock file. */
  packagemanager: string;
}

const PACKAGE_MANAGERS = ["auto", "npm", "yarn", "pnpm", "bun"];

/** @throws when an option has the wrong type, in the words of the official language host */
export function runtimeOptions(info: ProgramInfo | undefined): RuntimeOptions {
  const options = (info?.getOptions()?.toJavaScript() ?? {}) as Record<string, unknown>;
  const { typescript = true, tsconfig, nodeargs = "", packagemanager = "auto" } = options;
  if (typeof typescript !== "boolean") throw new Error("typescript option must be a boolean");
  if (tsconfig !== undefined && typeof tsconfig !== "string") {
    throw new Error("tsconfigpath option must be a string");
  }
  if (typeof nodeargs !== "string") throw new Error("nodeargs option must be a string");
  if (typeof packagemanager !== "string") throw new Error("packagemanager option must be a string");
  if (!PACKAGE_MANAGERS.includes(packagemanager)) {
    throw new Error(
      `packagemanager option must be one of auto, npm, yarn, pnpm or bun, got ${JSON.stringify(packagemanager)}`,
    );
  }
  return {
    typescript,
    ...(tsconfig !== undefined ? { tsconfig } : {}),
    nodeargs: shellWords(nodeargs),
    packagemanager,
  };
}

/** The environment variables from which the SDK's runners read the options. */
export const optionVariables = ({ typescript, tsconfig }: RuntimeOptions): Record<string, string> => ({
  ...(typescript ? { PULUMI_NODEJS_TYPESCRIPT: "true" } : {}),
  ...(tsconfig !== undefined ? { PULUMI_NODEJS_TSCONFIG_PATH: tsconfig } : {}),
});
