import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sourceFiles } from "./key";

test("follows symlinks to files and folders, and skips dangling ones", () => {
  const root = mkdtempSync(join(tmpdir(), "key-"));
  try {
    mkdirSync(join(root, "shared/internal"), { recursive: true });
    mkdirSync(join(root, "module"));
    for (const file of ["shared/go.mod", "shared/internal/a.go", "module/main.go"]) {
      writeFileSync(join(root, file), "");
    }
    for (const name of ["go.mod", "internal", "absent.go"]) {
      symlinkSync(join("../shared", name), join(root, "module", name));
    }
    expect(sourceFiles(join(root, "module"))).toEqual(["go.mod", "internal/a.go", "main.go"]);
  } finally {
    rmSync(root, { recursive: true });
  }
});
