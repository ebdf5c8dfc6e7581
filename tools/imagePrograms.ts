/** The programs that build images, besides Node and Go, with their Debian packages. */
export const imagePrograms = [
  { name: "apt-get", package: "apt" },
  { name: "dpkg-deb", package: "dpkg" },
  { name: "python3", package: "python3" },
  { name: "pip3", package: "python3-pip" },
  { name: "mvn", package: "maven" },
] as const;
