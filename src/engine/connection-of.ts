/** Over which connection a step goes. */
import { randomUUID } from 'node:crypto';
import type { Case, Step } from '../plan/model.ts';
import type { HttpRequest, Transport } from './http/http.ts';

/** The connections of the steps of one case. */
export interface CaseConnections {
  /** The connection of the step that is sent next. */
  of(step: Step): HttpRequest['connection'];
  /** Closes the one that is of this case alone. */
  close(): void;
}

/** Chooses connections: a target that remembers somebody for a connection is to be seen by the cases about that, and by no other. */
export function connectionsFor({ checks = [] }: Partial<Pick<Case, 'checks'>>, transport: Transport): CaseConnections {
  const name = randomUUID();
  const toBeAccepted = new Set<string>();
  for (const { expect } of checks)
    if (expect.kind === 'accepted' || (expect.kind === 'answers' && expect.situation === 'success'))
      toBeAccepted.add(expect.step);
  const close = (): void => transport.release?.(name);
  return {
    of: ({ id, require, connection }) => {
      if (connection !== undefined) return { name };
      // Some servers serve one connection after another.
      close();
      return require === 'accepted' || toBeAccepted.has(id) ? undefined : 'for-refusals';
    },
    close,
  };
}

/** A transport that opens a connection for each request. */
export function onOwnConnections(transport: Transport): Transport {
  return {
    send: (request) => transport.send({ ...request, connection: 'own' }),
    close: () => transport.close(),
  };
}
