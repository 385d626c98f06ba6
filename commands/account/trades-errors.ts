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

/** A report that there is not. */
export class WrongReportError extends CommandError {
  readonly code = 'no-such-report';
  readonly problem = 'invalid';
  constructor(by: string, known: readonly string[]) {
    const data = { by, known: known.join(', '), example: known[0] ?? '' };
    super(`${by}: a report is by ${known.join(' or ')}`, data);
  }
}
