/** The key that marks a map as a special value, whose type is the key's value (Pulumi's `resource/sig`). */
export const SIGNATURE_KEY = "4dabf18193072939515e22adb298388d";

/** The type of a secret. */
export const SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270";
