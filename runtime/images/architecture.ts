/** What images are built for, this machine's architecture, as Go, Debian and OCI name it. */
export const ARCHITECTURE = process.arch === "x64" ? "amd64" : process.arch;
