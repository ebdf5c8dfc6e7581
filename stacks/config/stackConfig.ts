import type { z } from "zod";
import type { Mesh } from "../../components/meshes";
import type { stackConfigSchemas } from "./schema";

type Schemas = typeof stackConfigSchemas;
type ParsedMesh = { [M in Mesh]: { istio: M } & z.output<Schemas[M]>["mesh"] }[Mesh];

/** A configuration that matches the schema, before the defaults that depend on several keys. */
export type ParsedConfig = Omit<z.output<Schemas["classic"]>, "mesh"> & { mesh: ParsedMesh };

type Addons = { [Name in keyof ParsedConfig["addons"]]: ParsedConfig["addons"][Name] & { enabled: boolean } };

/** The configuration of a stack with all defaults. */
export type StackConfig = Omit<ParsedConfig, "addons" | "mesh"> & {
  addons: Addons;
  mesh: ParsedMesh & { tracing: boolean };
};

/** Whether all images of the cluster are built on this machine, because its nodes pull from no registry. */
export const buildsImages = ({ cluster }: Pick<ParsedConfig, "cluster">): boolean =>
  cluster.driver === "embedded" && cluster.nodes === "real";

/** Whether the sample's namespace is created and deleted with the sample. */
export const hasOwnNamespace = ({ bookinfo, mesh }: Pick<ParsedConfig, "bookinfo" | "mesh">): boolean =>
  bookinfo.namespace !== "default" && bookinfo.namespace !== mesh.namespace;
