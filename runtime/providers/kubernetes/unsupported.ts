/** How to use what this provider does not support. */
export const WITH_OFFICIAL_CLI =
  "use the official plugin (pulumi-resource-kubernetes on PATH) with the official CLI: " +
  "run `make pulumi`, then `make up ENGINE=official`";
