/** The programs that build images, besides Node and Go, with their Debian packages. */
export const imagePrograms = [
  { name: "apt-get", package: "apt" },
  { name: "dpkg-deb", package: "dpkg" },
] as const;
