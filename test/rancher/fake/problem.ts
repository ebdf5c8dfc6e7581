/** An error response of the API: `{"type": "error", "status": 422, "code": "MissingRequired", …}`. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly fieldName?: string,
  ) {
    super(message);
  }

  get body(): Record<string, unknown> {
    const { status, code, message, fieldName } = this;
    return { type: "error", status, code, message, detail: null, ...(fieldName && { fieldName }) };
  }
}

export const unauthorized = () => new Problem(401, "Unauthorized", "Unauthorized");
export const notFound = () => new Problem(404, "NotFound", "Not found");
