import { CommandError } from '../errors.js';

/** Days that make no span. `example` is one that would be right. */
export class SpanError extends CommandError {
  readonly code: 'not-a-date' | 'date-in-future' | 'dates-reversed' | 'span-too-long';
  readonly problem = 'invalid';
  constructor(code: SpanError['code'], data: Readonly<Record<string, string>>) {
    super(`${data.date ?? `${data.from} to ${data.to}`}: ${code}; for example ${data.example}`, data);
    this.code = code;
  }
}
