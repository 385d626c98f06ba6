import type { CallContext } from 'nice-grpc';

/** What the middleware tells a service about the call. */
export interface PaperCall {
  readonly method: string;
  readonly trackingId: string;
  /** The token allows reading only. */
  readonly readOnly: boolean;
  /** A placed order is to be found by nobody for so long; 0 otherwise. */
  readonly hideMs: number;
}

export type PaperContext = { readonly paper: PaperCall };

export type PaperCallContext = CallContext & PaperContext;
