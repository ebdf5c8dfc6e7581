/** How to use what this provider does not support. */
export const WITH_OFFICIAL_CLI =
  "use the official CLI and plugin: run `make pulumi`, then `make up ENGINE=official`";
