import type { OperationKind } from "../model/events";
import { ExitCode, UserError } from "../workspace/userError";

/** The flags of `up`, `preview`, `destroy` and `refresh`. */
export interface OperationFlags {
  stack?: string;
  config?: string[];
  configPath?: boolean;
  configFile?: string;
  continueOnError?: boolean;
  diff?: boolean;
  excludeProtected?: boolean;
  expectNoChanges?: boolean;
  json?: boolean;
  message?: string;
  output?: string;
  parallel?: number;
  previewOnly?: boolean;
  refresh?: boolean;
  remove?: boolean;
  replace?: string[];
  showSames?: boolean;
  showSecrets?: boolean;
  skipConfigValidation?: boolean;
  skipPreview?: boolean;
  suppressOutputs?: boolean;
  suppressPermalink?: string;
  suppressProgress?: boolean;
  target?: string[];
  targetDependents?: boolean;
  targetReplace?: string[];
  yes?: boolean;
}

/** True when standard output is for programs. */
export const isJson = ({ json, output }: OperationFlags): boolean => json === true || output === "json";

/**
 * Checks that the flags fit together, in the order of the official CLI.
 * @throws UserError
 */
export function checkFlags(
  kind: OperationKind,
  flags: OperationFlags,
  { previewOnly, mayAsk }: { previewOnly: boolean; mayAsk: boolean },
): void {
  const { json, output, target } = flags;
  if (json !== undefined && output !== undefined)
    throw new UserError(
      "if any flags in the group [json output] are set none of the others can be; [json output] were all set",
    );
  if (!previewOnly && !mayAsk)
    throw new UserError(
      "--yes or --skip-preview or --preview-only must be passed in to proceed when running in non-interactive mode",
      // The official exit codes differ too.
      kind === "refresh" ? ExitCode.error : ExitCode.configuration,
    );
  // The command line of `up` has checked the format.
  if (kind !== "update" && output !== undefined && output !== "default" && output !== "json")
    throw new UserError(`invalid --output value ${JSON.stringify(output)} (expected "default" or "json")`);
  if (flags.previewOnly && flags.skipPreview)
    throw new UserError("--skip-preview and --preview-only cannot be used together");
  if (flags.previewOnly && flags.yes) throw new UserError("--yes and --preview-only cannot be used together");
  if (flags.excludeProtected && target?.length)
    throw new UserError("you cannot specify --target and --exclude-protected");
}
