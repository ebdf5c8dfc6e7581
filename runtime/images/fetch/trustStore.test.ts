import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rootCertificates } from "node:tls";
import { javaTrustStore } from "./trustStore";

const reason = spawnSync("keytool", ["-help"]).error && "keytool is missing";

(reason ? test.skip : test)(`Java reads the certificates${reason ? `, skipped: ${reason}` : ""}`, () => {
  const folder = mkdtempSync(join(tmpdir(), "trust-"));
  try {
    const file = join(folder, "authorities.jks");
    writeFileSync(file, javaTrustStore(["# a comment", ...rootCertificates.slice(0, 3)].join("\n")));
    const output = execFileSync("keytool", ["-list", "-keystore", file, "-storepass", "changeit"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    expect(output).toContain("Your keystore contains 3 entries");
    expect(output.match(/trustedCertEntry/g)?.length).toBe(3);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
