import { Option } from "commander";
import { parseMeshConfig } from "../../mesh/meshConfig";
import { booleanOption, wholeOption } from "../flags";
import type { InjectionParams } from "./params";

/** The command's flags that this generation alone has; those of `istioctl kube-inject` 0.2.12. */
export const classicFlags = (): Option[] => [
  new Option("--setVersionString <version>", "version in the status annotation (default: the tag)"),
  wholeOption("--verbosity <level>", "log verbosity of the proxy, 0 or more (default: 2)"),
  wholeOption("--sidecarProxyUID <uid>", "user under which the proxy runs (default: 1337)"),
  booleanOption("--coreDump", "enable core dumps; changes kernel settings of every node (default: false)"),
  booleanOption("--debug", "use the debug image and settings (default: true)"),
];

/**
 * The parameters that the flags say.
 * @param mesh text of the mesh configuration's file
 * @throws {MeshConfigError} when that is wrong
 */
export function classicParams(
  flags: Partial<InjectionParams> & { setVersionString?: string },
  mesh: string | undefined,
): InjectionParams {
  const { setVersionString, ...params } = flags;
  return {
    ...params,
    ...(setVersionString ? { version: setVersionString } : {}),
    ...(mesh === undefined ? {} : { mesh: parseMeshConfig(mesh) }),
  };
}
