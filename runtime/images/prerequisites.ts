/** What building images takes, besides Node and Go: programs by name, each with the Debian package that has it. */
export const imagePrerequisites = [
  { name: "apt-get", package: "apt" },
  { name: "dpkg-deb", package: "dpkg" },
  { name: "python3", package: "python3" },
  { name: "pip3", package: "python3-pip" },
  { name: "mvn", package: "maven" },
] as const;
