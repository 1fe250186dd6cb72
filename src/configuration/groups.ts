import type { ISetting } from '../model/configuration';

/** Settings of one kind, in the order in which they are shown. */
export interface IGroup {
  readonly name: string;
  readonly settings: ReadonlyArray<ISetting>;
}

/** What decides where data go and who may reach them comes first. */
const ORDER = ['database', 'connection', 'jobs', 'display'];

/**
 * The settings by the first part of their key; those without one are last, as the group with the empty name.
 *
 * @param everything - also those that nobody set
 */
export function groupSettings(
  settings: ReadonlyArray<ISetting>,
  everything: boolean
): IGroup[] {
  const groups = new Map<string, ISetting[]>(ORDER.map(name => [name, []]));
  for (const setting of settings) {
    if (!everything && !isTold(setting)) {
      continue;
    }
    const dot = setting.key.indexOf('.');
    const name = dot < 0 ? '' : setting.key.slice(0, dot);
    groups.set(name, [...(groups.get(name) ?? []), setting]);
  }
  return [...groups]
    .filter(([, found]) => found.length > 0)
    .sort(([a], [b]) => Number(a === '') - Number(b === ''))
    .map(([name, found]) => ({ name, settings: found }));
}

/** Whether somebody set it, or tried to. */
function isTold({ verdict, shadowed }: ISetting): boolean {
  return verdict !== 'default' || shadowed.length > 0;
}
