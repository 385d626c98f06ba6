import type { CallContext } from 'nice-grpc';

/** What the middleware tells a service about the call. */
export interface PaperCall {
  readonly method: string;
  readonly trackingId: string;
  /** The token allows reading only. */
  readonly readOnly: boolean;
  /** The token reaches this account alone; `undefined`: every one. */
  readonly onlyAccount: string | undefined;
  /** A placed order is to be found by nobody for so long; 0 otherwise. */
  readonly hideMs: number;
}

export type PaperContext = { readonly paper: PaperCall };

export type PaperCallContext = CallContext & PaperContext;
