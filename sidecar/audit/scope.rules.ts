import { areasFor, can } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';

/** Whose rows may be read: of these areas and their people, or all. */
export type AuditScope = { all: boolean; areaIds: readonly string[] };

export function auditScope({ tree, actor }: AdminScope): AuditScope {
  const { network } = tree;
  return {
    all: network !== undefined && can(tree, actor, 'network.manage', network.id),
    areaIds: areasFor(tree, actor, 'audit.read'),
  };
}
