import { isAbsolute } from "node:path";
import * as pulumi from "@pulumi/pulumi";

/** The folder of Pulumi.yaml; the working directory where no engine says it. */
export function projectRoot(): string {
  const root = pulumi.runtime.getRootDirectory();
  return isAbsolute(root) ? root : process.cwd();
}
