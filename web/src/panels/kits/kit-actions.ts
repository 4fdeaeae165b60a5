import {
  PollKitNowDocument,
  RegisterKitDocument,
  RemoveKitDocument,
  SetKitEnabledDocument,
  UpdateKitDocument,
} from '../../../../operations/generated/graphql.js';
import type { GraphQL } from '../../graphql.js';
import { registerInputOf, updateInputOf, type KitFormValues } from './kit-form-values.js';
import { isRefusal, type Refusal } from './refusal.js';

/**
 * What can be done to a kit. Each answers with the refusal, or null when it was done: what changed is told by the
 * subscription to kits, to this page as to every other.
 */
export interface KitActions {
  add(values: KitFormValues): Promise<Refusal | null>;
  change(kitId: string, values: KitFormValues): Promise<Refusal | null>;
  setEnabled(kitId: string, enabled: boolean): Promise<Refusal | null>;
  poll(kitId: string): Promise<Refusal | null>;
  remove(kitId: string, deleteHistory: boolean): Promise<Refusal | null>;
}

export function createKitActions(graphql: GraphQL): KitActions {
  return {
    async add(values) {
      const { registerKit } = await graphql.request(RegisterKitDocument, { input: registerInputOf(values) });
      return refusalOf(registerKit);
    },
    async change(kitId, values) {
      const { updateKit } = await graphql.request(UpdateKitDocument, { kitId, input: updateInputOf(values) });
      return refusalOf(updateKit);
    },
    async setEnabled(kitId, enabled) {
      const { setKitEnabled } = await graphql.request(SetKitEnabledDocument, { kitId, enabled });
      return refusalOf(setKitEnabled);
    },
    async poll(kitId) {
      const { pollKitNow } = await graphql.request(PollKitNowDocument, { kitId });
      return refusalOf(pollKitNow);
    },
    async remove(kitId, deleteHistory) {
      const { removeKit } = await graphql.request(RemoveKitDocument, { kitId, deleteHistory });
      return refusalOf(removeKit);
    },
  };
}

function refusalOf(result: object): Refusal | null {
  return isRefusal(result) ? result : null;
}
