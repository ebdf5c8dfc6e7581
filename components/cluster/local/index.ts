/** The resources of this project's own provider `local`, as typed classes: what an SDK package would be. */
export * from "./clusterCredentials";
export * from "./clusterNode";
export * from "./clusterPrerequisites";
export * from "./containerdImage";
export * from "./directory";
export * from "./dockerPrerequisites";
export * from "./files";
export * from "./goBinary";
export * from "./image";
export * from "./nodeDrain";
export * from "./nodesReady";
export * from "./ports";
export * from "./prerequisites";
export * from "./process";
export * from "./randomSecret";
