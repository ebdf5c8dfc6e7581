import type { z } from "zod";
import type { stackConfigSchema } from "./schema/stack";

/** A configuration that matches the schema, before the defaults that depend on several keys. */
export type ParsedConfig = z.output<typeof stackConfigSchema>;

type Addons = { [Name in keyof ParsedConfig["addons"]]: ParsedConfig["addons"][Name] & { enabled: boolean } };

/** The configuration of a stack with all defaults. */
export type StackConfig = Omit<ParsedConfig, "addons" | "mesh"> & {
  addons: Addons;
  mesh: ParsedConfig["mesh"] & { tracing: boolean };
};

/** Whether all images of the cluster are built on this machine, because its nodes pull from no registry. */
export const buildsImages = ({ cluster }: Pick<ParsedConfig, "cluster">): boolean =>
  cluster.driver === "embedded" && cluster.nodes === "real";
