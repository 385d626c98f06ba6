/** A control call that cannot be done; `status` is the HTTP status. */
export class ControlProblem extends Error {
  override readonly name = 'ControlProblem';
  constructor(
    readonly status: 404 | 410 | 422,
    readonly code: string,
    message: string,
    /** Fields of the answer besides its code and message. */
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }
}
