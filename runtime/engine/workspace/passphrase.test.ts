import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { readRecording } from "../../../test/recordings";
import {
  createCrypter,
  IncorrectPassphraseError,
  openCrypter,
  passphraseFromEnvironment,
} from "./passphrase";

describe("recorded stack files", () => {
  test.each(["dynamic-provider", "kubernetes-await", "kubernetes-basic", "resource-options"])(
    "%s is opened by the passphrase, and by no other",
    async (folder) => {
      const file = parse(readRecording(folder, "program", "Pulumi.dev.yaml")) as {
        encryptionsalt: string;
      };
      await expect(openCrypter("wrong", file.encryptionsalt)).rejects.toThrow(IncorrectPassphraseError);
      await openCrypter("correct-horse", file.encryptionsalt);
    },
  );

  test("decrypts a recorded secret", async () => {
    const file = parse(readRecording("resource-options", "program", "Pulumi.dev.yaml")) as {
      encryptionsalt: string;
      config: { "resource-options:secret": { secure: string } };
    };
    const crypter = await openCrypter("correct-horse", file.encryptionsalt);
    expect(crypter.decrypt(file.config["resource-options:secret"].secure)).toBe("canary-91bd");
  });
});

test("opens a new state again and decrypts its texts", async () => {
  const { state, crypter } = await createCrypter("p");
  expect(state).toMatch(/^v1:[A-Za-z0-9+/=]{12}:v1:[A-Za-z0-9+/=]{16}:[A-Za-z0-9+/=]+$/);
  const opened = await openCrypter("p", state);
  for (const text of ["", "ä€𝄞", "x".repeat(10_000)])
    expect(opened.decrypt(crypter.encrypt(text))).toBe(text);
  expect(crypter.encrypt("a")).not.toBe(crypter.encrypt("a"));
});

test("rejects a modified ciphertext", async () => {
  const { crypter } = await createCrypter("p");
  const [version, nonce, data] = crypter.encrypt("text").split(":") as [string, string, string];
  const spoilt = Buffer.from(data, "base64");
  spoilt[0]! ^= 1;
  expect(() => crypter.decrypt(`${version}:${nonce}:${spoilt.toString("base64")}`)).toThrow(
    /cannot decrypt a ciphertext/,
  );
  expect(() => crypter.decrypt("text")).toThrow(/form v1:NONCE:DATA/);
  expect(() => crypter.decrypt(`v2:${nonce}:${data}`)).toThrow(/version "v2"/);
  expect(() => crypter.decrypt(`v1:AA==:${data}`)).toThrow(/too short/);
});

test.each([
  ["v1:x", /malformed encryption salt: .*`encryptionsalt` of the stack file or `salt` of the state/],
  ["v2:c2FsdA==:v1:x:y", /unknown state version "v2"/],
])("rejects the state %j", async (state, message) => {
  await expect(openCrypter("p", state)).rejects.toThrow(message);
});

test("takes the passphrase from the environment, else from the file, and accepts an empty one", () => {
  const folder = mkdtempSync(join(tmpdir(), "passphrase-"));
  const file = join(folder, "file");
  writeFileSync(file, " secret\n");
  try {
    expect(passphraseFromEnvironment({})).toBeUndefined();
    expect(passphraseFromEnvironment({ PULUMI_CONFIG_PASSPHRASE: "" })).toBe("");
    expect(passphraseFromEnvironment({ PULUMI_CONFIG_PASSPHRASE_FILE: file })).toBe("secret");
    expect(
      passphraseFromEnvironment({ PULUMI_CONFIG_PASSPHRASE_FILE: file, PULUMI_CONFIG_PASSPHRASE: "a" }),
    ).toBe("a");
    expect(() => passphraseFromEnvironment({ PULUMI_CONFIG_PASSPHRASE_FILE: join(folder, "none") })).toThrow(
      /unable to read PULUMI_CONFIG_PASSPHRASE_FILE: .*none/,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
