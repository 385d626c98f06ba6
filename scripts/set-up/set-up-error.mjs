/** The start cannot go on; the message is one sentence that names the cause and the way out. */
export class SetUpError extends Error {
  code = 'set-up';
  /** @param {string} message */
  constructor(message) {
    super(message);
    this.name = 'SetUpError';
  }
}
