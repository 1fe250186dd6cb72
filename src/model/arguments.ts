import type { JSONObject } from '@lumino/coreutils';

/**
 * The `describedBy` of a command all of whose arguments are optional texts.
 *
 * @param texts - what each argument says, by its name
 */
export function argumentsOf(texts: { [name: string]: string }): {
  args: JSONObject;
} {
  const properties: JSONObject = {};
  for (const [name, description] of Object.entries(texts)) {
    properties[name] = { type: 'string', description };
  }
  return { args: { type: 'object', properties } };
}
