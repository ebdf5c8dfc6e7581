/** An input that the user can fix; only its message is printed. */
export class InputError extends Error {
  override readonly name = "InputError";
}
