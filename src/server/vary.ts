import type { FastifyReply } from 'fastify';

/** Says that the answer depends on these headers of the request, besides those that it depends on already. */
export function addVary(reply: FastifyReply, ...names: readonly string[]): void {
  const given = String(reply.getHeader('vary') ?? '');
  reply.header('vary', [...(given === '' ? [] : [given]), ...names].join(', '));
}
